"""How tasks are looked up: the queue's filter and order, and a person's open tasks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, case, select
from sqlalchemy.orm import joinedload, selectinload

from bot.cases.models import Case, Task
from bot.cases.task_status import OPEN

PRIORITIES = ("stat", "urgent", "routine")
"""FHIR request-priority codes we use, most pressing first."""


@dataclass(frozen=True)
class QueueFilter:
    """Which tasks to list; None means any. `assignee_id` "" means nobody's."""

    statuses: Collection[str] = OPEN
    kinds: Collection[str] | None = None
    assignee_id: str | None = None
    language: str | None = None
    spas: Collection[int] | None = None


def tasks_to_show() -> Select[Task]:
    """All tasks, with what their views need loaded in a fixed number of queries."""
    return select(Task).options(
        joinedload(Task.assignee), joinedload(Task.former), joinedload(Task.case), selectinload(Task.attempts)
    )


def queue_of(wanted: QueueFilter) -> Select[Task]:
    """The wanted tasks: most pressing first, then by window, then oldest."""
    rank = case({name: n for n, name in enumerate(PRIORITIES)}, value=Task.priority)
    # Without a window there is nothing to wait for, so those go first within their priority.
    statement = tasks_to_show().order_by(
        rank, Task.window_start.is_not(None), Task.window_start, Task.created_at, Task.number
    )
    statement = statement.where(Task.status.in_(wanted.statuses))
    if wanted.kinds is not None:
        statement = statement.where(Task.kind.in_(wanted.kinds))
    if wanted.assignee_id is not None:
        statement = statement.where(Task.assignee_id == (wanted.assignee_id or None))
    if wanted.language is not None:
        statement = statement.where(Task.language == wanted.language)
    if wanted.spas is not None:
        statement = statement.where(Task.spa.in_(wanted.spas))
    return statement


def open_tasks_of(person_id: str, kind: str) -> Select[Task]:
    """The person's tasks of a kind that are not closed, newest first."""
    return (
        select(Task)
        .join(Case, Task.case_id == Case.id)
        .where(Case.person_id == person_id, Task.kind == kind, Task.status.in_(OPEN))
        .order_by(Task.number.desc())
    )
