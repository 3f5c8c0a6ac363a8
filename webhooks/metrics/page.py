"""Puts a page of figures together: glance, filters and sections, from one reading of the report."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.clock import Clock
from bot.db import Database
from bot.i18n import Language
from bot.metrics.costs import Prices, read_prices
from bot.metrics.indicators import MEASURE, Indicator, Targets, indicators, read_targets
from bot.metrics.periods import Period, shown_periods, week_of
from bot.metrics.reading import published_weeks, report
from bot.metrics.report import By, Report
from bot.metrics.tables import TABLES
from webhooks.metrics import parity, sections
from webhooks.metrics.blocks import KeyFigure, Section, Table
from webhooks.metrics.building import PERIODS_DRAWN, Builder
from webhooks.metrics.datasets import Dataset, cost_of, figures_of, indicators_of, parity_of
from webhooks.metrics.figures import Figures
from webhooks.metrics.headline import headline, key_figures
from webhooks.metrics.selection import Selection, read_kind, read_selection
from webhooks.metrics.targets import targets

Query = Mapping[str, Sequence[str]]
_PAGES_KEPT = 64


@dataclass(frozen=True)
class Glance:
    """Everything on the page that is made of figures."""

    headline: str
    keys: Sequence[KeyFigure]
    sections: Sequence[Section]
    left_out: str = ""
    """Which sections are not counted by the filters, in words; empty where none is left out."""


class Reader:
    """Reads what a query asks for. The targets and prices are read once, the shipped ones where no file is named.

    What was published never changes, so pages made of it are kept until another week is published.
    """

    def __init__(
        self, database: Database, clock: Clock, targets_file: Path | None = None, prices_file: Path | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._targets: Targets = read_targets(targets_file)
        self._prices: Prices = read_prices(prices_file)
        self._pages: OrderedDict[Hashable, Glance] = OrderedDict()

    def select(self, query: Query) -> Selection:
        """What the query asks for. Raises InvalidInput with the codes of `read_selection`."""
        kind, weeks = read_kind(query), published_weeks(self._database)
        shown = shown_periods(weeks, week_of(self._clock.now()), (kind,))
        return replace(read_selection(query, shown), newest=weeks[-1] if weeks else None)

    def report(self, selection: Selection) -> Report:
        """All figures of the periods a page of this selection shows."""
        return self._read(selection)

    def page(self, selection: Selection, language: Language) -> Glance:
        """The page's figures in words; kept, so that looking again costs nothing."""
        asked = (selection.newest, selection.kind, selection.at, frozenset(selection.where.items()), language)
        kept = self._pages.get(asked)
        if kept is None:
            kept = self._pages[asked] = self.glance(selection, self._read(selection, _drawn_only(selection)), language)
            while len(self._pages) > _PAGES_KEPT:
                self._pages.popitem(last=False)
        return kept

    def _read(self, selection: Selection, only: Mapping[Period, Collection[By]] | None = None) -> Report:
        drawn = selection.last(PERIODS_DRAWN)
        first, last = (drawn[0].starts, drawn[-1].ends) if drawn else (None, None)
        return report(self._database, self._clock, first, last, kinds=(selection.kind,), only=only)

    def glance(self, selection: Selection, made: Report, language: Language) -> Glance:
        """The page's figures in words."""
        build = Builder(Figures(made, selection, language))
        if selection.chosen is None:
            return Glance(headline(build), (), ())
        ordered: tuple[Callable[[], Section], ...] = (
            lambda: sections.funnel(build),
            lambda: parity.times(build),
            lambda: sections.promise(build),
            lambda: sections.unmet(build),
            lambda: parity.languages(build),
            lambda: sections.crises(build),
            lambda: sections.texts(build, self._prices),
            lambda: sections.listings(build),
            lambda: targets(build, self.indicators(), self._targets),
        )
        every = [_without_empty(build, make()) for make in ordered]
        shown = [section for section in every if section.tables or section.maps] if selection.where else every
        missing = ", ".join(section.title for section in every if section not in shown)
        left_out = build.say("metrics.not_by_filters", sections=missing) if missing else ""
        return Glance(headline(build), key_figures(build), shown, left_out)

    def indicators(self) -> list[Indicator]:
        """How the programme stands against its targets, over all the time counted."""
        made = report(self._database, self._clock, kinds=("month", "quarter", "year"), measures=(MEASURE,))
        return indicators(made, self._targets)

    def dataset(self, name: str, selection: Selection) -> Dataset:
        """The set of figures of that name (`datasets.NAMES`) for a selection."""
        if name == "indicators":
            return indicators_of(self.indicators())
        made = self.report(selection)
        if name == "cost":
            return cost_of(made, selection, self._prices)
        return parity_of(made, selection) if name == "parity" else figures_of(made, selection)


def _drawn_only(selection: Selection) -> dict[Period, list[By]]:
    """The tables that a page needs of periods of which it shows no more than how figures went."""
    where = set(selection.where)
    tables = [by for by in TABLES[selection.kind] if set(by) in (where, where | {"detail"})]
    return {shown.period: tables for shown in selection.last(PERIODS_DRAWN)[:-2]}


def _without_empty(build: Builder, section: Section) -> Section:
    """The section without tables in which nothing is counted by the filters; where none is left, it says so."""
    tables = [table for table in section.tables if _counted(table)]
    if tables or section.maps:
        return replace(section, tables=tables)
    return Section(section.name, section.title, [build.say("metrics.not_counted")])


def _counted(table: Table) -> bool:
    return any(cell.state != "absent" for row in table.rows for cell in row.cells)
