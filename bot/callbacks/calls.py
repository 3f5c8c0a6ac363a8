"""Calls from the console: who may be rung for a task, one at a time, and how far each call got."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.callbacks.call_models import BridgedCall
from bot.callbacks.may_call import Callee, CallRules
from bot.callbacks.staff_models import RegisteredPhone
from bot.cases import audit
from bot.cases.keeping import insert_unless_there
from bot.cases.models import Case, Person, Task
from bot.cases.reach import reach_of
from bot.clock import LOS_ANGELES, Clock
from bot.db import Database, new_id
from bot.errors import Conflict, NotFound
from bot.i18n import Language
from bot.messaging.reassigned import SAFE_FOR, Holder, NumberCheck
from bot.messaging.voice import VoiceLine
from bot.privacy.encryption import Vault

_SHOWN = 5


@dataclass(frozen=True)
class CallView:
    """A call as its CHW sees it. `step`: ringing_you, ringing_them, talking or over."""

    id: str
    account_id: str
    step: str
    outcome: str | None
    seconds: int | None
    began_at: datetime
    recorded: str | None
    """The outcome of the attempt that was recorded of it."""
    to_confirm: bool
    """True while somebody answered, and their CHW has not said who."""


@dataclass(frozen=True)
class CallChoice:
    """What a task's page offers: the calls so far, newest first, and why another cannot be made now (a code)."""

    calls: tuple[CallView, ...]
    refusal: str | None
    silent: bool
    """True where there is no telephone line, and a call rings nobody."""

    @property
    def running(self) -> CallView | None:
        """The call that is under way."""
        return next((call for call in self.calls if call.step != "over"), None)


