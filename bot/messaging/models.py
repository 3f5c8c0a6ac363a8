"""The tables of messaging: texts waiting to be sent, and texts the console sender showed instead of sending.

What a person would read, and where it goes, is only ever in a `*_sealed` column bound to
`<table>.<column>:<row id>`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime, new_id


class OutboxMessage(Base):
    """One bot-initiated text, written in the transaction of the change that causes it."""

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_state_due_at", "state", "due_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    dedupe_key: Mapped[str] = mapped_column(String(96), unique=True)
    """What this text is for, so that the same cause never sends twice: `reminder:<task id>:<window>`."""
    body_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """None once retention has purged it."""
    language: Mapped[str | None] = mapped_column(String(2))
    author_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    """The account that typed it; None for Puente's own words."""
    requires_consent: Mapped[str | None] = mapped_column(String(16))
    """The kind of consent that must still stand when it is sent."""
    state: Mapped[str] = mapped_column(String(12), default="pending")
    """pending, sent, refused (opted out or no way to reach), expired, failed or cancelled."""
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Past this instant the text would only confuse, and is not sent."""
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    message_id: Mapped[str | None] = mapped_column(String(36))
    """The message row this text became on its first attempt."""
    error_code: Mapped[str | None] = mapped_column(String(16))
    caused_by: Mapped[str | None] = mapped_column(String(16))
    """The request that put it in, as log lines name it (bot/correlation.py); None where the worker did."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ConsoleText(Base):
    """A text the console sender kept for the simulator. Development only."""

    __tablename__ = "console_text"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    message_id: Mapped[str] = mapped_column(String(36), index=True)
    address_hash: Mapped[str] = mapped_column(String(64), index=True)
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary, info={"sealed_by": "message_id"})
    """Bound to `console_text.body:<message id>`."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
