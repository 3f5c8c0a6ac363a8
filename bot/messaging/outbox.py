"""The outbox: bot-initiated texts, put in with the change that causes them; bot/messaging/outbox_worker.py sends them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import correlation
from bot.clock import Clock
from bot.db import insert_or_conflict, new_id
from bot.errors import InvalidInput
from bot.i18n import Language, render
from bot.messaging.discretion import proactive_entries
from bot.messaging.models import OutboxMessage
from bot.messaging.sealing import Seal


def enqueue(
    db_session: Session,
    seal: Seal,
    clock: Clock,
    *,
    person_id: str,
    entry: str,
    language: Language,
    dedupe_key: str,
    values: Mapping[str, object] | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    requires_consent: str | None = None,
) -> bool:
    """Put a catalogue entry in the outbox inside the caller's transaction; due at once unless `due_at` says when.

    `entry` must be marked proactive, which says that it tells nobody anything (bot/messaging/discretion.py).
    `dedupe_key` names the cause (`reminder:<task id>:<window>`, 96 characters at most): False, changing
    nothing, when there is a text for it already. Past `expires_at` it is not sent, nor once the person has
    taken back the consent it requires. Raises InvalidInput.
    """
    if entry not in proactive_entries():
        raise InvalidInput(f"{entry} is not marked proactive", code="not_proactive")
    return enqueue_typed(
        db_session, seal, clock, person_id=person_id, body=render(entry, language, **(values or {})),
        dedupe_key=dedupe_key, due_at=due_at, expires_at=expires_at, language=language,
        requires_consent=requires_consent,
    )  # fmt: skip


def enqueue_typed(
    db_session: Session,
    seal: Seal,
    clock: Clock,
    *,
    person_id: str,
    body: str,
    dedupe_key: str,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    language: str | None = None,
    requires_consent: str | None = None,
    author_id: str | None = None,
) -> bool:
    """`enqueue` for words that stand in no catalogue; the caller has made sure that `telling_words` finds none in them.

    `author_id`: the account that typed them.
    """
    if not body.strip() or not 0 < len(dedupe_key) <= 96:
        raise InvalidInput("an outbox text needs words and a dedupe key", code="bad_outbox_text")
    row_id = new_id()
    statement = (
        insert_or_conflict(db_session, OutboxMessage)
        .values(
            id=row_id,
            person_id=person_id,
            dedupe_key=dedupe_key,
            body_sealed=seal.seal(body, f"outbox_message.body:{row_id}"),
            language=language,
            requires_consent=requires_consent,
            author_id=author_id,
            state="pending",
            due_at=due_at or clock.now(),
            expires_at=expires_at,
            attempts=0,
            caused_by=correlation.current(),
            created_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=[OutboxMessage.dedupe_key])
        .returning(OutboxMessage.id)
    )
    return db_session.execute(statement).first() is not None


def cancel(db_session: Session, dedupe_prefix: str) -> int:
    """Cancel the pending texts whose key starts with `dedupe_prefix`; how many. In the caller's transaction."""
    rows = db_session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.state == "pending", OutboxMessage.dedupe_key.startswith(dedupe_prefix, autoescape=True))
        .with_for_update()
    ).all()
    for row in rows:
        row.state = "cancelled"
    return len(rows)


def cancel_for(db_session: Session, person_id: str) -> int:
    """Cancel every pending text to the person; how many. In the caller's transaction."""
    rows = db_session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.state == "pending", OutboxMessage.person_id == person_id)
        .with_for_update()
    ).all()
    for row in rows:
        row.state = "cancelled"
    return len(rows)
