"""Which windows to offer when the person leaves the time to us, or the one they wanted is full."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import pairwise

from bot.callbacks.assignment import Wanted
from bot.callbacks.hours import CallbackHours
from bot.callbacks.rota import HOUR, Rota
from bot.callbacks.rules import AssignRules
from bot.clock import LOS_ANGELES

LEAST_LEFT = timedelta(hours=2)
"""Less than this left today is no promise to make; the next open morning is."""

MORNING_ENDS = time(12)
_AFTERNOON_ENDS = time(17)

Window = tuple[datetime, datetime]


def daypart(instant: datetime) -> str:
    """morning (before 12), afternoon (before 17) or evening, in Los Angeles."""
    at = instant.astimezone(LOS_ANGELES).time()
    return "morning" if at < MORNING_ENDS else "afternoon" if at < _AFTERNOON_ENDS else "evening"


def soonest_window(hours: CallbackHours, now: datetime) -> Window:
    """The rest of today while callback hours leave two hours, else the next open morning.

    `now` is aware. Both ends are in Los Angeles' time; the start is on a full hour.
    """
    local = now.astimezone(LOS_ANGELES)
    today = local.date()
    start = max(_next_full_hour(local), datetime.combine(today, hours.opens, LOS_ANGELES))
    end = datetime.combine(today, hours.closes, LOS_ANGELES)
    if hours.is_open(today) and end - start >= LEAST_LEFT:
        return start, end
    day = hours.next_open_day(today + timedelta(days=1))
    return datetime.combine(day, hours.opens, LOS_ANGELES), datetime.combine(day, MORNING_ENDS, LOS_ANGELES)


def next_morning(hours: CallbackHours, now: datetime) -> datetime:
    """The end of the morning of the next open day after today: by then an urgent call is made."""
    day = hours.next_open_day(now.astimezone(LOS_ANGELES).date() + timedelta(days=1))
    return datetime.combine(day, MORNING_ENDS, LOS_ANGELES)


def free_windows(rota: Rota, wanted: Wanted, rules: AssignRules, now: datetime) -> list[Window]:
    """Every morning, afternoon and evening in which somebody fitting has a place free, soonest first.

    Each runs from its first free hour to the end of its last, in Los Angeles' time.
    """
    start = _next_full_hour(now.astimezone(LOS_ANGELES))
    end = start + timedelta(days=rules.days_ahead + 1)
    hours = sorted(
        {hour for caller in rota.fitting(wanted, rules) for hour in rota.free_hours(caller, start, end, now)}
    )
    windows: dict[tuple[object, str], Window] = {}
    for hour in (each.astimezone(LOS_ANGELES) for each in hours):
        part = (hour.date(), daypart(hour))
        first = windows[part][0] if part in windows else hour
        windows[part] = (first, hour + HOUR)
    return sorted(windows.values())


def county_windows(hours: CallbackHours, now: datetime, days_ahead: int) -> list[Window]:
    """Every morning, afternoon and evening within the county's hours that is still to come, soonest first."""
    today = now.astimezone(LOS_ANGELES).date()
    edges = [hours.opens, MORNING_ENDS, _AFTERNOON_ENDS, hours.closes]
    days = [today + timedelta(days=ahead) for ahead in range(days_ahead + 1)]
    windows = [
        (datetime.combine(day, opens, LOS_ANGELES), datetime.combine(day, closes, LOS_ANGELES))
        for day in days
        if hours.is_open(day)
        for opens, closes in pairwise(edges)
        if hours.opens <= opens < closes <= hours.closes
    ]
    return [window for window in windows if window[0] > now]


def _next_full_hour(local: datetime) -> datetime:
    floor = local.replace(minute=0, second=0, microsecond=0)
    return floor if floor == local else floor + timedelta(hours=1)
