"""When one CHW could make a call: the free hours of their own week, offered where they set a new time."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.callbacks.hours import CallbackHours
from bot.callbacks.places import Places
from bot.callbacks.rota import HOUR, county_hours
from bot.callbacks.rules import CallbackRules, shipped_rules
from bot.callbacks.windows import Window, county_windows
from bot.clock import LOS_ANGELES, Clock
from bot.db import Database

MOST = 48


class Diary:
    """`hours`: the county's, which stand for a CHW who entered none."""

    def __init__(
        self, database: Database, clock: Clock, hours: CallbackHours | None = None, rules: CallbackRules | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._hours = hours or CallbackHours()
        self._rules = rules or shipped_rules()
        self._places = Places(clock, self._rules)

    def free_with(self, account_id: str) -> list[Window]:
        """The soonest hours in which the account has a place left, in Los Angeles' time, at most MOST.

        Where no hours of theirs were entered: the mornings, afternoons and evenings of the county's.
        """
        now = self._clock.now()
        with self._database.read() as db_session:
            rota = self._places.rota(db_session)
            caller = rota.callers.get(account_id)
            if caller is None:
                county = county_hours(db_session, self._hours, now.astimezone(LOS_ANGELES).date())
                return county_windows(county, now, self._rules.assign.days_ahead)[:MOST]
        end = now + timedelta(days=self._rules.assign.days_ahead + 1)
        start = _next_hour(now)
        free = (hour.astimezone(LOS_ANGELES) for hour in rota.free_hours(caller, start, end, now))
        return [(hour, hour + HOUR) for hour in free][:MOST]


def _next_hour(now: datetime) -> datetime:
    floor = now.replace(minute=0, second=0, microsecond=0)
    return floor if floor == now else floor + HOUR
