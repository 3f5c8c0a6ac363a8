"""Attempts: one try at contact, what it yielded, and what follows from that."""

from __future__ import annotations

from collections.abc import Sequence

from bot.callbacks.call_models import BridgedCall, unconfirmed_call
from bot.callbacks.counting import tally_call
from bot.callbacks.dispositions import status_of
from bot.callbacks.hours import CallbackHours
from bot.callbacks.next_try import UNREACHED, NextTry
from bot.callbacks.places import Places
from bot.callbacks.rules import CallbackRules, shipped_rules
from bot.callbacks.task_changes import TaskChanges, session_of
from bot.callbacks.texts import CallTexts
from bot.cases import audit
from bot.cases.models import Attempt, Task
from bot.cases.number_changes import set_aside
from bot.cases.part2 import is_part2
from bot.cases.reach import Reach
from bot.cases.task_life import TaskChange, note, step
from bot.cases.task_status import AFTER_OUTCOME, CLOSED, OPEN, as_outcome
from bot.cases.task_view import TaskView
from bot.clock import Clock
from bot.db import Database, new_id
from bot.errors import InvalidInput, NotFound
from bot.privacy.encryption import Vault
from bot.tally import details

_LONGEST_NOTE = 2000
NOT_REACHED = frozenset({"no_answer", "left_message"})
_DISPOSITION = {"reached": "resolved", "wrong_number": "wrong_number", "declined": "declined"}
"""Of a task that an attempt closes, where the CHW says no other."""


