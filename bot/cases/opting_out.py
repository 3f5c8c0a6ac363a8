"""Opting out: it holds for everybody on a number, takes back what waits, and is learnt from carriers too."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases import audit
from bot.cases.counting import tally_opt_out
from bot.cases.models import Person
from bot.messaging.outbox import cancel_for
from bot.messaging.sender import Outcome


def opt_out_in(db_session: Session, person: Person, actor: str, now: datetime) -> bool:
    """Send nothing bot-initiated from now on; inside the caller's transaction, on a locked row. True if it is news. It holds for everybody on the number.

    What waits in the outbox is cancelled, also on a repeat: nothing queued before a START goes out after it.
    """
    on_the_number = list(all_on_the_number(db_session, person))
    for one in on_the_number:
        cancel_for(db_session, one.id)
    if person.opted_out_at:
        return False
    for one in on_the_number:
        one.opted_out_at = one.opted_out_at or now
    audit.record(db_session, actor, "person.opted_out", "person", person.id, at=now)
    tally_opt_out(db_session, person, now)
    return True


def all_on_the_number(db_session: Session, person: Person) -> list[Person]:
    """Everybody who ever texted from the person's number, themselves among them."""
    return list(db_session.scalars(select(Person).where(Person.address_hash == person.address_hash)))


def remember_outcome(db_session: Session, person: Person, outcome: Outcome, now: datetime) -> None:
    """What a send or a delivery report means for the person: a carrier's opt-out, a number that takes no texts."""
    if outcome is Outcome.OPTED_OUT:
        opt_out_in(db_session, person, audit.SYSTEM, now)
    elif outcome is Outcome.BAD_NUMBER:
        person.undeliverable_at = now
