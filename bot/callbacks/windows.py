"""Which window to offer when the person leaves the time to us."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.callbacks.hours import CallbackHours
from bot.clock import LOS_ANGELES

LEAST_LEFT = timedelta(hours=2)
"""Less than this left today is no promise to make; the next open morning is."""

MORNING_ENDS = time(12)


def soonest_window(hours: CallbackHours, now: datetime) -> tuple[datetime, datetime]:
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


def _next_full_hour(local: datetime) -> datetime:
    floor = local.replace(minute=0, second=0, microsecond=0)
    return floor if floor == local else floor + timedelta(hours=1)
