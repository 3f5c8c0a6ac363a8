"""Copies outside the case store that must still be deleted: owed in one transaction with what they copy, paid by the worker.

A debt is never given up: it is tried again, ever more rarely, until whoever holds the copy says that it is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog
from sqlalchemy import Index, Integer, LargeBinary, String, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.clock import Clock
from bot.db import Base, Database, UtcDateTime, new_id
from bot.errors import PuenteError
from bot.privacy.encryption import Vault

Kind = Literal["tracker", "provider", "provider_day"]
"""tracker: a conversation at Rasa, by pseudonym. provider: all texts and calls with an address (`sms:+1…`) at
Twilio, or the calls to a number alone (`voice:+1…`).
provider_day: the words of all texts of one day there, by its ISO date (UTC)."""
Eraser = Callable[[str], None]
"""Deletes the copy named; raises Unavailable while that cannot be done."""

LEASE = timedelta(minutes=10)
FIRST_BACKOFF = timedelta(minutes=1)
LONGEST_BACKOFF = timedelta(hours=6)
LOUD_AFTER = 5
"""From this try on a failure is an error in the log, for somebody to look into."""

log = structlog.get_logger(__name__)


class OutsideCopy(Base):
    """One copy that must go. `where_sealed` names it; the row goes when the copy has."""

    __tablename__ = "outside_copy"
    __table_args__ = (Index("ix_outside_copy_due_at", "due_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(16))
    where_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    error_code: Mapped[str | None] = mapped_column(String(32))


@dataclass(frozen=True)
class Owed:
    """What still stands outside: how many copies, since when the oldest, and why the last try failed."""

    copies: int
    oldest: datetime | None
    error_codes: tuple[str, ...]


def owe(db_session: Session, vault: Vault, kind: Kind, where: str, *, now: datetime, due_at: datetime) -> None:
    """Note in the caller's transaction that the copy `where` must go."""
    row_id = new_id()
    sealed = vault.seal(where, f"outside_copy.where:{row_id}")
    db_session.add(OutsideCopy(id=row_id, kind=kind, where_sealed=sealed, created_at=now, due_at=due_at, attempts=0))


class OutsideCopies:
    """Pays what is owed. On PostgreSQL any number of workers may; on SQLite leases are taken one after another."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, erasers: Mapping[str, Eraser]) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._erasers = erasers

    def run_once(self, limit: int = 20, *, also_not_due: bool = False) -> int:
        """Try up to `limit` copies that are due; how many are gone. No transaction is open meanwhile.

        `also_not_due`: also those whose next try lies in the future, for somebody who waits for it.
        """
        return sum(self._try(*leased) for leased in self._lease(limit, also_not_due))

    def owed(self) -> Owed:
        """What is still to be done."""
        with self._database.read() as db_session:
            copies, oldest = db_session.execute(select(func.count(), func.min(OutsideCopy.created_at))).one()
            codes = db_session.scalars(select(OutsideCopy.error_code).where(OutsideCopy.error_code.is_not(None)))
            return Owed(copies, oldest, tuple(sorted(set(filter(None, codes)))))

    def _lease(self, limit: int, also_not_due: bool) -> list[tuple[str, str, str]]:
        now = self._clock.now()
        due = (
            select(OutsideCopy)
            .where(or_(OutsideCopy.leased_until.is_(None), OutsideCopy.leased_until <= now))
            .order_by(OutsideCopy.due_at, OutsideCopy.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        with self._database.write() as db_session:
            rows = db_session.scalars(due if also_not_due else due.where(OutsideCopy.due_at <= now)).all()
            for row in rows:
                row.leased_until = now + LEASE
                row.attempts += 1
            return [
                (row.id, row.kind, self._vault.open(row.where_sealed, f"outside_copy.where:{row.id}")) for row in rows
            ]

    def _try(self, row_id: str, kind: str, where: str) -> bool:
        try:
            self._erasers[kind](where)
        except PuenteError as error:
            self._put_back(row_id, error.code)
            return False
        with self._database.write() as db_session:
            if row := db_session.get(OutsideCopy, row_id):
                db_session.delete(row)
        return True

    def _put_back(self, row_id: str, error_code: str) -> None:
        with self._database.write() as db_session:
            row = db_session.get(OutsideCopy, row_id, with_for_update=True)
            if row is None:
                return
            growth: int = 4 ** min(row.attempts - 1, 8)
            row.due_at = self._clock.now() + min(FIRST_BACKOFF * growth, LONGEST_BACKOFF)
            row.leased_until, row.error_code = None, error_code[:32]
            level = 40 if row.attempts >= LOUD_AFTER else 30
            log.log(level, "outside_copy.stands", kind=row.kind, code=error_code, attempts=row.attempts)
