"""Erasure: every row of one person goes, and only an opt-out leaves a keyed hash behind."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, CursorResult, Table, delete, or_, select
from sqlalchemy.orm import Session

from bot.cases.keeping import SuppressedAddress
from bot.cases.models import Person
from bot.cases.outside_copies import owe
from bot.db import Base
from bot.errors import NotFound
from bot.messaging.models import ConsoleText
from bot.privacy.encryption import Vault

TRACKER_AFTER = timedelta(minutes=1)
"""Rasa writes a turn down when it ends, also the turn that asked for erasure."""
PROVIDER_AFTER = timedelta(minutes=10)
"""The reply that says that all is deleted still has to go out, and is then deleted like the rest."""


def erase(db_session: Session, vault: Vault, person_id: str, now: datetime) -> dict[str, int]:
    """Delete the person inside the caller's transaction; rows deleted by table. Raises NotFound.

    The person's row is locked first, so a text arriving meanwhile waits and then finds nobody. What stands
    elsewhere, at Rasa and at the provider, is owed from here on (bot/cases/outside_copies.py).
    """
    person = db_session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFound("no such person", code="person_unknown")
    if person.opted_out_at and not db_session.get(SuppressedAddress, person.address_hash):
        db_session.add(SuppressedAddress(address_hash=person.address_hash, opted_out_at=person.opted_out_at))
        db_session.flush()
    owe(db_session, vault, "tracker", person.pseudonym, now=now, due_at=now + TRACKER_AFTER)
    if person.channel != "web" and person.address_sealed:
        address = vault.open(person.address_sealed, f"person.address:{person.id}")
        owe(db_session, vault, "provider", f"{person.channel}:{address}", now=now, due_at=now + PROVIDER_AFTER)
    if person.call_number_sealed:
        called = vault.open(person.call_number_sealed, f"person.call_number:{person.id}")
        owe(db_session, vault, "provider", f"voice:{called}", now=now, due_at=now + PROVIDER_AFTER)
    shown = ConsoleText.address_hash == person.address_hash
    db_session.flush()
    db_session.expunge(person)
    gone = delete_with_all_below(db_session, Person, Person.id == person_id)
    done = db_session.execute(delete(ConsoleText).where(shown))
    return {**gone, ConsoleText.__tablename__: cast(CursorResult[object], done).rowcount}


def delete_with_all_below(db_session: Session, model: type[Base], chosen: ColumnElement[bool]) -> dict[str, int]:
    """Delete the chosen rows of `model` and every row that hangs on them by foreign keys, however many steps away.

    Rows deleted by table. Found out from the tables themselves, so that one added later is not forgotten.
    """
    root = cast(Table, model.__table__)
    going: dict[Table, ColumnElement[bool]] = {root: chosen}
    for table in Base.metadata.sorted_tables:
        hangs = [
            key.parent.in_(select(key.column).where(going[key.column.table]))
            for key in table.foreign_keys
            if key.column.table in going and table is not key.column.table
        ]
        if hangs and table not in going:
            going[table] = or_(*hangs)
    return {
        table.name: cast(CursorResult[object], db_session.execute(delete(table).where(condition))).rowcount
        for table, condition in reversed(going.items())
    }
