"""The phones CHWs text commands from, are called on and get notices on: registered, proved by a code, given up."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.callbacks.notices import wishes_of
from bot.callbacks.staff_models import RegisteredPhone
from bot.cases import audit
from bot.cases.models import Account
from bot.cases.people import address_hash
from bot.clock import LOS_ANGELES, Clock
from bot.db import Database, new_id
from bot.errors import Conflict, InvalidInput, NotFound, Unavailable
from bot.i18n import render
from bot.messaging.phone import parse
from bot.messaging.segments import gsm7_safe
from bot.messaging.sender import Outcome, Sender
from bot.messaging.status import NOT_DELIVERED
from bot.privacy.encryption import Vault

CODE_LASTS = timedelta(minutes=10)
CODES_A_DAY = 5
TRIES = 5
"""Wrong codes after which another must be sent: one in 200,000 is guessed."""
_DIGITS = 6


@dataclass(frozen=True)
class PhoneView:
    """`ends`: the last four digits. `verified`: a code sent to it was given back. `stopped`: STOP was texted from it."""

    ends: str
    verified: bool
    stopped: bool
    code_lost: bool = False
    """True where the carrier says that the code did not arrive."""


class RegisteredPhones:
    def __init__(self, database: Database, vault: Vault, clock: Clock, sender: Sender) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._sender = sender

    def of(self, account_id: str) -> PhoneView | None:
        """The account's phone, or None."""
        with self._database.read() as db_session:
            row = db_session.get(RegisteredPhone, account_id)
            if row is None:
                return None
            number = self._vault.open(row.number_sealed, f"registered_phone.number:{account_id}")
            lost = row.verified_at is None and row.code_status in NOT_DELIVERED
            return PhoneView(number[-4:], row.verified_at is not None, row.stopped_at is not None, lost)

    def register(self, account_id: str, phone: str) -> None:
        """Text a code to the phone; until `verify` it can do nothing, and the phone before it no longer counts.

        Raises InvalidInput (no phone number, or one on WhatsApp), NotFound (account), Conflict (`codes_spent`: five
        were sent today) and Unavailable (`code_not_sent`).
        """
        where = parse(phone)
        if where.channel != "sms":
            raise InvalidInput("texts from CHWs come by SMS", code="bad_phone")
        code, now = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}", self._clock.now()
        with self._database.write() as db_session:
            account = db_session.get(Account, account_id, with_for_update=True)
            if account is None or not account.active or account.role not in ("chw", "admin"):
                raise NotFound("no such account", code="account_unknown")
            row = db_session.get(RegisteredPhone, account_id)
            sent = 0
            if row is not None and _day(row.code_sent_at) == _day(now):
                sent = row.codes_sent
            if sent >= CODES_A_DAY:
                raise Conflict("five codes were sent today", code="codes_spent")
            if row is None:
                row = RegisteredPhone(account_id=account_id)
                db_session.add(row)
            row.number_sealed = self._vault.seal(where.number, f"registered_phone.number:{account_id}")
            row.number_hash = address_hash(self._vault, where.channel, where.number)
            row.verified_at, row.stopped_at = None, None
            row.code_hash, row.code_sent_at, row.codes_sent = self._hash(account_id, code), now, sent + 1
            row.code_tries, row.code_text_id, row.code_status = 0, new_id(), None
            text_id = row.code_text_id
            language = wishes_of(db_session, account).language
            self._audit(db_session, account_id, "account.phone_registered")
        words = render("phone.code", language, "console", code=code)
        if self._sender.send(where.number, gsm7_safe(words), text_id).outcome is not Outcome.SENT:
            raise Unavailable("the code could not be texted", code="code_not_sent")

    def verify(self, account_id: str, code: str) -> None:
        """Give the code back. Whoever else held this number before no longer does.

        Raises Conflict: `code_wrong`, or `code_spent` after five wrong ones, ten minutes or a use.
        """
        wrong = False
        with self._database.write() as db_session:
            row = db_session.get(RegisteredPhone, account_id, with_for_update=True)
            now = self._clock.now()
            if row is None or row.code_hash is None or row.code_tries >= TRIES or now - row.code_sent_at > CODE_LASTS:
                raise Conflict("no code is open: ask for another", code="code_spent")
            given = "".join(character for character in code if character.isascii() and character.isdigit())
            if not hmac.compare_digest(row.code_hash, self._hash(account_id, given)):
                row.code_tries += 1  # kept: the error is raised once this is committed
                wrong = True
            else:
                db_session.execute(
                    delete(RegisteredPhone).where(
                        RegisteredPhone.number_hash == row.number_hash, RegisteredPhone.account_id != account_id,
                        RegisteredPhone.verified_at.is_not(None),
                    )
                )  # fmt: skip
                row.verified_at, row.code_hash = now, None
                self._audit(db_session, account_id, "account.phone_verified")
        if wrong:
            raise Conflict("that is not the code", code="code_wrong")

    def forget(self, account_id: str) -> None:
        """The account has no phone any more. One without is no error."""
        with self._database.write() as db_session:
            row = db_session.get(RegisteredPhone, account_id, with_for_update=True)
            if row is not None:
                db_session.delete(row)
                self._audit(db_session, account_id, "account.phone_forgotten")

    def holder(self, number: str) -> str | None:
        """The active account whose verified phone has this number (E.164), or None."""
        hashed = address_hash(self._vault, "sms", number)
        with self._database.read() as db_session:
            return db_session.scalar(
                select(RegisteredPhone.account_id)
                .join(Account, Account.id == RegisteredPhone.account_id)
                .where(RegisteredPhone.number_hash == hashed, RegisteredPhone.verified_at.is_not(None), Account.active)
            )

    def set_stopped(self, account_id: str, stopped: bool) -> None:
        """STOP or START was texted from the phone: no notice goes to it, or they do again."""
        with self._database.write() as db_session:
            row = db_session.get(RegisteredPhone, account_id, with_for_update=True)
            if row is not None and (row.stopped_at is not None) != stopped:
                row.stopped_at = self._clock.now() if stopped else None

    def _hash(self, account_id: str, code: str) -> str:
        return self._vault.phone_hash(f"phone code:{account_id}:{code}")

    def _audit(self, db_session: Session, account_id: str, what: str) -> None:
        audit.record(
            db_session, audit.by_account(account_id), what, "account", account_id, at=self._clock.now()
        )  # fmt: skip


def _day(instant: datetime) -> date:
    return instant.astimezone(LOS_ANGELES).date()
