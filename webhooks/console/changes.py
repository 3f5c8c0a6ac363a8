"""What is read beside a task: who last changed it, who looked at its person, and how their case stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.cases import audit
from bot.cases.models import Account, AuditEvent, Case, Task
from bot.cases.task_queries import tasks_to_show
from bot.cases.task_view import TaskView, task_view
from bot.db import Database

_ACCOUNT = "account:"


@dataclass(frozen=True)
class Change:
    """`who` is an account's e-mail address; None when the person themselves or Puente made the change."""

    who: str | None
    by_person: bool
    at: datetime


def last_change(database: Database, task_id: str) -> Change | None:
    """The newest audited change to the task, or None."""
    with database.read() as db_session:
        newest = (
            select(AuditEvent)
            .where(AuditEvent.entity_type == "task", AuditEvent.entity_id == task_id)
            .order_by(AuditEvent.id.desc())
            .limit(1)
        )
        event = db_session.scalar(newest)
        if event is None:
            return None
        account = None
        if event.actor.startswith(_ACCOUNT):
            account = db_session.get(Account, event.actor.removeprefix(_ACCOUNT))
        return Change(account.email if account else None, event.actor == audit.PERSON, event.at)


@dataclass(frozen=True)
class Viewed:
    """One look at a person's record. `who` is an e-mail address; None for Puente itself or who was erased."""

    who: str | None
    why: str | None
    at: datetime


def views_of(database: Database, person_id: str, most: int = 12) -> list[Viewed]:
    """The newest looks at a person's record, newest first."""
    with database.read() as db_session:
        looks = db_session.scalars(
            select(AuditEvent)
            .where(
                AuditEvent.entity_type == "person", AuditEvent.entity_id == person_id,
                AuditEvent.what == "person.viewed",
            )
            .order_by(AuditEvent.id.desc())
            .limit(most)
        ).all()  # fmt: skip
        ids = {look.actor.removeprefix(_ACCOUNT) for look in looks}
        emails = {
            row[0]: row[1] for row in db_session.execute(select(Account.id, Account.email).where(Account.id.in_(ids)))
        }
        return [
            Viewed(emails.get(look.actor.removeprefix(_ACCOUNT)), look.details.get("why"), look.at) for look in looks
        ]


@dataclass(frozen=True)
class CaseView:
    """A case and its tasks, without personal data. `status`: open, paused or closed."""

    status: str
    disposition: str | None
    tasks: list[TaskView]


def case_of(database: Database, case_id: str) -> CaseView:
    """The case as it stands, its tasks newest first."""
    with database.read() as db_session:
        case = db_session.get_one(Case, case_id)
        tasks = db_session.scalars(tasks_to_show().where(Task.case_id == case_id).order_by(Task.number.desc()))
        return CaseView(case.status, case.disposition, [task_view(task) for task in tasks])
