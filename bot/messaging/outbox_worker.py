"""The outbox's worker: sends what is due, in daytime, to people who still want it and still have the number.

Sending is at least once: a worker killed between the provider's answer and our record of it leaves a
text that is sent again when its lease ends, unless a delivery report has shown meanwhile that it went.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import or_, select

from bot import correlation
from bot.clock import LOS_ANGELES, Clock
from bot.db import Database
from bot.errors import PuenteError
from bot.messaging.models import OutboxMessage
from bot.messaging.phone import twilio_address
from bot.messaging.quiet_hours import QuietHours
from bot.messaging.reassigned import SAFE_FOR, Holder, NumberCheck
from bot.messaging.sealing import Seal
from bot.messaging.segments import gsm7_safe
from bot.messaging.sender import Outcome, Sender, SendResult
from bot.meters import Meters, outbox_kind

LEASE = timedelta(minutes=2)
"""Longer than any send takes; after it another worker may take the text over."""
FIRST_BACKOFF = timedelta(seconds=30)
MAX_ATTEMPTS = 6
"""With backoff growing fourfold (30 s, 2 min, 8 min, 32 min, 2 h) the last try is some 3 hours in."""

UNREADABLE_WAITS = timedelta(minutes=10)
"""Before a text that no key opens is tried again, until it expires."""
IDLE = timedelta(days=45)
"""A carrier lets a disconnected number rest for 45 days at least (47 CFR 52.15(f)(1)(ii))."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Recipient:
    """Where a person's texts go.

    `reachable` is False for numbers known to be bad, for those that may be somebody else's, and once a web chat is over.
    `heard_at`: when the person last wrote. `checked_at`: when a look-up last said the number is theirs.
    `consents`: the kinds that stand.
    """

    channel: str
    address: str
    opted_out: bool
    reachable: bool
    heard_at: datetime
    checked_at: datetime | None = None
    consents: frozenset[str] = frozenset()


class Correspondence(Protocol):
    """What the worker asks of the case store; bot.cases.correspondence."""

    def recipient(self, person_id: str) -> Recipient | None:
        """Where the person's texts go, or None when there is no such person."""

    def begin(self, person_id: str, body: str, language: str | None, author_id: str | None) -> str | None:
        """Record a text about to be sent; its message id, or None when the person is gone."""

    def was_reported(self, message_id: str) -> bool:
        """True when the provider has reported on this text, so it did go out."""

    def finish(self, person_id: str, message_id: str, result: SendResult) -> None:
        """Record what a send came to, and what that means for the person."""

    def number_is_theirs(self, person_id: str) -> None:
        """Record that a look-up says so."""

    def number_is_somebody_elses(self, person_id: str) -> None:
        """Part the person from the number for good, and tell staff."""


