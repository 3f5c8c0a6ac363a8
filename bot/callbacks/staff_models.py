"""The tables of how CHWs are reached: registered phones, wishes about notices, notices, texted commands, calendar feeds."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, String, Time, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime, new_id


class RegisteredPhone(Base):
    """The phone an account texts commands from and gets notices on, once a code sent to it was given back."""

    __tablename__ = "registered_phone"
    __table_args__ = (
        Index(
            "uq_registered_phone_number_hash_verified",
            "number_hash",
            unique=True,
            sqlite_where=text("verified_at IS NOT NULL"),
            postgresql_where=text("verified_at IS NOT NULL"),
        ),
    )

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    number_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    number_hash: Mapped[str] = mapped_column(String(64), index=True)
    """Keyed hash of the number, as Person.address_hash."""
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    code_hash: Mapped[str | None] = mapped_column(String(64))
    """Keyed hash of the code that was sent, None once it is used or spent."""
    code_sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    codes_sent: Mapped[int] = mapped_column(Integer, default=1)
    """On the day of `code_sent_at`."""
    code_tries: Mapped[int] = mapped_column(Integer, default=0)
    code_text_id: Mapped[str | None] = mapped_column(String(36))
    """Names the text with the code in the carrier's reports."""
    code_status: Mapped[str | None] = mapped_column(String(16))
    """What the carrier last reported of it."""
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When STOP was texted from it, or the carrier said so: nothing is sent to it until START."""


class NoticeSettings(Base):
    """What an account wants to hear of by itself, and how. Without a row: everything, by text where a phone is known."""

    __tablename__ = "notice_settings"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    by: Mapped[str] = mapped_column(String(8))
    """text, email or none."""
    language: Mapped[str] = mapped_column(String(2))
    new_tasks: Mapped[bool] = mapped_column(Boolean)
    overdue_tasks: Mapped[bool] = mapped_column(Boolean)
    quiet_from: Mapped[time] = mapped_column(Time)
    quiet_until: Mapped[time] = mapped_column(Time)
    """Los Angeles wall time, over midnight where until is earlier; equal: no quiet hours."""


class StaffNotice(Base):
    """One notice to one account about one task. It holds no words: they are made of its kind and the task's number."""

    __tablename__ = "staff_notice"
    __table_args__ = (Index("ix_staff_notice_state_due_at", "state", "due_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    """new, urgent, overdue, escalated, returned, or wrote: the person whom the account answers waits for it."""
    dedupe_key: Mapped[str] = mapped_column(String(128), unique=True)
    state: Mapped[str] = mapped_column(String(12), default="pending")
    """pending, sent, moot (the task went elsewhere first), unwanted, no_way or failed."""
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    by: Mapped[str | None] = mapped_column(String(8))
    """text or email: how it went."""
    error_code: Mapped[str | None] = mapped_column(String(24))
    delivery_status: Mapped[str | None] = mapped_column(String(16))
    """What the carrier last reported of a text."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StaffText(Base):
    """A texted command, by Twilio's MessageSid, with its answer: a repeat gets the same and does nothing."""

    __tablename__ = "staff_text"

    provider_sid: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    reply: Mapped[str | None] = mapped_column(String(480))
    """Task numbers and times only. None while the command is at work."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class CalendarFeed(Base):
    """The private address of an account's calendar; a new one replaces it, and deleting it ends it."""

    __tablename__ = "calendar_feed"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the random token in the address."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    fetched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
