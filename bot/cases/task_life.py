"""The one way a task's status changes and is told of: by FHIR's table, each step and change an audit event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases import audit
from bot.cases.models import Account, AuditEvent, Task
from bot.cases.task_status import require_transition

_ACCOUNT = audit.by_account("")
_VERSION = "version"


@dataclass(frozen=True)
class TaskChange:
    """One audited change. `by` is an account's e-mail address; None where the person or Puente made it."""

    at: datetime
    what: str
    """task.claimed, task.attempted, task.missed, ..."""
    by: str | None
    by_person: bool
    status: str
    """Task.status after it."""
    before: str | None
    """And before, where it changed that."""
    details: dict[str, str | int]


def step(
    db_session: Session,
    task: Task,
    status: str,
    actor: str,
    at: datetime,
    what: str = "task.moved",
    **details: str | int,
) -> None:
    """Give the task another status, inside the caller's transaction, and audit it. Raises as `require_transition`."""
    before = set_status(task, status)
    note(db_session, task, actor, what, at, before=before, **details)


def set_status(task: Task, status: str) -> str:
    """Another status for the task, audited by the `note` that follows; the one before. Raises as `require_transition`."""
    require_transition(task.status, status)
    before, task.status = task.status, status
    return before


def note(db_session: Session, task: Task, actor: str, what: str, at: datetime, **details: str | int) -> None:
    """Audit a change made to the task, with the version it has from now on."""
    task.updated_at = at
    db_session.flush()  # the database counts versions
    told = {"number": task.number, "status": task.status, _VERSION: task.version, **details}
    audit.record(db_session, actor, what, "task", task.id, told, at=at)


def changes_since(db_session: Session, task_id: str, version: int) -> tuple[TaskChange, ...]:
    """What was done to the task after it had this version, oldest first."""
    events = db_session.scalars(
        select(AuditEvent)
        .where(AuditEvent.entity_type == "task", AuditEvent.entity_id == task_id)
        .order_by(AuditEvent.id)
    )
    later = [event for event in events if int(event.details.get(_VERSION) or 0) > version]
    who = _emails(db_session, (event.actor for event in later))
    return tuple(
        TaskChange(
            event.at, event.what, who.get(event.actor), event.actor == audit.PERSON, str(event.details["status"]),
            event.details.get("before"),
            {k: v for k, v in event.details.items() if k not in ("number", "status", "before", _VERSION)},
        )
        for event in later
    )  # fmt: skip


def _emails(db_session: Session, actors: Iterable[str]) -> dict[str, str]:
    ids = {actor.removeprefix(_ACCOUNT) for actor in actors if actor.startswith(_ACCOUNT)}
    rows = db_session.execute(select(Account.id, Account.email).where(Account.id.in_(ids)))
    return {audit.by_account(str(row[0])): str(row[1]) for row in rows}
