"""What happens to callbacks by itself: the worker returns what nobody touched, reminds, apologizes and offers anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot.callbacks.counting import tally_call
from bot.callbacks.hours import CallbackHours
from bot.callbacks.models import CallPlace, DaysOff
from bot.callbacks.places import Places
from bot.callbacks.rota import county_hours
from bot.callbacks.rules import CallbackRules, shipped_rules
from bot.callbacks.texts import MISSED, REMINDER, SOON, CallTexts
from bot.callbacks.windows import free_windows, soonest_window
from bot.cases import audit
from bot.cases.models import Attempt, Case, Task
from bot.cases.task_life import note
from bot.cases.task_status import OPEN
from bot.clock import LOS_ANGELES, Clock
from bot.db import Database
from bot.privacy.encryption import Vault

UNTOUCHED, ON_LEAVE = "untouched", "on_leave"
_MISSED_WITHIN = timedelta(days=2)
"""An older miss is the supervisor's to look into; a text about it would only confuse."""
_EARLIEST_REMINDER, _EVENING_BEFORE = time(8), time(18)
_JUST_TOLD = timedelta(minutes=30)
"""Who was told the window less than this before a reminder needs none."""
_SOON_UNTIL = timedelta(minutes=30)
_WORKED = OPEN - {"on-hold", "draft"}


