"""The one gate figures pass: when a week is over, what may be shown is decided once and kept.

Nothing else reads the counters. A figure once published never changes, so no two reports, filters or
days of looking can be held against each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import structlog
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.db import Database
from bot.errors import InvalidInput
from bot.metrics.disclosure import Count, withhold
from bot.metrics.measures import MEASURES, Measure
from bot.metrics.models import PublishedFigure, PublishedWeek
from bot.metrics.periods import Period, Week, period_of, week_of, weeks_between
from bot.metrics.tables import Cell, Figure, figures
from bot.tally import Tally

SETTLES = timedelta(hours=1)
"""After a week's end, for transactions that began in it."""

log = structlog.get_logger(__name__)

Counts = dict[Week, dict[Cell, int]]


@dataclass(frozen=True)
class _Decided:
    measure: Measure
    figures: dict[Figure, Count]


class Publisher:
    """Publishes what is due. Several may run: a week is published by whoever is first."""

    def __init__(self, database: Database, clock: Clock, measures: Iterable[Measure] = MEASURES.values()) -> None:
        self._database = database
        self._clock = clock
        self._measures = tuple(measures)

    def publish_due(self) -> int:
        """Publish every week that is over and not published yet, oldest first; how many were."""
        done = 0
        for week in self._due():
            decided = [self._decide(measure, week) for measure in self._measures]
            with self._database.write() as db_session:
                if db_session.get(PublishedWeek, week.monday) is not None:
                    continue
                db_session.add(PublishedWeek(week=week.monday, published_at=self._clock.now()))
                db_session.flush()
                rows = [_row(one.measure, figure, count) for one in decided for figure, count in one.figures.items()]
                if rows:
                    db_session.execute(insert(PublishedFigure), rows)
            done += 1
            log.info("metrics.published", week=week.label)
        return done

    def _due(self) -> list[Week]:
        running = week_of(self._clock.now() - SETTLES)
        with self._database.read() as db_session:
            last = db_session.scalar(select(func.max(PublishedWeek.week)))
            first = db_session.scalar(select(func.min(Tally.week)))
        if first is None:
            return []
        begin = Week(last).next if last else Week(first)
        return [week for week in weeks_between(begin, running) if week != running]

    def _decide(self, measure: Measure, week: Week) -> _Decided:
        weeks = _weeks_of_year(week)
        with self._database.read() as db_session:
            counts = _counts(db_session, measure, weeks)
            before = _published(db_session, measure, weeks)
        if not counts:
            return _Decided(measure, {})
        values, sums = figures(counts, weeks, measure.dimensions, week)
        new = {figure for figure in values if period_of(week, figure.period.kind) == figure.period}
        hidden = {figure for figure, count in before.items() if count is None}
        shown = values.keys() - new - hidden
        never = unpublished_among(values, hidden)
        kept, withheld = set[Figure](), frozenset[Figure]()
        for finest in (2, 1, 0):
            unpublished = never | {figure for figure in new if len(figure.by) > finest}
            try:
                withheld = withhold(values, sums, withheld_before=hidden, shown_before=shown, unpublished=unpublished)
            except InvalidInput:
                continue  # so fine a table cannot be shown beside what is public already
            kept = new - unpublished
            break
        decided: dict[Figure, Count] = {}
        for figure in sorted(new):
            if figure not in kept or figure in withheld:
                decided[figure] = None
            elif values[figure]:
                decided[figure] = values[figure]
        return _Decided(measure, decided)


def unpublished_among(values: Mapping[Figure, int], hidden: Iterable[Figure]) -> set[Figure]:
    """The hidden figures of tables that are not shown at all: zeros are hidden only there."""
    tables = {(figure.period, figure.by) for figure in hidden if not values[figure]}
    return {figure for figure in hidden if (figure.period, figure.by) in tables}


def _weeks_of_year(week: Week) -> list[Week]:
    first = date(week.monday.year, 1, 1)
    monday = first + timedelta(days=-first.weekday() % 7)
    return weeks_between(Week(monday), week)


def _counts(db_session: Session, measure: Measure, weeks: Sequence[Week]) -> Counts:
    counted: Counts = defaultdict(dict)
    rows = db_session.scalars(
        select(Tally).where(Tally.measure == measure.name, Tally.week.between(weeks[0].monday, weeks[-1].monday))
    )
    for row in rows:
        counted[Week(row.week)][Cell(row.language, row.channel, row.spa, row.need)] = row.count
    return counted


def _published(db_session: Session, measure: Measure, weeks: Sequence[Week]) -> dict[Figure, Count]:
    labels = {period_of(week, kind).label for week in weeks for kind in ("week", "month", "quarter", "year")}
    rows = db_session.scalars(
        select(PublishedFigure).where(PublishedFigure.measure == measure.name, PublishedFigure.period.in_(labels))
    )
    return {figure_of(row): row.count for row in rows}


def figure_of(row: PublishedFigure) -> Figure:
    """The figure a row stands for."""
    by = tuple(row.by.split("+")) if row.by else ()
    return Figure(Period(row.kind, row.period), by, tuple(row.values.split("+")) if by else ())  # type: ignore[arg-type]


def _row(measure: Measure, figure: Figure, count: Count) -> dict[str, object]:
    return {
        "measure": measure.name,
        "kind": figure.period.kind,
        "period": figure.period.label,
        "by": "+".join(figure.by),
        "values": "+".join(figure.values),
        "count": count,
    }
