"""What happens to a callback, counted in the transaction in which it happens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.cases.models import Task
from bot.tally import tally


def tally_call(db_session: Session, task: Task, measure: str, at: datetime, detail: str | None = None) -> None:
    """Raise a counter for what happened to the callback, in its person's language, channel and area."""
    tally(
        db_session, measure, at, language=task.language, channel=task.case.person.channel, spa=task.spa, detail=detail
    )
