"""The table of calls bridged from the console: who was rung for which task, how far it got and what it came to.

No number and no word is kept here: the person's is looked up when they are dialled, and calls are never recorded.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db import Base, UtcDateTime, new_id

_RUNNING = text("ended_at IS NULL")


class BridgedCall(Base):
    """One press of "Call": first the CHW's phone rings, then the person's. The database allows one at a time for each
    task and for each account."""

    __tablename__ = "bridged_call"
    __table_args__ = (
        Index(
            "uq_bridged_call_task_id_running", "task_id", unique=True, sqlite_where=_RUNNING, postgresql_where=_RUNNING
        ),
        Index(
            "uq_bridged_call_account_id_running",
            "account_id",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        Index("ix_bridged_call_decided_at", "decided_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    """In the addresses Twilio is given; random, and tells nothing of anybody."""
    task_id: Mapped[str] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    language: Mapped[str] = mapped_column(String(2))
    """What the CHW is spoken to in."""
    staff_sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Twilio's CallSid of the leg to the CHW."""
    staff_status: Mapped[str | None] = mapped_column(String(16))
    person_sid: Mapped[str | None] = mapped_column(String(64))
    person_status: Mapped[str | None] = mapped_column(String(16))
    """Twilio's CallStatus of each leg; it only moves forward."""
    answered_by: Mapped[str | None] = mapped_column(String(24))
    """human, machine_start, fax, unknown, ...: Twilio's AnsweredBy for the person's leg."""
    seconds: Mapped[int | None] = mapped_column(Integer)
    """How long the person's leg was open."""
    dialled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the CHW pressed 1."""
    outcome: Mapped[str | None] = mapped_column(String(16))
    """answered, machine, no_answer, busy, failed, hung_up, not_taken, lost or simulated; see call_progress.py."""
    attempt_id: Mapped[str | None] = mapped_column(ForeignKey("attempt.id", ondelete="SET NULL"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was known whom an answered call reached."""
    error_code: Mapped[str | None] = mapped_column(String(24))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When what it came to was known."""


def unconfirmed_call(db_session: Session, task_id: str, account_id: str) -> BridgedCall | None:
    """The account's last call for the task that somebody answered, while it has not said who; locked."""
    return db_session.scalars(
        select(BridgedCall)
        .where(
            BridgedCall.task_id == task_id,
            BridgedCall.account_id == account_id,
            BridgedCall.attempt_id.is_not(None),
            BridgedCall.confirmed_at.is_(None),
        )
        .order_by(BridgedCall.created_at.desc())
        .limit(1)
        .with_for_update()
    ).first()
