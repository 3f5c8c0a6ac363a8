"""Telling other systems that something changed: they follow the audit trail, in order, until each has taken it.

Nothing is queued where things happen. A hook remembers the last event of the trail it has taken, so what
happens while it is unreachable waits in the trail and none is lost or overtaken. A message says which
resource changed, not how: its reader fetches that with its token. Messages are signed and tried again as
Standard Webhooks (github standard-webhooks/standard-webhooks) says.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from standardwebhooks.webhooks import Webhook

from bot.cases import audit
from bot.cases.county.models import CountyHook, CountySystem
from bot.cases.county.sharing import Sharing
from bot.cases.county.systems import SystemView, view_of
from bot.cases.models import AuditEvent
from bot.clock import Clock
from bot.db import Database, new_id
from bot.errors import InvalidInput, NotFound, Unavailable
from bot.privacy.encryption import Vault

BACKOFF = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400))
"""The waits Standard Webhooks proposes; after the last a hook is stopped, and goes on where it stood when started."""
LEASE = timedelta(minutes=2)
BATCH = 50
GONE = 410
_TOLD = {"task": "Task", "referral": "ServiceRequest"}
_SECRET = "county_hook.secret:{}"  # noqa: S105 - where the secret is sealed

log = structlog.get_logger(__name__)


class Post(Protocol):
    def __call__(self, url: str, body: str, headers: Mapping[str, str]) -> int:
        """The HTTP status of the answer. Raises Unavailable where there is none."""
        ...


@dataclass(frozen=True)
class HookView:
    id: str
    system: str
    url: str
    failures: int
    last_error: str | None
    stopped_at: datetime | None
    waiting: int
    """Events of the trail it has not come to."""


@dataclass(frozen=True)
class _Leased:
    id: str
    system: SystemView
    url: str
    secret: str
    told_until: int
    failures: int


class CountyHooks:
    """`may_be_plain` allows http addresses, for development."""

    def __init__(
        self, database: Database, vault: Vault, clock: Clock, sharing: Sharing, *, may_be_plain: bool = False
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._sharing = sharing
        self._schemes = ("https", "http") if may_be_plain else ("https",)

    def add(self, system_name: str, url: str, actor: str) -> tuple[HookView, str]:
        """Tell the system of changes from now on. Gives the secret its messages are signed with, shown once.

        Raises NotFound, and InvalidInput for an address that is none or not https.
        """
        self._check(url)
        secret, now = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode(), self._clock.now()
        with self._database.write() as db_session:
            query = select(CountySystem).where(CountySystem.name == system_name, CountySystem.revoked_at.is_(None))
            system = db_session.scalars(query).first()
            if system is None:
                raise NotFound(f"no system {system_name}", code="system_unknown")
            hook_id = new_id()
            row = CountyHook(
                id=hook_id, system_id=system.id, url=url, secret_sealed=self._vault.seal(secret, _SECRET.format(hook_id)),
                told_until=db_session.scalar(select(func.max(AuditEvent.id))) or 0, due_at=now, created_at=now,
                failures=0,
            )  # fmt: skip
            db_session.add(row)
            audit.record(db_session, actor, "county_hook.added", "county_hook", row.id, {"system": system.id}, at=now)
            return HookView(row.id, system.name, url, 0, None, None, 0), secret

    def start(self, hook_id: str, actor: str) -> None:
        """Try at once, and go on where it stood. Raises NotFound."""
        self._change(hook_id, "county_hook.started", actor, stopped_at=None, failures=0, due_at=self._clock.now())

    def stop(self, hook_id: str, actor: str) -> None:
        """Tell it nothing until it is started again. Raises NotFound."""
        self._change(hook_id, "county_hook.stopped", actor, stopped_at=self._clock.now())

    def all(self) -> list[HookView]:
        query = (
            select(CountyHook, CountySystem.name).join(CountySystem).order_by(CountySystem.name, CountyHook.created_at)
        )
        with self._database.read() as db_session:
            last = db_session.scalar(select(func.max(AuditEvent.id))) or 0
            return [
                HookView(row.id, name, row.url, row.failures, row.last_error, row.stopped_at, last - row.told_until)
                for row, name in db_session.execute(query)
            ]

    def run_once(self, post: Post) -> int:
        """Tell every hook that is due what it has not heard, as far as it takes it; the number of messages taken."""
        return sum(self._tell(hook, post) for hook in self._lease())

    def _lease(self) -> list[_Leased]:
        now = self._clock.now()
        with self._database.write() as db_session:
            last = db_session.scalar(select(func.max(AuditEvent.id))) or 0
            query = (
                select(CountyHook, CountySystem)
                .join(CountySystem)
                .where(
                    CountyHook.due_at <= now, CountyHook.stopped_at.is_(None), CountyHook.told_until < last,
                    CountySystem.revoked_at.is_(None), CountySystem.expires_at > now,
                )
                .with_for_update(of=CountyHook, skip_locked=True)
            )  # fmt: skip
            leased = []
            for row, system in db_session.execute(query):
                row.due_at = now + LEASE
                secret = self._vault.open(row.secret_sealed, _SECRET.format(row.id))
                leased.append(_Leased(row.id, view_of(system), row.url, secret, row.told_until, row.failures))
            return leased

    def _tell(self, hook: _Leased, post: Post) -> int:
        taken, until = 0, hook.told_until
        with self._database.read() as db_session:
            newer = select(AuditEvent).where(AuditEvent.id > hook.told_until).order_by(AuditEvent.id).limit(BATCH)
            events = [
                (event.id, event.at, self._message(db_session, hook, event)) for event in db_session.scalars(newer)
            ]
        error: str | None = None
        for event_id, at, data in events:
            if data is not None:
                error = self._send(hook, f"evt_{event_id}", at, data, post)
                if error:
                    break
                taken += 1
            until = event_id
        self._note(hook, until, error)
        return taken

    def _send(self, hook: _Leased, message_id: str, at: datetime, message: dict[str, Any], post: Post) -> str | None:
        """Why it was not taken; None where it was."""
        body, now = json.dumps(message, separators=(",", ":")), self._clock.now()
        headers = {
            "content-type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(hook.secret).sign(message_id, now, body),
        }
        try:
            status = post(hook.url, body, headers)
        except Unavailable:
            return "no_answer"
        return None if 200 <= status < 300 else str(status)

    def _message(self, db_session: Session, hook: _Leased, event: AuditEvent) -> dict[str, Any] | None:
        """What the hook is told of an event; None for one that is none of its business."""
        if event.what == "person.erased":
            return _message_of(event.what, event, {"subject": self._sharing.subject(hook.system.id, event.entity_id)})
        resource = _TOLD.get(event.entity_type)
        if resource is None or not hook.system.may_read(resource):
            return None
        if self._sharing.within(db_session, hook.system, resource, event.entity_id) is None:
            return None
        return _message_of(f"{resource}.changed", event, {"resourceType": resource, "id": event.entity_id})

    def _note(self, hook: _Leased, until: int, error: str | None) -> None:
        now = self._clock.now()
        with self._database.write() as db_session:
            row = db_session.get(CountyHook, hook.id, with_for_update=True)
            if row is None:
                return
            row.told_until, row.last_error, row.due_at = max(row.told_until, until), error, now
            if error is None:
                row.failures = 0
                return
            row.failures = 1 if until > hook.told_until else hook.failures + 1
            if error == str(GONE) or row.failures > len(BACKOFF):
                row.stopped_at = now
                details = {"error": error}
                audit.record(db_session, audit.SYSTEM, "county_hook.stopped", "county_hook", row.id, details, at=now)
                log.error("county_hook.stopped", hook=row.id, error=error)
            else:
                row.due_at = now + BACKOFF[row.failures - 1]

    def _change(self, hook_id: str, what: str, actor: str, **values: Any) -> None:
        with self._database.write() as db_session:
            row = db_session.get(CountyHook, hook_id, with_for_update=True)
            if row is None:
                raise NotFound(f"no hook {hook_id[:64]}", code="hook_unknown")
            for name, value in values.items():
                setattr(row, name, value)
            audit.record(db_session, actor, what, "county_hook", row.id, at=self._clock.now())

    def _check(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            whole = bool(parts.scheme in self._schemes and parts.hostname and parts.port != 0)
        except ValueError:
            whole = False
        if not whole or parts.username or parts.password or len(url) > 500:
            raise InvalidInput(f"an address is {' or '.join(self._schemes)}, without a name or password in it",
                               code="bad_url")  # fmt: skip


def _message_of(kind: str, event: AuditEvent, data: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "timestamp": event.at.isoformat().replace("+00:00", "Z"), "data": data}
