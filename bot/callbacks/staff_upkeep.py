"""What CHWs and supervisors are told by itself: a call whose time went by, what nobody touched though it is urgent, and
somebody who waits for an answer from the CHW who took their conversation over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from bot.callbacks.hours import CallbackHours
from bot.callbacks.models import CallPlace
from bot.callbacks.notices import Notices
from bot.callbacks.rota import county_hours
from bot.callbacks.rules import CallbackRules, shipped_rules
from bot.callbacks.upkeep import open_time
from bot.cases import audit
from bot.cases.models import Attempt, Case, Task
from bot.cases.takeovers import Takeovers, TakeoverView
from bot.cases.task_life import note
from bot.cases.task_status import CLOSED, OPEN
from bot.clock import LOS_ANGELES, Clock
from bot.db import Database

_UNTOUCHED = ("requested", "received")
_OVERDUE_WITHIN = timedelta(days=2)


class StaffUpkeep:
    """Run before bot/callbacks/upkeep.py, which gives a missed call another time."""

    def __init__(
        self, database: Database, clock: Clock, hours: CallbackHours | None = None, rules: CallbackRules | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._hours = hours or CallbackHours()
        self._rules = rules or shipped_rules()
        self._notices = Notices(clock, self._rules)
        self._takeovers = Takeovers(database, clock)

    def run_once(self) -> dict[str, int]:
        """Everything that is due, one task a transaction; how many tasks, by what was done."""
        return {
            "overdue": sum(self._one(task_id, self._tell_overdue) for task_id in self._overdue()),
            "escalated": sum(self._one(task_id, self._escalate) for task_id in self._left_alone()),
            "wrote": self._tell_who_waits(),
            "freed": self._free_places(),
        }

    def _one(self, task_id: str, do: Callable[[Session, Task], bool]) -> bool:
        with self._database.write() as db_session:
            task = db_session.get(Task, task_id, with_for_update={"of": Task})
            return task is not None and task.status in OPEN and do(db_session, task)

    def _find(self, *conditions: ColumnElement[bool]) -> Sequence[str]:
        query = select(Task.id).join(Case, Task.case_id == Case.id).where(*conditions).order_by(Task.number)
        with self._database.read() as db_session:
            return db_session.scalars(query).all()

    def _overdue(self) -> Sequence[str]:
        now = self._clock.now()
        tried = select(Attempt.id).where(Attempt.task_id == Task.id, Attempt.at >= Task.window_start).exists()
        return self._find(
            Task.kind == "callback", Task.status.in_(OPEN - {"on-hold", "draft"}), Case.status == "open",
            Task.assignee_id.is_not(None), Task.window_end <= now, Task.window_end > now - _OVERDUE_WITHIN, ~tried,
        )  # fmt: skip

    def _tell_overdue(self, db_session: Session, task: Task) -> bool:
        return self._notices.overdue(db_session, task)

    def _left_alone(self) -> Sequence[str]:
        return self._find(
            Task.kind.in_(("crisis", "callback")), Task.priority != "routine", Task.status.in_(_UNTOUCHED),
            Task.escalated_at.is_(None),
        )  # fmt: skip

    def _escalate(self, db_session: Session, task: Task) -> bool:
        """Urgent, and nobody has accepted it in time: the supervisors are told, once."""
        now, rules = self._clock.now(), self._rules.urgent
        if task.escalated_at is not None or task.status not in _UNTOUCHED:
            return False
        if task.kind == "crisis":
            late = now - task.created_at >= timedelta(minutes=rules.escalate_minutes_crisis)
        else:
            since = max(task.created_at, task.assigned_at or task.created_at, task.returned_at or task.created_at)
            hours = county_hours(db_session, self._hours, since.astimezone(LOS_ANGELES).date())
            late = open_time(hours, since, now) >= timedelta(minutes=rules.escalate_minutes)
        if not late:
            return False
        told = self._notices.escalate(db_session, task)
        note(db_session, task, audit.SYSTEM, "task.escalated", now, told=told)
        return True

    def _tell_who_waits(self) -> int:
        """Who answers a person hears, away from the console, that they wrote; not while the two write back and forth."""
        since = self._clock.now() - timedelta(minutes=self._rules.handover.tell_minutes)
        waiting = [one for one in self._takeovers.waiting() if one.waiting_since and one.waiting_since <= since]
        return sum(self._tell_of(one) for one in waiting)

    def _tell_of(self, held: TakeoverView) -> bool:
        with self._database.write() as db_session:
            task = db_session.get(Task, held.task_id) if held.task_id else None
            if task is None or held.waiting_since is None:
                return False
            return self._notices.wrote(db_session, task, held.account_id, held.waiting_since)

    def _free_places(self) -> int:
        """Places of tasks that were closed by what knows nothing of places: a number that changed hands."""
        closed = select(Task.id).where(Task.status.in_(CLOSED))
        with self._database.write() as db_session:
            gone = delete(CallPlace).where(CallPlace.task_id.in_(closed)).returning(CallPlace.task_id)
            return len(db_session.scalars(gone).all())
