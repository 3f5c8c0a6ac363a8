"""What a telephone line reports of a call, in any order and as often as it likes, and the one attempt that becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.callbacks.attempts import Attempts
from bot.callbacks.call_models import BridgedCall
from bot.callbacks.may_call import CallRules
from bot.cases import audit
from bot.cases.models import Task
from bot.clock import Clock
from bot.db import Database
from bot.errors import NotFound, Unavailable
from bot.i18n import Language, as_language
from bot.messaging.voice import OVER, Leg, VoiceLine, moves_on

PRESSED = "1"
_MACHINES = ("machine", "fax")
_NOT_REACHED = {"busy": "busy", "no-answer": "no_answer", "failed": "failed", "canceled": "hung_up"}
_ATTEMPTS = {"answered": "reached", "machine": "no_answer", "busy": "no_answer", "no_answer": "no_answer"}
"""What counts as a try at contact. Who never was rung, or whose CHW hung up first, was not tried."""
_SILENT = timedelta(minutes=3)
"""After so long without news of a call the line is asked."""
_NEVER_HEARD_OF = timedelta(minutes=10)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class StaffLeg:
    """The CHW answered: what they may be told. `voicemail`: a message may be left."""

    task_number: int
    language: Language
    voicemail: bool


@dataclass(frozen=True)
class PersonLeg:
    """Whom to dial, from which number of ours; E.164 and in clear, never log it."""

    number: str
    caller: str


class CallProgress:
    def __init__(
        self, database: Database, clock: Clock, attempts: Attempts, rules: CallRules, line: VoiceLine | None
    ) -> None:
        self._database = database
        self._clock = clock
        self._attempts = attempts
        self._rules = rules
        self._line = line

    def staff_answered(self, call_id: str, sid: str) -> StaffLeg | None:
        """The CHW's leg was answered, by them or a machine; None once there is nothing to say. Raises NotFound."""
        with self._held(call_id, sid) as (db_session, task, call):
            if call.decided_at is not None or self._rules.why_not(db_session, task):
                return None
            voicemail = self._rules.callee(db_session, task).voicemail
            return StaffLeg(task.number, as_language(call.language), voicemail)

    def key_pressed(self, call_id: str, sid: str, digits: str) -> PersonLeg | None:
        """What was pressed on the CHW's leg: 1 dials the person, if they may still be called; anything else ends it.

        A repeat before the person's leg began answers the same; later ones nothing. Raises NotFound.
        """
        with self._held(call_id, sid) as (db_session, task, call):
            begun = call.person_status is not None or call.ended_at is not None
            if digits != PRESSED or begun or self._line is None or self._rules.why_not(db_session, task):
                return None
            if call.dialled_at is None:
                call.dialled_at = self._clock.now()
                self._audit(db_session, "call.joined", task, call)
            return PersonLeg(self._rules.callee(db_session, task).number, self._line.number)

    def staff_leg(self, call_id: str, sid: str, status: str) -> None:
        """News of the CHW's leg. Raises NotFound."""
        with self._held(call_id, sid) as (db_session, task, call):
            if moves_on(call.staff_status, status):
                call.staff_status = status
            self._settle(db_session, task, call)

    def person_leg(self, call_id: str, leg: Leg, staff_sid: str | None = None) -> str | None:
        """News of the person's leg: from its own reports, or from the end of the dialling. Raises NotFound.

        `staff_sid`: the leg it was dialled from, where the report says so. What the call came to
        (BridgedCall.outcome), as soon as that is known.
        """
        with self._held(call_id, staff_sid) as (db_session, task, call):
            self._take(call, leg)
            self._settle(db_session, task, call)
            return call.outcome

    def answered_by(self, call_id: str, leg_sid: str, answered_by: str) -> None:
        """Who or what answered. A machine is hung up on, unless the person said that a message may be left.

        Raises NotFound.
        """
        with self._held(call_id, None) as (db_session, task, call):
            self._take(call, Leg(leg_sid, "in-progress", answered_by=answered_by))
            leave = self._rules.callee(db_session, task).voicemail
            over = call.person_status in OVER
            self._settle(db_session, task, call)
        if answered_by.startswith(_MACHINES) and not leave and not over and self._line is not None:
            try:
                self._line.hang_up(leg_sid)
            except Unavailable as error:  # the CHW hears the greeting, and was told to leave no message
                log.warning("call.machine_not_hung_up", code=error.code)

    def find_lost(self) -> int:
        """Ask the line about calls nothing was heard of for some minutes; how many are known to be over now."""
        since = self._clock.now() - _SILENT
        silent = select(BridgedCall.id, BridgedCall.staff_sid).where(
            BridgedCall.decided_at.is_(None), BridgedCall.updated_at <= since
        )
        with self._database.read() as db_session:
            found = db_session.execute(silent).all()
        return sum(self._look(call_id, sid) for call_id, sid in found)

    def _look(self, call_id: str, sid: str | None) -> bool:
        try:
            staff, person = self._line.look(sid) if self._line is not None and sid else (None, None)
        except Unavailable as error:
            log.warning("call.not_looked_up", code=error.code)
            return False
        with self._held(call_id, None) as (db_session, task, call):
            if staff and moves_on(call.staff_status, staff.status):
                call.staff_status = staff.status
            if person:
                self._take(call, person)
            self._settle(db_session, task, call)
            gone = staff is None and self._clock.now() - call.created_at > _NEVER_HEARD_OF
            if call.decided_at is None and (gone or (call.staff_status in OVER and person is None)):
                self._decide(db_session, task, call, "lost")  # 1 was pressed, but no leg to the person came of it
            return call.decided_at is not None

    def _take(self, call: BridgedCall, leg: Leg) -> None:
        call.person_sid = call.person_sid or leg.sid or None
        if moves_on(call.person_status, leg.status):
            call.person_status = leg.status
        if call.seconds is None and leg.seconds is not None and leg.status in OVER:
            call.seconds = leg.seconds
        if leg.answered_by and not (call.answered_by or "").startswith(_MACHINES):
            call.answered_by = leg.answered_by[:24]

    def _settle(self, db_session: Session, task: Task, call: BridgedCall) -> None:
        """Decide what the call came to, as soon as that is known, and record it once."""
        now = self._clock.now()
        call.updated_at = now
        if call.ended_at is None and (call.person_status in OVER or call.staff_status in OVER):
            call.ended_at = now
        outcome = _outcome(call)
        if outcome is not None and outcome != call.outcome and not (call.decided_at and call.confirmed_at):
            self._decide(db_session, task, call, outcome)

    def _decide(self, db_session: Session, task: Task, call: BridgedCall, outcome: str) -> None:
        now = self._clock.now()
        call.outcome, call.decided_at, call.ended_at = outcome, call.decided_at or now, call.ended_at or now
        self._audit(db_session, "call.ended", task, call)
        if outcome in _ATTEMPTS:
            self._attempts.attempt_by_call(task, call, _ATTEMPTS[outcome])
        else:
            call.confirmed_at = now

    @contextmanager
    def _held(self, call_id: str, staff_sid: str | None) -> Iterator[tuple[Session, Task, BridgedCall]]:
        """The call and its task, locked in the order everything else locks them. `staff_sid` must be the call's own."""
        with self._database.write() as db_session:
            task_id = db_session.scalar(select(BridgedCall.task_id).where(BridgedCall.id == call_id))
            known = select(Task).where(Task.id == task_id).with_for_update(of=Task)
            task = db_session.scalars(known).first() if task_id else None
            call = db_session.get(BridgedCall, call_id, with_for_update=True, populate_existing=True)
            if task is None or call is None:
                raise NotFound("no such call", code="call_unknown")
            if staff_sid is not None:
                # The first request may overtake the answer that told us the id.
                call.staff_sid = call.staff_sid or staff_sid
                if call.staff_sid != staff_sid:
                    raise NotFound("another call has this address", code="call_unknown")
            yield db_session, task, call

    def _audit(self, db_session: Session, what: str, task: Task, call: BridgedCall) -> None:
        told = {"number": task.number, "status": task.status, "call": call.id}
        told |= {name: value for name, value in (("outcome", call.outcome), ("seconds", call.seconds)) if value}
        audit.record(db_session, audit.by_account(call.account_id), what, "task", task.id, told, at=self._clock.now())


def _outcome(call: BridgedCall) -> str | None:
    """What a call came to, as far as its legs tell; None while that is open."""
    if call.person_status == "completed":
        return "machine" if (call.answered_by or "").startswith(_MACHINES) else "answered"
    if call.person_status in _NOT_REACHED:
        return _NOT_REACHED[call.person_status]
    if call.staff_status in OVER and call.dialled_at is None:
        return "not_taken"
    return None
