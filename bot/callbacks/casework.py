"""What CHWs and supervisors do with tasks besides calling: claim, give back, hand over, set a time, close."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.callbacks.counting import tally_call
from bot.callbacks.dispositions import CASE_DISPOSITIONS, status_of
from bot.callbacks.next_try import UNREACHED
from bot.callbacks.on_call import on_call_for
from bot.callbacks.places import GIVEN_BACK, Places
from bot.callbacks.rules import CallbackRules, shipped_rules
from bot.callbacks.task_changes import TaskChanges, session_of
from bot.callbacks.texts import SET, CallTexts
from bot.cases import audit
from bot.cases.models import Account, Case, Task
from bot.cases.reach import Reach, is_supervised
from bot.cases.task_life import set_status, step
from bot.cases.task_status import CLOSED, OPEN
from bot.cases.task_view import TaskView
from bot.clock import Clock
from bot.db import Database
from bot.errors import Conflict, InvalidInput, NotFound
from bot.privacy.encryption import Vault

HANDOVERS = ("workload", "language", "area", "speciality", "leave", "person_asked", "other")
"""Why a task goes from one CHW to another; codes, never free words."""
RETURNS = (GIVEN_BACK, "language", "area", "speciality", "workload", "conflict_of_interest")
"""Why a CHW gives a task back to the queue."""


class Casework:
    """Every change names the version it was made on, and raises as `TaskChanges.make`."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, rules: CallbackRules | None = None) -> None:
        self._clock = clock
        self._rules = rules or shipped_rules()
        self._places = Places(clock, self._rules)
        self._texts = CallTexts(vault, clock)
        self._changes = TaskChanges(database, clock, self._places, self._texts)

    def claim(self, task_id: str, account_id: str, expected_version: int) -> TaskView:
        """Make an unclaimed task, or one the rules gave the account, the account's and its agency's.

        Whoever is on call may also take what is urgent from somebody who has not accepted it yet. Raises Conflict
        (task_taken) besides.
        """

        def change(task: Task, reach: Reach) -> None:
            given_to_other = task.assignee_id not in (None, account_id)
            if task.assignee_id and (task.status != "received" or (given_to_other and not self._on_call(task, reach))):
                raise Conflict("somebody has this task", code="task_taken")
            if task.assignee_id != account_id:
                self._places.give_back(session_of(task), task)
                task.former_id = task.assignee_id or task.former_id
                task.assignee_id, task.assigned_at, task.assigned_why = account_id, self._clock.now(), ["claimed"]
            set_status(task, "accepted")
            task.agency = task.agency or reach.agency

        return self._changes.make(task_id, account_id, expected_version, "task.claimed", change, own=False)

    def release(self, task_id: str, account_id: str, expected_version: int, reason: str = GIVEN_BACK) -> TaskView:
        """Give one's task back to the queue; `reason`: one of RETURNS, which the supervisor sees. Raises InvalidInput."""
        if reason not in RETURNS:
            raise InvalidInput(f"a task is given back for: {', '.join(RETURNS)}", code="bad_reason")

        def change(task: Task, _: Reach) -> None:
            self._places.return_to_queue(session_of(task), task, reason, audit.by_account(account_id))

        return self._changes.make(task_id, account_id, expected_version, "task.released", change, reason=reason)

    def move(self, task_id: str, account_id: str, status: str, expected_version: int) -> TaskView:
        """Change one's task's status by the table. Raises InvalidInput, and Conflict (transition_forbidden)."""

        def change(task: Task, _: Reach) -> None:
            set_status(task, status)

        return self._changes.make(task_id, account_id, expected_version, "task.moved", change)

    def close(self, task_id: str, account_id: str, disposition: str, expected_version: int) -> TaskView:
        """Close one's task as `disposition` says (bot/callbacks/dispositions.py). Raises as `move`."""
        then = status_of(disposition)

        def change(task: Task, _: Reach) -> None:
            if task.status in CLOSED:
                raise Conflict("the task is closed already", code="transition_forbidden")
            on_the_way = {"completed": ("accepted", "in-progress")}.get(then, ())
            for status in on_the_way:
                if task.status in ("received", "accepted", "on-hold") and task.status != status:
                    step(session_of(task), task, status, audit.by_account(account_id), self._clock.now())
            set_status(task, then)
            task.disposition = disposition
            if task.kind == "callback" and disposition == UNREACHED:
                tally_call(session_of(task), task, "callbacks_unreached", self._clock.now())

        return self._changes.make(task_id, account_id, expected_version, "task.closed", change, disposition=disposition)

    def close_case(self, task_id: str, account_id: str, disposition: str, expected_version: int) -> TaskView:
        """Close the case of one's closed task; `disposition`: one of CASE_DISPOSITIONS.

        The person's next text opens another. Raises InvalidInput, and Conflict (`tasks_open`, `case_closed`).
        """
        if disposition not in CASE_DISPOSITIONS:
            raise InvalidInput(f"a case closes as: {', '.join(CASE_DISPOSITIONS)}", code="bad_disposition")

        def change(task: Task, _: Reach) -> None:
            db_session, now = session_of(task), self._clock.now()
            case = db_session.get_one(Case, task.case_id, with_for_update=True)
            if case.status == "closed":
                raise Conflict("the case is closed already", code="case_closed")
            if db_session.scalars(select(Task.id).where(Task.case_id == case.id, Task.status.in_(OPEN))).first():
                raise Conflict("the case has open tasks", code="tasks_open")
            case.status, case.closed_at, case.disposition = "closed", now, disposition
            audit.record(
                db_session, audit.by_account(account_id), "case.closed", "case", case.id, {"reason": disposition},
                at=now,
            )  # fmt: skip

        return self._changes.make(
            task_id, account_id, expected_version, "task.case_closed", change, disposition=disposition
        )

    def reassign(
        self, task_id: str, account_id: str, to_account_id: str, reason: str, expected_version: int
    ) -> TaskView:
        """Give a task to another CHW: done by who has it, or by a supervisor of theirs. `reason`: one of HANDOVERS.

        The window stands; where the other CHW has a place free in it, they are given it. Raises InvalidInput for
        another reason, and NotFound for a CHW there is not.
        """
        if reason not in HANDOVERS:
            raise InvalidInput(f"a task is handed over for: {', '.join(HANDOVERS)}", code="bad_reason")

        def change(task: Task, reach: Reach) -> None:
            db_session, actor = session_of(task), audit.by_account(account_id)
            if task.assignee_id != account_id and not is_supervised(db_session, task, reach):
                raise Conflict("the task is not this account's", code="task_not_yours")
            other = db_session.get(Account, to_account_id)
            if other is None or not other.active or other.role != "chw":
                raise NotFound("no such CHW", code="chw_unknown")
            place = self._places.place_with(db_session, task, to_account_id)
            self._places.assign(db_session, task, to_account_id, [f"handed_over:{reason}"], actor)
            self._places.take(db_session, task, place, actor)
            task.agency = other.agency or task.agency

        return self._changes.make(
            task_id, account_id, expected_version, "task.reassigned", change, own=False, reason=reason
        )

    def reschedule(
        self, task_id: str, account_id: str, start: datetime, end: datetime, expected_version: int
    ) -> TaskView:
        """A CHW sets the window of their callback, and the person is told. Raises InvalidInput (`bad_window`)."""
        if start.tzinfo is None or end.tzinfo is None or end <= start or end <= self._clock.now():
            raise InvalidInput("a callback window is aware, not empty and not over", code="bad_window")

        def change(task: Task, _: Reach) -> None:
            db_session, now = session_of(task), self._clock.now()
            if task.kind != "callback" or task.status in CLOSED:
                raise Conflict("only an open callback has a window", code="transition_forbidden")
            task.window_start, task.window_end, task.promised_at = start, end, now
            place = self._places.place_with(db_session, task, account_id)
            self._places.take(db_session, task, place)
            self._texts.withdraw(db_session, task.id)
            self._texts.tell(db_session, task, SET, now)

        return self._changes.make(task_id, account_id, expected_version, "task.rescheduled", change)

    def _on_call(self, task: Task, reach: Reach) -> bool:
        on_call = on_call_for(session_of(task), task, self._rules.assign, self._clock.now())
        return task.priority != "routine" and reach.account_id in on_call
