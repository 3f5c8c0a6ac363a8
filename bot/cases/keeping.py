"""Tables that outlive a person: opt-outs after erasure, counters of short numbers. And the insert that may lose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, Integer, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db import Base, UtcDateTime, insert_or_conflict


class SuppressedAddress(Base):
    """An address that opted out and was then erased: the keyed hash is all that remains of it."""

    __tablename__ = "suppressed_address"

    address_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    opted_out_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Counter(Base):
    """The last number handed out under a name. Never goes back, so no number is used twice."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[int] = mapped_column(Integer)


def next_number(db_session: Session, name: str) -> int:
    """The next number of counter `name`, from 1. Holds the counter's row until the transaction ends."""
    statement = (
        insert_or_conflict(db_session, Counter)
        .values(name=name, value=1)
        .on_conflict_do_update(index_elements=[Counter.name], set_={"value": Counter.value + 1})
        .returning(Counter.value)
    )
    return int(db_session.execute(statement).scalar_one())


def insert_unless_there(db_session: Session, model: type[Base], values: Mapping[str, Any]) -> bool:
    """Insert one row; False, changing nothing, when a UNIQUE constraint already holds such a row.

    On PostgreSQL it waits for a competing insert to commit or roll back before it answers.
    """
    statement: Insert = insert_or_conflict(db_session, model).values(**values).on_conflict_do_nothing()
    return bool(db_session.execute(statement.returning(*model.__table__.primary_key)).first())
