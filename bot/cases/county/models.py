"""The tables of other systems: their tokens, and where they are told of changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime, new_id


class CountySystem(Base):
    """A system that reads with a token of its own."""

    __tablename__ = "county_system"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the random token; the token itself is shown once."""
    scopes: Mapped[list[str]] = mapped_column(JSON)
    """SMART system scopes, as `system/Task.read`."""
    spas: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Service Planning Areas whose people it may read of; none named means all of them."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CountyHook(Base):
    """An address that is told of changes, in their order, each until it has taken it."""

    __tablename__ = "county_hook"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    system_id: Mapped[str] = mapped_column(ForeignKey("county_system.id", ondelete="CASCADE"), index=True)
    url: Mapped[str] = mapped_column(String(500))
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """The key its messages are signed with, as Standard Webhooks spells it."""
    told_until: Mapped[int] = mapped_column(Integer)
    """The last event of the audit trail that it has taken, or that is none of its business."""
    failures: Mapped[int] = mapped_column(Integer, default=0)
    """Tries in a row that were not taken."""
    last_error: Mapped[str | None] = mapped_column(String(32))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was given up, or asked to be told no more. Started again, it goes on where it stood."""
