"""The one gate figures pass: when a week is over, what may be shown is decided once and kept.

Nothing else reads the counters. A figure once published never changes, so no two reports, filters or
days of looking can be held against each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta

import structlog
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.db import Database, insert_or_conflict
from bot.directory.overview import DirectoryOverview
from bot.directory.ranking import CALL_FIRST_AFTER
from bot.errors import InvalidInput
from bot.metrics.disclosure import Count, Sum, withhold
from bot.metrics.linking import Key, bounds
from bot.metrics.measures import MEASURES, Measure, linked
from bot.metrics.models import PublishedFigure, PublishedTable, PublishedWeek
from bot.metrics.periods import KINDS, Kind, Period, Week, as_kind, is_last, period_of, week_of, weeks_between
from bot.metrics.tables import Cell, Figure, figures
from bot.tally import Tally

SETTLES = timedelta(hours=1)
"""After a week's end, for transactions that began in it."""

_TOO_FINE: tuple[Callable[[tuple[str, ...]], bool], ...] = (
    lambda by: False,
    lambda by: len(by) > 1 and "detail" in by,
    lambda by: len(by) > 1,
    lambda by: len(by) > 1 or "detail" in by,
    bool,
)
"""Which tables to do without, tried in turn until what is left can be shown beside what is public already."""

log = structlog.get_logger(__name__)

Counts = dict[Week, dict[Cell, int]]


Tables = dict[tuple[str, Kind, tuple[str, ...]], Week]
"""Since which week each table of each measure is published."""


class Publisher:
    """Publishes what is due. Several may run: a week is published by whoever is first."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        measures: Iterable[Measure] = MEASURES.values(),
        call_first_after: timedelta = CALL_FIRST_AFTER,
    ) -> None:
        """`call_first_after`: the age from which a listing counts as old."""
        self._database = database
        self._clock = clock
        self._measures = {measure.name: measure for measure in measures}
        self._gauges = DirectoryOverview(database, clock, call_first_after)

    def publish_due(self, meanwhile: Callable[[], object] = lambda: None) -> int:
        """Publish every week that is over and not published yet, oldest first; how many were.

        Deciding a week that ends a quarter or a year takes seconds; `meanwhile` is called in between, with no transaction
        open, for what cannot wait.
        """
        done = 0
        for week in self._due():
            with self._database.read() as db_session:
                tables = _tables(db_session)
            for measure in self._measures.values():
                for kind in KINDS:
                    for by in measure.shape.tables(kind):
                        tables.setdefault((measure.name, kind, by), week)
            gauges = self._gauge(week)
            decided: list[dict[str, object]] = []
            for group in linked(self._measures):
                decided += self._decide(group, week, tables, gauges, meanwhile)
                meanwhile()
            with self._database.write() as db_session:
                if db_session.get(PublishedWeek, week.monday) is not None:
                    continue
                db_session.add(PublishedWeek(week=week.monday, published_at=self._clock.now()))
                for (name, kind, by), since in tables.items():
                    if since == week:
                        values = {"measure": name, "kind": kind, "by": "+".join(by), "since": since.monday}
                        db_session.execute(
                            insert_or_conflict(db_session, PublishedTable).values(**values).on_conflict_do_nothing()
                        )
                db_session.flush()
                if decided:
                    db_session.execute(insert(PublishedFigure), decided)
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

    def _gauge(self, week: Week) -> dict[str, int]:
        """How the directory stands, for the week that just ended; nothing for weeks published late."""
        wanted = any(measure.public for measure in self._measures.values())
        if not wanted or week.next != week_of(self._clock.now() - SETTLES):
            return {}
        ages = self._gauges.ages()
        return {"listings_checked": ages.all, "listings_stale": ages.stale}

    def _decide(
        self,
        group: Sequence[Measure],
        week: Week,
        tables: Tables,
        gauges: Mapping[str, int],
        meanwhile: Callable[[], object],
    ) -> list[dict[str, object]]:
        """The rows of the figures of linked measures that the end of `week` brings."""
        if group[0].public:
            return [
                _row(measure.name, Figure(period_of(week, "week"), (), ()), gauges[measure.name])
                for measure in group
                if measure.name in gauges
            ]
        values, sums, before = self._known(group, week, tables)
        if not any(values.values()):
            return []
        known = bounds({measure.name: measure for measure in group}, _by_measure(values))
        # Where a limit does not hold, in weeks counted in part before there was such a measure, nobody can use it.
        limits = [limit for limit in known if values[limit.part] <= values[limit.whole]]
        new = {key for key in values if period_of(week, key[1].period.kind) == key[1].period}
        hidden = {key for key, count in before.items() if count is None}
        absent = {key for key in values.keys() - new if values[key] and _before_its_table(key, tables)}
        shown = values.keys() - new - hidden - absent
        never = absent | _unpublished_among(values, hidden)
        kept, withheld = set[Key](), frozenset[Key]()
        for too_fine in _TOO_FINE:
            unpublished = never | {key for key in new if too_fine(key[1].by)}
            try:
                withheld = withhold(
                    values, sums, at_most=limits, withheld_before=hidden, shown_before=shown, unpublished=unpublished,
                    meanwhile=meanwhile,
                )  # fmt: skip
            except InvalidInput:
                continue  # so fine a table cannot be shown beside what is public already
            kept = new - unpublished
            break
        else:
            log.error("metrics.not_published", week=week.label, measure=group[0].name)
        rows = []
        for key in sorted(new):
            if key not in kept or key in withheld:
                rows.append(_row(*key, None))
            elif values[key]:
                rows.append(_row(*key, values[key]))
        return rows

    def _known(
        self, group: Sequence[Measure], week: Week, tables: Tables
    ) -> tuple[dict[Key, int], list[Sum[Key]], dict[Key, Count]]:
        """The truth of all figures that hang together with the week's, the sums between them, and what is public of them."""
        weeks = _weeks_ending_with(week)
        values: dict[Key, int] = {}
        sums: list[Sum[Key]] = []
        before: dict[Key, Count] = {}
        with self._database.read() as db_session:
            for measure in group:
                name = measure.name
                counts = _counts(db_session, measure, weeks)
                own, own_sums = figures(counts, weeks, measure.shape, week)
                values.update({(name, figure): count for figure, count in own.items()})
                sums += [Sum((name, each.total), tuple((name, part) for part in each.parts)) for each in own_sums]
                published = _published(db_session, name, weeks)
                before.update({(name, figure): count for figure, count in published.items() if figure in own})
        return values, sums, before


