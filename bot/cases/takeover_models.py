"""The table of conversations that a CHW has taken over from Puente."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime, new_id

_HELD = text("ended_at IS NULL")


class Takeover(Base):
    """From when until when an account answered a person instead of Puente. The database allows one at a time."""

    __tablename__ = "takeover"
    __table_args__ = (
        Index("uq_takeover_person_id_held", "person_id", unique=True, sqlite_where=_HELD, postgresql_where=_HELD),
        Index("ix_takeover_waiting_since", "waiting_since"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    task_id: Mapped[str | None] = mapped_column(ForeignKey("task.id", ondelete="SET NULL"), index=True)
    """The task from whose page it was taken over."""
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    active_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the account took it or last wrote."""
    waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the person wrote the first text that is not answered yet."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_why: Mapped[str | None] = mapped_column(String(16))
    """handed_back, passed_on (a colleague took it), unanswered, after_hours, or somebody_else (has the number)."""
