"""The audit trail: who did or saw what, when. Rows are only ever added."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

SYSTEM = "system"
PERSON = "person"
CHAINED, PENDING = "audit_chained", "audit_pending"
"""Keys in `Session.info`: that bot/cases/audit_chain.py is at work, and the events it writes at commit."""


def by_account(account_id: str) -> str:
    """The actor name of a console account."""
    return f"account:{account_id}"


def record(
    db_session: Session,
    actor: str,
    what: str,
    entity_type: str,
    entity_id: str,
    details: Mapping[str, Any] | None = None,
    *,
    at: datetime,
) -> None:
    """Add one event to the caller's transaction, so that it stands or falls with the change.

    `actor`: `person`, `system` or `account:<id>`. `what`: for example `task.claimed`. `details`: ids,
    codes and numbers only, never a word a person wrote, a name or an address. The row is written at
    commit. Raises RuntimeError on a database without a chain, and ValueError for details JSON cannot hold.
    """
    if CHAINED not in db_session.info:
        raise RuntimeError("nobody keeps the audit chain of this database: call keep_audit_chain first")
    db_session.info.setdefault(PENDING, []).append(
        {
            "at": at,
            "actor": actor,
            "what": what,
            "entity_type": entity_type,
            "entity_id": entity_id,
            # Through JSON and back, so that what is hashed is what a later reader gets.
            "details": json.loads(json.dumps(dict(details or {}), allow_nan=False)),
        }
    )