class Calls:
    """`line` None: there is no number to call from. `idle`: silence after which `number_check` is asked first.

    `number_gone`: told of a person whose number turned out to be somebody else's.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        rules: CallRules,
        line: VoiceLine | None,
        number_check: NumberCheck,
        number_gone: Callable[[str], None],
        idle: timedelta,
    ) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules
        self._line = line
        self._vault = vault
        self._number_check = number_check
        self._number_gone = number_gone
        self._idle = idle

    def choice(self, account_id: str, number: int) -> CallChoice:
        """What can be done about calling on task `number`. Raises NotFound for no such task."""
        with self._database.read() as db_session:
            task = _task(db_session, number)
            newest = select(BridgedCall).where(BridgedCall.task_id == task.id).order_by(BridgedCall.created_at.desc())
            calls = tuple(_view(task, row) for row in db_session.scalars(newest.limit(_SHOWN)))
            return CallChoice(
                calls, self._refusal(db_session, task, account_id), self._line is not None and not self._line.rings
            )

    def begin(self, account_id: str, number: int, language: Language) -> CallView:
        """Ring the account's phone for its task; the person's follows once 1 is pressed there.

        `language`: what the account is spoken to in. Raises Conflict with a code of bot/callbacks/may_call.py, or
        call_not_yours, call_no_line, call_no_phone, call_running, call_person_busy, call_not_checked or call_not_placed; NotFound.
        """
        with self._database.read() as db_session:
            task = _task(db_session, number)
            self._require(db_session, task, account_id)
            callee = self._rules.callee(db_session, task)
            person = db_session.get_one(Person, callee.person_id)
            heard, checked = person.last_inbound_at or person.created_at, person.number_checked_at
        self._check_number(callee, heard, checked)
        call_id, now = new_id(), self._clock.now()
        with self._database.write() as db_session:
            locked = select(Task).where(Task.number == number).with_for_update(of=Task)
            task = db_session.scalars(locked).one()
            # Held too, so that two tasks of one person are not called for at the same moment.
            db_session.get(Person, callee.person_id, with_for_update=True)
            self._require(db_session, task, account_id)
            phone = self._phone_of(db_session, account_id)
            values = {
                "id": call_id, "task_id": task.id, "account_id": account_id, "language": language, "created_at": now,
                "updated_at": now,
            }  # fmt: skip
            if phone is None or not insert_unless_there(db_session, BridgedCall, values):
                raise Conflict("a call is under way", code="call_running")
            _audit(db_session, "call.begun", task, account_id, now, call=call_id)
        assert self._line is not None
        rung = self._line.ring(phone, call_id)
        with self._database.write() as db_session:
            task = db_session.scalars(locked.execution_options(populate_existing=True)).one()
            call = db_session.get_one(BridgedCall, call_id, with_for_update=True)
            call.staff_sid = call.staff_sid or rung.sid
            if rung.sid is None or not self._line.rings:
                call.outcome = "failed" if rung.sid is None else "simulated"
                call.error_code = (rung.error_code or "")[:24] or None
                call.ended_at = call.decided_at = call.confirmed_at = now
                _audit(db_session, "call.ended", task, account_id, now, call=call_id, outcome=call.outcome)
            view = _view(task, call)
        if rung.sid is None:
            raise Conflict("the call could not be placed", code="call_not_placed")
        return view

    def _require(self, db_session: Session, task: Task, account_id: str) -> None:
        if refusal := self._refusal(db_session, task, account_id):
            raise Conflict("no call can be made now", code=refusal)

    def _refusal(self, db_session: Session, task: Task, account_id: str) -> str | None:
        if task.assignee_id != reach_of(db_session, account_id).account_id:
            return "call_not_yours"
        if refusal := self._rules.why_not(db_session, task):
            return refusal
        if self._line is None:
            return "call_no_line"
        if self._phone_of(db_session, account_id) is None:
            return "call_no_phone"
        of_person = select(Task.id).join(Case, Task.case_id == Case.id).where(Case.person_id == task.case.person_id)
        # In one statement: a call begun between two would look like somebody else's.
        running = db_session.execute(
            select(BridgedCall.task_id, BridgedCall.account_id).where(
                BridgedCall.ended_at.is_(None),
                BridgedCall.task_id.in_(of_person) | (BridgedCall.account_id == account_id),
            )
        ).all()
        if any(call.task_id == task.id or call.account_id == account_id for call in running):
            return "call_running"
        return "call_person_busy" if running else None

    def _phone_of(self, db_session: Session, account_id: str) -> str | None:
        """The phone the account registered and proved, E.164."""
        row = db_session.get(RegisteredPhone, account_id)
        if row is None or row.verified_at is None:
            return None
        return self._vault.open(row.number_sealed, f"registered_phone.number:{account_id}")

    def _check_number(self, callee: Callee, heard: datetime, checked: datetime | None) -> None:
        """A number that was silent for long is looked up before it is dialled. Raises Conflict."""
        now = self._clock.now()
        if now - heard < self._idle or (checked is not None and now - checked < SAFE_FOR):
            return
        holder = self._number_check.holder(callee.number, heard.astimezone(LOS_ANGELES).date())
        if holder is Holder.SOMEBODY_ELSE:
            if callee.texts_from_it:
                self._number_gone(callee.person_id)
            raise Conflict("the number is somebody else's", code="call_number_gone")
        if holder is Holder.NO_ANSWER:
            raise Conflict("whose number it is could not be looked up", code="call_not_checked")


def _task(db_session: Session, number: int) -> Task:
    task = db_session.scalar(select(Task).where(Task.number == number))
    if task is None:
        raise NotFound("no such task", code="task_unknown")
    return task


def _view(task: Task, call: BridgedCall) -> CallView:
    attempt = next((each for each in task.attempts if each.id == call.attempt_id), None)
    step = "ringing_you"
    if call.ended_at is not None:
        step = "over"
    elif call.person_status in ("in-progress", "answered"):
        step = "talking"
    elif call.dialled_at is not None:
        step = "ringing_them"
    return CallView(
        call.id, call.account_id, step, call.outcome, call.seconds, call.created_at,
        attempt.outcome if attempt else None, call.attempt_id is not None and call.confirmed_at is None,
    )  # fmt: skip


def _audit(db_session: Session, what: str, task: Task, account_id: str, at: datetime, **details: str) -> None:
    told = {"number": task.number, "status": task.status, **details}
    audit.record(db_session, audit.by_account(account_id), what, "task", task.id, told, at=at)
