"""Tasks: what CHWs must do, opened, looked up, and changed by the person's own texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.callbacks.next_try import UNREACHED
from bot.callbacks.notices import Notices
from bot.callbacks.places import Places
from bot.callbacks.rules import CallbackRules, shipped_rules
from bot.callbacks.texts import CallTexts
from bot.cases import audit
from bot.cases.keeping import next_number
from bot.cases.models import Account, Case, Person, Task
from bot.cases.store import Cases
from bot.cases.task_life import note, step
from bot.cases.task_queries import PRIORITIES, QueueFilter, open_tasks_of, queue_of, tasks_to_show
from bot.cases.task_view import TaskView, task_view
from bot.clock import Clock
from bot.db import Database, new_id
from bot.errors import InvalidInput, NotFound
from bot.needs.taxonomy import in_order
from bot.privacy.encryption import Vault

KINDS = frozenset({"callback", "crisis", "follow_up"})
_LONGEST_NOTE = 2000
_REOPENED_WITHIN = timedelta(days=90)


class Tasks:
    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        rules: CallbackRules | None = None,
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._cases = Cases(database, vault, clock)
        self._texts = CallTexts(vault, clock)
        rules = rules or shipped_rules()
        self._notices = Notices(clock, rules)
        self._places = Places(clock, rules)

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
                told = {"number": known.number, "status": known.status}
                audit.record(db_session, actor, "task.repeated", "task", known.id, told, at=self._clock.now())
                return task_view(known)
            made = self.add_in(
                db_session, self._cases.open_case_in(db_session, person_id), kind, needs=needs, language=language,
                spa=spa, zip=zip, priority=priority, reason=reason, window=window, actor=actor,
            )  # fmt: skip
            if kind == "crisis":
                self._notices.urgent(db_session, made)
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
        note(db_session, made, actor, "task.created", now)
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

    def reopen_unreached(self, person_id: str) -> TaskView | None:
        """The person wrote: a callback closed because nobody reached them is taken up again, as a new task.

        It goes to the CHW who had it, while they still work here. None where the last callback ended otherwise, is
        open, or was closed long ago.
        """
        last = select(Task).join(Case, Task.case_id == Case.id).where(
            Case.person_id == person_id, Task.kind == "callback"
        ).order_by(Task.number.desc()).limit(1)  # fmt: skip
        with self._database.read() as db_session:
            if not self._is_unreached(db_session.scalar(last)):
                return None
        with self._database.write() as db_session:
            person = db_session.get(Person, person_id, with_for_update=True)
            closed = db_session.scalar(last)
            if person is None or closed is None or not self._is_unreached(closed):
                return None
            made = self.add_in(
                db_session, self._cases.open_case_in(db_session, person_id), "callback", needs=closed.needs,
                language=person.preferred_language, spa=closed.spa, zip=closed.zip, priority="urgent",
                reason=None, window=None, actor=audit.PERSON,
            )  # fmt: skip
            made.reopens, made.agency = closed.number, closed.agency
            note(db_session, made, audit.PERSON, "task.reopened", self._clock.now(), reopens=closed.number)
            had = db_session.get(Account, closed.assignee_id) if closed.assignee_id else None
            if had is not None and had.active:
                self._places.assign(db_session, made, had.id, ["known"])
                db_session.refresh(made, ["assignee"])
            return task_view(made)

    def _is_unreached(self, task: Task | None) -> bool:
        if task is None or task.status != "failed" or task.status_reason != UNREACHED:
            return False
        return self._clock.now() - task.updated_at <= _REOPENED_WITHIN and task.case.status != "paused"

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
                self._places.give_back(db_session, task)
                self._texts.withdraw(db_session, task.id)
                task.disposition = "person_cancelled"
                step(db_session, task, "cancelled", actor, self._clock.now(), "task.cancelled")
            return len(found)

    def _numbered(self, db_session: Session, number: int) -> Task:
        row = db_session.scalar(tasks_to_show().where(Task.number == number))
        if row is None:
            raise NotFound("no such task", code="task_unknown")
        return row
