"""What slows guessing: an account, or a network address, that fails too often is locked for a while.

Kept in the database, so it holds across processes. Everything here runs in the caller's transaction.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.cases import audit
from bot.cases.account_models import LoginFailures
from bot.cases.keeping import insert_unless_there
from bot.cases.models import Account
from bot.errors import Conflict

FAILURES_BEFORE_LOCK = 5
ADDRESS_FAILURES_BEFORE_LOCK = 20
"""More than for an account: a whole office may share one address."""
LOCKED_FOR = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=1)
"""Without a further failure from an address in this time its count starts again."""


def is_locked(account: Account, now: datetime) -> bool:
    return account.locked_until is not None and account.locked_until > now


def count_account(db_session: Session, account: Account, now: datetime) -> None:
    """One wrong password or code on an account whose row the caller holds locked. The fifth locks it."""
    if is_locked(account, now):
        return
    account.failed_logins += 1
    if account.failed_logins >= FAILURES_BEFORE_LOCK:
        account.failed_logins, account.locked_until = 0, now + LOCKED_FOR
        audit.record(db_session, audit.SYSTEM, "account.locked", "account", account.id, at=now)


def refuse_locked(db_session: Session, address_hash: str, now: datetime) -> None:
    """Raises Conflict (`address_locked`) while the address is locked."""
    known = db_session.get(LoginFailures, address_hash)
    if known and known.locked_until and known.locked_until > now:
        raise Conflict("too many failed logins from this address", code="address_locked")


def count_address(db_session: Session, address_hash: str, now: datetime) -> None:
    """One failure from the address (its keyed hash). The twentieth locks it."""
    new = {"address_hash": address_hash, "failures": 0, "last_at": now, "locked_until": None}
    insert_unless_there(db_session, LoginFailures, new)
    known = db_session.get_one(LoginFailures, address_hash, with_for_update=True)
    known.failures = 1 if now - known.last_at > FORGOTTEN_AFTER else known.failures + 1
    known.last_at = now
    if known.failures >= ADDRESS_FAILURES_BEFORE_LOCK:
        known.failures, known.locked_until = 0, now + LOCKED_FOR
        audit.record(db_session, audit.SYSTEM, "address.locked", "address", address_hash, at=now)
