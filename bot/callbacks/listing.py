"""Tasks as lists show them: what a row knows, in which order rows come, and which tasks are due, nobody's or late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from bot.cases.models import Case, Task
from bot.cases.part2 import without_part2
from bot.cases.reach import Reach, within_reach
from bot.cases.takeover_models import Takeover
from bot.cases.task_queries import PRIORITIES
from bot.cases.task_status import OPEN
from bot.cases.task_view import TaskView, task_view
from bot.clock import LOS_ANGELES
from bot.privacy.encryption import Vault

WAITING = frozenset({"on-hold", "draft"})
"""Open, with nothing to be done now."""
AT_WORK = OPEN - WAITING


@dataclass(frozen=True)
class Listed:
    """A task as a list shows it. `name` is in clear, and only where the task is the reader's own. Never log it."""

    task: TaskView
    name: str | None
    last_outcome: str | None
    last_try_at: datetime | None
    wrote_at: datetime | None
    """When the person last wrote: only on the reader's own tasks."""
    paused: bool
    takeable: bool = False
    """True where somebody has not accepted it, and the reader, being on call, may take it from them."""
    more: tuple[TaskView, ...] = ()
    """The same person's other open tasks, where people are listed."""


def listed(db_session: Session, vault: Vault, reach: Reach, wanted: Select[Task]) -> list[Listed]:
    """The wanted tasks (a `listing`) as the reach's account sees them."""
    found = []
    for row in db_session.scalars(wanted):
        last = row.attempts[-1] if row.attempts else None
        own = row.assignee_id == reach.account_id
        found.append(
            Listed(
                seen_by(row, reach),
                name_of(vault, row, reach.account_id),
                last.outcome if last else None,
                last.at if last else None,
                row.case.person.last_inbound_at if own else None,
                row.case.status == "paused",
            )
        )
    return found


WHOLE = (
    joinedload(Task.assignee),
    joinedload(Task.former),
    joinedload(Task.case).joinedload(Case.person),
    selectinload(Task.attempts),
)


def listing(*conditions: ColumnElement[bool], by: Sequence[ColumnElement[Any]] = ()) -> Select[Task]:
    """First `by`; most pressing first, then what waits for no window, then by window, then oldest."""
    rank = case({name: n for n, name in enumerate(PRIORITIES)}, value=Task.priority)
    return (
        select(Task)
        .options(*WHOLE)
        .where(*conditions)
        .order_by(*by, rank, Task.window_start.is_not(None), Task.window_start, Task.created_at, Task.number)
    )


def is_due(account_id: str, ends: datetime) -> ColumnElement[bool]:
    """The account's, to be called before `ends`, or with no time set."""
    by_then = or_(Task.window_start.is_(None), Task.window_start < ends)
    return and_(Task.assignee_id == account_id, Task.status.in_(AT_WORK), by_then)


def is_unassigned(reach: Reach) -> ColumnElement[bool]:
    """Nobody's, in the reach."""
    return and_(within_reach(reach), Task.assignee_id.is_(None), Task.status.in_(AT_WORK))


def is_late(reach: Reach, now: datetime) -> ColumnElement[bool]:
    """Overdue, back in the queue, or urgent and touched by nobody; in the reach."""
    came_back = and_(Task.assignee_id.is_(None), Task.returned_at.is_not(None))
    left_alone = and_(Task.escalated_at.is_not(None), Task.status.in_(("requested", "received")))
    return and_(within_reach(reach), Task.status.in_(AT_WORK), or_(Task.window_end <= now, came_back, left_alone))


def how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Of the rows of a query, how many meet the condition."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def waits_for(account_id: str) -> ColumnElement[bool]:
    """The tasks from whose pages the account took over conversations in which the person waits for its answer."""
    held = select(Takeover.task_id).where(
        Takeover.account_id == account_id, Takeover.ended_at.is_(None), Takeover.waiting_since.is_not(None)
    )
    return Task.id.in_(held)


def name_of(vault: Vault, row: Task, account_id: str) -> str | None:
    """The person's name in clear where the task is the account's own, else None."""
    person = row.case.person
    if row.assignee_id != account_id or person.name_sealed is None:
        return None
    return vault.open(person.name_sealed, f"person.name:{person.id}")


def day_of(now: datetime) -> tuple[datetime, datetime]:
    """The beginning of this day in Los Angeles, and of the next."""
    today = now.astimezone(LOS_ANGELES).date()
    return midnight(today), midnight(today + timedelta(days=1))


def midnight(day: date) -> datetime:
    """When the day begins in Los Angeles."""
    return datetime.combine(day, time(), LOS_ANGELES)


def seen_by(row: Task, reach: Reach) -> TaskView:
    """The task as the reach's account may see it."""
    seen = task_view(row)
    return seen if reach.sees_part2 else without_part2(seen)
