"""Other systems of the county: their tokens, what each may read, and when that ends."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.cases import audit
from bot.cases.county.models import CountySystem
from bot.clock import Clock
from bot.db import Database, new_id
from bot.errors import Conflict, InvalidInput, NotFound

RESOURCES = ("Task", "ServiceRequest", "QuestionnaireResponse")
SCOPES = tuple(f"system/{resource}.read" for resource in RESOURCES)
"""As SMART App Launch 1 names them."""
LONGEST = timedelta(days=366)
_NAME = re.compile(r"[\w .-]{2,80}")
_TOKEN_PREFIX = "puente_"  # noqa: S105 - so that scanners of leaked secrets can know one


@dataclass(frozen=True)
class SystemView:
    id: str
    name: str
    scopes: tuple[str, ...]
    spas: tuple[int, ...]
    """Service Planning Areas; none means all."""
    expires_at: datetime
    revoked_at: datetime | None

    def may_read(self, resource: str) -> bool:
        return f"system/{resource}.read" in self.scopes


class CountySystems:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(
        self, name: str, scopes: Collection[str], *, spas: Collection[int] = (), lasts: timedelta, actor: str
    ) -> tuple[SystemView, str]:
        """Make a system and its token, which is kept nowhere. Raises InvalidInput, and Conflict for a name taken."""
        if not _NAME.fullmatch(name):
            raise InvalidInput("a system's name is 2 to 80 letters, digits, spaces, dots and dashes", code="bad_name")
        if not scopes or not set(scopes) <= set(SCOPES):
            raise InvalidInput(f"scopes are {', '.join(SCOPES)}", code="bad_scope")
        if not all(1 <= spa <= 8 for spa in spas):
            raise InvalidInput("Service Planning Areas are 1 to 8", code="bad_spa")
        if not timedelta(0) < lasts <= LONGEST:
            raise InvalidInput(f"a token lasts 1 to {LONGEST.days} days", code="bad_days")
        token, now = _TOKEN_PREFIX + secrets.token_urlsafe(32), self._clock.now()
        with self._database.write() as db_session:
            if db_session.scalars(select(CountySystem.id).where(CountySystem.name == name)).first():
                raise Conflict(f"there is a system {name} already", code="name_taken")
            row = CountySystem(
                id=new_id(), name=name, token_hash=_hash(token), scopes=sorted(set(scopes)), spas=sorted(set(spas)),
                created_at=now, expires_at=now + lasts,
            )  # fmt: skip
            db_session.add(row)
            told = {"scopes": row.scopes, "spas": row.spas}
            audit.record(db_session, actor, "county_system.added", "county_system", row.id, told, at=now)
            return view_of(row), token

    def revoke(self, name: str, actor: str) -> None:
        """Its token opens nothing any more and it is told nothing. A second call changes nothing. Raises NotFound."""
        with self._database.write() as db_session:
            row = db_session.scalars(select(CountySystem).where(CountySystem.name == name).with_for_update()).first()
            if row is None:
                raise NotFound(f"no system {name}", code="system_unknown")
            if row.revoked_at is None:
                row.revoked_at = now = self._clock.now()
                audit.record(db_session, actor, "county_system.revoked", "county_system", row.id, at=now)

    def known_by(self, token: str) -> SystemView | None:
        """Whose token this is; None for one that is unknown, over or revoked."""
        with self._database.read() as db_session:
            row = db_session.scalars(select(CountySystem).where(CountySystem.token_hash == _hash(token))).first()
        if row is None or row.revoked_at is not None or row.expires_at <= self._clock.now():
            return None
        return view_of(row)

    def all(self) -> list[SystemView]:
        with self._database.read() as db_session:
            return [view_of(row) for row in db_session.scalars(select(CountySystem).order_by(CountySystem.name))]


def _hash(token: str) -> str:
    # Random and long: a fast hash is enough, and lets it be looked up.
    return hashlib.sha256(token.encode()).hexdigest()


def view_of(row: CountySystem) -> SystemView:
    return SystemView(row.id, row.name, tuple(row.scopes), tuple(row.spas), row.expires_at, row.revoked_at)
