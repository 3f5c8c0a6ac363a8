"""One change to a task by an account: on the locked row, within its reach, and never over a change it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import inspect, or_, select
from sqlalchemy.orm import Session, object_session

from bot.callbacks.next_try import UNREACHED
from bot.callbacks.places import Places
from bot.callbacks.texts import CallTexts
from bot.cases import audit
from bot.cases.models import Task
from bot.cases.part2 import without_part2
from bot.cases.reach import Reach, reach_of, supervised, within_area
from bot.cases.task_life import TaskChange, changes_since, note
from bot.cases.task_status import CLOSED
from bot.cases.task_view import TaskView, task_view
from bot.clock import Clock
from bot.db import Database
from bot.errors import Conflict, NotFound


class TaskChanged(Conflict):
    """The task is no longer as the account saw it. `task`: as it is now; `changes`: since then, oldest first."""

    code = "stale_version"

    def __init__(self, task: TaskView, changes: Sequence[TaskChange]) -> None:
        super().__init__("the task was changed meanwhile")
        self.task = task
        self.changes = tuple(changes)


class TaskChanges:
    """What bot/callbacks/casework.py and attempts.py share."""

    def __init__(self, database: Database, clock: Clock, places: Places, texts: CallTexts) -> None:
        self._database = database
        self._clock = clock
        self._places = places
        self._texts = texts

    def make(
        self,
        task_id: str,
        account_id: str,
        expected_version: int,
        what: str,
        change: Callable[[Task, Reach], None],
        *,
        own: bool = True,
        foreseen: Callable[[Sequence[TaskChange]], bool] = lambda _: False,
        **details: str,
    ) -> TaskView:
        """Run `change` in one transaction and audit it as `what`.

        `own`: only who has the task may. `foreseen`: what was done since `expected_version` may stand. Raises NotFound
        for a task out of the account's area that it does not supervise either, TaskChanged for another version than
        `expected_version`, and Conflict (task_not_yours, case_paused).
        """
        with self._database.write() as db_session:
            reach = reach_of(db_session, account_id)
            its_own = Task.assignee_id == account_id
            known = select(Task).where(Task.id == task_id, or_(its_own, within_area(reach), supervised(reach)))
            task = db_session.scalar(known.with_for_update(of=Task))
            if task is None:
                raise NotFound("no such task for this account", code="task_unknown")
            if task.version != expected_version:
                changes = changes_since(db_session, task.id, expected_version)
                if not (expected_version >= 0 and changes and foreseen(changes)):
                    raise TaskChanged(_seen(task, reach), changes)
            if own and task.assignee_id != account_id:
                raise Conflict("the task is not this account's", code="task_not_yours")
            if task.case.status == "paused" and task.status == "on-hold":
                raise Conflict("the case is paused: resume it first", code="case_paused")
            change(task, reach)
            earlier = inspect(task).attrs.status.history.deleted  # empty where each step was told of already
            before = str(earlier[0]) if earlier else task.status
            self.clear(task)
            if task.assignee_id is not None:
                task.returned_at = None
            note(
                db_session, task, audit.by_account(account_id), what, self._clock.now(), before=before, **details
            )  # fmt: skip
            db_session.refresh(task, ["assignee", "former"])
            return _seen(task, reach)

    def clear(self, task: Task) -> None:
        """Give up what a task that closed, or that nobody has, no longer needs: its place, its texts."""
        db_session = session_of(task)
        if task.status in CLOSED or task.assignee_id is None:
            self._places.give_back(db_session, task)
        if task.status in CLOSED and task.status_reason != UNREACHED:
            self._texts.withdraw(db_session, task.id)


def session_of(task: Task) -> Session:
    """The session in which the task is being changed."""
    db_session = object_session(task)
    assert db_session is not None
    return db_session


def _seen(task: Task, reach: Reach) -> TaskView:
    return task_view(task) if reach.sees_part2 else without_part2(task_view(task))
