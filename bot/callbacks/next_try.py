"""After a call nobody answered: when to try again, and when it is enough."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.callbacks.hours import CallbackHours
from bot.callbacks.places import Places
from bot.callbacks.rota import Rota, county_hours, hold_places
from bot.callbacks.rules import AttemptRules, CallbackRules
from bot.callbacks.texts import AGAIN, CLOSED, CallTexts
from bot.callbacks.windows import Window, county_windows, daypart, free_windows
from bot.cases.models import Task
from bot.clock import LOS_ANGELES, Clock

UNREACHED = "unreached"


def is_enough(tries: Iterable[datetime], rules: AttemptRules) -> bool:
    """True when these tries are as many, on as many days and in as many parts of the day as the rules ask."""
    made = [instant.astimezone(LOS_ANGELES) for instant in tries]
    days, parts = {instant.date() for instant in made}, {daypart(instant) for instant in made}
    return len(made) >= rules.tries and len(days) >= rules.days and len(parts) >= rules.dayparts


def next_window(windows: Iterable[Window], tries: Iterable[datetime]) -> Window | None:
    """The soonest on another day and in a part of the day not tried yet; else the soonest on another day."""
    made = [instant.astimezone(LOS_ANGELES) for instant in tries]
    days, parts = {instant.date() for instant in made}, {daypart(instant) for instant in made}
    another_day = [window for window in windows if window[0].astimezone(LOS_ANGELES).date() not in days]
    return next((window for window in another_day if daypart(window[0]) not in parts), next(iter(another_day), None))


class NextTry:
    """Plans inside the caller's transaction, which holds the task's row."""

    def __init__(self, clock: Clock, rules: CallbackRules, hours: CallbackHours, texts: CallTexts) -> None:
        self._clock = clock
        self._rules = rules
        self._hours = hours
        self._texts = texts
        self._places = Places(clock, rules)

    def after_no_answer(self, db_session: Session, task: Task) -> bool:
        """Plan the next try of the callback and tell the person; False when it has been tried enough.

        A promised window that is still to come, on another day or in another part of this one, stands.
        """
        now = self._clock.now()
        tries = [attempt.at for attempt in task.attempts if attempt.outcome in ("no_answer", "left_message")]
        if is_enough(tries, self._rules.attempts):
            self._texts.withdraw(db_session, task.id)
            self._texts.tell(db_session, task, CLOSED, now)
            return False
        start = task.window_start
        if start is not None and start > now and _part(start) != _part(now):
            return True
        self._plan(db_session, task, tries)
        return True

    def _plan(self, db_session: Session, task: Task, tries: list[datetime]) -> None:
        now = self._clock.now()
        hold_places(db_session)
        self._places.give_back(db_session, task)
        wanted = self._places.wanted(db_session, task.case.person_id, task, task.needs, task.language, task.spa)
        rota = self._places.rota(db_session)
        own = rota.callers.get(task.assignee_id or "")
        theirs = Rota({own.account_id: own}, rota.stretches, rota.taken) if own else None
        free = free_windows(theirs, wanted, self._rules.assign, now) if theirs else []
        today = now.astimezone(LOS_ANGELES).date()
        county = county_windows(county_hours(db_session, self._hours, today), now, self._rules.assign.days_ahead)
        window = next_window(free, tries) or next_window(county, tries)
        if window is None:
            return
        task.window_start, task.window_end = window
        task.promised_at = now
        if theirs:
            self._places.take(db_session, task, theirs.place_for(wanted, self._rules.assign, *window, now))
        self._texts.withdraw(db_session, task.id)
        self._texts.tell(db_session, task, AGAIN, now)


def _part(instant: datetime) -> tuple[date, str]:
    return instant.astimezone(LOS_ANGELES).date(), daypart(instant)
