"""Retention: the words of messages are kept for a while, the facts of a case for longer, nothing for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, Update, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from bot.cases import audit
from bot.cases.erasure import delete_with_all_below, erase
from bot.cases.keeping import Counter, insert_unless_there
from bot.cases.models import Case, Message, Person, Task
from bot.cases.outside_copies import owe
from bot.cases.task_status import OPEN
from bot.clock import Clock
from bot.db import Database
from bot.messaging.models import ConsoleText, OutboxMessage
from bot.privacy.encryption import Vault

PROVIDER_DAY = "provider_day"
"""The counter that holds the last day (proleptic ordinal, UTC) whose words are asked gone at the provider."""
_PROVIDER_DAYS_AT_FIRST = 30
"""How many days before the last one are asked gone when it is done for the first time."""


@dataclass(frozen=True)
class Purged:
    """What one purge deleted: messages and outbox texts that lost their words, closed cases, and people."""

    words: int
    cases: int
    people: int
    provider_days: int


class Retention:
    """`body_days`: how long words are kept. `case_days`: a closed case, and a person nothing is heard of."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, body_days: int, case_days: int) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._body_days = timedelta(days=body_days)
        self._case_days = timedelta(days=case_days)

    def purge(self) -> Purged:
        """Delete all whose time is up. Safe to run again, and by several at once."""
        now = self._clock.now()
        with self._database.write() as db_session:
            words = _purge_words(db_session, now - self._body_days)
        with self._database.write() as db_session:
            days = self._owe_provider_days(db_session, now)
        with self._database.write() as db_session:
            closed = delete_with_all_below(db_session, Case, Case.closed_at < now - self._case_days)
        return Purged(words, closed["case"], self._purge_people(now), days)

    def _purge_people(self, now: datetime) -> int:
        before = now - self._case_days
        worked_on = exists().where(
            Case.person_id == Person.id,
            Task.case_id == Case.id,
            or_(Task.status.in_(OPEN), Task.updated_at >= before),
        )
        silent = select(Person.id).where(
            func.coalesce(Person.last_inbound_at, Person.created_at) < before, Person.created_at < before, ~worked_on
        )
        with self._database.read() as db_session:
            found = list(db_session.scalars(silent))
        for person_id in found:
            with self._database.write() as db_session:
                # Asked again under a lock: a text may have come meanwhile.
                if db_session.scalar(silent.where(Person.id == person_id).with_for_update()) is None:
                    continue
                gone = erase(db_session, self._vault, person_id, now)
                audit.record(db_session, audit.SYSTEM, "person.erased", "person", person_id, gone, at=now)
        return len(found)

    def _owe_provider_days(self, db_session: Session, now: datetime) -> int:
        """Ask for the words of each day that is over its time at the provider, once a day."""
        last = (now - self._body_days).date().toordinal() - 1
        insert_unless_there(db_session, Counter, {"name": PROVIDER_DAY, "value": last - _PROVIDER_DAYS_AT_FIRST})
        held = db_session.get_one(Counter, PROVIDER_DAY, with_for_update=True)
        first, held.value = held.value + 1, max(last, held.value)
        for day in range(first, last + 1):
            when = datetime.fromordinal(day).date().isoformat()
            owe(db_session, self._vault, "provider_day", when, now=now, due_at=now)
        return max(0, last + 1 - first)


def _purge_words(db_session: Session, before: datetime) -> int:
    """Take the words out of messages and closed outbox texts; how many lost theirs."""
    statements: list[Update] = [
        update(Message)
        .where(Message.created_at < before)
        .where(or_(Message.body_sealed.is_not(None), Message.replies_sealed.is_not(None)))
        .values(body_sealed=None, replies_sealed=None),
        update(OutboxMessage)
        .where(OutboxMessage.state != "pending", OutboxMessage.created_at < before)
        .where(OutboxMessage.body_sealed.is_not(None))
        .values(body_sealed=None),
    ]
    db_session.execute(delete(ConsoleText).where(ConsoleText.at < before))
    return sum(cast(CursorResult[object], db_session.execute(one)).rowcount for one in statements)
