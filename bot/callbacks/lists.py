"""Which tasks stand in which of the console's lists, as conditions on a query that is already cut to a reach."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal, get_args

from sqlalchemy import ColumnElement, and_, or_

from bot.cases.models import Task
from bot.cases.task_status import OPEN
from bot.clock import LOS_ANGELES
from bot.errors import InvalidInput

Show = Literal["today", "mine", "unassigned", "overdue", "returned"]
SHOWS: tuple[Show, ...] = get_args(Show)
LONGEST_CALENDAR = timedelta(days=62)


def standing_in(show: Show, account_id: str, now: datetime) -> ColumnElement[bool]:
    """Open tasks that belong in the list at `now` (aware).

    today: to be done by the end of today in Los Angeles, without a window at once. overdue: its window is over, or a
    supervisor was told that nobody touched it. returned: in the queue again, given back or taken from somebody.
    """
    tomorrow = datetime.combine(now.astimezone(LOS_ANGELES).date() + timedelta(days=1), time(), LOS_ANGELES)
    left_alone = and_(Task.escalated_at.is_not(None), Task.status.in_(("requested", "received")))
    conditions: dict[str, ColumnElement[bool]] = {
        "today": or_(Task.window_start.is_(None), Task.window_start < tomorrow),
        "mine": Task.assignee_id == account_id,
        "unassigned": Task.assignee_id.is_(None),
        "overdue": or_(Task.window_end <= now, left_alone),
        "returned": and_(Task.assignee_id.is_(None), Task.returned_at.is_not(None)),
    }
    if show not in conditions:
        raise InvalidInput(f"a list is one of: {', '.join(SHOWS)}", code="bad_list")
    return and_(Task.status.in_(OPEN), conditions[show])


def between(first_day: date, last_day: date) -> ColumnElement[bool]:
    """Tasks whose window touches these days in Los Angeles. Raises InvalidInput for none or for more than two months."""
    if not timedelta() <= last_day - first_day <= LONGEST_CALENDAR:
        raise InvalidInput("a calendar runs from a first to a last day, two months at most", code="bad_days")
    start, end = (
        datetime.combine(day, time(), LOS_ANGELES) for day in (first_day, last_day + timedelta(days=1))
    )  # fmt: skip
    return and_(Task.window_start < end, Task.window_end > start)
