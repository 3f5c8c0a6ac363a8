"""Console accounts: who may log in, as what, for which agency, areas and languages."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, get_args

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.cases import audit, lockout
from bot.cases.account_models import LoginSession
from bot.cases.account_view import (
    AccountView,
    Role,
    account_view,
    check_supervisor,
    tidy_agency,
    tidy_areas,
    tidy_languages,
)
from bot.cases.keeping import insert_unless_there
from bot.cases.models import Account
from bot.cases.passwords import refuse_weak
from bot.clock import Clock
from bot.db import Database, new_id
from bot.errors import Conflict, InvalidInput, NotFound
from bot.privacy.encryption import Vault


class Accounts:
    """`hasher` defaults to argon2-cffi's RFC 9106 low-memory profile (argon2id, 64 MiB, about 50 ms)."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, hasher: PasswordHasher | None = None) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._hasher = hasher or PasswordHasher()
        self._decoy = self._hasher.hash(new_id())

    def add(
        self,
        email: str,
        password: str,
        role: Role,
        *,
        agency: str | None = None,
        spas: Collection[int] = (),
        languages: Collection[str] = (),
        supervisor: bool = False,
        sees_part2: bool = False,
        temporary: bool = False,
    ) -> AccountView:
        """Make an account; `temporary` has its first login choose another password.

        Raises InvalidInput (address, password, role, agency, area, language, a supervisor who is no CHW) and Conflict
        (address taken).
        """
        address = _tidy(email)
        if "@" not in address[1:-1] or len(address) > 254 or any(c.isspace() for c in address):
            raise InvalidInput("that is not an e-mail address", code="bad_email")
        if role not in get_args(Role):
            raise InvalidInput(f"role is {', '.join(get_args(Role))}", code="bad_role")
        check_supervisor(supervisor, role)
        refuse_weak(password, address)
        values: dict[str, Any] = {
            "id": new_id(),
            "email": address,
            "password_hash": self._hasher.hash(password),
            "password_temporary": temporary,
            "role": role,
            "agency": tidy_agency(agency),
            "spas": tidy_areas(spas),
            "languages": tidy_languages(languages),
            "supervisor": supervisor,
            "sees_part2": sees_part2,
            "active": True,
            "failed_logins": 0,
            "created_at": self._clock.now(),
        }
        with self._database.write() as db_session:
            if not insert_unless_there(db_session, Account, values):
                raise Conflict("an account with this address exists", code="email_taken")
            self._audit(db_session, values["id"], "account.added", {"role": role})
            return account_view(db_session.get_one(Account, values["id"]))

    def authenticate(self, email: str, password: str, address: str) -> AccountView | None:
        """The account if the password is right and it may log in, else None: the first of two factors.

        `address`: where the request comes from. Unknown, inactive and locked accounts cost the same one
        verification and one transaction and answer alike, so nobody learns which exist. Raises Conflict
        (`address_locked`) for an address that failed too often; see bot/cases/lockout.py.
        """
        whence = self._vault.phone_hash(f"address:{address}")
        now = self._clock.now()
        with self._database.read() as db_session:
            lockout.refuse_locked(db_session, whence, now)
            row = db_session.scalar(select(Account).where(Account.email == _tidy(email)))
        right = self._matches(row.password_hash if row else self._decoy, password)
        with self._database.write() as db_session:
            account = db_session.get(Account, row.id, with_for_update=True) if row else None
            if account and right and account.active and not lockout.is_locked(account, now):
                if self._hasher.check_needs_rehash(account.password_hash):
                    account.password_hash = self._hasher.hash(password)
                return account_view(account)
            lockout.count_address(db_session, whence, now)
            entity = ("account", account.id) if account else ("address", whence)
            audit.record(db_session, audit.SYSTEM, "login.refused", *entity, at=now)
            if account and not right:
                lockout.count_account(db_session, account, now)
            return None

    def get(self, account_id: str) -> AccountView | None:
        """The account, or None; an inactive one too."""
        with self._database.read() as db_session:
            row = db_session.get(Account, account_id)
            return account_view(row) if row else None

    def named(self, email: str) -> AccountView:
        """The account with this e-mail address. Raises NotFound."""
        with self._database.read() as db_session:
            row = db_session.scalar(select(Account).where(Account.email == _tidy(email)))
            if row is None:
                raise NotFound("no account has this e-mail address", code="account_unknown")
            return account_view(row)

    def all(self) -> list[AccountView]:
        """Every account, by e-mail address."""
        with self._database.read() as db_session:
            return [account_view(row) for row in db_session.scalars(select(Account).order_by(Account.email))]

    def change(
        self,
        account_id: str,
        *,
        agency: str | None = None,
        spas: Collection[int] | None = None,
        languages: Collection[str] | None = None,
        supervisor: bool | None = None,
        sees_part2: bool | None = None,
    ) -> AccountView:
        """Change what is given; an empty agency, list of areas or languages clears it. Raises InvalidInput, NotFound."""
        with self._database.write() as db_session:
            row = self._known(db_session, account_id)
            if agency is not None:
                row.agency = tidy_agency(agency)
            if spas is not None:
                row.spas = tidy_areas(spas)
            if languages is not None:
                row.languages = tidy_languages(languages)
            if supervisor is not None:
                check_supervisor(supervisor, row.role)
                row.supervisor = supervisor
            if sees_part2 is not None:
                row.sees_part2 = sees_part2
            self._audit(
                db_session,
                account_id,
                "account.changed",
                {"part2": row.sees_part2, "supervisor": row.supervisor, "spas": row.spas},
            )
            return account_view(row)

    def set_active(self, account_id: str, active: bool) -> None:
        """Allow or forbid logging in; forbidding ends every open login. Raises NotFound."""
        with self._database.write() as db_session:
            self._known(db_session, account_id).active = active
            if not active:
                _end_logins(db_session, account_id)
            self._audit(db_session, account_id, "account.activated" if active else "account.deactivated")

    def set_password(self, account_id: str, password: str, *, temporary: bool = False) -> None:
        """Replace the password, lift any lock and end every open login. Raises NotFound and InvalidInput."""
        with self._database.write() as db_session:
            row = self._known(db_session, account_id)
            refuse_weak(password, row.email)
            row.password_hash, row.password_temporary = self._hasher.hash(password), temporary
            row.failed_logins, row.locked_until = 0, None
            _end_logins(db_session, account_id)
            self._audit(db_session, account_id, "account.password_set")

    def is_password(self, account_id: str, password: str) -> bool:
        """True for the account's password: asked again before something that matters."""
        with self._database.read() as db_session:
            hashed = self._known(db_session, account_id).password_hash
        return self._matches(hashed, password)

    def _matches(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except VerificationError:
            return False

    def _known(self, db_session: Session, account_id: str) -> Account:
        row = db_session.get(Account, account_id, with_for_update=True)
        if row is None:
            raise NotFound("no such account", code="account_unknown")
        return row

    def _audit(self, db_session: Session, account_id: str, what: str, details: dict[str, Any] | None = None) -> None:
        audit.record(
            db_session, audit.by_account(account_id), what, "account", account_id, details, at=self._clock.now()
        )


def _end_logins(db_session: Session, account_id: str) -> None:
    db_session.execute(delete(LoginSession).where(LoginSession.account_id == account_id))


def _tidy(email: str) -> str:
    return email.strip().lower()
