"""The case store's side of the outbox: where texts go, and what a send means for the person it was for."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from bot.cases.chat_messages import chat_is_over
from bot.cases.consents import standing
from bot.cases.counting import tally_begun
from bot.cases.models import Case, Message, Person
from bot.cases.number_changes import end_link
from bot.cases.opting_out import remember_outcome
from bot.cases.people import view_of
from bot.clock import Clock
from bot.db import Database, new_id
from bot.messaging.outbox_worker import Recipient
from bot.messaging.segments import count
from bot.messaging.sender import Outcome, SendResult
from bot.messaging.status import moves_forward
from bot.privacy.encryption import Vault


class CaseCorrespondence:
    """Fills bot.messaging.outbox_worker.Correspondence. `tell_staff` of a person whose number changed hands."""

    def __init__(
        self, database: Database, vault: Vault, clock: Clock, tell_staff: Callable[[str], object] = lambda _: None
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._tell_staff = tell_staff

    def recipient(self, person_id: str) -> Recipient | None:
        """Where the person's texts go, or None when there is no such person (erased since)."""
        with self._database.read() as db_session:
            person = db_session.get(Person, person_id)
            if person is None:
                return None
            seen = view_of(person, self._vault)
            # To somebody who may not have the number any more nothing is begun.
            theirs = person.number_link in ("here", "shared")
            paused = select(Case.id).where(Case.person_id == person_id, Case.status == "paused")
            waits = db_session.scalars(paused).first() is not None
            return Recipient(
                channel=seen.channel,
                address=seen.address,
                opted_out=seen.opted_out,
                reachable=theirs and not waits and self._can_be_reached(person),
                heard_at=person.last_inbound_at or person.created_at,
                checked_at=person.number_checked_at,
                consents=frozenset(kind for kind, granted in standing(db_session, person_id).items() if granted),
            )

    def _can_be_reached(self, person: Person) -> bool:
        if person.channel == "web":
            return not chat_is_over(person, self._clock.now())
        return person.undeliverable_at is None

    def begin(self, person_id: str, body: str, language: str | None, author_id: str | None = None) -> str | None:
        """Record a text about to be sent; its message id, or None when the person is gone. `author_id`: who typed it."""
        with self._database.write() as db_session:
            person = db_session.get(Person, person_id, with_for_update=True)
            if person is None:
                return None
            row_id = new_id()
            db_session.add(
                Message(
                    id=row_id,
                    person_id=person_id,
                    direction="outbound",
                    channel=person.channel,
                    state="sending",
                    body_sealed=self._vault.seal(body, f"message.body:{row_id}"),
                    language=language or person.preferred_language,
                    author_id=author_id,
                    segments=0 if person.channel == "web" else count(body).segments,
                    created_at=self._clock.now(),
                )
            )
            return row_id

    def was_reported(self, message_id: str) -> bool:
        """True when the provider has reported on this text, so it did go out."""
        with self._database.read() as db_session:
            return db_session.scalar(select(Message.delivery_status).where(Message.id == message_id)) is not None

    def finish(self, person_id: str, message_id: str, result: SendResult) -> None:
        """Record what a send came to; a carrier's opt-out or a bad number is remembered on the person.

        A person erased while the text was under way is passed over.
        """
        with self._database.write() as db_session:
            person = db_session.get(Person, person_id, with_for_update=True)
            message = db_session.get(Message, message_id, with_for_update=True)
            if person is None or message is None:
                return
            if result.outcome is Outcome.SENT and message.state != "sent":
                tally_begun(db_session, person, message, self._clock.now())
            message.state = "sent" if result.outcome is Outcome.SENT else "unsent"
            message.provider_sid = result.provider_sid or message.provider_sid
            message.error_code = result.error_code
            if result.delivery_status and moves_forward(message.delivery_status, result.delivery_status):
                message.delivery_status = result.delivery_status
            remember_outcome(db_session, person, result.outcome, self._clock.now())

    def number_is_theirs(self, person_id: str) -> None:
        """A look-up says that the number is still the person's. Somebody erased meanwhile is passed over."""
        with self._database.write() as db_session:
            if person := db_session.get(Person, person_id, with_for_update=True):
                person.number_checked_at = self._clock.now()

    def number_is_somebody_elses(self, person_id: str) -> None:
        """A look-up says that the number changed hands: the case is kept, nothing is sent or dialled any more.

        A second call, or one for somebody erased, changes nothing. Staff are told first, so that a worker that dies
        in between tells them again rather than never; telling twice makes one task.
        """
        with self._database.read() as db_session:
            person = db_session.get(Person, person_id)
            if person is None or person.number_link == "ended":
                return
        self._tell_staff(person_id)
        with self._database.write() as db_session:
            person = db_session.get(Person, person_id, with_for_update=True)
            if person is not None and person.number_link != "ended":
                end_link(db_session, person, self._clock.now())
