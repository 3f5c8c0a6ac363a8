"""All that is held on one person, as plain data: the answer to "what do you know about me"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.cases.consents import standing
from bot.cases.facts import facts_of
from bot.cases.messages import MessageView
from bot.cases.messages import view_of as message_view
from bot.cases.models import Account, Attempt, Case, Consent, Message, Need, Person, Referral, Task
from bot.cases.people import view_of as person_view
from bot.errors import NotFound
from bot.messaging.models import OutboxMessage
from bot.privacy.encryption import Vault


@dataclass(frozen=True)
class Kept:
    """How much is kept on a person, by kind."""

    texts: int
    needs: int
    calls: int


def kept_on(db_session: Session, person_id: str) -> Kept:
    """What `everything_about` would show, counted. `texts`: those whose words are still there."""
    of_the_person = select(Case.id).where(Case.person_id == person_id)
    texts = select(func.count()).where(Message.person_id == person_id, Message.body_sealed.is_not(None))
    needs = select(func.count(Need.code.distinct())).where(Need.case_id.in_(of_the_person))
    calls = select(func.count()).where(Task.case_id.in_(of_the_person), Task.kind == "callback")
    return Kept(*(db_session.scalar(counted) or 0 for counted in (texts, needs, calls)))


def everything_about(db_session: Session, vault: Vault, person_id: str) -> dict[str, Any]:
    """Everything on the person; instants as ISO 8601 in UTC. Raises NotFound."""
    person = db_session.get(Person, person_id)
    if person is None:
        raise NotFound("no such person", code="person_unknown")
    of_the_person = select(Case.id).where(Case.person_id == person_id)
    seen = person_view(person, vault)
    return {
        "person": {
            "id": seen.id,
            "pseudonym": seen.pseudonym,
            "channel": seen.channel,
            "phone": seen.address,
            "name": seen.name,
            "call_number": seen.call_number,
            "preferred_language": seen.preferred_language,
            "language_chosen": seen.language_chosen,
            "zip": seen.zip,
            "spa": seen.spa,
            "created_at": _iso(person.created_at),
            "last_inbound_at": _iso(person.last_inbound_at),
            "introduced_at": _iso(person.introduced_at),
            "opted_out_at": _iso(person.opted_out_at),
            "number_link": seen.number_link,
        },
        "consent_now": standing(db_session, person_id),
        "consents": [
            {
                "kind": row.kind,
                "granted": row.granted,
                "wording_version": row.wording_version,
                "language": row.language,
                "channel": row.channel,
                "at": _iso(row.at),
            }
            for row in db_session.scalars(
                select(Consent).where(Consent.person_id == person_id).order_by(Consent.at, Consent.id)
            )
        ],
        "cases": [
            {
                "id": row.id,
                "status": row.status,
                "opened_at": _iso(row.opened_at),
                "closed_at": _iso(row.closed_at),
                "disposition": row.disposition,
            }
            for row in db_session.scalars(
                select(Case).where(Case.person_id == person_id).order_by(Case.opened_at, Case.id)
            )
        ],
        "needs": [
            {
                "code": row.code,
                "urgent": row.urgent,
                "language": row.language,
                "zip": row.zip,
                "spa": row.spa,
                "first_stated_at": _iso(row.first_stated_at),
                "last_stated_at": _iso(row.last_stated_at),
            }
            for row in db_session.scalars(
                select(Need).where(Need.case_id.in_(of_the_person)).order_by(Need.first_stated_at, Need.code)
            )
        ],
        "referrals": [
            {
                "need": row.need_code,
                "service_at_location_id": row.service_at_location_id,
                "status": row.status,
                "distance_miles": row.distance_miles,
                "offered_at": _iso(row.offered_at),
                "chosen_at": _iso(row.chosen_at),
                "outcome_at": _iso(row.outcome_at),
                "outcome_by": row.outcome_by,
                "made_at": _iso(row.made_at),
                "shared_with_provider": row.shared,
            }
            for row in db_session.scalars(
                select(Referral).where(Referral.case_id.in_(of_the_person)).order_by(Referral.offered_at, Referral.id)
            )
        ],
        "facts": facts_of(db_session, vault, person_id),
        "tasks": [
            _task(row)
            for row in db_session.scalars(select(Task).where(Task.case_id.in_(of_the_person)).order_by(Task.number))
        ],
        "attempts": [
            {
                "task": number,
                "by": email,
                "at": _iso(row.at),
                "outcome": row.outcome,
                "note": vault.open(row.note_sealed, f"attempt.note:{row.id}") if row.note_sealed else None,
            }
            for row, number, email in db_session.execute(
                select(Attempt, Task.number, Account.email)
                .join(Task, Attempt.task_id == Task.id)
                .join(Account, Attempt.account_id == Account.id)
                .where(Task.case_id.in_(of_the_person))
                .order_by(Attempt.at, Attempt.id)
            )
        ],
        "messages": [
            _message(message_view(row, vault))
            for row in db_session.scalars(
                select(Message).where(Message.person_id == person_id).order_by(Message.created_at, Message.id)
            )
        ],
        "outbox": [
            {
                "body": vault.open(row.body_sealed, f"outbox_message.body:{row.id}") if row.body_sealed else None,
                "state": row.state,
                "due_at": _iso(row.due_at),
                "sent_at": _iso(row.sent_at),
            }
            for row in db_session.scalars(
                select(OutboxMessage).where(OutboxMessage.person_id == person_id).order_by(OutboxMessage.due_at)
            )
        ],
    }


def _task(row: Task) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "kind": row.kind,
        "status": row.status,
        "priority": row.priority,
        "needs": list(row.needs),
        "language": row.language,
        "reason": row.reason,
        "window_start": _iso(row.window_start),
        "window_end": _iso(row.window_end),
        "assigned_why": row.assigned_why or [],
        "status_reason": row.status_reason,
        "disposition": row.disposition,
        "windows_missed": row.missed,
        "reopens": row.reopens,
        "created_at": _iso(row.created_at),
        "updated_at": _iso(row.updated_at),
    }


def _message(seen: MessageView) -> dict[str, Any]:
    return {
        "id": seen.id,
        "direction": seen.direction,
        "channel": seen.channel,
        "state": seen.state,
        "body": seen.body,
        "replies": seen.replies,
        "language": seen.language,
        "intent": seen.intent,
        "confidence": seen.confidence,
        "crisis": seen.crisis,
        "route": seen.route,
        "segments": seen.segments,
        "delivery_status": seen.delivery_status,
        "created_at": _iso(seen.created_at),
        "answered_at": _iso(seen.answered_at),
    }


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
