"""The outbox: bot-initiated texts, enqueued with the change that causes them and sent by the worker.

Sending is at least once: a worker killed between the provider's answer and our record of it leaves a
text that is sent again when its lease ends, unless a delivery report has shown meanwhile that it went.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.orm import Session

from bot.clock import LOS_ANGELES, Clock
from bot.db import Database, new_id
from bot.errors import InvalidInput
from bot.messaging.models import OutboxMessage
from bot.messaging.phone import twilio_address
from bot.messaging.sealing import Seal
from bot.messaging.sender import Outcome, Sender, SendResult

LEASE = timedelta(minutes=2)
"""Longer than any send takes; after it another worker may take the text over."""
FIRST_BACKOFF = timedelta(seconds=30)
MAX_ATTEMPTS = 6
"""With backoff growing fourfold (30 s, 2 min, 8 min, 32 min, 2 h) the last try is some 3 hours in."""


@dataclass(frozen=True)
class QuietHours:
    """Bot-initiated texts go out from `opens` until before `closes`, Los Angeles time.

    Default: 47 CFR 64.1200(c)(1), 8:00 to 21:00.
    """

    opens: time = time(8)
    closes: time = time(21)

    def allow(self, instant: datetime) -> bool:
        return self.opens <= instant.astimezone(LOS_ANGELES).time() < self.closes


@dataclass(frozen=True)
class Recipient:
    """Where a person's texts go. `reachable` is False on web chat and for numbers known to be bad."""

    channel: str
    address: str
    opted_out: bool
    reachable: bool


class Correspondence(Protocol):
    """What the worker asks of the case store; bot.cases.correspondence."""

    def recipient(self, person_id: str) -> Recipient | None:
        """Where the person's texts go, or None when there is no such person."""

    def begin(self, person_id: str, body: str, language: str | None) -> str | None:
        """Record a text about to be sent; its message id, or None when the person is gone."""

    def was_reported(self, message_id: str) -> bool:
        """True when the provider has reported on this text, so it did go out."""

    def finish(self, person_id: str, message_id: str, result: SendResult) -> None:
        """Record what a send came to, and what that means for the person."""


@dataclass(frozen=True)
class _Leased:
    id: str
    person_id: str
    body: str
    language: str | None
    attempts: int
    message_id: str | None


def enqueue(
    db_session: Session,
    seal: Seal,
    clock: Clock,
    *,
    person_id: str,
    body: str,
    dedupe_key: str,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    language: str | None = None,
) -> bool:
    """Put a text in the outbox inside the caller's transaction; due at once unless `due_at` says when.

    `dedupe_key` names the cause (`reminder:<task id>:<window>`, 96 characters at most): False, changing
    nothing, when there is a text for it already. Past `expires_at` it is not sent. Raises InvalidInput.
    """
    if not body.strip() or not 0 < len(dedupe_key) <= 96:
        raise InvalidInput("an outbox text needs words and a dedupe key", code="bad_outbox_text")
    row_id = new_id()
    insert = PostgresqlInsert if db_session.get_bind().dialect.name == "postgresql" else SqliteInsert
    statement = (
        insert(OutboxMessage)
        .values(
            id=row_id,
            person_id=person_id,
            dedupe_key=dedupe_key,
            body_sealed=seal.seal(body, f"outbox_message.body:{row_id}"),
            language=language,
            state="pending",
            due_at=due_at or clock.now(),
            expires_at=expires_at,
            attempts=0,
            created_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=[OutboxMessage.dedupe_key])
        .returning(OutboxMessage.id)
    )
    return db_session.execute(statement).first() is not None


def cancel(db_session: Session, dedupe_prefix: str) -> int:
    """Cancel the pending texts whose key starts with `dedupe_prefix`; how many. In the caller's transaction."""
    rows = db_session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.state == "pending", OutboxMessage.dedupe_key.startswith(dedupe_prefix, autoescape=True))
        .with_for_update()
    ).all()
    for row in rows:
        row.state = "cancelled"
    return len(rows)


