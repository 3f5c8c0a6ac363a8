"""What one account sees of the tasks: every query is cut to its reach, and every look at a person is audited."""

from __future__ import annotations

from typing import Literal, get_args

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.callbacks.on_call import on_call_for, takes_over
from bot.callbacks.rules import CallbackRules, shipped_rules
from bot.cases import audit
from bot.cases.models import Task
from bot.cases.part2 import record_consent, record_without_part2, without_part2
from bot.cases.reach import Reach, reach_of, within_reach
from bot.cases.task_life import TaskChange, changes_since
from bot.cases.task_queries import QueueFilter, queue_of, tasks_to_show
from bot.cases.task_view import TaskRecord, TaskView, task_record, task_view
from bot.clock import Clock
from bot.db import Database
from bot.errors import InvalidInput, NotFound
from bot.privacy.encryption import Vault

Why = Literal["before_claiming", "person_contacted_us", "covering", "supervision", "safety"]
REASONS: tuple[Why, ...] = get_args(Why)
"""Why somebody opens the record of a person whose task they do not have; codes, never free words."""
OWN = "own_task"


class Caseload:
    def __init__(self, database: Database, vault: Vault, clock: Clock, rules: CallbackRules | None = None) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._rules = rules or shipped_rules()

    def queue(self, account_id: str, filters: QueueFilter | None = None) -> list[TaskView]:
        """The account's tasks and nobody's in its area, without personal data, most pressing first."""
        with self._database.read() as db_session:
            reach = reach_of(db_session, account_id)
            rows = db_session.scalars(queue_of(filters or QueueFilter()).where(within_reach(reach)))
            return [_seen(task_view(row), reach) for row in rows]

    def history(self, account_id: str, number: int, since_version: int = 0) -> tuple[TaskChange, ...]:
        """What was done to a task, by whom and when, oldest first. Raises NotFound as `get`."""
        with self._database.read() as db_session:
            task = self._within(db_session, reach_of(db_session, account_id), number)
            return changes_since(db_session, task.id, since_version)

    def get(self, account_id: str, number: int) -> TaskView:
        """One task, without personal data. Raises NotFound, also for a task out of the account's reach.

        Within it for whoever is on call is what is urgent and not accepted, so that it can be looked at before it is taken.
        """
        with self._database.read() as db_session:
            reach = reach_of(db_session, account_id)
            return _seen(task_view(self._within(db_session, reach, number)), reach)

    def may_take(self, account_id: str, number: int) -> bool:
        """True where the account, being on call, may take an urgent task from whoever was given it."""
        now = self._clock.now()
        with self._database.read() as db_session:
            reach = reach_of(db_session, account_id)
            task = db_session.scalar(select(Task).where(Task.number == number, takes_over(reach, now)))
            return task is not None and account_id in on_call_for(db_session, task, self._rules.assign, now)

    def open_record(self, account_id: str, number: int, why: str | None = None) -> TaskRecord:
        """The task with its person in clear. Who looked, when and why is audited.

        `why`: one of REASONS, needed unless the task is the account's own. Raises NotFound as `get`, and
        InvalidInput (`why_needed`).
        """
        with self._database.write() as db_session:
            reach = reach_of(db_session, account_id)
            row = self._within(db_session, reach, number)
            own = row.assignee_id == account_id
            if not own and why not in REASONS:
                raise InvalidInput("say why this record is opened", code="why_needed")
            audit.record(
                db_session, audit.by_account(account_id), "person.viewed", "person", row.case.person_id,
                {"task": row.number, "why": OWN if own else why}, at=self._clock.now(),
            )  # fmt: skip
            record = task_record(db_session, self._vault, row)
            return record if reach.sees_part2 else record_without_part2(record, account_id)

    def record_part2_consent(self, account_id: str, number: int, granted: bool) -> None:
        """Note that the person signed, or took back, the form that lets substance-use facts leave.

        Only on the account's own task and with leave to see such facts. Raises NotFound otherwise.
        """
        with self._database.write() as db_session:
            reach = reach_of(db_session, account_id)
            row = self._within(db_session, reach, number)
            if row.assignee_id != account_id or not reach.sees_part2:
                raise NotFound("not on this account's own task and by its leave", code="task_unknown")
            record_consent(
                db_session, row.case.person_id, granted, account_id=account_id, language=row.language,
                at=self._clock.now(),
            )  # fmt: skip

    def _within(self, db_session: Session, reach: Reach, number: int) -> Task:
        within = or_(within_reach(reach), takes_over(reach, self._clock.now()))
        row = db_session.scalar(tasks_to_show().where(Task.number == number, within))
        if row is None:
            raise NotFound("no such task for this account", code="task_unknown")
        return row


def _seen(task: TaskView, reach: Reach) -> TaskView:
    return task if reach.sees_part2 else without_part2(task)
