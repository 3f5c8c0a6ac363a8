"""Erasure: every row of one person goes, and only an opt-out leaves a keyed hash behind."""

from __future__ import annotations

from typing import cast

from sqlalchemy import CursorResult, Delete, delete, select
from sqlalchemy.orm import Session

from bot.cases.consent_models import ConsentQuestion
from bot.cases.follow_up_models import CaseFacts, FollowUp
from bot.cases.keeping import SuppressedAddress
from bot.cases.models import Attempt, Case, Consent, Message, Need, Person, Referral, Task
from bot.errors import NotFound
from bot.messaging.models import ConsoleText, OutboxMessage


def erase(db_session: Session, person_id: str) -> dict[str, int]:
    """Delete the person inside the caller's transaction; rows deleted by table. Raises NotFound.

    The person's row is locked first, so a text arriving meanwhile waits and then finds nobody.
    """
    person = db_session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFound("no such person", code="person_unknown")
    if person.opted_out_at and not db_session.get(SuppressedAddress, person.address_hash):
        db_session.add(SuppressedAddress(address_hash=person.address_hash, opted_out_at=person.opted_out_at))
        db_session.flush()
    cases = select(Case.id).where(Case.person_id == person_id)
    tasks = select(Task.id).where(Task.case_id.in_(cases))
    statements: list[tuple[str, Delete]] = [
        ("attempt", delete(Attempt).where(Attempt.task_id.in_(tasks))),
        ("task", delete(Task).where(Task.case_id.in_(cases))),
        ("follow_up", delete(FollowUp).where(FollowUp.person_id == person_id)),
        ("case_facts", delete(CaseFacts).where(CaseFacts.case_id.in_(cases))),
        ("referral", delete(Referral).where(Referral.case_id.in_(cases))),
        ("need", delete(Need).where(Need.case_id.in_(cases))),
        ("case", delete(Case).where(Case.person_id == person_id)),
        ("consent_question", delete(ConsentQuestion).where(ConsentQuestion.person_id == person_id)),
        ("consent", delete(Consent).where(Consent.person_id == person_id)),
        ("outbox_message", delete(OutboxMessage).where(OutboxMessage.person_id == person_id)),
        ("message", delete(Message).where(Message.person_id == person_id)),
        ("console_text", delete(ConsoleText).where(ConsoleText.address_hash == person.address_hash)),
        ("person", delete(Person).where(Person.id == person_id)),
    ]
    db_session.expunge(person)
    return {
        table: cast(CursorResult[object], db_session.execute(statement)).rowcount for table, statement in statements
    }
