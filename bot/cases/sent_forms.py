"""Forms sent from the console, each taken once however often a bad connection sends it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.keeping import insert_unless_there
from bot.clock import Clock
from bot.db import Base, Database, UtcDateTime

_KEY = re.compile(r"[0-9a-f]{32}")
_AT_WORK = timedelta(minutes=1)
"""After this a form that never ended was broken off, and may be sent again; the task's version still guards it."""
_KEPT = timedelta(days=2)


class SentForm(Base):
    """One form by the random key it was drawn with. Holds no word of it."""

    __tablename__ = "sent_form"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    led_to: Mapped[str | None] = mapped_column(String(255))
    """The address it led to once it was done; None while it is at work."""


@dataclass(frozen=True)
class Known:
    """A form that was sent before. `led_to` None: it is still at work."""

    led_to: str | None


class SentForms:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, key: str, account_id: str) -> Known | None:
        """None where the form is to be carried out now; else what is known of it. Keys of another shape are no keys."""
        if not _KEY.fullmatch(key):
            return None
        now = self._clock.now()
        values = {"key": key, "account_id": account_id, "begun_at": now, "led_to": None}
        with self._database.write() as db_session:
            if insert_unless_there(db_session, SentForm, values):
                return None
            row = db_session.get(SentForm, key, with_for_update=True)
            if row is None or row.account_id != account_id:
                return None
            if row.led_to is None and now - row.begun_at > _AT_WORK:
                row.begun_at = now
                return None
            return Known(row.led_to)

    def end(self, key: str, account_id: str, led_to: str | None) -> None:
        """The form was carried out and led to an address, or, with None, was not taken and may be sent again."""
        if not _KEY.fullmatch(key):
            return
        with self._database.write() as db_session:
            row = db_session.get(SentForm, key, with_for_update=True)
            if row is None or row.account_id != account_id or row.led_to is not None:
                return
            if led_to is None:
                db_session.delete(row)
            else:
                row.led_to = led_to[:255]

    def forget_old(self) -> int:
        """Delete what nobody sends again any more; how many."""
        with self._database.write() as db_session:
            old = db_session.scalars(
                delete(SentForm).where(SentForm.begun_at < self._clock.now() - _KEPT).returning(SentForm.key)
            )
            return len(old.all())
