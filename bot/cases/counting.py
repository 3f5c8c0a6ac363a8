"""What happens to texts, referrals and opt-outs, counted in the transaction in which it happens."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.cases.models import Message, Person, Referral
from bot.cases.steps import take_step
from bot.messaging.models import OutboxMessage
from bot.messaging.segments import count
from bot.messaging.status import is_final
from bot.needs.programmes import programme_of
from bot.tally import details, monday_of, tally

UNSURE_INTENTS = frozenset({"nlu_fallback", "out_of_scope"})
_UNDERSTOOD_BY = frozenset({"dialogue", "follow_up"})


def tally_received(db_session: Session, person: Person, channel: str, body: str, now: datetime) -> None:
    """A text came in; it is counted as a text once it is answered, and what it costs at once."""
    if channel == "sms":
        tally(
            db_session, "segments", now, language=person.preferred_language, channel=channel, detail="received",
            by=count(body).segments,
        )  # fmt: skip


def tally_first_answer(
    db_session: Session, row: Message, route: str, language: str, intent: str | None, crisis: str | None, now: datetime
) -> None:
    """A text has its first answer: it counts as received, and the first of the week as a conversation."""
    count_it = partial(tally, db_session, at=row.created_at, language=language, channel=row.channel)
    if crisis is not None:
        count_it("crises", detail=details.one_of(crisis, details.CRISES))
    count_it("texts_received", detail=_answered(route, intent, crisis))
    earlier = select(func.max(Message.created_at)).where(
        Message.person_id == row.person_id, Message.direction == "inbound", Message.state != "received"
    )
    last = db_session.scalar(earlier)
    if last is not None and monday_of(last) >= monday_of(row.created_at):
        return
    spa = db_session.scalar(select(Person.spa).where(Person.id == row.person_id))
    took = details.REPLY.label(now - row.created_at)
    count_it("conversations", spa=spa, detail=took)
    if last is None:
        count_it("new_people", spa=spa)


def _answered(route: str, intent: str | None, crisis: str | None) -> str:
    if crisis is not None:
        return details.OTHER
    if route == "fallback_menu":
        return "without_model"
    if intent in UNSURE_INTENTS:
        return "unsure"
    return "understood" if route in _UNDERSTOOD_BY else details.OTHER


def tally_replies(
    db_session: Session, row: Message, route: str, language: str, replies: int, segments: int, now: datetime
) -> None:
    """So many texts went out in answer."""
    count_it = partial(tally, db_session, at=now, language=language, channel=row.channel)
    count_it("texts_sent", detail=details.kind_of_reply(route), by=replies)
    if row.channel == "sms":
        count_it("segments", detail="reply", by=segments)


def tally_begun(db_session: Session, person: Person, message: Message, now: datetime) -> None:
    """A text that Puente or a CHW began was handed to the carrier."""
    cause = db_session.scalar(select(OutboxMessage.dedupe_key).where(OutboxMessage.message_id == message.id))
    language = message.language or person.preferred_language
    count_it = partial(tally, db_session, at=now, language=language, channel=message.channel)
    count_it("texts_sent", detail=details.kind_of_begun(cause or ""))
    if message.channel == "sms":
        count_it("segments", detail="begun", by=message.segments)


def tally_delivery(db_session: Session, message: Message, status: str, error_code: str | None, now: datetime) -> None:
    """The carrier tells the end of a text, the first time; call it before `status` is taken over."""
    if is_final(status) and not is_final(message.delivery_status):
        tally(
            db_session, "deliveries", now, language=message.language, channel=message.channel,
            detail=details.carrier_outcome(status, error_code),
        )  # fmt: skip


def tally_opt_out(db_session: Session, person: Person, now: datetime) -> None:
    """The person wants no more texts, after one of some kind."""
    got = (
        select(Message)
        .where(Message.person_id == person.id, Message.state.in_(("answered", "deferred", "sent")))
        .order_by(Message.created_at.desc(), Message.id)
        .limit(1)
    )
    kind = details.OTHER
    if last := db_session.scalar(got):
        cause = select(OutboxMessage.dedupe_key).where(OutboxMessage.message_id == last.id)
        kind = (
            details.kind_of_reply(last.route)
            if last.direction == "inbound"
            else details.kind_of_begun(db_session.scalar(cause) or "")
        )
    tally(db_session, "opt_outs", now, language=person.preferred_language, channel=person.channel, detail=kind)


def tally_offered(
    db_session: Session, person: Person, need: str, now: datetime, *, language: str, services: int = 1
) -> None:
    """So many services were offered for a need; the person's first counts with the time since their first text."""
    tally(
        db_session, "services_offered", now, language=language, channel=person.channel, spa=person.spa, need=need,
        by=services,
    )  # fmt: skip
    waited = details.REFERRAL.label(now - person.created_at)
    take_step(db_session, person, "people_offered", now, language=language, detail=waited)


def tally_choice(db_session: Session, person: Person, row: Referral, now: datetime) -> None:
    """The person asked for the details of a service, for the first time."""
    tally(
        db_session, "referrals_accepted", now, language=row.language, channel=person.channel, spa=person.spa,
        need=row.need_code,
    )  # fmt: skip
    take_step(db_session, person, "people_accepting", now, language=row.language)


def tally_served(db_session: Session, person: Person, row: Referral, now: datetime) -> None:
    """A service helped: counts once for the referral, once for the person, and once for each programme."""
    step = partial(take_step, db_session, person, now=now, language=row.language)
    if not step(f"got:{row.id[:28]}", measure="services_received", need=row.need_code):
        return
    step("people_served")
    if programme := programme_of(row.need_code):
        step(f"connected:{programme}", measure="connections", detail=programme)
