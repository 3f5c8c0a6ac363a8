"""Login sessions: which browsers are signed in, kept here and not in their cookies, so that they can be ended."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.cases import audit
from bot.cases.account_models import LoginFailures, LoginSession
from bot.cases.models import Account
from bot.clock import Clock
from bot.db import Database

FIRST_FACTOR_LASTS = timedelta(minutes=10)
"""How long after the password the second factor may be given."""
_FAILURES_KEPT = timedelta(days=1)
"""Longer than any lock of bot/cases/lockout.py; a network address is not remembered without need."""
_SEEN_EVERY = timedelta(minutes=1)
"""A click is written down this often at most."""


@dataclass(frozen=True)
class Login:
    """A login session that lives. `whole` once both factors are proved."""

    account_id: str
    whole: bool
    since: datetime


class LoginSessions:
    """`idle` without a click, or `longest` in all, ends a login."""

    def __init__(self, database: Database, clock: Clock, idle: timedelta, longest: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._idle = idle
        self._longest = longest

    def begin(self, account_id: str) -> str:
        """A login with only the password proved; returns the token for the browser's cookie."""
        with self._database.write() as db_session:
            now = self._clock.now()
            db_session.execute(delete(LoginSession).where(LoginSession.created_at < now - self._longest))
            db_session.execute(delete(LoginFailures).where(LoginFailures.last_at < now - _FAILURES_KEPT))
            return self._make(db_session, account_id, None)

    def complete(self, token: str) -> str | None:
        """The second factor is proved: a new token in place of this one, or None where the login is over."""
        now = self._clock.now()
        with self._database.write() as db_session:
            row = self._living(db_session, token, lock=True)
            if row is None or row.verified_at is not None:
                return None
            account_id = row.account_id
            db_session.delete(row)
            audit.record(db_session, audit.by_account(account_id), "account.logged_in", "account", account_id, at=now)
            return self._make(db_session, account_id, now)

    def find(self, token: str, *, click: bool = True) -> Login | None:
        """The login of this token, or None when it is over. A `click` keeps it from ending by idleness."""
        with self._database.read() as db_session:
            row = self._living(db_session, token)
        if row is None:
            return None
        if click and self._clock.now() - row.seen_at >= _SEEN_EVERY:
            with self._database.write() as db_session:
                if again := self._living(db_session, token, lock=True):
                    again.seen_at = self._clock.now()
        return Login(row.account_id, row.verified_at is not None, row.created_at)

    def end(self, token: str) -> None:
        """Sign this browser out. A token already over is no error."""
        with self._database.write() as db_session:
            row = db_session.scalar(select(LoginSession).where(LoginSession.token_hash == _hash(token)))
            if row:
                self._audit_end(db_session, row.account_id)
                db_session.delete(row)

    def open_logins(self, account_id: str) -> int:
        """How many browsers are signed in to the account now."""
        with self._database.read() as db_session:
            rows = db_session.scalars(select(LoginSession).where(LoginSession.account_id == account_id))
            return sum(row.verified_at is not None and self._lives(row) for row in rows)

    def end_others(self, account_id: str, token: str) -> None:
        """Sign the account out everywhere but in this browser."""
        with self._database.write() as db_session:
            db_session.execute(
                delete(LoginSession).where(
                    LoginSession.account_id == account_id, LoginSession.token_hash != _hash(token)
                )
            )
            self._audit_end(db_session, account_id)

    def _make(self, db_session: Session, account_id: str, verified_at: datetime | None) -> str:
        token, now = secrets.token_urlsafe(32), self._clock.now()
        db_session.add(
            LoginSession(
                token_hash=_hash(token), account_id=account_id, created_at=now, seen_at=now, verified_at=verified_at
            )
        )
        return token

    def _living(self, db_session: Session, token: str, *, lock: bool = False) -> LoginSession | None:
        known = (
            select(LoginSession)
            .join(Account, LoginSession.account_id == Account.id)
            .where(LoginSession.token_hash == _hash(token), Account.active.is_(True))
        )
        row = db_session.scalar(known.with_for_update(of=LoginSession) if lock else known)
        return row if row and self._lives(row) else None

    def _lives(self, row: LoginSession) -> bool:
        now = self._clock.now()
        if row.verified_at is None:
            return now - row.created_at <= FIRST_FACTOR_LASTS
        return now - row.seen_at <= self._idle and now - row.created_at <= self._longest

    def _audit_end(self, db_session: Session, account_id: str) -> None:
        audit.record(
            db_session,
            audit.by_account(account_id),
            "account.logged_out",
            "account",
            account_id,
            at=self._clock.now(),
        )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
