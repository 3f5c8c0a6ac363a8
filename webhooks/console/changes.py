"""Who last changed a task: what a CHW is told whose own change came second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.cases import audit
from bot.cases.models import Account, AuditEvent
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
