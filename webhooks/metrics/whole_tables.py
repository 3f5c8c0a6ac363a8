"""Every measure in every period as tables of numbers: the reference behind the page of figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.db import Database
from bot.errors import InvalidInput
from bot.i18n import Language
from bot.metrics.definitions import Definition, define
from bot.metrics.measures import MEASURES, Measure
from bot.metrics.periods import Kind, PeriodShown
from bot.metrics.reading import report
from bot.metrics.tables import VALUES, Dimension
from webhooks.metrics.blocks import Row, Table
from webhooks.metrics.building import PERIODS_DRAWN, Builder
from webhooks.metrics.figures import Figures
from webhooks.metrics.selection import FILTERS, Selection, may_add, one_value, read_kind, refuse_others
from webhooks.metrics.words import say, say_period, say_value


@dataclass(frozen=True)
class MeasureTable:
    definition: Definition
    table: Table


@dataclass(frozen=True)
class WholeTables:
    """`dimensions`: by which the columns can be, for this kind of period. `everything`: all periods, not the newest."""

    kind: Kind
    by: Dimension
    dimensions: Sequence[Dimension]
    everything: bool
    tables: Sequence[MeasureTable]


def whole_tables(
    database: Database, clock: Clock, query: Mapping[str, Sequence[str]], language: Language
) -> WholeTables:
    """`query`: `kind`, `by` (a dimension) and `how_far` (`all`). Raises InvalidInput as `read_selection` does."""
    refuse_others(query, {"kind", "by", "how_far"})
    kind, by, how_far = read_kind(query), one_value(query, "by") or "language", one_value(query, "how_far")
    if by not in FILTERS or how_far not in ("", "all"):
        raise InvalidInput("columns are by language, spa, need or channel", code="bad_value")
    if not may_add(kind, {}, by):
        raise InvalidInput(f"a {kind} is not split by {by}", code="not_published")
    made = report(database, clock, kinds=(kind,))
    periods = [each for each in made.periods if each.complete]
    build = Builder(Figures(made, Selection(kind, periods, len(periods) - 1, {}), language))
    shown = periods if how_far else periods[-PERIODS_DRAWN:]
    return WholeTables(
        kind, by, [each for each in FILTERS if may_add(kind, {}, each)], bool(how_far),
        [
            MeasureTable(define(measure, language), _table(build, measure, by, shown))
            for measure in MEASURES.values()
            if (by,) in measure.shape.tables(kind)
        ],
    )  # fmt: skip


def _table(build: Builder, measure: Measure, by: Dimension, periods: Sequence[PeriodShown]) -> Table:
    """Newest period first; the first column of numbers is the whole."""
    rows = [
        Row(
            say_period(shown, build.language),
            [build.figures.count(measure.name, shown),
             *(build.figures.count(measure.name, shown, {by: value}) for value in VALUES[by])],
        )
        for shown in reversed(periods)
    ]  # fmt: skip
    columns = [
        say("metrics.period", build.language), say("metrics.column.all", build.language),
        *(say_value(by, value, build.language) for value in VALUES[by]),
    ]  # fmt: skip
    return Table(measure.name, build.measure_name(measure.name), columns, rows)
