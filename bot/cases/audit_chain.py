"""The hash chain over the audit trail: writing it at commit, and proving that nothing in it was touched.

Each event's `mac` is HMAC-SHA256, with a key derived from the vault's lookup key, over the mac before
it and the event in canonical form; `audit_head` holds the last one under a seal of its own. So a row
that was changed, removed, inserted or cut from the end is found by anyone with the key, and without it
none can be made. A whole database put back to an older state is found by an anchor kept elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from bot.cases.audit import CHAINED, PENDING
from bot.cases.audit_models import AuditHead
from bot.cases.keeping import insert_unless_there
from bot.cases.models import AuditEvent
from bot.db import Database
from bot.privacy.encryption import Vault

_ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class Anchor:
    """Where the chain stood at some time: enough to notice later that it was cut back."""

    last_id: int
    mac: str


@dataclass(frozen=True)
class Proof:
    """What a check of the whole trail found. `fault` is None when it is whole, else a code; `at_id` where."""

    events: int
    unchained: int
    """Events from before the chain; sealed together by its beginning."""
    head: Anchor | None
    fault: str | None = None
    at_id: int | None = None


def keep_audit_chain(database: Database, vault: Vault) -> None:
    """From now on every transaction of `database` may record audit events, and chains them at its commit."""
    key = vault.derived_key("audit chain")

    def write(db_session: Session) -> None:
        if not db_session.in_nested_transaction() and (pending := db_session.info.pop(PENDING, [])):
            _append(db_session, key, pending)

    database.sessions.configure(info={CHAINED: True})
    event.listen(database.sessions, "before_commit", write)


def prove(database: Database, vault: Vault, anchors: Iterable[Anchor] = ()) -> Proof:
    """Read the whole trail and recompute it.

    Faults: `head_missing`, `head_forged`, `event_changed` (or put in another's place), `event_missing`,
    `event_unchained`, `tail_missing`, `tail_added`, `anchor_missing` (the trail was put back to before an
    anchor), `anchor_differs` (and rewritten since).
    """
    key = vault.derived_key("audit chain")
    with database.read() as db_session:
        # One snapshot: what others append meanwhile is not half seen. SQLite's reads are one already.
        if not database.is_sqlite:
            db_session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        return _prove(db_session, key, list(anchors))


def _append(db_session: Session, key: bytes, pending: list[dict[str, Any]]) -> None:
    # Every other lock of this transaction is taken before the head's, so no two can wait for each other.
    db_session.flush()
    head = db_session.get(AuditHead, 1, with_for_update=True, populate_existing=True)
    if head is None:
        begins, last_id = _beginning(db_session, key)
        values = {"id": 1, "last_id": last_id, "mac": begins, "seal": _seal(key, last_id, begins)}
        insert_unless_there(db_session, AuditHead, values)
        head = db_session.get_one(AuditHead, 1, with_for_update=True, populate_existing=True)
    for values in pending:
        head.last_id += 1
        head.mac = _mac(key, head.mac, head.last_id, values)
        db_session.add(AuditEvent(id=head.last_id, mac=head.mac, **values))
    head.seal = _seal(key, head.last_id, head.mac)
    db_session.flush()


def _prove(db_session: Session, key: bytes, anchors: list[Anchor]) -> Proof:
    head = db_session.get(AuditHead, 1)
    begins, unchained_last = _beginning(db_session, key)
    unchained = db_session.scalar(select(func.count()).where(AuditEvent.mac.is_(None))) or 0
    events, mac, last_id = unchained, begins, unchained_last

    def fault(code: str, at_id: int | None = None) -> Proof:
        return Proof(events, unchained, None, code, at_id)

    if head is None:
        return fault("head_missing") if anchors or db_session.scalar(select(AuditEvent.id).limit(1)) else _nothing()
    if not hmac.compare_digest(head.seal, _seal(key, head.last_id, head.mac)):
        return fault("head_forged")
    macs = {unchained_last: begins}
    wanted = {anchor.last_id for anchor in anchors}
    chained = select(AuditEvent).where(AuditEvent.mac.is_not(None)).order_by(AuditEvent.id)
    for row in db_session.scalars(chained.execution_options(yield_per=_ROWS_AT_ONCE)):
        if row.id <= unchained_last:
            return fault("event_unchained", unchained_last)
        if row.id > last_id + 1:
            return fault("event_missing", last_id + 1)
        mac, last_id = _mac(key, mac, row.id, _values(row)), row.id
        if not hmac.compare_digest(row.mac or "", mac):
            return fault("event_changed", row.id)
        events += 1
        if row.id in wanted:
            macs[row.id] = mac
        db_session.expunge(row)
    if last_id != head.last_id or mac != head.mac:
        return fault("tail_missing" if last_id < head.last_id else "tail_added", last_id)
    for anchor in anchors:
        if anchor.last_id > last_id:
            return fault("anchor_missing", anchor.last_id)
        if macs.get(anchor.last_id) != anchor.mac:
            return fault("anchor_differs", anchor.last_id)
    return Proof(events, unchained, Anchor(last_id, mac))


def _nothing() -> Proof:
    return Proof(0, 0, None)


def _beginning(db_session: Session, key: bytes) -> tuple[str, int]:
    """The mac before the first chained event, over all events older than the chain, and their last id."""
    digest, last_id = hmac.new(key, b"beginning", hashlib.sha256), 0
    for row in db_session.scalars(select(AuditEvent).where(AuditEvent.mac.is_(None)).order_by(AuditEvent.id)):
        digest.update(_canonical(row.id, _values(row)))
        last_id = row.id
    return digest.hexdigest(), last_id


def _mac(key: bytes, before: str, event_id: int, values: dict[str, Any]) -> str:
    return hmac.new(key, before.encode() + _canonical(event_id, values), hashlib.sha256).hexdigest()


def _seal(key: bytes, last_id: int, mac: str) -> str:
    return hmac.new(key, f"head {last_id} {mac}".encode(), hashlib.sha256).hexdigest()


def _canonical(event_id: int, values: dict[str, Any]) -> bytes:
    """One spelling for one event, on every database: JSON, sorted keys, UTC to the microsecond."""
    at: datetime = values["at"]
    told = [event_id, at.astimezone(UTC).isoformat(timespec="microseconds")]
    told += [values[name] for name in ("actor", "what", "entity_type", "entity_id", "details")]
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _values(row: AuditEvent) -> dict[str, Any]:
    return {
        "at": row.at,
        "actor": row.actor,
        "what": row.what,
        "entity_type": row.entity_type,
        "entity_id": row.entity_id,
        "details": row.details,
    }
