"""Somebody says that nobody called: what really happened, and the call put first in the queue where that is so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from bot.callbacks.notices import Notices
from bot.callbacks.places import Places
from bot.callbacks.rules import CallbackRules, shipped_rules
from bot.callbacks.windows import Window
from bot.cases import audit
from bot.cases.models import Person, Task
from bot.cases.task_life import note
from bot.cases.task_queries import open_tasks_of
from bot.clock import Clock
from bot.db import Database

NOT_CALLED = "not_called"
"""Why a call is in the queue again: its person said that nobody called, and nobody had."""
_WAITING = ("on-hold", "draft")


@dataclass(frozen=True)
class Happened:
    """What became of the promised call, by what is recorded.

    none: there is none. not_yet: its time is to come. now: it is now. tried: somebody called at `tried_at` and did not
    reach them. missed: nobody called in `window`. `next`: the window that is promised from now on, where there is one.
    """

    kind: Literal["none", "not_yet", "now", "tried", "missed"]
    window: Window | None = None
    tried_at: datetime | None = None
    next: Window | None = None


class NotCalled:
    def __init__(self, database: Database, clock: Clock, rules: CallbackRules | None = None) -> None:
        self._database = database
        self._clock = clock
        rules = rules or shipped_rules()
        self._places = Places(clock, rules)
        self._notices = Notices(clock, rules)

    def look(self, person_id: str) -> Happened:
        """What became of the person's call. Changes nothing."""
        with self._database.read() as db_session:
            task = db_session.scalars(open_tasks_of(person_id, "callback")).first()
            return self._happened(task)

    def hear(self, person_id: str) -> Happened:
        """The person says that nobody called. A missed call becomes urgent, and whoever is on call hears of it.

        Where no other time is promised yet it goes back to the queue, for anybody to take; told twice, it is done once.
        """
        with self._database.write() as db_session:
            if db_session.get(Person, person_id, with_for_update=True) is None:
                return Happened("none")
            task = db_session.scalars(open_tasks_of(person_id, "callback").with_for_update(of=Task)).first()
            happened = self._happened(task)
            if task is not None and happened.kind == "missed" and task.status not in _WAITING:
                self._put_first(db_session, task, happened)
            return happened

    def _put_first(self, db_session: Session, task: Task, happened: Happened) -> None:
        now = self._clock.now()
        promised_again = happened.next is not None
        if task.priority == "urgent" and (promised_again or task.status_reason == NOT_CALLED):
            return
        if task.priority == "routine":
            task.priority = "urgent"
        if not promised_again:
            self._places.give_back(db_session, task)
            if task.assignee_id is not None:
                self._places.return_to_queue(db_session, task, NOT_CALLED, audit.PERSON)
            task.status_reason = NOT_CALLED
        note(db_session, task, audit.PERSON, "task.not_called", now)
        self._notices.urgent(db_session, task, about=task.missed_end or task.window_end)

    def _happened(self, task: Task | None) -> Happened:
        now = self._clock.now()
        if task is None or task.window_start is None or task.window_end is None:
            return Happened("none")
        window = (task.window_start, task.window_end)
        tries = [attempt.at for attempt in task.attempts]
        if task.window_end > now:
            tried = [at for at in tries if task.missed_end is None or at > task.missed_end]
            if task.window_start <= now and not any(at >= task.window_start for at in tries):
                return Happened("now", window)
            if tried:
                return Happened("tried", window, tried_at=max(tried), next=window)
            if task.missed_start and task.missed_end:
                return Happened("missed", (task.missed_start, task.missed_end), next=window)
            return Happened("not_yet", window)
        if any(at >= task.window_start for at in tries):
            return Happened("tried", window, tried_at=max(tries))
        return Happened("missed", window)
