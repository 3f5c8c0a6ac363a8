"""The second factor: codes from an authenticator app (TOTP, RFC 6238), and recovery codes that stand in for it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any

import pyotp
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.cases import audit, lockout
from bot.cases.account_models import LoginSession, RecoveryCode
from bot.cases.models import Account
from bot.clock import Clock
from bot.db import Database
from bot.errors import Conflict, NotFound
from bot.privacy.encryption import Vault

STEP_SECONDS = 30
STEPS_OFF = 1
"""Steps a phone's clock may be behind or ahead."""
RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_LETTERS = 24
"""Of 31 letters: 118 bits, so one keyed hash keeps a code safe (OWASP ASVS 5, 6.5.2: from 112 bits)."""


@dataclass(frozen=True)
class Offer:
    """What an authenticator app needs. Show it to the account alone and never log it."""

    secret: str
    """Base32."""
    uri: str
    """otpauth://, for a QR code."""


class SecondFactor:
    def __init__(self, database: Database, vault: Vault, clock: Clock, issuer: str = "Puente") -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._issuer = issuer
        self._key = vault.derived_key("recovery codes")

    def offer(self, account_id: str) -> Offer:
        """The secret to set up, the same until it is confirmed. Raises NotFound, and Conflict once it is."""
        with self._database.write() as db_session:
            row = self._known(db_session, account_id)
            if row.totp_since is not None:
                raise Conflict("the second factor is set up", code="second_factor_set")
            if row.totp_sealed is None:
                row.totp_sealed = self._vault.seal(pyotp.random_base32(), _place(row))
            secret = self._secret(row)
            return Offer(secret, pyotp.TOTP(secret).provisioning_uri(name=row.email, issuer_name=self._issuer))

    def confirm(self, account_id: str, code: str) -> list[str] | None:
        """Set up the offered secret if `code` is right: the first recovery codes, else None."""
        with self._database.write() as db_session:
            row = self._known(db_session, account_id)
            if row.totp_since is not None or row.totp_sealed is None or not self._judge(db_session, row, code):
                return None
            row.totp_since = self._clock.now()
            self._audit(db_session, row, "second_factor.set_up")
            return self._new_codes(db_session, row)

    def check(self, account_id: str, code: str) -> bool:
        """True, once, for the present code or an unused recovery code. Five wrong ones lock the account."""
        with self._database.write() as db_session:
            row = self._known(db_session, account_id)
            return row.totp_since is not None and self._judge(db_session, row, code)

    def new_recovery_codes(self, account_id: str) -> list[str]:
        """Ten fresh codes in place of all earlier ones. They are shown once and kept only as hashes."""
        with self._database.write() as db_session:
            return self._new_codes(db_session, self._known(db_session, account_id))

    def recovery_codes_left(self, account_id: str) -> int:
        """How many recovery codes are unused."""
        unused = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
        with self._database.read() as db_session:
            return db_session.scalar(unused) or 0

    def reset(self, account_id: str) -> None:
        """Forget the second factor and its recovery codes and end every login; the next one sets up anew."""
        with self._database.write() as db_session:
            row = self._known(db_session, account_id)
            row.totp_sealed = row.totp_since = row.locked_until = None
            row.totp_step = row.failed_logins = 0
            for table in (RecoveryCode, LoginSession):
                db_session.execute(delete(table).where(table.account_id == account_id))
            self._audit(db_session, row, "second_factor.reset")

    def _judge(self, db_session: Session, row: Account, typed: str) -> bool:
        now = self._clock.now()
        if not row.active or lockout.is_locked(row, now):
            return False
        code = "".join(typed.split()).replace("-", "").lower()
        if self._is_present_code(row, code) or self._spends_recovery_code(db_session, row, code):
            row.failed_logins, row.locked_until = 0, None
            return True
        audit.record(db_session, audit.SYSTEM, "login.refused", "account", row.id, {"factor": 2}, at=now)
        lockout.count_account(db_session, row, now)
        return False

    def _is_present_code(self, row: Account, code: str) -> bool:
        totp = pyotp.TOTP(self._secret(row))
        present = int(self._clock.now().timestamp()) // STEP_SECONDS
        for step in range(present - STEPS_OFF, present + STEPS_OFF + 1):
            # A step is used once, and none before it again: RFC 6238, section 5.2.
            if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()) and step > row.totp_step:
                row.totp_step = step
                return True
        return False

    def _spends_recovery_code(self, db_session: Session, row: Account, code: str) -> bool:
        if row.totp_since is None:
            return False
        found = db_session.get(RecoveryCode, self._hash(row.id, code), with_for_update=True)
        if found is None or found.account_id != row.id or found.used_at is not None:
            return False
        found.used_at = self._clock.now()
        self._audit(db_session, row, "second_factor.recovery_code_used")
        return True

    def _new_codes(self, db_session: Session, row: Account) -> list[str]:
        db_session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == row.id))
        made = ["".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS)) for _ in range(RECOVERY_CODES)]
        db_session.add_all(RecoveryCode(code_hash=self._hash(row.id, code), account_id=row.id) for code in made)
        self._audit(db_session, row, "second_factor.recovery_codes_made")
        return ["-".join(code[start : start + 4] for start in range(0, _LETTERS, 4)) for code in made]

    def _hash(self, account_id: str, code: str) -> str:
        return hmac.new(self._key, f"{account_id}:{code}".encode(), hashlib.sha256).hexdigest()

    def _secret(self, row: Account) -> str:
        return self._vault.open(row.totp_sealed or b"", _place(row))

    def _known(self, db_session: Session, account_id: str) -> Account:
        row = db_session.get(Account, account_id, with_for_update=True)
        if row is None:
            raise NotFound("no such account", code="account_unknown")
        return row

    def _audit(self, db_session: Session, row: Account, what: str, details: dict[str, Any] | None = None) -> None:
        audit.record(db_session, audit.by_account(row.id), what, "account", row.id, details, at=self._clock.now())


def _place(row: Account) -> str:
    return f"account.totp:{row.id}"
