"""Whether a task's person may be written to by whoever has the task: opt-out, custody, whose number it is, an open chat."""

from __future__ import annotations

from datetime import datetime

from bot.cases.chat_messages import chat_is_over
from bot.cases.models import Task
from bot.cases.task_status import CLOSED
from bot.errors import Conflict


def in_chat(task: Task) -> bool:
    """True where the person is written to in the public web chat, not by text."""
    return task.case.person.channel == "web"


def refusal(task: Task, account_id: str, now: datetime) -> str | None:
    """Why nothing can be sent on a task, as a code, the reason hardest to change first; None where it can."""
    person = task.case.person
    if task.assignee_id != account_id:
        return "text_not_yours"
    if task.status in CLOSED:
        return "text_closed"
    if person.number_link == "ended":
        return "text_number_gone"
    if person.number_link == "unsure":
        return "text_number_unsure"
    if person.address_sealed is None:
        return "text_no_number"
    if person.opted_out_at is not None:
        return "text_opted_out"
    if person.undeliverable_at is not None and not in_chat(task):
        return "text_undeliverable"
    if task.case.status == "paused":
        return "text_paused"
    return "text_chat_over" if in_chat(task) and chat_is_over(person, now) else None


def require(task: Task, account_id: str, now: datetime) -> None:
    """Raises Conflict with the code where there is a `refusal`."""
    if code := refusal(task, account_id, now):
        raise Conflict("nothing can be sent", code=code)
