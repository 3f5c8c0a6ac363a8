"""The metrics report: published figures by period, as JSON lines and for pages.

Only what bot/metrics/publishing.py published is read, so there is nothing here to withhold. A period that
is not over has no figures yet: figures that grow from day to day would give each day away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.clock import Clock
from bot.db import Database
from bot.errors import InvalidInput
from bot.metrics.disclosure import Count, share
from bot.metrics.measures import MEASURES
from bot.metrics.models import PublishedFigure, PublishedWeek
from bot.metrics.periods import KINDS, Period, Week, is_last, period_of, week_of, weeks_between
from bot.metrics.publishing import figure_of
from bot.metrics.tables import ALL, DIMENSIONS, Dimension, Figure, tables_of, values_of


@dataclass(frozen=True)
class PeriodShown:
    """A week, month, quarter or year by its first day. Not `complete`: still running, so without figures."""

    period: Period
    starts: date
    complete: bool


@dataclass(frozen=True)
class Report:
    generated_at: datetime
    periods: Sequence[PeriodShown]
    """Oldest first, weeks before months before quarters before years."""
    counts: dict[str, dict[Figure, Count]]
    """By measure: the figures that are not 0."""

    def count(
        self, measure: str, period: Period, by: tuple[Dimension, ...] = (), values: tuple[str, ...] = ()
    ) -> Count:
        """A published figure; None where it is withheld."""
        return self.counts[measure].get(Figure(period, by, values), 0)

    def share(
        self, measure: str, period: Period, by: tuple[Dimension, ...] = (), values: tuple[str, ...] = ()
    ) -> float | None:
        """The figure's part of the measure it is a share of, else of its own total; None where either is withheld."""
        whole = MEASURES[measure].of
        of = self.count(whole, period, by, values) if whole else self.count(measure, period)
        return share(self.count(measure, period, by, values), of)

    def lines(self) -> Iterable[dict[str, Any]]:
        """One object a figure. `count` is null where it is withheld or the period is still running."""
        for measure in MEASURES.values():
            for shown in self.periods:
                cells = (
                    (by, each) for by in tables_of(shown.period.kind, measure.dimensions) for each in values_of(by)
                )
                for by, values in cells:
                    place = dict.fromkeys(DIMENSIONS, ALL) | dict(zip(by, values, strict=True))
                    count = self.count(measure.name, shown.period, by, values) if shown.complete else None
                    yield {
                        "measure": measure.name,
                        "kind": shown.period.kind,
                        "period": shown.period.label,
                        "starts": shown.starts.isoformat(),
                        "complete": shown.complete,
                        **place,
                        "count": count,
                        "withheld": shown.complete and count is None,
                        "share": self.share(measure.name, shown.period, by, values) if shown.complete else None,
                    }


def report(database: Database, clock: Clock, date_from: date | None = None, date_to: date | None = None) -> Report:
    """Every published figure of the periods that lie wholly between the two days, and the running week's name.

    None: no limit. Raises InvalidInput when the days are in the wrong order.
    """
    if date_from and date_to and date_from > date_to:
        raise InvalidInput("the first day is after the last", code="bad_period")
    now = clock.now()
    running = week_of(now)
    with database.read() as db_session:
        first, last = db_session.execute(select(func.min(PublishedWeek.week), func.max(PublishedWeek.week))).one()
        weeks = weeks_between(Week(first), Week(last)) if first else []
        shown = [each for each in _periods(weeks, running) if _inside(each, date_from, date_to)]
        wanted = {each.period.label for each in shown}
        counts: dict[str, dict[Figure, Count]] = {name: {} for name in MEASURES}
        for row in db_session.scalars(select(PublishedFigure).where(PublishedFigure.period.in_(wanted))):
            if row.measure in counts:
                counts[row.measure][figure_of(row)] = row.count
    return Report(now, shown, counts)


def _periods(weeks: Sequence[Week], running: Week) -> list[PeriodShown]:
    found: dict[Period, PeriodShown] = {}
    for kind in KINDS:
        over = {period_of(week, kind) for week in weeks if is_last(week, kind)}
        for week in weeks:
            period = period_of(week, kind)
            if period in over:
                found.setdefault(period, PeriodShown(period, week.monday, True))
    if running not in weeks:
        found[period_of(running, "week")] = PeriodShown(period_of(running, "week"), running.monday, False)
    return sorted(found.values(), key=lambda each: (KINDS.index(each.period.kind), each.starts))


def _inside(shown: PeriodShown, date_from: date | None, date_to: date | None) -> bool:
    ends = _ends(shown)
    if shown.period.kind == "week":  # weeks that touch the days asked for
        return (date_to is None or shown.starts <= date_to) and (date_from is None or ends >= date_from)
    return (date_from is None or shown.starts >= date_from) and (date_to is None or ends <= date_to)


def _ends(shown: PeriodShown) -> date:
    week = Week(shown.starts)
    while not is_last(week, shown.period.kind):
        week = week.next
    return week.monday + timedelta(days=6)
