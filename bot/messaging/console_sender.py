"""The console sender: development's stand-in for Twilio, keeping texts where the simulator can show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.clock import Clock
from bot.db import Database
from bot.messaging.models import ConsoleText
from bot.messaging.phone import WHATSAPP_PREFIX
from bot.messaging.sealing import Seal
from bot.messaging.sender import Outcome, SendResult


@dataclass(frozen=True)
class ShownText:
    """`number` only grows: pass the last one seen as `after` to get what is new."""

    number: int
    message_id: str
    body: str
    at: datetime


class ConsoleSender:
    """Keeps texts in the case store, sealed like everything else, so that every process sees them."""

    def __init__(self, database: Database, seal: Seal, clock: Clock) -> None:
        self._database = database
        self._seal = seal
        self._clock = clock

    def send(self, to: str, body: str, message_id: str) -> SendResult:
        """See bot.messaging.sender.Sender. Always sends."""
        with self._database.write() as db_session:
            db_session.add(
                ConsoleText(
                    message_id=message_id,
                    address_hash=self._hash(to),
                    body_sealed=self._seal.seal(body, f"console_text.body:{message_id}"),
                    at=self._clock.now(),
                )
            )
        return SendResult(Outcome.SENT, provider_sid=f"SMconsole{message_id}"[:64], delivery_status="sent")

    def texts_to(self, address: str, after: int = 0) -> list[ShownText]:
        """The texts kept for `address` (E.164, with or without `whatsapp:`), oldest first."""
        statement = (
            select(ConsoleText)
            .where(ConsoleText.address_hash == self._hash(address), ConsoleText.id > after)
            .order_by(ConsoleText.id)
        )
        with self._database.read() as db_session:
            return [
                ShownText(
                    row.id,
                    row.message_id,
                    self._seal.open(row.body_sealed, f"console_text.body:{row.message_id}"),
                    row.at,
                )
                for row in db_session.scalars(statement)
            ]

    def _hash(self, address: str) -> str:
        return self._seal.phone_hash(address.removeprefix(WHATSAPP_PREFIX))