class Attempts:
    """`hours`: the county's, for tries that no CHW's own hours are known for."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        hours: CallbackHours | None = None,
        rules: CallbackRules | None = None,
    ) -> None:
        self._vault = vault
        self._clock = clock
        rules = rules or shipped_rules()
        texts = CallTexts(vault, clock)
        self._changes = TaskChanges(database, clock, Places(clock, rules), texts)
        self._next_try = NextTry(clock, rules, hours or CallbackHours(), texts)

    def record(
        self,
        task_id: str,
        account_id: str,
        outcome: str,
        words: str | None,
        expected_version: int,
        *,
        part2: bool = False,
        disposition: str | None = None,
        keep_open: bool = False,
    ) -> TaskView:
        """One try at contact on a claimed task; the outcome moves its status.

        `words`, a note, are sealed and cut at 2000 characters. `part2` restricts it as bot/cases/part2.py says; where
        substance use is a need of the case it is restricted anyway. A person who was reached closes the task, as
        `disposition` says or as resolved, unless the CHW will `keep_open` what is still to be done in it. Raises as
        `TaskChanges.make`, and InvalidInput.
        """
        then = AFTER_OUTCOME[as_outcome(outcome)]
        if disposition is not None:
            if outcome != "reached" or keep_open:
                raise InvalidInput(
                    "only a call that reached somebody is closed in words of one's own", code="bad_disposition"
                )
            then = status_of(disposition)
        if outcome == "reached" and keep_open:
            then = "in-progress"

        def change(task: Task, _: Reach) -> None:
            db_session = session_of(task)
            call = unconfirmed_call(db_session, task.id, account_id)
            if call is None:
                self._try_made(task, account_id, outcome, then, words, part2)
            else:
                attempt = db_session.get_one(Attempt, call.attempt_id)
                call.confirmed_at, attempt.outcome = self._clock.now(), outcome
                self._write_note(task, attempt, words, part2)
                if outcome == "reached":
                    self._tally_reached(task, attempt)
                self._follow(task, outcome, then, account_id)
            if disposition:
                task.disposition = disposition

        return self._changes.make(
            task_id, account_id, expected_version, "task.attempted", change, foreseen=_was_answered, outcome=outcome
        )

    def attempt_by_call(self, task: Task, call: BridgedCall, outcome: str) -> None:
        """What a bridged call came to, as an attempt; inside the caller's transaction, which holds the task's row.

        Of somebody who answered only their own CHW can say who it was: until `record` the task is in progress, and a
        machine heard of late still makes it no answer. A task closed meanwhile keeps its status.
        """
        then = "in-progress" if task.status in OPEN else None
        if call.attempt_id is None:
            call.attempt_id = self._try_made(task, call.account_id, outcome, then, None, False, call=call.id).id
        else:
            session_of(task).get_one(Attempt, call.attempt_id).outcome = outcome
            self._follow(task, outcome, then, call.account_id, call=call.id)
        self._changes.clear(task)
        if outcome != "reached":
            call.confirmed_at = self._clock.now()
        told = {"outcome": outcome, "call": call.id}
        note(session_of(task), task, audit.by_account(call.account_id), "task.attempted", self._clock.now(), **told)

    def correct_call(
        self, task_id: str, account_id: str, call_id: str, outcome: str, words: str | None, expected_version: int
    ) -> TaskView:
        """The CHW says what a call of theirs really came to. Raises as `record`, and NotFound for another call."""
        then = AFTER_OUTCOME[as_outcome(outcome)]

        def change(task: Task, _: Reach) -> None:
            db_session = session_of(task)
            call = db_session.get(BridgedCall, call_id, with_for_update=True)
            if call is None or (call.task_id, call.account_id) != (task.id, account_id) or call.attempt_id is None:
                raise NotFound("no such call of this account", code="call_unknown")
            attempt = db_session.get_one(Attempt, call.attempt_id)
            before, attempt.outcome = attempt.outcome, outcome
            call.confirmed_at = self._clock.now()
            if (words or "").strip():
                self._write_note(task, attempt, words, attempt.part2)
            if outcome == "reached" and before != outcome:
                self._tally_reached(task, attempt)
            if {before, outcome} - NOT_REACHED:
                self._follow(task, outcome, then, account_id)

        return self._changes.make(task_id, account_id, expected_version, "task.corrected", change, outcome=outcome)

    def _try_made(
        self,
        task: Task,
        account_id: str,
        outcome: str,
        then: str | None,
        words: str | None,
        part2: bool,
        **call: str,
    ) -> Attempt:
        """A new attempt. By a `call`: whom it reached is still to be said."""
        attempt = Attempt(id=new_id(), account_id=account_id, at=self._clock.now(), outcome=outcome)
        self._tally_attempt(task)
        if outcome == "reached" and not call:
            self._tally_reached(task, attempt)
        self._write_note(task, attempt, words, part2)
        task.attempts.append(attempt)
        self._follow(task, outcome, then, account_id, **call)
        session_of(task).flush()
        return attempt

    def _follow(self, task: Task, outcome: str, then: str | None, account_id: str, **call: str) -> None:
        """What an outcome leads to; nothing where the task was closed before it was known."""
        if then is None:
            return
        db_session, actor, now = session_of(task), audit.by_account(account_id), self._clock.now()
        accepted = ("accepted",) if task.status == "received" else ()
        for status in (*accepted, "in-progress", then):
            if task.status != status:
                step(db_session, task, status, actor, now, **call)
        if then in CLOSED:
            task.disposition = _DISPOSITION.get(outcome)
        if outcome == "wrong_number":
            task.status_reason = outcome
        if outcome in NOT_REACHED and task.kind == "callback":
            if not self._next_try.after_no_answer(db_session, task):
                step(db_session, task, "failed", actor, now)
                task.status_reason = task.disposition = UNREACHED
                tally_call(db_session, task, "callbacks_unreached", now)
        person = task.case.person
        if outcome == "wrong_number" and person.number_link in ("here", "shared"):
            # Nothing is begun with whoever has the number; should the person write from it, they can say so.
            set_aside(db_session, person, "unsure", now)

    def _write_note(self, task: Task, attempt: Attempt, words: str | None, part2: bool) -> None:
        if kept := (words or "").strip()[:_LONGEST_NOTE]:
            attempt.note_sealed = self._vault.seal(kept, f"attempt.note:{attempt.id}")
        stated = {*task.needs, *(need.code for need in task.case.needs)}
        attempt.part2 = part2 or is_part2(stated)

    def _tally_attempt(self, task: Task) -> None:
        """Each callback counts once as attempted, and its first try keeps the promise of its window or not."""
        if task.kind != "callback" or task.attempts:
            return
        db_session, now = session_of(task), self._clock.now()
        tally_call(db_session, task, "callbacks_attempted", now)
        if task.window_start and task.window_end:
            on_time = task.window_start <= now < task.window_end
            tally_call(db_session, task, "call_promises", now, "kept" if on_time else "missed")

    def _tally_reached(self, task: Task, attempt: Attempt) -> None:
        """And once as reached."""
        if task.kind != "callback" or any(each.outcome == "reached" for each in task.attempts if each is not attempt):
            return
        now = self._clock.now()
        tally_call(session_of(task), task, "callbacks_reached", now, details.CONTACT.label(now - task.created_at))


def _was_answered(changes: Sequence[TaskChange]) -> bool:
    """True where nothing was done to a task but that somebody answered a call: the form about it was open already."""
    return all(each.details.get("call") and each.details.get("outcome") in (None, "reached") for each in changes)
