"""The texts of a callback's life that Puente begins: each once, discreet, and only while the person agrees to calls."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.callbacks.saying import say_window
from bot.cases.models import Task
from bot.clock import LOS_ANGELES, Clock
from bot.i18n import as_language
from bot.messaging.outbox import cancel, enqueue
from bot.privacy.encryption import Vault

REMINDER, SOON, AGAIN = "utter_callback_reminder", "proactive_call_soon", "proactive_call_again"
MISSED, CLOSED, SET = "proactive_call_missed", "proactive_call_closed", "proactive_call_set"
TEXTS = (SET, REMINDER, SOON, AGAIN, MISSED, CLOSED)
"""Catalogue entries: a window set by staff, the reminder, the heads-up, another try, an apology, the kind end."""

_KEPT = timedelta(days=1)
"""What says when the next call is still helps a day later, unless the call comes first."""


class CallTexts:
    """Puts texts in the outbox inside the caller's transaction; the worker keeps quiet hours and consent."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def tell(self, db_session: Session, task: Task, entry: str, about: datetime, until: datetime | None = None) -> bool:
        """Text the task's person; False where they were told this already.

        `about`: the instant the text is about, one text for each. `until`: past it the text is not sent.
        """
        now = self._clock.now()
        language = as_language(task.language)
        values = {}
        if task.window_start and task.window_end and entry not in (SOON, CLOSED):
            today = now.astimezone(LOS_ANGELES).date().isoformat()
            values["when"] = say_window(window_json(task.window_start, task.window_end), language, today)
            until = until or min(now + _KEPT, task.window_end)
        return enqueue(
            db_session, self._vault, self._clock, person_id=task.case.person_id, entry=entry, language=language,
            dedupe_key=f"call:{task.id}:{entry.rsplit('_', 1)[1]}:{int(about.timestamp())}", values=values,
            expires_at=until or now + _KEPT, requires_consent="callback",
        )  # fmt: skip

    def withdraw(self, db_session: Session, task_id: str) -> int:
        """Take back what was not sent yet of this callback; how many texts."""
        return cancel(db_session, f"call:{task_id}:")


def window_json(start: datetime, end: datetime) -> dict[str, str]:
    """A window as `say_window` takes it; an hour is one time as people say it: at three."""
    kind = "exact" if end - start == timedelta(hours=1) else "window"
    begins, ends = (moment.astimezone(LOS_ANGELES).isoformat() for moment in (start, end))
    return {"kind": kind, "start": begins, "end": ends}
