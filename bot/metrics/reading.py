"""Reads what was published out of the store: the weeks there are, and a report of some or all of their figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.db import Database
from bot.errors import InvalidInput
from bot.metrics.disclosure import Count
from bot.metrics.measures import MEASURES
from bot.metrics.models import PublishedFigure, PublishedTable, PublishedWeek
from bot.metrics.periods import KINDS, Kind, Period, PeriodShown, Week, as_kind, shown_periods, week_of, weeks_between
from bot.metrics.report import By, Report
from bot.metrics.tables import Figure


def published_weeks(database: Database) -> list[Week]:
    """Every week that is published, oldest first."""
    with database.read() as db_session:
        return _weeks(db_session)


def report(
    database: Database,
    clock: Clock,
    date_from: date | None = None,
    date_to: date | None = None,
    *,
    kinds: Collection[Kind] = KINDS,
    measures: Collection[str] | None = None,
    only: Mapping[Period, Collection[By]] | None = None,
) -> Report:
    """Every published figure of the periods that lie wholly between the two days, and the running week's name.

    None: no limit. `kinds` and `measures` limit what is read, and `only` the tables of single periods. Raises
    InvalidInput when the days are in the wrong order.
    """
    if date_from and date_to and date_from > date_to:
        raise InvalidInput("the first day is after the last", code="bad_period")
    now = clock.now()
    wanted = [name for name in MEASURES if measures is None or name in measures]
    with database.read() as db_session:
        known = shown_periods(_weeks(db_session), week_of(now), kinds)
        shown = [each for each in known if _inside(each, date_from, date_to)]
        counts = _counts(db_session, [each.period for each in shown if each.complete], wanted, only or {})
        since = {
            (row.measure, as_kind(row.kind), tuple(row.by.split("+")) if row.by else ()): Week(row.since)
            for row in db_session.execute(
                select(PublishedTable.measure, PublishedTable.kind, PublishedTable.by, PublishedTable.since).where(
                    PublishedTable.kind.in_(kinds), PublishedTable.measure.in_(wanted)
                )
            )
        }
    return Report(now, shown, counts, since, only or {})


def _weeks(db_session: Session) -> list[Week]:
    first, last = db_session.execute(select(func.min(PublishedWeek.week), func.max(PublishedWeek.week))).one()
    return weeks_between(Week(first), Week(last)) if first else []


def _counts(
    db_session: Session, shown: Sequence[Period], measures: Sequence[str], only: Mapping[Period, Collection[By]]
) -> dict[str, dict[Figure, Count]]:
    """The figures by measure; read in as many statements as there are sets of tables and kinds of periods."""
    counts: dict[str, dict[Figure, Count]] = {name: {} for name in MEASURES}
    together: dict[tuple[Kind, frozenset[By] | None], list[str]] = defaultdict(list)
    for period in shown:
        together[period.kind, frozenset(only[period]) if period in only else None].append(period.label)
    places: dict[tuple[str, str], tuple[Period, By]] = {}
    for (kind, tables), labels in together.items():
        query = select(
            PublishedFigure.measure, PublishedFigure.period, PublishedFigure.by, PublishedFigure.values,
            PublishedFigure.count,
        ).where(
            PublishedFigure.measure.in_(measures), PublishedFigure.kind == kind, PublishedFigure.period.in_(labels)
        )  # fmt: skip
        if tables is not None:
            query = query.where(PublishedFigure.by.in_("+".join(by) for by in tables))
        for name, label, by, values, count in db_session.execute(query):
            place = places.get((label, by))
            if place is None:
                place = places[label, by] = (Period(kind, label), tuple(by.split("+")) if by else ())
            counts[name][Figure(*place, tuple(values.split("+")) if by else ())] = count
    return counts


def _inside(shown: PeriodShown, date_from: date | None, date_to: date | None) -> bool:
    ends = shown.ends
    if shown.period.kind == "week":  # weeks that touch the days asked for
        return (date_to is None or shown.starts <= date_to) and (date_from is None or ends >= date_from)
    return (date_from is None or shown.starts >= date_from) and (date_to is None or ends <= date_to)
