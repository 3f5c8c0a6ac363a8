"""The rota as it stands: which CHW calls in which hour, and which places in it are still free."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bot.callbacks.assignment import Caller, Wanted, in_order_of_fit, why
from bot.callbacks.hours import CallbackHours
from bot.callbacks.models import CallingProfile, CallPlace, DaysOff, WorkingHours
from bot.callbacks.rules import AssignRules
from bot.cases.models import Account, Task
from bot.cases.task_status import OPEN
from bot.clock import LOS_ANGELES

HOUR = timedelta(hours=1)
LEAST_TIME = timedelta(minutes=30)
"""A call needs at least this much of its hour."""
_LOCK = 7_836_420
"""PostgreSQL advisory lock: places are given out one after the other."""


@dataclass(frozen=True)
class Stretch:
    """A CHW at work, `start` to `end`, aware."""

    account_id: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Place:
    """A free place: who would call, in the hour from `starts_at`, as which of their calls, and why they."""

    account_id: str
    starts_at: datetime
    place: int
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rota:
    """CHWs with working hours, their stretches from today on, and the places taken in them."""

    callers: dict[str, Caller]
    stretches: tuple[Stretch, ...]
    taken: dict[tuple[str, datetime], frozenset[int]]

    def fitting(self, wanted: Wanted, rules: AssignRules) -> list[Caller]:
        """The CHWs who may call, best first."""
        return in_order_of_fit(self.callers.values(), wanted, rules)

    def free_hours(self, caller: Caller, start: datetime, end: datetime, now: datetime) -> list[datetime]:
        """The hours within `start` to `end`, given by their start, in which the CHW has a place left, soonest first."""
        found = []
        for stretch in self.stretches:
            if stretch.account_id != caller.account_id:
                continue
            hour = _floor(max(start, stretch.start, now))
            while hour < min(end, stretch.end):
                begins, ends = max(hour, start, stretch.start, now), min(hour + HOUR, stretch.end, end)
                if ends - begins >= LEAST_TIME and self._first_place(caller, hour) is not None:
                    found.append(hour)
                hour += HOUR
        return sorted(found)

    def place_for(
        self, wanted: Wanted, rules: AssignRules, start: datetime, end: datetime, now: datetime
    ) -> Place | None:
        """The place that is given to a call within `start` to `end`: with who fits best, in their soonest hour."""
        if end - start <= HOUR:  # one time as people say it: the hour in which it lies
            end = _floor(start) + HOUR if start - _floor(start) <= LEAST_TIME else _floor(start) + 2 * HOUR
        fitting = self.fitting(wanted, rules)
        free = {caller.account_id: self.free_hours(caller, start, end, now) for caller in fitting}
        able = [caller for caller in fitting if free[caller.account_id]]
        if not able:
            return None
        best = able[0]
        hour = free[best.account_id][0]
        place = self._first_place(best, hour)
        assert place is not None
        return Place(best.account_id, hour, place, why(best, able, wanted))

    def _first_place(self, caller: Caller, hour: datetime) -> int | None:
        taken = self.taken.get((caller.account_id, hour), frozenset())
        return next((place for place in range(caller.calls_an_hour) if place not in taken), None)


def hold_places(db_session: Session) -> None:
    """Until the transaction ends nobody else gives out places. Take task rows before this, never after.

    SQLite's writers run one after the other anyway.
    """
    if db_session.get_bind().dialect.name == "postgresql":
        db_session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def county_hours(db_session: Session, hours: CallbackHours, today: date) -> CallbackHours:
    """`hours`, closed on the holidays that were entered, from today on."""
    holidays = db_session.scalars(select(DaysOff).where(DaysOff.account_id.is_(None), DaysOff.last_day >= today))
    closed = {day for row in holidays for day in _days(row)}
    return CallbackHours(hours.opens, hours.closes, hours.weekdays, hours.closed_on | closed)


def rota_at(db_session: Session, rules: AssignRules, now: datetime) -> Rota:
    """The rota from `now` (aware) for the days that are looked ahead."""
    today = now.astimezone(LOS_ANGELES).date()
    last = today + timedelta(days=rules.days_ahead)
    at_work = (Account.role == "chw", Account.active)
    weekly = db_session.scalars(
        select(WorkingHours).join(Account, Account.id == WorkingHours.account_id).where(*at_work)
    ).all()
    working = {row.account_id for row in weekly}
    off: defaultdict[str | None, set[date]] = defaultdict(set)
    for row in db_session.scalars(select(DaysOff).where(DaysOff.last_day >= today, DaysOff.first_day <= last)):
        off[row.account_id].update(_days(row))
    stretches = tuple(
        Stretch(each.account_id, _moment(day, each.opens), _moment(day, each.closes))
        for day in (today + timedelta(days=ahead) for ahead in range(rules.days_ahead + 1))
        for each in weekly
        if each.weekday == day.weekday() and day not in off[None] and day not in off[each.account_id]
    )
    return Rota(_callers(db_session, working, rules), stretches, _taken(db_session, now))


def _callers(db_session: Session, working: set[str], rules: AssignRules) -> dict[str, Caller]:
    counted = (
        select(Task.assignee_id, func.count())
        .where(Task.status.in_(OPEN), Task.assignee_id.is_not(None))
        .group_by(Task.assignee_id)
    )
    load = {str(row[0]): int(row[1]) for row in db_session.execute(counted)}
    profiles = {row.account_id: row for row in db_session.scalars(select(CallingProfile))}
    callers = {}
    for account in db_session.scalars(select(Account).where(Account.id.in_(working))):
        profile = profiles.get(account.id)
        callers[account.id] = Caller(
            account.id, account.agency, frozenset(account.spas), frozenset(account.languages),
            frozenset(profile.specialities if profile else ()), load.get(account.id, 0),
            profile.calls_an_hour if profile else rules.calls_an_hour,
        )  # fmt: skip
    return callers


def _taken(db_session: Session, now: datetime) -> dict[tuple[str, datetime], frozenset[int]]:
    places: defaultdict[tuple[str, datetime], set[int]] = defaultdict(set)
    for row in db_session.scalars(select(CallPlace).where(CallPlace.starts_at >= _floor(now))):
        places[row.account_id, row.starts_at].add(row.place)
    return {hour: frozenset(taken) for hour, taken in places.items()}


def _days(row: DaysOff) -> set[date]:
    return {row.first_day + timedelta(days=n) for n in range((row.last_day - row.first_day).days + 1)}


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, LOS_ANGELES)


def _floor(instant: datetime) -> datetime:
    return instant.replace(minute=0, second=0, microsecond=0)
