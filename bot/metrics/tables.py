"""Which tables are published for which period, and every sum a reader can make across them.

The longer the period, the finer the table: small groups are counted over longer times before they are
shown, instead of being shown as many withheld weeks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from bot.i18n import LANGUAGES
from bot.metrics.disclosure import Sum
from bot.metrics.periods import KINDS, Kind, Period, Week, is_last, period_of
from bot.needs.taxonomy import NEED_ORDER

ALL = "all"
Dimension = str
UNKNOWN = "none"
VALUES: Mapping[Dimension, tuple[str, ...]] = {
    "language": LANGUAGES,
    "channel": ("sms", "whatsapp", "web"),
    "spa": (*map(str, range(1, 9)), UNKNOWN),
    "need": (*NEED_ORDER, UNKNOWN),
}
"""The values of the dimensions that all measures share; `detail` has each measure's own."""
DIMENSIONS = (*VALUES, "detail")

_ONE = (("language",), ("channel",), ("spa",), ("need",), ("detail",))
_TWO = (("need", "spa"), ("language", "need"), ("language", "detail"), ("spa", "detail"))
TABLES: Mapping[Kind, tuple[tuple[Dimension, ...], ...]] = {
    "week": ((), ("language",), ("detail",)),
    "month": ((), *_ONE, ("language", "detail"), ("spa", "detail")),
    "quarter": ((), *_ONE, *_TWO),
    "year": ((), *_ONE, *_TWO),
}
"""A table by two dimensions stands only where both tables by one stand too: they are its margins."""


class Cell(NamedTuple):
    """What one counter counts by. The value `none` stands for what was not known."""

    language: str
    channel: str
    spa: str
    need: str
    detail: str = UNKNOWN


class Figure(NamedTuple):
    """The name of one published figure: `by` no dimension is a total, by two a table's inner cell."""

    period: Period
    by: tuple[Dimension, ...]
    values: tuple[str, ...]


@dataclass(frozen=True)
class Shape:
    """What a measure is counted by.

    `crossed`: the dimensions its details are also shown by. `details_from`: shorter periods have no details. `longest`: longer periods have no figures; those of a
    state, which weeks do not add up to, have none but the week's.
    """

    dimensions: tuple[Dimension, ...]
    details: tuple[str, ...] = ()
    crossed: tuple[Dimension, ...] = ("language",)
    details_from: Kind = "week"
    longest: Kind = "year"

    def tables(self, kind: Kind) -> list[tuple[Dimension, ...]]:
        """The tables for a period of `kind`."""
        if KINDS.index(kind) > KINDS.index(self.longest):
            return []
        detailed = self.details and KINDS.index(kind) >= KINDS.index(self.details_from)
        held = {*self.dimensions, "detail"} if detailed else set(self.dimensions)
        return [
            by
            for by in TABLES[kind]
            if set(by) <= held and ("detail" not in by or set(by) <= {"detail", *self.crossed})
        ]

    def of(self, dimension: Dimension) -> tuple[str, ...]:
        """The values of one dimension; of details also `none`, for what was counted before there were any."""
        return (*self.details, UNKNOWN) if dimension == "detail" else VALUES[dimension]

    def values(self, by: Sequence[Dimension]) -> Iterable[tuple[str, ...]]:
        """Every cell of a table, as the values of its dimensions; one empty tuple for a total."""
        return product(*(self.of(dimension) for dimension in by))

    def place(self, cell: Cell, by: Sequence[Dimension]) -> tuple[str, ...]:
        """Where in a table a counter belongs. A value that no list has counts as not known, so that none is lost."""
        found = []
        for dimension in by:
            known, value = self.of(dimension), getattr(cell, dimension)
            found.append(value if value in known else UNKNOWN if UNKNOWN in known else known[0])
        return tuple(found)


def figures(
    counts: Mapping[Week, Mapping[Cell, int]], weeks: Sequence[Week], shape: Shape, until: Week
) -> tuple[dict[Figure, int], list[Sum[Figure]]]:
    """Every figure of one measure that may be asked for once the week `until` is over, and the sums between them.

    `weeks`: all of the longest period asked about, up to `until`, in order; periods that are not over yet have no
    figures.
    """
    values: dict[Figure, int] = {}
    inside: dict[tuple[Kind, Period], set[Period]] = defaultdict(set)
    placed: dict[tuple[Dimension, ...], dict[Cell, tuple[str, ...]]] = defaultdict(dict)
    for kind in KINDS:
        over = {period_of(week, kind) for week in weeks if is_last(week, kind) and week <= until}
        cells: dict[Period, Counter[Cell]] = {period: Counter() for period in sorted(over)}
        for week in weeks:
            period = period_of(week, kind)
            if period not in over:
                continue
            for smaller in KINDS[: KINDS.index(kind)]:
                inside[smaller, period].add(period_of(week, smaller))
            cells[period].update(counts.get(week, {}))
        for period, counted in cells.items():
            for by in shape.tables(kind):
                table, places = dict.fromkeys(shape.values(by), 0), placed[by]
                for cell, number in counted.items():
                    place = places.get(cell)
                    if place is None:
                        place = places[cell] = shape.place(cell, by)
                    table[place] += number
                values.update({Figure(period, by, place): number for place, number in table.items()})
    return values, [*_margins(values), *_spans(values, inside)]


def _margins(values: Mapping[Figure, int]) -> Iterable[Sum[Figure]]:
    """Within a period: a total is the sum of each table by one more dimension."""
    parts: dict[tuple[Figure, Dimension], list[Figure]] = defaultdict(list)
    for figure in values:
        for position, dimension in enumerate(figure.by):
            rest = figure.by[:position] + figure.by[position + 1 :]
            total = Figure(figure.period, rest, figure.values[:position] + figure.values[position + 1 :])
            parts[total, dimension].append(figure)
    return [Sum(total, tuple(found)) for (total, _), found in parts.items()]


def _spans(values: Mapping[Figure, int], inside: Mapping[tuple[Kind, Period], set[Period]]) -> Iterable[Sum[Figure]]:
    """Across periods: a longer period is the sum of the next shorter ones that have the same table."""
    sums = []
    parts_of: dict[Period, list[list[Period]]] = {}
    for figure in values:
        period = figure.period
        if period not in parts_of:
            shorter = reversed(KINDS[: KINDS.index(period.kind)])
            parts_of[period] = [sorted(found) for kind in shorter if (found := inside[kind, period])]
        for periods in parts_of[period]:
            parts = tuple(Figure(each, figure.by, figure.values) for each in periods)
            if all(part in values for part in parts):
                sums.append(Sum(figure, parts))
                break
    return sums
