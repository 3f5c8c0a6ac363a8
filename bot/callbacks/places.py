"""Places in CHWs' hours: chosen for a call, taken with the task that needs one, and given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.callbacks.assignment import Wanted
from bot.callbacks.models import CallPlace
from bot.callbacks.notices import Notices
from bot.callbacks.on_call import WHY as ON_CALL
from bot.callbacks.rota import Place, Rota, hold_places, rota_at
from bot.callbacks.rules import CallbackRules
from bot.cases import audit
from bot.cases.models import Attempt, Case, Task
from bot.cases.task_life import step
from bot.clock import Clock

GIVEN_BACK = "given_back"
"""Why a task is in the queue again: its CHW gave it back."""


@dataclass(frozen=True)
class Chosen:
    """What was found. `full`: CHWs fit, but none has a place free; without either nobody's hours are known."""

    place: Place | None
    full: bool = False


class Places:
    """Works inside the caller's transaction, which holds the task's row where there is one."""

    def __init__(self, clock: Clock, rules: CallbackRules) -> None:
        self._clock = clock
        self._rules = rules
        self._notices = Notices(clock, rules)

    def rota(self, db_session: Session) -> Rota:
        """The rota as it stands."""
        return rota_at(db_session, self._rules.assign, self._clock.now())

    def wanted(
        self, db_session: Session, person_id: str, task: Task | None, needs: Sequence[str], language: str,
        spa: int | None,
    ) -> Wanted:  # fmt: skip
        """What the call needs, by what is said now or else by the task, with the CHWs who have dealt with the person."""
        mine = select(Task.id).join(Case, Task.case_id == Case.id).where(Case.person_id == person_id)
        tried = select(Attempt.account_id).where(Attempt.task_id.in_(mine))
        had = select(Task.assignee_id).where(Task.id.in_(mine), Task.assignee_id.is_not(None))
        known = {each for each in (*db_session.scalars(tried), *db_session.scalars(had)) if each}
        return Wanted(
            tuple(needs or (task.needs if task else ())), language, spa or (task.spa if task else None),
            task.agency if task else None, frozenset(known),
        )  # fmt: skip

    def choose(
        self,
        db_session: Session,
        task: Task | None,
        wanted: Wanted,
        start: datetime,
        end: datetime,
        *,
        without: str | None = None,
    ) -> Chosen:
        """A place within `start` to `end` for the call; the task's own place is given back and counts as free.

        Nobody else gets a place until the transaction ends. `without`: an account that is passed over.
        """
        hold_places(db_session)
        if task is not None:
            self.give_back(db_session, task)
        rota = self.rota(db_session)
        if without:
            rota = Rota({k: v for k, v in rota.callers.items() if k != without}, rota.stretches, rota.taken)
        has = task.assignee_id if task else None
        if has and has != without and has not in rota.callers:
            return Chosen(None)  # who has the task keeps no hours here, and arranges their calls themselves
        now, assign = self._clock.now(), self._rules.assign
        if has in rota.callers:
            own = Rota({has: rota.callers[has]}, rota.stretches, rota.taken)
            if place := own.place_for(wanted, assign, start, end, now):
                return Chosen(place)
        place = rota.place_for(wanted, assign, start, end, now)
        return Chosen(place, full=place is None and bool(rota.fitting(wanted, assign)))

    def place_with(self, db_session: Session, task: Task, account_id: str) -> Place | None:
        """A place with this CHW within the task's window, or None; the one it has is given back."""
        hold_places(db_session)
        self.give_back(db_session, task)
        rota = self.rota(db_session)
        caller = rota.callers.get(account_id)
        if caller is None or task.window_start is None or task.window_end is None:
            return None
        anything = Wanted((), task.language, None)
        theirs = Rota({account_id: replace(caller, languages=frozenset())}, rota.stretches, rota.taken)
        return theirs.place_for(anything, self._rules.assign, task.window_start, task.window_end, self._clock.now())

    def take(self, db_session: Session, task: Task, place: Place | None, actor: str = audit.SYSTEM) -> None:
        """Put the task in the place, and in the hands of the CHW whose it is. None leaves it where it is."""
        if place is None:
            return
        db_session.flush()
        db_session.add(
            CallPlace(account_id=place.account_id, starts_at=place.starts_at, place=place.place, task_id=task.id)
        )
        if task.assignee_id != place.account_id:
            self.assign(db_session, task, place.account_id, place.why, actor)

    def assign(
        self, db_session: Session, task: Task, account_id: str, why: Sequence[str], actor: str = audit.SYSTEM
    ) -> None:
        """Make the task the account's, to be accepted or begun; each change of status is audited."""
        now = self._clock.now()
        if task.assignee_id not in (None, account_id):
            task.former_id = task.assignee_id
        if task.status != "requested":
            step(db_session, task, "requested", actor, now, "task.returned")
        task.assignee_id, task.assigned_why, task.assigned_at = account_id, list(why), now
        task.returned_at = None
        step(db_session, task, "received", actor, now, "task.assigned", to=account_id, why=",".join(why))
        if ON_CALL not in why:  # who is on call hears of it as urgent
            self._notices.assigned(db_session, task)

    def return_to_queue(self, db_session: Session, task: Task, reason: str, actor: str = audit.SYSTEM) -> None:
        """Take the task from whoever has it, for `reason` (a code); anybody may claim it."""
        now = self._clock.now()
        task.former_id = task.assignee_id or task.former_id
        task.assignee_id = task.assigned_why = None
        task.status_reason, task.returned_at = reason, now
        step(db_session, task, "requested", actor, now, "task.returned", reason=reason)
        self._notices.returned(db_session, task, actor)

    def give_back(self, db_session: Session, task: Task) -> None:
        """Free the task's place, if it has one."""
        db_session.execute(delete(CallPlace).where(CallPlace.task_id == task.id))
