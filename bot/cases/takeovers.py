"""Conversations taken over: from when until when a CHW answers a person instead of Puente."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.cases import audit
from bot.cases.follow_up_models import FollowUp
from bot.cases.models import Account, Person
from bot.cases.takeover_models import Takeover
from bot.clock import Clock
from bot.db import Database, new_id
from bot.errors import NotFound
from bot.messaging.models import OutboxMessage

HANDED_BACK, PASSED_ON, SOMEBODY_ELSE = "handed_back", "passed_on", "somebody_else"
_FOLLOW_UP = "follow_up:"


@dataclass(frozen=True)
class TakeoverView:
    """Who answers a person now. `waiting_since`: since when a text of theirs waits for it."""

    id: str
    person_id: str
    account_id: str
    email: str
    task_id: str | None
    """The task from whose page it was taken over."""
    taken_at: datetime
    active_at: datetime
    waiting_since: datetime | None


class Takeovers:
    """Every change is an audit event on the person."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def standing(self, person_id: str) -> TakeoverView | None:
        """Who answers the person instead of Puente, or None."""
        with self._database.read() as db_session:
            return self.standing_in(db_session, person_id)

    def standing_in(self, db_session: Session, person_id: str) -> TakeoverView | None:
        """`standing` inside the caller's transaction."""
        return view_of(db_session, held_in(db_session, person_id))

    def take_in(self, db_session: Session, person_id: str, account_id: str, task_id: str | None) -> None:
        """The account answers the person from now on, also where a colleague did; inside the caller's transaction.

        Texts that came before are Puente's to answer, those after the account's: the person's row, locked here and
        when a text arrives, decides. A question how it went that is not sent yet is put off. Raises NotFound.
        """
        person = db_session.get(Person, person_id, with_for_update=True)
        if person is None:
            raise NotFound("no such person", code="person_unknown")
        now, held = self._clock.now(), held_in(db_session, person_id)
        if held is not None and held.account_id == account_id:
            return
        actor = audit.by_account(account_id)
        waiting = held.waiting_since if held else None
        end_held(db_session, person_id, actor, PASSED_ON, now)
        db_session.add(
            Takeover(
                id=new_id(), person_id=person_id, account_id=account_id, task_id=task_id, taken_at=now, active_at=now,
                waiting_since=waiting,
            )
        )  # fmt: skip
        _put_off_questions(db_session, person_id)
        audit.record(db_session, actor, "conversation.taken_over", "person", person_id, {"task": task_id}, at=now)

    def answered_in(self, db_session: Session, person_id: str, account_id: str) -> None:
        """The account wrote to the person."""
        held = held_in(db_session, person_id)
        if held is not None and held.account_id == account_id:
            held.active_at, held.waiting_since = self._clock.now(), None

    def waiting(self) -> list[TakeoverView]:
        """Those in which a text of the person waits for an answer, longest first."""
        found = (
            select(Takeover)
            .where(Takeover.ended_at.is_(None), Takeover.waiting_since.is_not(None))
            .order_by(Takeover.waiting_since)
        )
        with self._database.read() as db_session:
            return [view for row in db_session.scalars(found) if (view := view_of(db_session, row))]


def held_in(db_session: Session, person_id: str) -> Takeover | None:
    """The takeover that stands, or None."""
    return db_session.scalar(select(Takeover).where(Takeover.person_id == person_id, Takeover.ended_at.is_(None)))


def end_held(db_session: Session, person_id: str, actor: str, why: str, now: datetime) -> bool:
    """Puente answers the person again; False where nobody else did. `why`: a code of Takeover.ended_why."""
    held = held_in(db_session, person_id)
    if held is None:
        return False
    held.ended_at, held.ended_why = now, why
    audit.record(db_session, actor, "conversation.handed_back", "person", person_id, {"why": why}, at=now)
    db_session.flush()
    return True


def view_of(db_session: Session, row: Takeover | None) -> TakeoverView | None:
    """A row with the e-mail address of its account."""
    if row is None:
        return None
    email = db_session.get_one(Account, row.account_id).email
    return TakeoverView(
        row.id, row.person_id, row.account_id, email, row.task_id, row.taken_at, row.active_at, row.waiting_since
    )  # fmt: skip


def _put_off_questions(db_session: Session, person_id: str) -> None:
    """Take back a question how it went that waits in the outbox, as if it had not been planned."""
    asked = select(OutboxMessage).where(
        OutboxMessage.person_id == person_id,
        OutboxMessage.state == "pending",
        OutboxMessage.dedupe_key.startswith(_FOLLOW_UP),
    )
    for text in db_session.scalars(asked.with_for_update()).all():
        text.state = "cancelled"
        db_session.execute(delete(FollowUp).where(FollowUp.id == text.dedupe_key.removeprefix(_FOLLOW_UP)))
