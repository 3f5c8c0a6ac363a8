"""Messages: every text in and out, each inbound one recorded and answered exactly once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.cases.counting import tally_delivery, tally_first_answer, tally_received, tally_replies
from bot.cases.keeping import insert_unless_there
from bot.cases.models import Message, Person
from bot.cases.opting_out import remember_outcome
from bot.cases.review_models import Sample, keep_candidate
from bot.clock import Clock
from bot.db import Database, new_id
from bot.errors import InvalidInput, NotFound
from bot.messaging.sender import Outcome, outcome_of
from bot.messaging.status import moves_forward
from bot.privacy.encryption import Vault

INBOUND_ENDS = frozenset({"answered", "deferred"})

_TAKEN_UP = 3
"""Texts put off that are taken up again at most."""


@dataclass(frozen=True)
class Recorded:
    """`first` is False when this provider id was recorded before: answer what was answered then."""

    message_id: str
    first: bool


@dataclass(frozen=True)
class StoredReply:
    message_id: str
    replies: list[str]
    state: str
    """answered or deferred."""


@dataclass(frozen=True)
class MessageView:
    """A message in clear; `body` is None once retention has purged it. Never log it."""

    id: str
    direction: str
    channel: str
    state: str
    body: str | None
    replies: list[str]
    language: str | None
    intent: str | None
    confidence: float | None
    crisis: str | None
    route: str | None
    segments: int
    delivery_status: str | None
    created_at: datetime
    answered_at: datetime | None
    author_id: str | None = None
    """The account that typed it."""


class Messages:
    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    def record_inbound(
        self, person_id: str, channel: str, provider_sid: str, body: str, media_count: int = 0
    ) -> Recorded:
        """Record one inbound text. `provider_sid` is UNIQUE, so of any number of callers one is first.

        Raises InvalidInput for an empty provider id and NotFound for an unknown person.
        """
        if not provider_sid:
            raise InvalidInput("an inbound text needs a provider id", code="no_provider_id")
        with self._database.write() as db_session:
            person = db_session.get(Person, person_id, with_for_update=True)
            if person is None:
                raise NotFound("no such person", code="person_unknown")
            return record_inbound_in(
                db_session, self._vault, person, channel, provider_sid, body, media_count, self._clock.now()
            )

    def stored_reply(self, provider_sid: str) -> StoredReply | None:
        """What was answered to this inbound text; None while it is unknown or still being answered."""
        with self._database.read() as db_session:
            row = db_session.scalar(select(Message).where(Message.provider_sid == provider_sid))
            if row is None or row.state not in INBOUND_ENDS:
                return None
            return StoredReply(row.id, _replies(row, self._vault), row.state)

    def record_reply(
        self,
        message_id: str,
        replies: list[str],
        route: str,
        state: str,
        language: str,
        intent: str | None = None,
        confidence: float | None = None,
        crisis: str | None = None,
        segments: int = 0,
        sample: Sample | None = None,
    ) -> bool:
        """Store the answer to an inbound text. `state` is answered or deferred. `sample`: what reviewers may see of it.

        The first answer stands: False, changing nothing, when one is stored already, except that a
        deferred text may still be answered.
        """
        if state not in INBOUND_ENDS:
            raise InvalidInput("a reply is answered or deferred", code="bad_state")
        with self._database.write() as db_session:
            row = _require(db_session, message_id)
            if row.state == "answered" or row.state == state:
                return False
            now = self._clock.now()
            if row.state == "received":
                tally_first_answer(db_session, row, route, language, intent, crisis, now)
                tally_replies(db_session, row, route, language, len(replies), segments, now)
                if sample and not crisis:
                    keep_candidate(db_session, self._vault, row.person_id, language, sample, row.created_at)
            row.replies_sealed = self._vault.seal(json.dumps(replies, ensure_ascii=False), f"message.replies:{row.id}")
            row.route, row.state, row.language = route, state, language
            row.intent, row.confidence, row.crisis = intent, confidence, crisis
            row.segments = segments
            row.answered_at = now
            return True

    def deferred_texts(self, person_id: str, since: datetime) -> list[str]:
        """The last few texts since then that we could only put off, and have answered none after; oldest first."""
        mine = (Message.person_id == person_id) & (Message.direction == "inbound")
        with self._database.read() as db_session:
            answered = db_session.scalar(
                select(func.max(Message.created_at)).where(
                    mine, Message.state == "answered", Message.route == "dialogue"
                )
            )
            rows = db_session.scalars(
                select(Message)
                .where(mine, Message.state == "deferred", Message.crisis.is_(None))
                .where(Message.created_at > max(since, answered or since), Message.body_sealed.is_not(None))
                .order_by(Message.created_at.desc())
                .limit(_TAKEN_UP)
            ).all()
            opened = [self._vault.open(row.body_sealed, f"message.body:{row.id}") for row in rows if row.body_sealed]
        return list(dict.fromkeys(reversed(opened)))

    def text_before(self, message_id: str) -> str | None:
        """What the same person had written before this text; None when nothing, in a crisis, or not kept any more."""
        with self._database.read() as db_session:
            row = _require(db_session, message_id)
            earlier = select(Message).where(
                Message.person_id == row.person_id, Message.direction == "inbound", Message.created_at < row.created_at
            )
            before = db_session.scalar(earlier.order_by(Message.created_at.desc()).limit(1))
            if before is None or before.crisis or before.body_sealed is None:
                return None
            return self._vault.open(before.body_sealed, f"message.body:{before.id}")

    def route_before(self, message_id: str, since: datetime) -> str | None:
        """What answered the text of the same person before this one; None where none came since then."""
        with self._database.read() as db_session:
            row = _require(db_session, message_id)
            mine = (Message.person_id == row.person_id) & (Message.direction == "inbound")
            before = select(Message.route).where(mine, Message.created_at < row.created_at, Message.created_at >= since)
            return db_session.scalar(before.order_by(Message.created_at.desc()).limit(1))

    def set_delivery_status(self, message_id: str, status: str, error_code: str | None = None) -> bool:
        """Take over a reported delivery status if it is later in the message's life; True if it was.

        An error that says opted out, or that no text reaches the number, is remembered on the person.
        Raises NotFound for an unknown message.
        """
        with self._database.write() as db_session:
            row = _require(db_session, message_id)
            if not moves_forward(row.delivery_status, status):
                return False
            tally_delivery(db_session, row, status, error_code, self._clock.now())
            row.delivery_status = status
            row.error_code = error_code
        outcome = outcome_of(error_code) if error_code else Outcome.SENT
        if outcome in (Outcome.OPTED_OUT, Outcome.BAD_NUMBER):
            # A transaction of its own: everywhere else the person is locked before the message.
            with self._database.write() as db_session:
                if person := db_session.get(Person, row.person_id, with_for_update=True):
                    remember_outcome(db_session, person, outcome, self._clock.now())
        return True

    def history(self, person_id: str) -> list[MessageView]:
        """All messages of a person, oldest first."""
        with self._database.read() as db_session:
            rows = db_session.scalars(
                select(Message).where(Message.person_id == person_id).order_by(Message.created_at, Message.id)
            )
            return [view_of(row, self._vault) for row in rows]


def record_inbound_in(
    db_session: Session,
    vault: Vault,
    person: Person,
    channel: str,
    provider_sid: str,
    body: str,
    media_count: int,
    now: datetime,
) -> Recorded:
    """`Messages.record_inbound` inside the caller's transaction, on a locked person."""
    row_id = new_id()
    values = {
        "id": row_id,
        "person_id": person.id,
        "direction": "inbound",
        "channel": channel,
        "provider_sid": provider_sid,
        "state": "received",
        "body_sealed": vault.seal(body, f"message.body:{row_id}"),
        "media_count": media_count,
        "segments": 0,
        "created_at": now,
    }
    if insert_unless_there(db_session, Message, values):
        person.last_inbound_at = now
        person.undeliverable_at = None
        tally_received(db_session, person, channel, body, now)
        return Recorded(row_id, first=True)
    known = db_session.scalar(select(Message.id).where(Message.provider_sid == provider_sid))
    if known is None:
        raise NotFound("the text was erased at this moment", code="message_gone")
    return Recorded(known, first=False)


def view_of(row: Message, vault: Vault) -> MessageView:
    """A row opened. Raises SealBroken when the keys are not those it was sealed with."""
    return MessageView(
        id=row.id,
        direction=row.direction,
        channel=row.channel,
        state=row.state,
        body=vault.open(row.body_sealed, f"message.body:{row.id}") if row.body_sealed else None,
        replies=_replies(row, vault),
        language=row.language,
        intent=row.intent,
        confidence=row.confidence,
        crisis=row.crisis,
        route=row.route,
        segments=row.segments,
        delivery_status=row.delivery_status,
        created_at=row.created_at,
        answered_at=row.answered_at,
        author_id=row.author_id,
    )


def _replies(row: Message, vault: Vault) -> list[str]:
    if row.replies_sealed is None:
        return []
    return [str(reply) for reply in json.loads(vault.open(row.replies_sealed, f"message.replies:{row.id}"))]


def _require(db_session: Session, message_id: str) -> Message:
    row = db_session.get(Message, message_id, with_for_update=True)
    if row is None:
        raise NotFound("no such message", code="message_unknown")
    return row
