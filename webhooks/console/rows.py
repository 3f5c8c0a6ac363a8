"""What the console's pages show: a task as a row, a conversation as turns, an attempt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.callbacks.listing import WAITING, Listed
from bot.callbacks.overviews import Done
from bot.cases.messages import MessageView
from bot.cases.task_status import OPEN, TRANSITIONS
from bot.cases.task_view import AttemptView, TaskView
from bot.clock import LOS_ANGELES
from bot.i18n import Language, render
from webhooks.console.words import (
    capitalized,
    near_day,
    say_assigned,
    say_clock,
    say_code,
    say_hours,
    say_moment,
    say_needs,
    say_window,
)
from webhooks.pages import DOMAIN


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
    hours: str
    """Of its window, without the day; nothing where it is not on one day."""
    given: str
    """Why it is with whoever has it."""
    came_back: str
    """Why it is in the queue again, or closed; windows missed."""
    ended: str
    """Why it closed."""
    assignee: str | None
    version: int
    urgent: bool
    overdue: bool
    waiting: bool
    mine: bool
    claimable: bool
    releasable: bool
    attemptable: bool
    name: str | None = None
    last_try: str = ""
    wrote: str = ""
    """Set where the person wrote after anybody last worked on the task."""
    more: tuple[int, ...] = ()
    """Numbers of the same person's other open tasks."""


@dataclass(frozen=True)
class ShownTurn:
    """One bubble: words of the person (`theirs`), of Puente, or of whoever typed them: `by` is then you or staff.

    `day` is set where a new day begins. `delivery`: how far a text we began got.
    """

    theirs: bool
    words: str
    language: str | None
    time: str
    day: str
    crisis: str
    by: str = ""
    delivery: str = ""


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
        hours=say_hours(task.window_start, task.window_end, language),
        given=say_assigned(task.assigned_why, language) if task.assignee_id else "",
        came_back=_came_back(task, language),
        ended=say_code("disposition", task.disposition, language),
        assignee=task.assignee_email,
        version=task.version,
        urgent=task.priority != "routine",
        overdue=is_overdue(task, now),
        waiting=task.status == "on-hold",
        mine=mine,
        claimable=task.assignee_id is None and "accepted" in may_become,
        releasable=mine and "requested" in may_become,
        attemptable=mine and (task.status == "in-progress" or "in-progress" in may_become),
    )


def list_row(one: Listed, account_id: str, now: datetime, language: Language, *, waits: bool = False) -> TaskRow:
    """A task of a list, with what the list knows of its person. `waits`: they wait for an answer to what they wrote."""
    last_try = wrote = ""
    if one.last_outcome and one.last_try_at:
        said = say_code("outcome", one.last_outcome, language)
        last_try = f"{said}, {say_moment(one.last_try_at, now, language)}"
    # What they wrote to ask for the call, or before somebody last worked on it, is no news.
    new = one.wrote_at is not None and one.wrote_at > one.task.updated_at and one.task.status in OPEN
    if one.wrote_at and (waits or new):
        wrote = render(
            "row.waits" if waits else "row.wrote", language, DOMAIN, moment=say_moment(one.wrote_at, now, language)
        )
    shown = row_of(one.task, account_id, now, language)
    return replace(
        shown,
        name=one.name,
        last_try=last_try,
        wrote=wrote,
        waiting=one.paused or one.task.status == "on-hold",
        claimable=shown.claimable or one.takeable,
        more=tuple(sorted(task.number for task in one.more)),
    )


def is_overdue(task: TaskView, now: datetime) -> bool:
    """True when the window has passed and the task is still open and not put off."""
    return task.status in OPEN - WAITING and task.window_end is not None and task.window_end <= now


def _came_back(task: TaskView, language: Language) -> str:
    said = [say_code("status_reason", task.status_reason, language)] if task.status_reason else []
    if task.assignee_id is None and task.former_email:
        said.append(render("row.former", language, DOMAIN, who=task.former_email))
    if task.missed and task.status in OPEN:
        said.append(render("row.missed", language, DOMAIN, times=task.missed))
    if task.reopens:
        said.append(render("row.reopens", language, DOMAIN, number=task.reopens))
    return ". ".join(said)


def turns_of(history: Iterable[MessageView], account_id: str, now: datetime, language: Language) -> list[ShownTurn]:
    """A person's messages as bubbles, oldest first, as `account_id` sees them; purged texts say so."""
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
            ShownTurn(
                theirs, body, message.language, say_clock(message.created_at, language), new_day, crisis,
                "" if message.author_id is None else "you" if message.author_id == account_id else "staff",
                "" if theirs else say_delivery(message, language),
            )
        )  # fmt: skip
        turns += [
            ShownTurn(False, reply, message.language, say_clock(message.answered_at or local, language), "", "")
            for reply in message.replies
        ]
    return turns


def say_delivery(message: MessageView, language: Language) -> str:
    """How far a text that we began got: on its way, sent, delivered or not delivered."""
    reported = message.delivery_status
    if message.state == "unsent" or reported in ("undelivered", "failed", "canceled"):
        return say_code("delivery", "not_delivered", language)
    if reported in ("delivered", "read"):
        return say_code("delivery", "delivered", language)
    return say_code("delivery", "sending" if message.state == "sending" else "sent", language)


def attempts_of(attempts: Iterable[AttemptView], now: datetime, language: Language) -> list[ShownAttempt]:
    """Attempts, newest first."""
    shown = [
        ShownAttempt(one.outcome, capitalized(say_moment(one.at, now, language)), one.by, one.note) for one in attempts
    ]
    return shown[::-1]


@dataclass(frozen=True)
class ShownDone:
    """A try made today."""

    number: int
    kind: str
    name: str | None
    outcome: str
    at: str


def shown_done(one: Done, now: datetime, language: Language) -> ShownDone:
    """A try of today in words."""
    said = say_code("outcome", one.outcome, language)
    return ShownDone(
        one.task.number, say_code("kind", one.task.kind, language), one.name, said, say_clock(one.at, language)
    )
