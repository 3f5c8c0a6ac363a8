"""The audit trail: who did or saw what, when. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.cases.models import AuditEvent

SYSTEM = "system"
PERSON = "person"


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
    """Add one event inside the caller's transaction, so that it stands or falls with the change.

    `actor`: `person`, `system` or `account:<id>`. `what`: for example `task.claimed`. `details`: ids,
    codes and numbers only, never a word a person wrote, a name or an address.
    """
    db_session.add(
        AuditEvent(
            at=at,
            actor=actor,
            what=what,
            entity_type=entity_type,
            entity_id=entity_id,
            details=dict(details or {}),
        )
    )