class OutboxWorker:
    """Sends what is due. On PostgreSQL any number may run; on SQLite leases are taken one after another."""

    def __init__(
        self,
        database: Database,
        seal: Seal,
        clock: Clock,
        sender: Sender,
        correspondence: Correspondence,
        quiet_hours: QuietHours | None = None,
    ) -> None:
        self._database = database
        self._seal = seal
        self._clock = clock
        self._sender = sender
        self._correspondence = correspondence
        self._quiet_hours = quiet_hours or QuietHours()

    def run_once(self, limit: int = 20) -> int:
        """Send up to `limit` due texts; how many were taken on (0 in quiet hours)."""
        if not self._quiet_hours.allow(self._clock.now()):
            return 0
        leased = self._lease(limit)
        for text in leased:
            self._deliver(text)
        return len(leased)

    def _lease(self, limit: int) -> list[_Leased]:
        now = self._clock.now()
        due = (
            select(OutboxMessage)
            .where(
                OutboxMessage.state == "pending",
                OutboxMessage.due_at <= now,
                or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= now),
            )
            .order_by(OutboxMessage.due_at, OutboxMessage.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        leased = []
        with self._database.write() as db_session:
            for row in db_session.scalars(due).all():
                if row.expires_at is not None and row.expires_at <= now:
                    row.state = "expired"
                    continue
                row.attempts += 1
                row.leased_until = now + LEASE
                body = self._seal.open(row.body_sealed, f"outbox_message.body:{row.id}")
                leased.append(_Leased(row.id, row.person_id, body, row.language, row.attempts, row.message_id))
        return leased

    def _deliver(self, text: _Leased) -> None:
        """One text; no transaction is open while the sender talks to its provider."""
        # Asked now, not when it was enqueued: the person may have opted out since.
        recipient = self._correspondence.recipient(text.person_id)
        if recipient is None or recipient.opted_out or not recipient.reachable:
            self._close(text, "refused")
            return
        if text.message_id and self._correspondence.was_reported(text.message_id):
            self._close(text, "sent")
            return
        message_id = text.message_id or self._begin(text)
        if message_id is None:
            return
        result = self._sender.send(twilio_address(recipient.channel, recipient.address), text.body, message_id)
        self._correspondence.finish(text.person_id, message_id, result)
        if result.outcome is Outcome.SENT:
            self._close(text, "sent", result)
        elif result.outcome is Outcome.RETRY and text.attempts < MAX_ATTEMPTS:
            self._put_back(text, result)
        else:
            self._close(text, "refused" if result.outcome is Outcome.OPTED_OUT else "failed", result)

    def _begin(self, text: _Leased) -> str | None:
        message_id = self._correspondence.begin(text.person_id, text.body, text.language)
        if message_id is None:
            return None
        with self._database.write() as db_session:
            row = db_session.get(OutboxMessage, text.id, with_for_update=True)
            if row is None or row.state != "pending":
                return None
            row.message_id = message_id
            return message_id

    def _close(self, text: _Leased, state: str, result: SendResult | None = None) -> None:
        with self._database.write() as db_session:
            row = db_session.get(OutboxMessage, text.id, with_for_update=True)
            if row is None:
                return
            row.state, row.leased_until = state, None
            row.error_code = result.error_code if result else None
            row.sent_at = self._clock.now() if state == "sent" else None

    def _put_back(self, text: _Leased, result: SendResult) -> None:
        with self._database.write() as db_session:
            row = db_session.get(OutboxMessage, text.id, with_for_update=True)
            if row is None or row.state != "pending":
                return
            row.due_at, row.leased_until = self._clock.now() + _backoff(text), None
            row.error_code = result.error_code


def _backoff(text: _Leased) -> timedelta:
    """30 s growing fourfold with each attempt, spread by up to a quarter so that texts do not return in step."""
    spread = hashlib.sha256(f"{text.id}:{text.attempts}".encode()).digest()[0] / 255 / 4
    growth: int = 4 ** (text.attempts - 1)
    return FIRST_BACKOFF * growth * (1 + spread)