def _before_its_table(key: Key, tables: Tables) -> bool:
    """True for a figure of a period that was over before its table was first published. Where it is 0 it counts
    as public all the same: that nothing was counted then is no secret."""
    name, (period, by, _) = key
    return period < period_of(tables[name, period.kind, by], period.kind)


def _unpublished_among(values: Mapping[Key, int], hidden: Iterable[Key]) -> set[Key]:
    """The hidden figures of tables that are not shown at all: zeros are hidden only there."""
    hidden = list(hidden)
    tables = {(name, figure.period, figure.by) for name, figure in hidden if not values[name, figure]}
    return {(name, figure) for name, figure in hidden if (name, figure.period, figure.by) in tables}


def _by_measure(values: Iterable[Key]) -> dict[str, set[Figure]]:
    found: dict[str, set[Figure]] = defaultdict(set)
    for name, figure in values:
        found[name].add(figure)
    return found


def _weeks_ending_with(week: Week) -> list[Week]:
    """The weeks of the longest period that ends with `week`. Figures of other weeks hang together with its figures
    only when a still longer period ends."""
    kind = next(kind for kind in reversed(KINDS) if is_last(week, kind))
    period, weeks = period_of(week, kind), [week]
    while period_of(before := Week(weeks[-1].monday - timedelta(days=7)), kind) == period:
        weeks.append(before)
    return weeks[::-1]


def _tables(db_session: Session) -> Tables:
    rows = db_session.execute(
        select(PublishedTable.measure, PublishedTable.kind, PublishedTable.by, PublishedTable.since)
    )
    return {(name, as_kind(kind), _dimensions(by)): Week(since) for name, kind, by, since in rows}


def _counts(db_session: Session, measure: Measure, weeks: Sequence[Week]) -> Counts:
    counted: Counts = defaultdict(dict)
    rows = db_session.execute(
        select(Tally.week, Tally.language, Tally.channel, Tally.spa, Tally.need, Tally.detail, Tally.count).where(
            Tally.measure == measure.name, Tally.week.between(weeks[0].monday, weeks[-1].monday)
        )
    )
    for monday, *cell, count in rows:
        counted[Week(monday)][Cell(*cell)] = count
    return counted


def _published(db_session: Session, measure: str, weeks: Sequence[Week]) -> dict[Figure, Count]:
    labels = {period_of(week, kind).label for week in weeks for kind in KINDS}
    rows = db_session.execute(
        select(*FIGURE, PublishedFigure.count).where(
            PublishedFigure.measure == measure, PublishedFigure.period.in_(labels)
        )
    )
    return {figure_of(*name): count for *name, count in rows}


FIGURE = (PublishedFigure.kind, PublishedFigure.period, PublishedFigure.by, PublishedFigure.values)


def figure_of(kind: str, period: str, by: str, values: str) -> Figure:
    """The figure a row stands for, by the columns of FIGURE."""
    return Figure(Period(as_kind(kind), period), _dimensions(by), tuple(values.split("+")) if by else ())


def _dimensions(by: str) -> tuple[str, ...]:
    return tuple(by.split("+")) if by else ()


def _row(name: str, figure: Figure, count: Count) -> dict[str, object]:
    return {
        "measure": name,
        "kind": figure.period.kind,
        "period": figure.period.label,
        "by": "+".join(figure.by),
        "values": "+".join(figure.values),
        "count": count,
    }
