"""What we begin in the public web chat: it is not sent anywhere, but stands there when the person's browser next looks."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.cases.keeping import insert_unless_there
from bot.cases.models import Message, Person
from bot.db import Database, new_id
from bot.privacy.encryption import Vault

CHAT_LASTS = timedelta(days=7)
"""How long after somebody last wrote their browser still knows its web chat."""


def chat_is_over(person: Person, now: datetime) -> bool:
    """True once nobody would see any more what is put into the person's web chat."""
    return now - (person.last_inbound_at or person.created_at) > CHAT_LASTS


def show_in_chat(
    db_session: Session, vault: Vault, person: Person, words: str, key: str, now: datetime, author_id: str | None = None
) -> bool:
    """Put `words` into the person's chat, once for each `key` (64 characters at most); False where they stand there.

    `author_id`: the account that typed them; None for Puente.
    """
    row_id = new_id()
    values = {
        "id": row_id, "person_id": person.id, "direction": "outbound", "channel": person.channel, "state": "sent",
        "provider_sid": key, "body_sealed": vault.seal(words, f"message.body:{row_id}"),
        "language": person.preferred_language, "author_id": author_id, "created_at": now,
    }  # fmt: skip
    return insert_unless_there(db_session, Message, values)


def mark_seen(database: Database, person_id: str) -> None:
    """The person's browser has drawn what was begun in their chat."""
    unseen = (Message.person_id == person_id, Message.direction == "outbound", Message.delivery_status.is_(None))
    with database.write() as db_session:
        db_session.execute(update(Message).where(*unseen).values(delivery_status="delivered"))
