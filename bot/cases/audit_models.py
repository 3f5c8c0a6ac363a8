"""What makes the audit trail append-only in the database itself: the chain's head and the triggers."""

from __future__ import annotations

from sqlalchemy import DDL, Integer, String, event
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.models import AuditEvent
from bot.db import Base


class AuditHead(Base):
    """The one row that says where the audit chain ends. Locked while a transaction adds to the chain."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """Always 1."""
    last_id: Mapped[int] = mapped_column(Integer)
    mac: Mapped[str] = mapped_column(String(64))
    """`mac` of the event `last_id`; before the first one, the chain's beginning."""
    seal: Mapped[str] = mapped_column(String(64))
    """Keyed hash over the two, so that moving the head back needs the key."""


SQLITE_TRIGGERS = (
    "CREATE TRIGGER audit_event_keeps_rows BEFORE DELETE ON audit_event"
    " BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END",
    "CREATE TRIGGER audit_event_keeps_values BEFORE UPDATE ON audit_event"
    " BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END",
    # INSERT OR REPLACE deletes without a DELETE trigger.
    "CREATE TRIGGER audit_event_is_not_replaced BEFORE INSERT ON audit_event"
    " WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id)"
    " BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END",
    "CREATE TRIGGER audit_head_is_not_replaced BEFORE INSERT ON audit_head WHEN EXISTS (SELECT 1 FROM audit_head)"
    " BEGIN SELECT RAISE(ABORT, 'audit_head only moves forward'); END",
    "CREATE TRIGGER audit_head_is_kept BEFORE DELETE ON audit_head"
    " BEGIN SELECT RAISE(ABORT, 'audit_head only moves forward'); END",
    "CREATE TRIGGER audit_head_moves_forward BEFORE UPDATE ON audit_head WHEN NEW.last_id <= OLD.last_id"
    " BEGIN SELECT RAISE(ABORT, 'audit_head only moves forward'); END",
)
POSTGRESQL_TRIGGERS = (
    "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " 'BEGIN RAISE EXCEPTION ''the audit trail is append-only''; END'",
    "CREATE TRIGGER audit_event_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_head_is_kept BEFORE DELETE OR TRUNCATE ON audit_head"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_head_moves_forward BEFORE UPDATE ON audit_head"
    " FOR EACH ROW WHEN (NEW.last_id <= OLD.last_id) EXECUTE FUNCTION audit_refuse()",
)

for _dialect, _statements in (("sqlite", SQLITE_TRIGGERS), ("postgresql", POSTGRESQL_TRIGGERS)):
    for _statement in _statements:
        event.listen(AuditHead.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
AuditHead.__table__.add_is_dependent_on(AuditEvent.__table__)  # type: ignore[attr-defined]
