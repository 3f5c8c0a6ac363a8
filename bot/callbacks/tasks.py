"""Tasks: the queue of what CHWs must do, and every change to it, guarded by version and audited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, object_session

from bot.callbacks.models import CallPlace
from bot.cases import audit
from bot.cases.keeping import next_number
from bot.cases.models import Attempt, Person, Task
from bot.cases.number_changes import set_aside
from bot.cases.part2 import is_part2, without_part2
from bot.cases.reach import Reach, reach_of, within_area
from bot.cases.store import Cases
from bot.cases.task_queries import PRIORITIES, QueueFilter, open_tasks_of, queue_of, tasks_to_show
from bot.cases.task_status import AFTER_OUTCOME, CLOSED, as_outcome, require_transition
from bot.cases.task_view import TaskView, task_view
from bot.clock import Clock
from bot.db import Database, new_id
from bot.errors import Conflict, InvalidInput, NotFound
from bot.needs.taxonomy import in_order
from bot.privacy.encryption import Vault
from bot.tally import tally

KINDS = frozenset({"callback", "crisis", "follow_up"})
_LONGEST_NOTE = 2000


class Tasks:
    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._cases = Cases(database, vault, clock)

    def create(
        self,
        person_id: str,
        kind: str,
        *,
        needs: Sequence[str] = (),
        language: str,
        spa: int | None = None,
        zip: str | None = None,
        priority: str = "routine",
        reason: str | None = None,
        window: tuple[datetime, datetime] | None = None,
        actor: str = audit.SYSTEM,
    ) -> TaskView:
        """Open a task in the person's case, or note the repeat on an open one of the same kind and reason.

        `kind`: callback, crisis or follow_up; callbacks are booked by bot.callbacks.booking.
        Raises InvalidInput and NotFound.
        """
        with self._database.write() as db_session:
            if db_session.get(Person, person_id, with_for_update=True) is None:
                raise NotFound("no such person", code="person_unknown")
            same = open_tasks_of(person_id, kind).where(Task.reason == reason)
            if known := db_session.scalars(same).first():
                self._audit(db_session, actor, "task.repeated", known)
                return task_view(known)
            made = self.add_in(
                db_session, self._cases.open_case_in(db_session, person_id), kind, needs=needs, language=language,
                spa=spa, zip=zip, priority=priority, reason=reason, window=window, actor=actor,
            )  # fmt: skip
            return task_view(made)

    def add_in(
        self,
        db_session: Session,
        case_id: str,
        kind: str,
        *,
        needs: Sequence[str],
        language: str,
        spa: int | None,
        zip: str | None,
        priority: str,
        reason: str | None,
        window: tuple[datetime, datetime] | None,
        actor: str,
    ) -> Task:
        """A new requested task inside the caller's transaction. Raises InvalidInput."""
        if kind not in KINDS or priority not in PRIORITIES:
            raise InvalidInput("no such kind or priority of task", code="bad_task")
        now = self._clock.now()
        start, end = window or (None, None)
        made = Task(
            id=new_id(), number=next_number(db_session, "task"), case_id=case_id, kind=kind, status="requested",
            priority=priority, needs=in_order(list(needs)), language=language, spa=spa, zip=zip, reason=reason,
            window_start=start, window_end=end, created_at=now, updated_at=now,
        )  # fmt: skip
        db_session.add(made)
        db_session.flush()
        self._audit(db_session, actor, "task.created", made)
        return made

    def queue(self, filters: QueueFilter | None = None) -> list[TaskView]:
        """Tasks without personal data: most pressing first, then by window, then oldest."""
        with self._database.read() as db_session:
            return [task_view(row) for row in db_session.scalars(queue_of(filters or QueueFilter()))]

    def list_callbacks(self) -> list[dict[str, Any]]:
        """Every callback ever booked, by number, in the form the command line prints."""
        with self._database.read() as db_session:
            rows = db_session.scalars(tasks_to_show().where(Task.kind == "callback").order_by(Task.number))
            return [task_view(row).as_json() for row in rows]

    def get(self, number: int) -> TaskView:
        """The task people call by this number, without personal data. Raises NotFound."""
        with self._database.read() as db_session:
            return task_view(self._numbered(db_session, number))

    def claim(self, task_id: str, account_id: str, expected_version: int) -> TaskView:
        """Make an unclaimed task, or one the rules gave the account, the account's and its agency's. Raises Conflict (stale, claimed) and NotFound."""

        def change(task: Task, reach: Reach) -> None:
            if task.assignee_id not in (None, account_id) or (task.assignee_id and task.status != "received"):
                raise Conflict("somebody has this task", code="task_taken")
            _step(task, "accepted")
            if task.assignee_id is None:
                task.assignee_id, task.assigned_at, task.assigned_why = account_id, self._clock.now(), ["claimed"]
            task.agency = task.agency or reach.agency

        return self._change(task_id, account_id, expected_version, "task.claimed", change, own=False)

    def release(self, task_id: str, account_id: str, expected_version: int) -> TaskView:
        """Give a claimed task back to the queue. Raises Conflict (stale, not the account's) and NotFound."""

        def change(task: Task, _: Reach) -> None:
            _step(task, "requested")
            task.assignee_id = task.assigned_why = None

        return self._change(task_id, account_id, expected_version, "task.released", change)

    def move(self, task_id: str, account_id: str, status: str, expected_version: int) -> TaskView:
        """Change a claimed task's status by the table. Raises as `release`, and InvalidInput."""

        def change(task: Task, _: Reach) -> None:
            _step(task, status)

        return self._change(task_id, account_id, expected_version, "task.moved", change)

    def record_attempt(
        self,
        task_id: str,
        account_id: str,
        outcome: str,
        note: str | None,
        expected_version: int,
        *,
        part2: bool = False,
    ) -> TaskView:
        """One try at contact on a claimed task; the outcome moves its status. Raises as `move`.

        `note` is sealed and cut at 2000 characters. `part2` restricts it as bot/cases/part2.py says; where
        substance use is a need of the case it is restricted anyway.
        """
        then = AFTER_OUTCOME[as_outcome(outcome)]

        def change(task: Task, _: Reach) -> None:
            for status in ("accepted", "in-progress", then):
                if task.status != status and not (status == "accepted" and task.status != "received"):
                    _step(task, status)
            self._tally_attempt(task, outcome)
            attempt = Attempt(id=new_id(), account_id=account_id, at=self._clock.now(), outcome=outcome)
            if words := (note or "").strip()[:_LONGEST_NOTE]:
                attempt.note_sealed = self._vault.seal(words, f"attempt.note:{attempt.id}")
            stated = {*task.needs, *(need.code for need in task.case.needs)}
            attempt.part2 = part2 or is_part2(stated)
            task.attempts.append(attempt)
            person, db_session = task.case.person, object_session(task)
            if outcome == "wrong_number" and person.number_link in ("here", "shared") and db_session:
                # Nothing is begun with whoever has the number; should the person write from it, they can say so.
                set_aside(db_session, person, "unsure", self._clock.now())

        return self._change(task_id, account_id, expected_version, "task.attempted", change, outcome=outcome)

    def _tally_attempt(self, task: Task, outcome: str) -> None:
        """Each callback counts once as attempted, as on time and as reached, when it first is."""
        db_session = object_session(task)
        if task.kind != "callback" or db_session is None:
            return
        now = self._clock.now()
        first = not task.attempts
        on_time = bool(task.window_start and task.window_end and task.window_start <= now < task.window_end)
        reached = outcome == "reached" and all(each.outcome != "reached" for each in task.attempts)
        for measure, counts in (
            ("callbacks_attempted", first), ("callbacks_on_time", first and on_time), ("callbacks_reached", reached),
        ):  # fmt: skip
            if counts:
                person = task.case.person
                tally(db_session, measure, now, language=task.language, channel=person.channel, spa=task.spa)

    def open_callback(self, person_id: str) -> TaskView | None:
        """The person's callback that is not closed, or None."""
        with self._database.read() as db_session:
            found = db_session.scalars(open_tasks_of(person_id, "callback")).first()
            return task_view(found) if found else None

    def cancel_open(self, person_id: str, actor: str = audit.PERSON) -> int:
        """Cancel the person's open callback; how many were cancelled."""
        with self._database.write() as db_session:
            found = db_session.scalars(open_tasks_of(person_id, "callback").with_for_update(of=Task)).all()
            for task in found:
                _step(task, "cancelled")
                task.updated_at = self._clock.now()
                _leave_place(db_session, task)
                self._audit(db_session, actor, "task.cancelled", task)
            return len(found)

    def _change(
        self,
        task_id: str,
        account_id: str,
        expected_version: int,
        what: str,
        change: Callable[[Task, Reach], None],
        *,
        own: bool = True,
        **details: str,
    ) -> TaskView:
        """One audited change by an active account within its area, on the row locked at the expected version."""
        with self._database.write() as db_session:
            reach = reach_of(db_session, account_id)
            its_own = Task.assignee_id == account_id
            known = select(Task).where(Task.id == task_id, or_(its_own, within_area(reach)))
            task = db_session.scalar(known.with_for_update(of=Task))
            if task is None:
                raise NotFound("no such task for this account", code="task_unknown")
            if task.version != expected_version:
                raise Conflict("the task was changed meanwhile", code="stale_version")
            if own and task.assignee_id != account_id:
                raise Conflict("the task is not this account's", code="task_not_yours")
            before = task.status
            change(task, reach)
            task.updated_at = self._clock.now()
            if task.status in CLOSED or task.assignee_id is None:
                _leave_place(db_session, task)
            db_session.flush()
            db_session.refresh(task, ["assignee"])
            self._audit(db_session, audit.by_account(account_id), what, task, before=before, **details)
            return task_view(task) if reach.sees_part2 else without_part2(task_view(task))

    def _numbered(self, db_session: Session, number: int) -> Task:
        row = db_session.scalar(tasks_to_show().where(Task.number == number))
        if row is None:
            raise NotFound("no such task", code="task_unknown")
        return row

    def _audit(self, db_session: Session, actor: str, what: str, task: Task, **details: str) -> None:
        told = {"number": task.number, "status": task.status, **details}
        audit.record(db_session, actor, what, "task", task.id, told, at=self._clock.now())


def _step(task: Task, status: str) -> None:
    require_transition(task.status, status)
    task.status = status


def _leave_place(db_session: Session, task: Task) -> None:
    db_session.execute(delete(CallPlace).where(CallPlace.task_id == task.id))
