"""What becomes of people when a number changes hands: set aside, taken up again, put together, let go."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.cases import audit
from bot.cases.consent_models import ConsentQuestion
from bot.cases.erasure import TRACKER_AFTER
from bot.cases.follow_up_models import FollowUp
from bot.cases.models import Case, Consent, Message, Person, Task
from bot.cases.outside_copies import owe
from bot.cases.takeover_models import Takeover
from bot.cases.takeovers import PASSED_ON, SOMEBODY_ELSE, end_held
from bot.cases.task_life import step
from bot.cases.task_queries import open_tasks_of
from bot.messaging.models import OutboxMessage
from bot.privacy.encryption import Vault

NUMBER_CHANGED = "number_changed"
"""The disposition of a case whose number is somebody else's."""

REASSIGNED = "number_reassigned"
"""The reason of the task by which staff hear of it from a look-up; the one task that stays for them to close."""

TAKEN_UP = "taken_up"
"""The disposition of a case opened while its person was taken for somebody new."""


def set_aside(db_session: Session, person: Person, link: str, now: datetime) -> None:
    """Somebody else may be texting from the number. `link`: shared or unsure. History stays with the person."""
    person.number_link = link
    audit.record(db_session, audit.SYSTEM, "person.set_aside", "person", person.id, {"link": link}, at=now)
    db_session.flush()


def take_up(db_session: Session, person: Person, now: datetime) -> None:
    """The person texts from the number again. Nobody else may be `here` on it any more."""
    person.number_link = "here"
    audit.record(db_session, audit.PERSON, "person.taken_up", "person", person.id, at=now)
    db_session.flush()


def end_link(db_session: Session, person: Person, now: datetime) -> None:
    """The number is somebody else's: the case is closed and kept, calls and texts to the number end.

    A crisis task stays open: whoever took the phone away must not make it vanish. So does what tells staff.
    """
    person.number_link, person.address_sealed, person.return_word_sealed = "ended", None, None
    end_held(db_session, person.id, audit.SYSTEM, SOMEBODY_ELSE, now)
    for kind in ("callback", "follow_up"):
        for task in db_session.scalars(open_tasks_of(person.id, kind).with_for_update(of=Task)).all():
            if task.reason == REASSIGNED:
                continue
            task.disposition = NUMBER_CHANGED
            step(db_session, task, "cancelled", audit.SYSTEM, now, "task.cancelled", reason=NUMBER_CHANGED)
    for case in db_session.scalars(select(Case).where(Case.person_id == person.id, Case.status != "closed")):
        case.status, case.closed_at, case.disposition = "closed", now, NUMBER_CHANGED
        audit.record(db_session, audit.SYSTEM, "case.closed", "case", case.id, {"reason": NUMBER_CHANGED}, at=now)
    db_session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.person_id == person.id, OutboxMessage.state == "pending")
        .values(state="cancelled")
    )
    audit.record(db_session, audit.SYSTEM, "person.number_ended", "person", person.id, at=now)
    db_session.flush()


def put_together(db_session: Session, vault: Vault, passing: Person, person: Person, now: datetime) -> None:
    """Hand over to `person` all that was said and done while they were taken for `passing`, who is then gone.

    Of two cases that are not closed the passing one is closed; its tasks stay in the queue. The passing
    conversation at Rasa is owed its deletion.
    """
    owe(db_session, vault, "tracker", passing.pseudonym, now=now, due_at=now + TRACKER_AFTER)
    running = select(Case).where(Case.person_id == person.id, Case.status != "closed")
    has_case = db_session.scalar(running) is not None
    for case in db_session.scalars(select(Case).where(Case.person_id == passing.id)).all():
        if has_case and case.status != "closed":
            case.status, case.closed_at, case.disposition = "closed", now, TAKEN_UP
        case.person_id = person.id
    db_session.flush()
    end_held(db_session, passing.id, audit.SYSTEM, PASSED_ON, now)
    for table in (Message, Consent, ConsentQuestion, FollowUp, OutboxMessage, Takeover):
        db_session.execute(update(table).where(table.person_id == passing.id).values(person_id=person.id))
    person.channel, person.preferred_language = passing.channel, passing.preferred_language
    person.zip, person.spa = passing.zip or person.zip, passing.spa or person.spa
    person.last_inbound_at = passing.last_inbound_at or person.last_inbound_at
    person.opted_out_at = passing.opted_out_at
    audit.record(db_session, audit.SYSTEM, "person.put_together", "person", person.id, {"was": passing.id}, at=now)
    db_session.flush()
    db_session.expunge(passing)
    db_session.execute(delete(Person).where(Person.id == passing.id))
