"""The choices above the figures: kinds of period, periods, filters, and in words why some cannot be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from bot.i18n import Language
from bot.metrics.periods import KINDS, Kind
from bot.metrics.tables import TABLES, VALUES, Dimension
from webhooks.metrics.selection import FILTERS, Selection, Where, may_add, table_by
from webhooks.metrics.words import say, say_period, say_value


@dataclass(frozen=True)
class Choice:
    value: str
    name: str
    chosen: bool


@dataclass(frozen=True)
class Filter:
    """One list of values; `closed` where none of them is published together with the other filters."""

    name: str
    title: str
    choices: Sequence[Choice]
    closed: bool


@dataclass(frozen=True)
class Tab:
    name: str
    address: str
    current: bool


@dataclass(frozen=True)
class FilterBar:
    tabs: Sequence[Tab]
    kind: Kind
    periods: Sequence[Choice]
    filters: Sequence[Filter]
    reason: str
    """Why some filters are closed; empty where none is."""
    chosen: Sequence[Tab]
    """The filters that are set, each with the address that takes it off."""
    combinations: str
    """Every published combination, its dimensions joined by `+`, for the script that opens and closes lists."""
    earlier: str
    later: str
    """Addresses of the periods around; empty where there is none."""


def filter_bar(selection: Selection, language: Language) -> FilterBar:
    """The choices as they stand for `selection`."""
    filters = [_filter(selection, dimension, language) for dimension in FILTERS]
    return FilterBar(
        tabs=[_tab(selection, kind, language) for kind in KINDS],
        kind=selection.kind,
        periods=[
            Choice(each.period.label, say_period(each, language), each == selection.chosen)
            for each in reversed(selection.periods)
        ],
        filters=filters,
        reason=_reason(selection.kind, [each.name for each in filters if each.closed], language),
        chosen=[
            Tab(say_value(name, value, language), _address(selection, **{name: ""}), True)
            for name, value in selection.where.items()
        ],
        combinations=" ".join("+".join(by) for by in TABLES[selection.kind] if by and set(by) <= set(FILTERS)),
        earlier=_address(selection, period=selection.before.period.label) if selection.before else "",
        later=_address(selection, period=selection.after.period.label) if selection.after else "",
    )


def not_published(kind: Kind, where: Where, language: Language) -> str:
    """Why a period of `kind` has no figures by all of `where`."""
    alone = [name for name in where if not may_add(kind, {}, name)]
    return _reason(kind, alone, language) if alone else say(f"metrics.closed.together.{kind}", language)


def _filter(selection: Selection, dimension: Dimension, language: Language) -> Filter:
    others = {name: value for name, value in selection.where.items() if name != dimension}
    now = selection.where.get(dimension, "")
    choices = [Choice("", say("metrics.filter.all", language), not now)]
    choices += [Choice(value, say_value(dimension, value, language), value == now) for value in VALUES[dimension]]
    closed = not may_add(selection.kind, others, dimension)
    return Filter(dimension, say(f"metrics.filter.{dimension}", language), choices, closed)


def _tab(selection: Selection, kind: Kind, language: Language) -> Tab:
    """Leads to the newest period of `kind`, keeping the filters where they are published together."""
    kept: dict[str, Any] = dict(selection.where) if table_by(kind, selection.where) is not None else {}
    address = url_for("metrics.show", kind=kind, **kept)
    return Tab(say(f"metrics.kind.{kind}", language), address, kind == selection.kind)


def _address(selection: Selection, **changed: str) -> str:
    return url_for("metrics.show", **selection.address(**changed))


def _reason(kind: Kind, closed: Sequence[str], language: Language) -> str:
    never = [name for name in closed if not may_add(kind, {}, name)]
    if never:
        named = [say(f"metrics.filter.{name}", language).lower() for name in never]
        joined = say("metrics.or", language, first=", ".join(named[:-1]), last=named[-1]) if named[1:] else named[0]
        return say(f"metrics.closed.never.{kind}", language, filters=joined)
    return say(f"metrics.closed.together.{kind}", language) if closed else ""
