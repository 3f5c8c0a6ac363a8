"""The metrics report: published figures by period, what they come to, and what is not known and why.

Only what bot/metrics/publishing.py published is read, and all else is worked out from it, so there is nothing here
to withhold. A period that is not over has no figures yet: figures that grow from day to day would give each day away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal

from bot.errors import InvalidInput
from bot.metrics.disclosure import Count, share
from bot.metrics.estimates import Estimate, Quantile, proportion, quantile, quantile_interval, rate
from bot.metrics.measures import MEASURES, Measure
from bot.metrics.periods import Kind, Period, PeriodShown, Week, period_of
from bot.metrics.tables import ALL, DIMENSIONS, UNKNOWN, Dimension, Figure

State = Literal["shown", "withheld", "not_counted", "running"]
"""Of a figure. `not_counted`: its table was not published yet when the period ended."""

By = tuple[Dimension, ...]
Values = tuple[str, ...]
MEDIAN, NINETIETH = 0.5, 0.9


@dataclass(frozen=True)
class Point:
    """One period of a series."""

    shown: PeriodShown
    state: State
    count: Count


@dataclass(frozen=True)
class Report:
    generated_at: datetime
    periods: Sequence[PeriodShown]
    """Oldest first, weeks before months before quarters before years."""
    counts: Mapping[str, Mapping[Figure, Count]]
    """By measure: the figures that are not 0."""
    since: Mapping[tuple[str, Kind, By], Week]
    """The first week each table of each measure was published for."""
    only: Mapping[Period, Collection[By]] = field(default_factory=dict)
    """Periods of which no more than these tables were read; the others count as not counted."""

    @cached_property
    def _over(self) -> Mapping[Period, date]:
        return {each.period: each.starts for each in self.periods if each.complete}

    @cached_property
    def _began(self) -> Mapping[tuple[str, Kind, By], Period]:
        return {table: period_of(since, table[1]) for table, since in self.since.items()}

    def state(self, measure: str, period: Period, by: By = (), values: Values = ()) -> State:
        """Whether a figure is there to be shown, and why not."""
        if period not in self._over:
            return "running"
        if not self._counted(measure, period, by):
            return "not_counted"
        return "withheld" if self.counts[measure].get(Figure(period, by, values), 0) is None else "shown"

    def partly(self, measure: str, period: Period, by: By = ()) -> bool:
        """Whether counting began only in the course of the period."""
        since, starts = self.since.get((measure, period.kind, by)), self._over.get(period)
        if since is None or starts is None or starts >= since.monday:
            return False
        return period == period_of(since, period.kind)

    def count(self, measure: str, period: Period, by: By = (), values: Values = ()) -> Count:
        """A published figure; None where there is none to be shown (`state` says why)."""
        if not self._counted(measure, period, by):
            return None
        return self.counts[measure].get(Figure(period, by, values), 0)

    def whole(self, measure: str, period: Period, by: By = (), values: Values = ()) -> Count:
        """What the figure is held against: the same figure of the measure it is `of`, else its own total.

        Where the other measure has no such detail its figure without detail is meant; of its own total a figure by
        detail is a part of its cell, and any other a part of the period's.
        """
        defined = MEASURES[measure]
        detailed = "detail" in by
        if defined.of and defined.same_detail:
            return self.count(defined.of, period, by, values)
        rest = tuple((d, v) for d, v in zip(by, values, strict=True) if d != "detail")
        kept_by, kept = tuple(d for d, _ in rest), tuple(v for _, v in rest)
        if defined.of:
            return self.count(defined.of, period, kept_by, kept)
        return self.count(measure, period, kept_by, kept) if detailed else self.count(measure, period)

    def share(self, measure: str, period: Period, by: By = (), values: Values = ()) -> float | None:
        """The figure held against its `whole`, to four digits: a part of it, or for a rate so many to one.

        None where either is withheld, or the whole is 0.
        """
        return share(self.count(measure, period, by, values), self.whole(measure, period, by, values))

    def estimate(self, measure: str, period: Period, by: By = (), values: Values = ()) -> Estimate | None:
        """`share` with its interval; without one for amounts, which do not come one by one."""
        part, whole = self.count(measure, period, by, values), self.whole(measure, period, by, values)
        if part is None or whole is None or not whole:
            return None
        if MEASURES[measure].amount:
            return Estimate(part / whole)
        return rate(part, whole) if MEASURES[measure].held == "rate" else proportion(part, whole)

    def quantile(
        self, measure: str, period: Period, at: float = MEDIAN, by: By = (), values: Values = ()
    ) -> Quantile | None:
        """A quantile of a measure of time, for all or for one language; None where its bins are withheld.

        Raises InvalidInput for a measure that has no times.
        """
        bins = self._bins(measure, period, by, values)
        return quantile(*bins, at)

    def quantile_estimate(
        self, measure: str, period: Period, at: float = MEDIAN, by: By = (), values: Values = ()
    ) -> Estimate | None:
        """`quantile` as a number with its interval; None also where it lies in the last, open bin."""
        bins = self._bins(measure, period, by, values)
        return quantile_interval(*bins, at)

    def series(self, measure: str, kind: Kind, by: By = (), values: Values = ()) -> list[Point]:
        """The figure in every period of `kind` that is over, oldest first."""
        return [
            Point(
                shown,
                self.state(measure, shown.period, by, values),
                self.count(measure, shown.period, by, values),
            )
            for shown in self.periods
            if shown.period.kind == kind and shown.complete
        ]

    def withheld_of(self, measure: str, period: Period, by: By) -> tuple[int, int]:
        """How many figures of a table are withheld, and how many it has."""
        cells = [self.count(measure, period, by, values) for values in MEASURES[measure].shape.values(by)]
        return sum(count is None for count in cells), len(cells)

    def lines(self) -> Iterable[dict[str, Any]]:
        """One object a figure. `count` is null where it is withheld or the period is still running."""
        for measure in MEASURES.values():
            for shown in self.periods:
                for by in measure.shape.tables(shown.period.kind):
                    counted = shown.complete and self.state(measure.name, shown.period, by) != "not_counted"
                    for values in measure.shape.values(by):
                        yield self._line(measure, shown, by, values, counted)

    def _line(self, measure: Measure, shown: PeriodShown, by: By, values: Values, counted: bool) -> dict[str, Any]:
        place = dict.fromkeys(DIMENSIONS, ALL) | dict(zip(by, values, strict=True))
        count = self.count(measure.name, shown.period, by, values) if counted else None
        line = {
            "measure": measure.name,
            "kind": shown.period.kind,
            "period": shown.period.label,
            "starts": shown.starts.isoformat(),
            "complete": shown.complete,
            **place,
            "count": count,
            "counted": counted,
            "withheld": counted and count is None,
            "share": self.share(measure.name, shown.period, by, values) if counted else None,
        }
        if measure.bins and by in ((), ("language",)):
            for name, at in (("median", MEDIAN), ("p90", NINETIETH)):
                found = self.quantile(measure.name, shown.period, at, by, values) if counted else None
                line[name] = round(found.value, 2) if found and found.value is not None else None
        return line

    def _counted(self, measure: str, period: Period, by: By) -> bool:
        began = self._began.get((measure, period.kind, by))
        return began is not None and period >= began and (period not in self.only or by in self.only[period])

    def _bins(self, measure: str, period: Period, by: By, values: Values) -> tuple[Any, list[Count], Count]:
        bins = MEASURES[measure].bins
        if bins is None:
            raise InvalidInput(f"{measure} has no times", code="no_times")
        detailed = (*by, "detail")
        counts = [self.count(measure, period, detailed, (*values, label)) for label in bins.labels]
        total, unknown = (self.count(measure, period, *cell) for cell in ((by, values), (detailed, (*values, UNKNOWN))))
        return bins, counts, None if total is None or unknown is None else total - unknown