@dataclass(frozen=True)
class _Leased:
    id: str
    person_id: str
    body: str
    language: str | None
    attempts: int
    message_id: str | None
    requires_consent: str | None
    author_id: str | None
    kind: str
    caused_by: str | None


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
        number_check: NumberCheck | None = None,
        idle: timedelta = IDLE,
        meters: Meters | None = None,
    ) -> None:
        """`idle`: silence after which `number_check` is asked before anything is sent; None asks nobody."""
        self._database = database
        self._seal = seal
        self._clock = clock
        self._sender = sender
        self._correspondence = correspondence
        self._quiet_hours = quiet_hours or QuietHours()
        self._number_check = number_check
        self._idle = idle
        self._meters = meters or Meters()

    def run_once(self, limit: int = 20) -> int:
        """Send up to `limit` due texts; how many were taken on (0 in quiet hours)."""
        if not self._quiet_hours.allow(self._clock.now()):
            return 0
        leased = self._lease(limit)
        for text in leased:
            correlation.begin(text.caused_by)
            try:
                self._deliver(text)
            except Exception:
                log.exception("outbox.fault", kind=text.kind, attempts=text.attempts)
                self._try_again(text, SendResult(Outcome.RETRY, error_code="fault"))
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
                if row.body_sealed is None or (row.expires_at is not None and row.expires_at <= now):
                    row.state = "expired"
                    self._meters.outbox_closed.labels(outbox_kind(row.dedupe_key), "expired").inc()
                    continue
                try:
                    body = self._seal.open(row.body_sealed, f"outbox_message.body:{row.id}")
                except PuenteError as error:  # a key is missing: it waits, and holds up no other
                    row.leased_until, row.error_code = now + UNREADABLE_WAITS, error.code
                    log.error("outbox.unreadable", code=error.code)
                    continue
                row.attempts += 1
                row.leased_until = now + LEASE
                leased.append(
                    _Leased(
                        row.id,
                        row.person_id,
                        body,
                        row.language,
                        row.attempts,
                        row.message_id,
                        row.requires_consent,
                        row.author_id,
                        outbox_kind(row.dedupe_key),
                        row.caused_by,
                    )
                )
        return leased

    def _deliver(self, text: _Leased) -> None:
        """One text; no transaction is open while the sender talks to its provider."""
        # Asked now, not when it was enqueued: the person may have opted out since.
        recipient = self._correspondence.recipient(text.person_id)
        if recipient is None or not _may_be_sent(text, recipient):
            self._close(text, "refused")
            return
        if text.message_id and self._correspondence.was_reported(text.message_id):
            self._close(text, "sent")
            return
        if not self._number_is_theirs(text, recipient):
            return
        if recipient.channel == "sms":
            text = replace(text, body=gsm7_safe(text.body))
        message_id = text.message_id or self._begin(text)
        if message_id is None:
            return
        if recipient.channel == "web":  # nothing is sent: it stands in the chat when the browser next looks
            result = SendResult(Outcome.SENT)
        else:
            result = self._sender.send(twilio_address(recipient.channel, recipient.address), text.body, message_id)
        self._correspondence.finish(text.person_id, message_id, result)
        if result.outcome is Outcome.SENT:
            self._close(text, "sent", result)
        elif result.outcome is Outcome.RETRY:
            self._try_again(text, result)
        else:
            self._close(text, "refused" if result.outcome is Outcome.OPTED_OUT else "failed", result)

    def _number_is_theirs(self, text: _Leased, recipient: Recipient) -> bool:
        """True when the text may go. A number silent for long is looked up first.

        Without data it goes: a proactive text tells a stranger nothing, and a missed one may cost the person
        the call they wait for. Without an answer it waits and is tried again; in the end it is not sent.
        """
        now = self._clock.now()
        if self._number_check is None or recipient.channel == "web" or now - recipient.heard_at < self._idle:
            return True
        if recipient.checked_at is not None and now - recipient.checked_at < SAFE_FOR:
            return True
        since = recipient.heard_at.astimezone(LOS_ANGELES).date()
        holder = self._number_check.holder(recipient.address, since)
        if holder is Holder.SAME:
            self._correspondence.number_is_theirs(text.person_id)
        elif holder is Holder.SOMEBODY_ELSE:
            self._correspondence.number_is_somebody_elses(text.person_id)
            self._close(text, "refused", SendResult(Outcome.STOPPED, error_code="reassigned"))
        elif holder is Holder.NO_ANSWER:
            self._try_again(text, SendResult(Outcome.RETRY, error_code="not_looked_up"))
        return holder in (Holder.SAME, Holder.NO_DATA)

    def _begin(self, text: _Leased) -> str | None:
        message_id = self._correspondence.begin(text.person_id, text.body, text.language, text.author_id)
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
        self._meters.outbox_closed.labels(text.kind, state).inc()
        log.info("outbox.closed", kind=text.kind, state=state, code=result.error_code if result else None)

    def _try_again(self, text: _Leased, result: SendResult) -> None:
        """Later, and in the end not at all."""
        if text.attempts >= MAX_ATTEMPTS:
            self._close(text, "failed", result)
            return
        with self._database.write() as db_session:
            row = db_session.get(OutboxMessage, text.id, with_for_update=True)
            if row is None or row.state != "pending":
                return
            row.due_at, row.leased_until = self._clock.now() + _backoff(text), None
            row.error_code = result.error_code
        log.info("outbox.put_back", kind=text.kind, attempts=text.attempts, code=result.error_code)


def _may_be_sent(text: _Leased, recipient: Recipient) -> bool:
    consented = text.requires_consent is None or text.requires_consent in recipient.consents
    return recipient.reachable and not recipient.opted_out and consented


def _backoff(text: _Leased) -> timedelta:
    """30 s growing fourfold with each attempt, spread by up to a quarter so that texts do not return in step."""
    spread = hashlib.sha256(f"{text.id}:{text.attempts}".encode()).digest()[0] / 255 / 4
    growth: int = 4 ** (text.attempts - 1)
    return FIRST_BACKOFF * growth * (1 + spread)
