"""The tables of what follows a referral: the question how it went, and what a person happened to say of themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime, new_id


class FollowUp(Base):
    """One question how it went, put to a person once, about one service they chose or a list they were sent."""

    __tablename__ = "follow_up"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    referral_ids: Mapped[list[str]] = mapped_column(JSON)
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """When it went into the outbox, as `follow_up:<id>`; when it was sent stands there."""
    outcome: Mapped[str | None] = mapped_column(String(16))
    """What the person said: reached, full, closed, wrong_number, no_answer, did_not_go."""
    asked_again_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a reply last asked on: what happened, or at which of the services."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When nothing more was to be answered."""


class CaseFacts(Base):
    """What a person said of themselves that decides where they are taken in, sealed as one piece of JSON."""

    __tablename__ = "case_facts"

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    facts_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
