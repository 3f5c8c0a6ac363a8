"""Console accounts: who may log in, with which role, and the lock-out that slows guessing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast, get_args

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases import audit
from bot.cases.keeping import insert_unless_there
from bot.cases.models import Account
from bot.clock import Clock
from bot.db import Database, new_id
from bot.errors import Conflict, InvalidInput, NotFound

Role = Literal["chw", "staff", "admin"]
SHORTEST_PASSWORD = 12
FAILURES_BEFORE_LOCK = 5
LOCKED_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class AccountView:
    id: str
    email: str
    role: Role
    active: bool


class Accounts:
    """`hasher` defaults to argon2-cffi's RFC 9106 low-memory profile (64 MiB, about 50 ms)."""

    def __init__(self, database: Database, clock: Clock, hasher: PasswordHasher | None = None) -> None:
        self._database = database
        self._clock = clock
        self._hasher = hasher or PasswordHasher()
        self._decoy = self._hasher.hash(new_id())

    def add(self, email: str, password: str, role: Role) -> AccountView:
        """Make an account. Raises InvalidInput (address, password, role) and Conflict (address taken)."""
        address = _tidy(email)
        if "@" not in address[1:-1] or len(address) > 254 or any(c.isspace() for c in address):
            raise InvalidInput("that is not an e-mail address", code="bad_email")
        if role not in get_args(Role):
            raise InvalidInput("role is chw, staff or admin", code="bad_role")
        hashed = self._hash(password)
        account_id = new_id()
        with self._database.write() as db_session:
            values = {
                "id": account_id,
                "email": address,
                "password_hash": hashed,
                "role": role,
                "active": True,
                "failed_logins": 0,
                "created_at": self._clock.now(),
            }
            if not insert_unless_there(db_session, Account, values):
                raise Conflict("an account with this address exists", code="email_taken")
            self._audit(db_session, account_id, "account.added", {"role": role})
        return AccountView(account_id, address, role, active=True)

    def authenticate(self, email: str, password: str) -> AccountView | None:
        """The account if the password is right and it may log in, else None.

        Unknown, inactive and locked accounts cost the same one verification and answer alike, so
        nobody learns which addresses exist. Five failures in a row lock the account for 15 minutes.
        """
        with self._database.read() as db_session:
            row = db_session.scalar(select(Account).where(Account.email == _tidy(email)))
        right = self._matches(row.password_hash if row else self._decoy, password)
        if row is None:
            return None
        with self._database.write() as db_session:
            return self._judge(db_session, row.id, right)

    def get(self, account_id: str) -> AccountView | None:
        """The account, or None; an inactive one too."""
        with self._database.read() as db_session:
            row = db_session.get(Account, account_id)
            return _view(row) if row else None

    def all(self) -> list[AccountView]:
        """Every account, by e-mail address."""
        with self._database.read() as db_session:
            return [_view(row) for row in db_session.scalars(select(Account).order_by(Account.email))]

    def set_active(self, account_id: str, active: bool) -> None:
        """Allow or forbid logging in. Raises NotFound."""
        with self._database.write() as db_session:
            row = db_session.get(Account, account_id)
            if row is None:
                raise NotFound("no such account", code="account_unknown")
            row.active = active
            self._audit(db_session, account_id, "account.activated" if active else "account.deactivated")

    def set_password(self, account_id: str, password: str) -> None:
        """Replace the password and lift any lock. Raises NotFound and InvalidInput."""
        hashed = self._hash(password)
        with self._database.write() as db_session:
            row = db_session.get(Account, account_id)
            if row is None:
                raise NotFound("no such account", code="account_unknown")
            row.password_hash, row.failed_logins, row.locked_until = hashed, 0, None
            self._audit(db_session, account_id, "account.password_set")

    def _judge(self, db_session: Session, account_id: str, right: bool) -> AccountView | None:
        row = db_session.get(Account, account_id, with_for_update=True)
        now = self._clock.now()
        if row is None or not row.active or _locked(row, now):
            return None
        if right:
            row.failed_logins, row.locked_until = 0, None
            self._audit(db_session, account_id, "account.logged_in")
            return _view(row)
        row.failed_logins += 1
        if row.failed_logins >= FAILURES_BEFORE_LOCK:
            row.failed_logins, row.locked_until = 0, now + LOCKED_FOR
            self._audit(db_session, account_id, "account.locked")
        return None

    def _hash(self, password: str) -> str:
        if len(password) < SHORTEST_PASSWORD:
            raise InvalidInput(f"a password has at least {SHORTEST_PASSWORD} characters", code="password_short")
        return self._hasher.hash(password)

    def _matches(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except VerificationError:
            return False

    def _audit(self, db_session: Session, account_id: str, what: str, details: dict[str, str] | None = None) -> None:
        audit.record(
            db_session, audit.by_account(account_id), what, "account", account_id, details, at=self._clock.now()
        )


def _locked(row: Account, now: datetime) -> bool:
    return row.locked_until is not None and row.locked_until > now


def _tidy(email: str) -> str:
    return email.strip().lower()


def _view(row: Account) -> AccountView:
    return AccountView(row.id, row.email, cast(Role, row.role), row.active)
