"""Retention: the words of messages are kept for a while, the facts of a case for longer."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from sqlalchemy import CursorResult, or_, update

from bot.cases.models import Message
from bot.clock import Clock
from bot.db import Database

BODY_DAYS = 30


def purge_bodies(database: Database, clock: Clock, days: int = BODY_DAYS) -> int:
    """Delete the words of messages older than `days` days; how many messages lost theirs."""
    before = clock.now() - timedelta(days=days)
    with database.write() as db_session:
        done = db_session.execute(
            update(Message)
            .where(Message.created_at < before)
            .where(or_(Message.body_sealed.is_not(None), Message.replies_sealed.is_not(None)))
            .values(body_sealed=None, replies_sealed=None)
        )
        return cast(CursorResult[object], done).rowcount
