"""The worker's heartbeat: a row that says when it last went round, so that somebody hears when it stops."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.clock import Clock
from bot.db import Base, Database, UtcDateTime, insert_or_conflict

WORKER, PURGE, AUDIT = "worker", "purge", "audit"
SILENT_AFTER = timedelta(minutes=5)
"""The worker goes round every few seconds; a purge of many rows takes minutes at the very most."""


class Heartbeat(Base):
    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    """What is done again and again: worker (a round), purge, audit (the proof that the trail is whole)."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def beat(database: Database, clock: Clock, name: str = WORKER) -> None:
    """Write down that `name` went round now."""
    now = clock.now()
    with database.write() as db_session:
        statement = insert_or_conflict(db_session, Heartbeat).values(name=name, at=now)
        db_session.execute(statement.on_conflict_do_update(index_elements=[Heartbeat.name], set_={"at": now}))


def silent_for(database: Database, clock: Clock, name: str = WORKER) -> timedelta | None:
    """How long nothing was heard of `name`; None when nothing ever was."""
    with database.read() as db_session:
        row = db_session.get(Heartbeat, name)
        return max(clock.now() - row.at, timedelta()) if row else None
