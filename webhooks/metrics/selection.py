"""What a reader of the figures asked for: a kind of period, one period, and at most one published combination of filters."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.errors import InvalidInput
from bot.metrics.periods import KINDS, Kind, Period, PeriodShown, Week
from bot.metrics.tables import TABLES, VALUES, Dimension

FILTERS: tuple[Dimension, ...] = ("language", "spa", "need", "channel")
Where = Mapping[Dimension, str]


@dataclass(frozen=True)
class Selection:
    """`periods`: those of this kind that are over, oldest first. `at` is the place of the chosen one in them.
    `newest`: the last week that was published when this was read."""

    kind: Kind
    periods: Sequence[PeriodShown]
    at: int
    where: Where
    newest: Week | None = None

    @property
    def chosen(self) -> PeriodShown | None:
        """None while no period of this kind is over."""
        return self.periods[self.at] if self.periods else None

    @property
    def before(self) -> PeriodShown | None:
        return self.periods[self.at - 1] if self.at > 0 else None

    @property
    def after(self) -> PeriodShown | None:
        return self.periods[self.at + 1] if self.at + 1 < len(self.periods) else None

    def last(self, count: int) -> Sequence[PeriodShown]:
        """The chosen period and those before it, at most `count`, oldest first."""
        return self.periods[max(0, self.at + 1 - count) : self.at + 1]

    @property
    def by(self) -> tuple[Dimension, ...]:
        """The table the filters lead to, its dimensions in the order the table has them."""
        return table_by(self.kind, self.where) or ()

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(self.where[dimension] for dimension in self.by)

    def address(self, **changed: str) -> dict[str, Any]:
        """The query of this selection with some of it changed, for `url_for`; an empty value leaves that out."""
        chosen = self.chosen
        query = {"kind": self.kind, "period": chosen.period.label if chosen else "", **self.where, **changed}
        return {name: value for name, value in query.items() if value}


def table_by(kind: Kind, dimensions: Iterable[Dimension]) -> tuple[Dimension, ...] | None:
    """The published table of a period of `kind` by just these dimensions; None where there is none."""
    wanted = set(dimensions)
    return next((by for by in TABLES[kind] if set(by) == wanted), None)


def may_add(kind: Kind, where: Where, dimension: Dimension) -> bool:
    """Whether figures by `dimension` and the other filters of `where` together are published."""
    return table_by(kind, {*where, dimension}) is not None


def read_kind(query: Mapping[str, Sequence[str]]) -> Kind:
    """The kind of period asked for, weeks where none is. Raises InvalidInput (`bad_kind`)."""
    asked = one_value(query, "kind")
    if asked and asked not in KINDS:
        raise InvalidInput(f"kind is one of {', '.join(KINDS)}", code="bad_kind")
    return next((kind for kind in KINDS if kind == asked), "week")


def read_selection(query: Mapping[str, Sequence[str]], periods: Sequence[PeriodShown]) -> Selection:
    """`query`: every value given for each parameter, as `request.args.lists()`; unknown parameters are refused.

    Raises InvalidInput: `bad_parameter` (unknown, or given twice), `bad_kind`, `bad_period` (no such period is
    published), `bad_value` (no such language, area, need or channel), `not_published` (not this combination).
    """
    refuse_others(query, {"kind", "period", *FILTERS})
    kind = read_kind(query)
    where: dict[Dimension, str] = {}
    for dimension in FILTERS:
        value = one_value(query, dimension)
        if value and value not in VALUES[dimension]:
            raise InvalidInput(f"no such {dimension}", code="bad_value")
        if value:
            where[dimension] = value
    if table_by(kind, where) is None:
        raise InvalidInput(f"a {kind} is not split by {' and '.join(where)}", code="not_published")
    over = [each for each in periods if each.period.kind == kind and each.complete]
    label = one_value(query, "period")
    places = {each.period: place for place, each in enumerate(over)}
    if label and Period(kind, label) not in places:
        raise InvalidInput(f"no such {kind} is published", code="bad_period")
    return Selection(kind, over, places[Period(kind, label)] if label else len(over) - 1, where)


def refuse_others(query: Mapping[str, Sequence[str]], known: Collection[str]) -> None:
    """Raises InvalidInput (`bad_parameter`) for a parameter that is not `known`."""
    if set(query) - set(known):
        raise InvalidInput("a parameter that does not exist", code="bad_parameter")


def one_value(query: Mapping[str, Sequence[str]], name: str) -> str:
    """The value of a parameter, empty where it is not given. Raises InvalidInput (`bad_parameter`) where given twice."""
    given = query.get(name, ())
    if len(given) > 1:
        raise InvalidInput(f"{name} is given more than once", code="bad_parameter")
    return given[0] if given else ""