class Upkeep:
    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        hours: CallbackHours | None = None,
        rules: CallbackRules | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._hours = hours or CallbackHours()
        self._rules = rules or shipped_rules()
        self._texts = CallTexts(vault, clock)
        self._places = Places(clock, self._rules)

    def run_once(self) -> dict[str, int]:
        """Everything that is due, one task a transaction; how many tasks, by what was done."""
        steps: dict[str, tuple[Callable[[], Sequence[str]], Callable[[Session, Task], bool]]] = {
            "returned": (self._untouched, self._return_untouched),
            "on_leave": (self._left_by_leave, self._pass_on),
            "missed": (self._missed, self._promise_again),
            "reminded": (self._to_remind, self._remind),
            "called_soon": (self._called_soon, self._say_soon),
        }
        return {name: sum(self._one(task_id, do) for task_id in due()) for name, (due, do) in steps.items()}

    def _one(self, task_id: str, do: Callable[[Session, Task], bool]) -> bool:
        with self._database.write() as db_session:
            task = db_session.get(Task, task_id, with_for_update={"of": Task})
            return task is not None and task.status in _WORKED and task.case.status == "open" and do(db_session, task)

    def _find(self, *conditions: ColumnElement[bool]) -> Sequence[str]:
        query = (
            select(Task.id)
            .join(Case, Task.case_id == Case.id)
            .where(Task.kind == "callback", Task.status.in_(_WORKED), Case.status == "open", *conditions)
            .order_by(Task.number)
        )
        with self._database.read() as db_session:
            return db_session.scalars(query).all()

    def _untouched(self) -> Sequence[str]:
        return self._find(Task.status == "received", Task.assigned_at <= self._clock.now() - timedelta(hours=1))

    def _return_untouched(self, db_session: Session, task: Task) -> bool:
        """Given to somebody who neither accepted nor began it in time: anybody may have it now."""
        returns = self._rules.returns
        pressing = task.priority != "routine"
        limit = timedelta(hours=returns.untouched_hours_urgent if pressing else returns.untouched_hours)
        if task.status != "received" or task.assigned_at is None:
            return False
        today = task.assigned_at.astimezone(LOS_ANGELES).date()
        hours = county_hours(db_session, self._hours, today)
        if open_time(hours, task.assigned_at, self._clock.now()) < limit:
            return False
        self._to_queue(db_session, task, UNTOUCHED)
        return True

    def _left_by_leave(self) -> Sequence[str]:
        now = self._clock.now()
        today = now.astimezone(LOS_ANGELES).date()
        with self._database.read() as db_session:
            away = db_session.scalars(
                select(DaysOff.account_id).where(DaysOff.account_id.is_not(None), DaysOff.last_day >= today)
            ).all()
        return self._find(Task.assignee_id.in_(set(away))) if away else ()

    def _pass_on(self, db_session: Session, task: Task) -> bool:
        """Its CHW is on leave when the call is due: another who fits takes it, else anybody may."""
        now = self._clock.now()
        start, end = task.window_start, task.window_end
        day = max(start or now, now).astimezone(LOS_ANGELES).date()
        off = select(DaysOff.id).where(
            DaysOff.account_id == task.assignee_id, DaysOff.first_day <= day, DaysOff.last_day >= day
        )
        if db_session.scalars(off).first() is None:
            return False
        former = task.assignee_id
        place = None
        if start and end and end > now:
            wanted = self._places.wanted(db_session, task.case.person_id, task, task.needs, task.language, task.spa)
            place = self._places.choose(db_session, task, wanted, start, end, without=former).place
        if place is None:
            self._to_queue(db_session, task, ON_LEAVE)
        else:
            self._places.take(db_session, task, place)
            task.status_reason = ON_LEAVE
        return True

    def _missed(self) -> Sequence[str]:
        now = self._clock.now()
        texts = self._rules.texts
        late = now - timedelta(minutes=texts.missed_minutes)
        tried = select(Attempt.id).where(Attempt.task_id == Task.id, Attempt.at >= Task.window_start).exists()
        return self._find(
            Task.window_end <= late, Task.window_end > now - _MISSED_WITHIN, Task.missed < texts.missed_times, ~tried
        )

    def _promise_again(self, db_session: Session, task: Task) -> bool:
        """Nobody called in the window: the person is told so, with a new one, and the task comes first."""
        now = self._clock.now()
        if task.window_end is None or task.window_end > now:
            return False
        former_end, former = task.window_end, task.assignee_id
        wanted = self._places.wanted(db_session, task.case.person_id, task, task.needs, task.language, task.spa)
        free = free_windows(self._places.rota(db_session), wanted, self._rules.assign, now)
        today = now.astimezone(LOS_ANGELES).date()
        start, end = free[0] if free else soonest_window(county_hours(db_session, self._hours, today), now)
        chosen = self._places.choose(db_session, task, wanted, start, end, without=former)
        if chosen.place is None and former:
            chosen = self._places.choose(db_session, task, wanted, start, end)
        task.missed_start, task.missed_end = task.window_start, task.window_end
        task.window_start, task.window_end, task.promised_at = start, end, now
        task.missed += 1
        tally_call(db_session, task, "call_promises", now, "missed")
        task.priority = "urgent" if task.priority == "routine" else task.priority
        note(db_session, task, audit.SYSTEM, "task.missed", now, missed=task.missed)
        self._places.take(db_session, task, chosen.place)
        self._texts.withdraw(db_session, task.id)
        return self._texts.tell(db_session, task, MISSED, former_end)

    def _to_remind(self) -> Sequence[str]:
        now = self._clock.now()
        return self._find(Task.window_start > now, Task.window_start <= now + timedelta(days=1))

    def _remind(self, db_session: Session, task: Task) -> bool:
        start = task.window_start
        if start is None or start <= self._clock.now():
            return False
        due = reminder_due(start, timedelta(hours=self._rules.texts.reminder_hours))
        told = task.promised_at or task.created_at
        if self._clock.now() < due or told > due - _JUST_TOLD:
            return False
        return self._texts.tell(db_session, task, REMINDER, start, until=start)

    def _called_soon(self) -> Sequence[str]:
        now = self._clock.now()
        return self._find(
            Task.window_start <= now + timedelta(minutes=self._rules.texts.heads_up_minutes), Task.window_end > now
        )

    def _say_soon(self, db_session: Session, task: Task) -> bool:
        """The heads-up before the call, for unknown numbers go unanswered."""
        now = self._clock.now()
        if task.window_start is None:
            return False
        place = db_session.scalar(select(CallPlace.starts_at).where(CallPlace.task_id == task.id))
        start = max(place or task.window_start, task.window_start)
        due = start - timedelta(minutes=self._rules.texts.heads_up_minutes)
        tried = select(func.max(Attempt.at)).where(Attempt.task_id == task.id)
        last = db_session.scalar(tried)
        told = task.promised_at or task.created_at
        if not due <= now < start + _SOON_UNTIL or told > due or (last is not None and last >= task.window_start):
            return False
        return self._texts.tell(db_session, task, SOON, start, until=start + _SOON_UNTIL)

    def _to_queue(self, db_session: Session, task: Task, reason: str) -> None:
        self._places.give_back(db_session, task)
        self._places.return_to_queue(db_session, task, reason)


def open_time(hours: CallbackHours, start: datetime, end: datetime) -> timedelta:
    """How much callback time lies between two aware instants."""
    since, until = start.astimezone(LOS_ANGELES), end.astimezone(LOS_ANGELES)
    total, day = timedelta(), since.date()
    while day <= until.date():
        if hours.is_open(day):
            opens, closes = (datetime.combine(day, at, LOS_ANGELES) for at in (hours.opens, hours.closes))
            total += max(min(closes, until) - max(opens, since), timedelta())
        day += timedelta(days=1)
    return total


def reminder_due(start: datetime, before: timedelta) -> datetime:
    """When to remind of a window: so long before it, or the evening before where that would be night."""
    due = start.astimezone(LOS_ANGELES) - before
    if due.time() >= _EARLIEST_REMINDER and due.date() == start.astimezone(LOS_ANGELES).date():
        return due
    evening = start.astimezone(LOS_ANGELES).date() - timedelta(days=1)
    return datetime.combine(evening, _EVENING_BEFORE, LOS_ANGELES)
