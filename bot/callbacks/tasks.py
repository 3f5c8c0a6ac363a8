"""Tasks: the queue of what CHWs must do, and every change to it, guarded by version and audited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, object_session

from bot.callbacks.call_models import BridgedCall, unconfirmed_call
from bot.callbacks.hours import CallbackHours
from bot.callbacks.next_try import UNREACHED, NextTry
from bot.callbacks.places import Places
from bot.callbacks.rules import CallbackRules, shipped_rules
from bot.callbacks.texts import SET, CallTexts
from bot.cases import audit
from bot.cases.keeping import next_number
from bot.cases.models import Account, Attempt, Case, Person, Task
from bot.cases.number_changes import set_aside
from bot.cases.part2 import is_part2, without_part2
from bot.cases.reach import Reach, reach_of, within_area
from bot.cases.store import Cases
from bot.cases.task_queries import PRIORITIES, QueueFilter, open_tasks_of, queue_of, tasks_to_show
from bot.cases.task_status import AFTER_OUTCOME, CLOSED, OPEN, as_outcome, require_transition
from bot.cases.task_view import TaskView, task_view
from bot.clock import Clock
from bot.db import Database, new_id
from bot.errors import Conflict, InvalidInput, NotFound
from bot.needs.taxonomy import in_order
from bot.privacy.encryption import Vault
from bot.tally import tally

KINDS = frozenset({"callback", "crisis", "follow_up"})
_LONGEST_NOTE = 2000
_REOPENED_WITHIN = timedelta(days=90)
_NOT_REACHED = frozenset({"no_answer", "left_message"})
HANDOVERS = ("workload", "language", "area", "speciality", "leave", "person_asked", "other")
"""Why a task goes from one CHW to another; codes, never free words."""


class Tasks:
    """`hours`: the county's, for tries that no CHW's own hours are known for."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        hours: CallbackHours | None = None,
        rules: CallbackRules | None = None,
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._cases = Cases(database, vault, clock)
        rules = rules or shipped_rules()
        self._texts = CallTexts(vault, clock)
        self._places = Places(clock, rules)
        self._next_try = NextTry(clock, rules, hours or CallbackHours(), self._texts)

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
            db_session = _session_of(task)
            call = unconfirmed_call(db_session, task.id, account_id)
            if call is None:
                self._try_made(task, account_id, outcome, then, note, part2)
                return
            attempt = db_session.get_one(Attempt, call.attempt_id)
            call.confirmed_at, attempt.outcome = self._clock.now(), outcome
            self._write_note(task, attempt, note, part2)
            if outcome == "reached":
                self._tally_reached(task, attempt)
            self._follow(task, outcome, then, account_id)

        return self._change(task_id, account_id, expected_version, "task.attempted", change, outcome=outcome)

    def attempt_by_call(self, task: Task, call: BridgedCall, outcome: str) -> None:
        """What a bridged call came to, as an attempt; inside the caller's transaction, which holds the task's row.

        Of somebody who answered only their own CHW can say who it was: until `record_attempt` the task is in progress,
        and a machine heard of late still makes it no answer. A task closed meanwhile keeps its status.
        """
        then = "in-progress" if task.status in OPEN else None
        if call.attempt_id is None:
            call.attempt_id = self._try_made(task, call.account_id, outcome, then, None, False, known=False).id
        else:
            _session_of(task).get_one(Attempt, call.attempt_id).outcome = outcome
            self._follow(task, outcome, then, call.account_id)
        if outcome != "reached":
            call.confirmed_at = self._clock.now()
        told = {"outcome": outcome, "call": call.id}
        self._audit(_session_of(task), audit.by_account(call.account_id), "task.attempted", task, **told)

    def correct_call(
        self, task_id: str, account_id: str, call_id: str, outcome: str, note: str | None, expected_version: int
    ) -> TaskView:
        """The CHW says what a call of theirs really came to. Raises as `record_attempt`, and NotFound for another call."""
        then = AFTER_OUTCOME[as_outcome(outcome)]

        def change(task: Task, _: Reach) -> None:
            db_session = _session_of(task)
            call = db_session.get(BridgedCall, call_id, with_for_update=True)
            if call is None or (call.task_id, call.account_id) != (task.id, account_id) or call.attempt_id is None:
                raise NotFound("no such call of this account", code="call_unknown")
            attempt = db_session.get_one(Attempt, call.attempt_id)
            before, attempt.outcome = attempt.outcome, outcome
            call.confirmed_at = self._clock.now()
            if (note or "").strip():
                self._write_note(task, attempt, note, attempt.part2)
            if outcome == "reached" and before != outcome:
                self._tally_reached(task, attempt)
            if {before, outcome} - _NOT_REACHED:
                self._follow(task, outcome, then, account_id)

        return self._change(task_id, account_id, expected_version, "task.corrected", change, outcome=outcome)

    def _try_made(
        self,
        task: Task,
        account_id: str,
        outcome: str,
        then: str | None,
        note: str | None,
        part2: bool,
        *,
        known: bool = True,
    ) -> Attempt:
        """A new attempt. Not `known`: whom it reached is still to be said."""
        attempt = Attempt(id=new_id(), account_id=account_id, at=self._clock.now(), outcome=outcome)
        self._tally_attempt(task)
        if outcome == "reached" and known:
            self._tally_reached(task, attempt)
        self._write_note(task, attempt, note, part2)
        task.attempts.append(attempt)
        self._follow(task, outcome, then, account_id)
        _session_of(task).flush()
        return attempt

    def _follow(self, task: Task, outcome: str, then: str | None, account_id: str) -> None:
        """What an outcome leads to; nothing where the task was closed before it was known."""
        if then is None:
            return
        db_session, actor = _session_of(task), audit.by_account(account_id)
        accepted = ("accepted",) if task.status == "received" else ()
        for status in (*accepted, "in-progress", then):
            self._pass_to(db_session, task, status, actor)
        if outcome == "wrong_number":
            task.status_reason = outcome
        if outcome in _NOT_REACHED and task.kind == "callback":
            if not self._next_try.after_no_answer(db_session, task):
                self._pass_to(db_session, task, "failed", actor)
                task.status_reason = UNREACHED
        person = task.case.person
        if outcome == "wrong_number" and person.number_link in ("here", "shared"):
            # Nothing is begun with whoever has the number; should the person write from it, they can say so.
            set_aside(db_session, person, "unsure", self._clock.now())

    def _write_note(self, task: Task, attempt: Attempt, note: str | None, part2: bool) -> None:
        if words := (note or "").strip()[:_LONGEST_NOTE]:
            attempt.note_sealed = self._vault.seal(words, f"attempt.note:{attempt.id}")
        stated = {*task.needs, *(need.code for need in task.case.needs)}
        attempt.part2 = part2 or is_part2(stated)

    def _tally_attempt(self, task: Task) -> None:
        """Each callback counts once as attempted and as on time, when it first is."""
        now = self._clock.now()
        on_time = bool(task.window_start and task.window_end and task.window_start <= now < task.window_end)
        if not task.attempts:
            for measure in ("callbacks_attempted", *(("callbacks_on_time",) if on_time else ())):
                self._tally(task, measure)

    def _tally_reached(self, task: Task, attempt: Attempt) -> None:
        """And once as reached."""
        if all(each.outcome != "reached" for each in task.attempts if each is not attempt):
            self._tally(task, "callbacks_reached")

    def _tally(self, task: Task, measure: str) -> None:
        if task.kind == "callback":
            channel = task.case.person.channel
            now = self._clock.now()
            tally(_session_of(task), measure, now, language=task.language, channel=channel, spa=task.spa)

    def reassign(
        self, task_id: str, account_id: str, to_account_id: str, reason: str, expected_version: int
    ) -> TaskView:
        """Give a task to another CHW: done by who has it, or by an administrator. `reason`: one of HANDOVERS.

        The window stands; where the other CHW has a place free in it, they are given it. Raises Conflict (stale, not
        the account's), InvalidInput for another reason, and NotFound for a task or a CHW there is not.
        """
        if reason not in HANDOVERS:
            raise InvalidInput(f"a task is handed over for: {', '.join(HANDOVERS)}", code="bad_reason")

        def change(task: Task, reach: Reach) -> None:
            db_session, actor = _session_of(task), audit.by_account(account_id)
            if reach.role != "admin" and task.assignee_id != account_id:
                raise Conflict("the task is not this account's", code="task_not_yours")
            other = db_session.get(Account, to_account_id)
            if other is None or not other.active or other.role != "chw":
                raise NotFound("no such CHW", code="chw_unknown")
            place = self._places.place_with(db_session, task, to_account_id)
            self._places.assign(db_session, task, to_account_id, [f"handed_over:{reason}"], actor)
            self._places.take(db_session, task, place, actor)
            task.agency = other.agency or task.agency

        return self._change(task_id, account_id, expected_version, "task.reassigned", change, own=False, reason=reason)

    def reschedule(
        self, task_id: str, account_id: str, start: datetime, end: datetime, expected_version: int
    ) -> TaskView:
        """A CHW sets the window of their callback, and the person is told. Raises as `move`, and InvalidInput."""
        if start.tzinfo is None or end.tzinfo is None or end <= start or end <= self._clock.now():
            raise InvalidInput("a callback window is aware, not empty and not over", code="bad_window")

        def change(task: Task, _: Reach) -> None:
            db_session, now = _session_of(task), self._clock.now()
            if task.kind != "callback" or task.status in CLOSED:
                raise Conflict("only an open callback has a window", code="transition_forbidden")
            task.window_start, task.window_end, task.promised_at = start, end, now
            place = self._places.place_with(db_session, task, account_id)
            self._places.take(db_session, task, place)
            self._texts.withdraw(db_session, task.id)
            self._texts.tell(db_session, task, SET, now)

        return self._change(task_id, account_id, expected_version, "task.rescheduled", change)

    def reopen_unreached(self, person_id: str) -> TaskView | None:
        """The person wrote: a callback closed because nobody reached them is taken up again, as a new task.

        None where their last callback ended otherwise, is open, or was closed long ago.
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
            self._audit(db_session, audit.PERSON, "task.reopened", made, reopens=str(closed.number))
            db_session.flush()
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
                _step(task, "cancelled")
                task.updated_at = self._clock.now()
                self._places.give_back(db_session, task)
                self._texts.withdraw(db_session, task.id)
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
            if task.case.status == "paused" and task.status == "on-hold":
                raise Conflict("the case is paused: resume it first", code="case_paused")
            before = task.status
            change(task, reach)
            task.updated_at = self._clock.now()
            if task.status in CLOSED or task.assignee_id is None:
                self._places.give_back(db_session, task)
            if task.status in CLOSED and task.status_reason != UNREACHED:
                self._texts.withdraw(db_session, task.id)
            db_session.flush()
            db_session.refresh(task, ["assignee"])
            self._audit(db_session, audit.by_account(account_id), what, task, before=before, **details)
            return task_view(task) if reach.sees_part2 else without_part2(task_view(task))

    def _pass_to(self, db_session: Session, task: Task, status: str, actor: str) -> None:
        """One step of a change that may take several; each is audited."""
        if task.status == status:
            return
        before = task.status
        _step(task, status)
        self._audit(db_session, actor, "task.moved", task, before=before)

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


def _session_of(task: Task) -> Session:
    db_session = object_session(task)
    assert db_session is not None
    return db_session
