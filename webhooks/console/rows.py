"""What the console's pages show: a task as a row, a conversation as turns, an attempt, the queue's tabs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.cases.messages import MessageView
from bot.cases.task_status import OPEN, TRANSITIONS
from bot.cases.task_view import AttemptView, TaskView
from bot.clock import LOS_ANGELES
from bot.i18n import Language, render
from webhooks.console.words import capitalized, near_day, say_clock, say_code, say_moment, say_needs, say_window
from webhooks.pages import DOMAIN

SHOWS = ("today", "overdue", "unassigned", "mine", "all")


@dataclass(frozen=True)
class TaskRow:
    """One task in words, and what this account may do with it."""

    number: int
    kind: str
    priority: str
    status: str
    language: str
    needs: str
    place: str
    zip: str | None
    reason: str
    when: str
    assignee: str | None
    version: int
    urgent: bool
    overdue: bool
    mine: bool
    claimable: bool
    releasable: bool
    attemptable: bool


@dataclass(frozen=True)
class Tab:
    name: str
    count: int


@dataclass(frozen=True)
class ShownTurn:
    """One bubble: words of the person (`theirs`) or of Puente. `day` is set where a new day begins."""

    theirs: bool
    words: str
    language: str | None
    time: str
    day: str
    crisis: str


@dataclass(frozen=True)
class ShownAttempt:
    outcome: str
    at: str
    by: str
    note: str | None


def row_of(task: TaskView, account_id: str, now: datetime, language: Language) -> TaskRow:
    """`task` as `account_id` sees it at `now`."""
    may_become = TRANSITIONS.get(task.status, frozenset())
    mine = task.assignee_id == account_id
    return TaskRow(
        number=task.number,
        kind=say_code("kind", task.kind, language),
        priority=say_code("priority", task.priority, language),
        status=say_code("status", task.status, language),
        language=say_code("speaks", task.language, language),
        needs=say_needs(task.needs, language),
        place=say_code("spa", str(task.spa) if task.spa else None, language),
        zip=task.zip,
        reason=say_code("crisis" if task.kind == "crisis" else "reason", task.reason, language),
        when=say_window(task.window_start, task.window_end, now, language)
        or render("window.since", language, DOMAIN, moment=say_moment(task.created_at, now, language)),
        assignee=task.assignee_email,
        version=task.version,
        urgent=task.priority != "routine",
        overdue=is_overdue(task, now),
        mine=mine,
        claimable=task.assignee_id is None and "accepted" in may_become,
        releasable=mine and "requested" in may_become,
        attemptable=mine and (task.status == "in-progress" or "in-progress" in may_become),
    )


def is_overdue(task: TaskView, now: datetime) -> bool:
    """True when the window has passed and the task is still open."""
    return task.status in OPEN and task.window_end is not None and task.window_end <= now


def is_due_today(task: TaskView, now: datetime) -> bool:
    """True for what should be done by the end of today in Los Angeles: today's windows, missed ones, no window."""
    today = now.astimezone(LOS_ANGELES).date()
    return task.window_start is None or task.window_start.astimezone(LOS_ANGELES).date() <= today


def tabs_of(tasks: list[TaskView], account_id: str, now: datetime) -> dict[str, list[TaskView]]:
    """The open tasks under each tab of the queue, in their order."""
    belongs: dict[str, Callable[[TaskView], bool]] = {
        "today": lambda task: is_due_today(task, now),
        "overdue": lambda task: is_overdue(task, now),
        "unassigned": lambda task: task.assignee_id is None,
        "mine": lambda task: task.assignee_id == account_id,
        "all": lambda task: True,
    }
    return {name: [task for task in tasks if belongs[name](task)] for name in SHOWS}


def turns_of(history: Iterable[MessageView], now: datetime, language: Language) -> list[ShownTurn]:
    """A person's messages as bubbles, oldest first; purged texts say so."""
    turns: list[ShownTurn] = []
    day = None
    for message in history:
        local = message.created_at.astimezone(LOS_ANGELES)
        new_day = "" if local.date() == day else capitalized(near_day(local, now, language))
        day = local.date()
        body = message.body if message.body is not None else render("talk.purged", language, DOMAIN)
        theirs = message.direction == "inbound"
        crisis = say_code("crisis", message.crisis if message.crisis != "none" else None, language)
        turns.append(
            ShownTurn(theirs, body, message.language, say_clock(message.created_at, language), new_day, crisis)
        )
        turns += [
            ShownTurn(False, reply, message.language, say_clock(message.answered_at or local, language), "", "")
            for reply in message.replies
        ]
    return turns


def attempts_of(attempts: Iterable[AttemptView], now: datetime, language: Language) -> list[ShownAttempt]:
    """Attempts, newest first."""
    shown = [
        ShownAttempt(one.outcome, capitalized(say_moment(one.at, now, language)), one.by, one.note) for one in attempts
    ]
    return shown[::-1]
