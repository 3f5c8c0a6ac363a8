"""Counts by ISO week and language, straight from the case store, before disclosure control.

Weeks run Monday to Sunday in Los Angeles. Nothing from here may be shown without bot.metrics.disclosure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, Integer, Select, and_, column, func, select, values
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.cases.models import Message, Need, Person, Referral, Task
from bot.clock import LOS_ANGELES
from bot.db import UtcDateTime

Counts = dict[tuple[str, str], int]
"""By (week label, language)."""


class Week(NamedTuple):
    """An ISO week by its Monday."""

    monday: date

    @property
    def label(self) -> str:
        """`2026-W48`."""
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def quarter(self) -> str:
        """The calendar quarter of its Monday, `2026-Q4`."""
        return f"{self.monday.year}-Q{(self.monday.month + 2) // 3}"

    @property
    def starts(self) -> datetime:
        """Its first instant."""
        return datetime.combine(self.monday, time(), LOS_ANGELES).astimezone(UTC)

    @property
    def ends(self) -> datetime:
        """The first instant after it."""
        return self.next.starts

    @property
    def next(self) -> Week:
        return Week(self.monday + timedelta(days=7))


def week_of(instant: datetime) -> Week:
    """The week in which `instant` falls in Los Angeles."""
    day = instant.astimezone(LOS_ANGELES).date()
    return Week(day - timedelta(days=day.weekday()))


def all_weeks(db_session: Session, now: datetime) -> list[Week]:
    """Every week from the first thing counted to this one."""
    found = [db_session.scalar(select(func.min(instant))) for instant in _INSTANTS]
    first = min((instant for instant in found if instant is not None), default=now)
    weeks = [week_of(min(first, now))]
    while weeks[-1].ends <= now:
        weeks.append(weeks[-1].next)
    return weeks


def conversations(db_session: Session, weeks: Sequence[Week]) -> Counts:
    """People who texted in a week, each once, in the language they were answered in last that week."""
    calendar = _calendar(weeks)
    latest = (
        select(
            calendar.c.week,
            func.coalesce(Message.language, Person.preferred_language).label("language"),
            func.row_number()
            .over(
                partition_by=(calendar.c.week, Message.person_id),
                order_by=(Message.language.is_(None), Message.created_at.desc(), Message.id),
            )
            .label("place"),
        )
        .join_from(Message, calendar, _within(Message.created_at, calendar))
        .join(Person, Message.person_id == Person.id)
        .where(Message.direction == "inbound")
        .subquery()
    )
    grouped = (
        select(latest.c.week, latest.c.language, func.count())
        .where(latest.c.place == 1)
        .group_by(latest.c.week, latest.c.language)
    )
    return _counts(db_session, grouped, weeks)


def needs(db_session: Session, weeks: Sequence[Week]) -> Counts:
    """Needs first stated in a week, in the language of the text; each need of a case once."""
    return _grouped(db_session, weeks, Need.first_stated_at, Need.language)


def referrals(db_session: Session, weeks: Sequence[Week]) -> Counts:
    """Services first offered to somebody for a need in a week, in the language of the offer."""
    return _grouped(db_session, weeks, Referral.offered_at, Referral.language)


def callbacks(db_session: Session, weeks: Sequence[Week]) -> Counts:
    """Calls booked in a week, in the language of the call; a moved call counts where it was first booked."""
    return _grouped(db_session, weeks, Task.created_at, Task.language, Task.kind == "callback")


MEASURES: dict[str, Callable[[Session, Sequence[Week]], Counts]] = {
    "conversations": conversations,
    "needs": needs,
    "referrals": referrals,
    "callbacks": callbacks,
}
_INSTANTS = (Message.created_at, Need.first_stated_at, Referral.offered_at, Task.created_at)


def _calendar(weeks: Sequence[Week]) -> CTE:
    """The weeks as a table: position, first instant, first instant after."""
    table = values(column("week", Integer), column("starts", UtcDateTime), column("ends", UtcDateTime))
    rows = [(position, week.starts, week.ends) for position, week in enumerate(weeks)]
    return table.data(rows).cte("calendar")


def _within(instant: InstrumentedAttribute[datetime], calendar: CTE) -> ColumnElement[bool]:
    return and_(instant >= calendar.c.starts, instant < calendar.c.ends)


def _grouped(
    db_session: Session,
    weeks: Sequence[Week],
    instant: InstrumentedAttribute[datetime],
    language: InstrumentedAttribute[str],
    *only: ColumnElement[bool],
) -> Counts:
    calendar = _calendar(weeks)
    grouped = (
        select(calendar.c.week, language, func.count())
        .join_from(instant.class_, calendar, _within(instant, calendar))
        .where(*only)
        .group_by(calendar.c.week, language)
    )
    return _counts(db_session, grouped, weeks)


def _counts(db_session: Session, grouped: Select[Any], weeks: Sequence[Week]) -> Counts:
    return {(weeks[week].label, language): number for week, language, number in db_session.execute(grouped)}
