"""The case store's side of the outbox: where texts go, and what a send means for the person it was for."""

from __future__ import annotations

from sqlalchemy import select

from bot.cases.models import Message, Person
from bot.cases.people import remember_outcome
from bot.clock import Clock
from bot.db import Database, new_id
from bot.messaging.outbox import Recipient
from bot.messaging.segments import count
from bot.messaging.sender import Outcome, SendResult
from bot.messaging.status import moves_forward
from bot.privacy.encryption import Vault


class CaseCorrespondence:
    """Fills bot.messaging.outbox.Correspondence."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    def recipient(self, person_id: str) -> Recipient | None:
        """Where the person's texts go, or None when there is no such person (erased since)."""
        with self._database.read() as db_session:
            person = db_session.get(Person, person_id)
            if person is None:
                return None
            return Recipient(
                channel=person.channel,
                address=self._vault.open(person.address_sealed, f"person.address:{person.id}"),
                opted_out=person.opted_out_at is not None,
                reachable=person.channel != "web" and person.undeliverable_at is None,
            )

    def begin(self, person_id: str, body: str, language: str | None) -> str | None:
        """Record a text about to be sent; its message id, or None when the person is gone."""
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
                    language=language,
                    segments=count(body).segments,
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
            message.state = "sent" if result.outcome is Outcome.SENT else "unsent"
            message.provider_sid = result.provider_sid or message.provider_sid
            message.error_code = result.error_code
            if result.delivery_status and moves_forward(message.delivery_status, result.delivery_status):
                message.delivery_status = result.delivery_status
            remember_outcome(db_session, person, result.outcome, self._clock.now())
