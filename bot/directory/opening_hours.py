"""When a place is open, from HSDS schedules: now, later today, next.

Schedules follow HSDS 3.1 (docs/hsds/schedules.md): recurring rules in the manner of RFC 5545,
00:00–23:59 meaning all day, and an expired `valid_to` meaning that the hours are unknown, not that
the place is closed. Times are read as Los Angeles wall time.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.clock import LOS_ANGELES

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ALL_DAY_CLOSE = time(23, 59)
_LOOK_AHEAD = timedelta(days=45)
"""Longer than any gap in a rule that comes round every month."""
_BYDAY = re.compile(r"^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$")
_TIME = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
_LOCAL_OFFSETS = {None, "-07:00", "-0700", "-08:00", "-0800"}

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Schedule:
    """One recurring rule. `days` holds (occurrence in the month or None, weekday with Monday 0).

    Without `opens`/`closes` the place is open on those days at hours nobody wrote down.
    `certain` is false for rules we cannot place in local time; they make the hours unknown.
    """

    freq: str
    days: tuple[tuple[int | None, int], ...] = ()
    month_days: tuple[int, ...] = ()
    opens: time | None = None
    closes: time | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    dtstart: date | None = None
    until: date | None = None
    interval: int = 1
    certain: bool = True

    @property
    def around_the_clock(self) -> bool:
        return self.opens == time(0) and self.closes == _ALL_DAY_CLOSE and len(self.days) == 7

    @property
    def byday(self) -> str:
        """The days as HSDS writes them: `MO,TU` or `1SA,3SA`."""
        return ",".join(f"{n if n is not None else ''}{WEEKDAYS[day]}" for n, day in self.days)

    def falls_on(self, day: date) -> bool:
        """Whether the rule makes the place open on `day`."""
        if (self.valid_from and day < self.valid_from) or (self.valid_to and day > self.valid_to):
            return False
        if (self.dtstart and day < self.dtstart) or (self.until and day > self.until):
            return False
        if self.freq == "MONTHLY":
            return self._right_month(day) and self._on_month_day(day)
        if not self.days:
            return False
        return self._right_week(day) and any(weekday == day.weekday() for _, weekday in self.days)

    def _right_week(self, day: date) -> bool:
        if self.interval == 1 or self.dtstart is None:
            return self.interval == 1
        monday, first = (d - timedelta(days=d.weekday()) for d in (day, self.dtstart))
        return ((monday - first).days // 7) % self.interval == 0

    def _right_month(self, day: date) -> bool:
        if self.interval == 1 or self.dtstart is None:
            return self.interval == 1
        months = (day.year - self.dtstart.year) * 12 + day.month - self.dtstart.month
        return months % self.interval == 0

    def _on_month_day(self, day: date) -> bool:
        length = _days_in_month(day)
        if day.day in self.month_days or day.day - length - 1 in self.month_days:
            return True
        from_start = (day.day - 1) // 7 + 1
        from_end = -((length - day.day) // 7 + 1)
        return any(
            weekday == day.weekday() and occurrence in (None, from_start, from_end) for occurrence, weekday in self.days
        )

    def span_on(self, day: date) -> Span | None:
        """Opening and closing as aware instants when the rule falls on `day` and has times."""
        if self.opens is None or self.closes is None or not self.falls_on(day):
            return None
        begin = datetime.combine(day, self.opens, LOS_ANGELES)
        if self.closes == _ALL_DAY_CLOSE:
            return begin, datetime.combine(day + timedelta(days=1), time(0), LOS_ANGELES)
        closing_day = day if self.closes > self.opens else day + timedelta(days=1)
        return begin, datetime.combine(closing_day, self.closes, LOS_ANGELES)


@dataclass(frozen=True)
class HoursToday:
    """What can be said about today's hours.

    `open_now` is None when nobody knows, also on public holidays unless the place never closes.
    `spans` are today's usual hours as local times. `next_open` and `closes` are aware, local.
    `text` is what was published when it could not be read with certainty.
    """

    open_now: bool | None
    spans: tuple[tuple[time, time], ...] = ()
    next_open: datetime | None = None
    text: str | None = None
    closes: datetime | None = None
    holiday: bool = False


def schedule_from_hsds(
    *,
    freq: str | None,
    byday: str | None,
    opens_at: str | None,
    closes_at: str | None,
    bymonthday: str | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    dtstart: date | None = None,
    until: date | None = None,
    interval: float | None = None,
    count: float | None = None,
) -> Schedule | None:
    """A rule from one HSDS `schedule` row; None when it says nothing about days.

    A count of occurrences, or a UTC time, cannot be placed with certainty and says so.
    """
    days = parse_byday(byday or "")
    month_days = tuple(int(part) for part in (bymonthday or "").split(",") if part.strip())
    if days is None or not (days or month_days):
        return None
    opens, closes = parse_time(opens_at), parse_time(closes_at)
    unreadable = (opens_at is not None and opens is None) or (closes_at is not None and closes is None)
    return Schedule(
        freq=freq or ("MONTHLY" if month_days or any(n for n, _ in days) else "WEEKLY"),
        days=days,
        month_days=month_days,
        opens=opens,
        closes=closes,
        valid_from=valid_from,
        valid_to=valid_to,
        dtstart=dtstart,
        until=until,
        interval=int(interval or 1),
        certain=not unreadable and count is None,
    )


def parse_byday(text: str) -> tuple[tuple[int | None, int], ...] | None:
    """`1SA,3SA` as ((1, 5), (3, 5)); None when it is not an HSDS `byday`."""
    days: list[tuple[int | None, int]] = []
    for part in filter(None, (piece.strip().upper() for piece in text.split(","))):
        match = _BYDAY.match(part)
        if match is None:
            return None
        days.append((int(match[1]) if match[1] else None, WEEKDAYS.index(match[2])))
    return tuple(days)


def parse_time(text: str | None) -> time | None:
    """An HSDS time as local wall time; None when absent, malformed or given in another zone."""
    match = _TIME.match(text.strip()) if text else None
    if match is None or match[3] not in _LOCAL_OFFSETS:
        return None
    return time(int(match[1]), int(match[2]))


def today(schedules: Iterable[Schedule], now: datetime, text: str | None = None) -> HoursToday:
    """What the rules say at `now` (aware). `text` is carried along when the rules cannot tell."""
    local = now.astimezone(LOS_ANGELES)
    day = local.date()
    current = [rule for rule in schedules if _current(rule, day)]
    if not current or not all(rule.certain for rule in current):
        return HoursToday(open_now=None, text=text)
    holiday = is_holiday(day)
    spans = sorted(span for rule in current if (span := rule.span_on(day)))
    shown = tuple((begin.timetz().replace(tzinfo=None), end.timetz().replace(tzinfo=None)) for begin, end in spans)
    here = [end for begin, end in _spans_around(current, day) if begin <= local < end]
    following = _next_opening(current, local)
    if here:
        return HoursToday(True, shown, None, text, max(here), holiday)
    vague = (holiday and bool(spans)) or any(rule.opens is None and rule.falls_on(day) for rule in current)
    return HoursToday(None if vague else False, shown, following, text, None, holiday)


def is_holiday(day: date) -> bool:
    """A public holiday of the United States or of California (PyPI holidays)."""
    return day in _holidays(day.year)


def _current(rule: Schedule, day: date) -> bool:
    return not (rule.valid_to and rule.valid_to < day) and not (rule.until and rule.until < day)


def _open_despite_holiday(rule: Schedule, day: date) -> bool:
    one_day_only = rule.valid_from is not None and rule.valid_from == rule.valid_to
    return rule.around_the_clock or one_day_only or not is_holiday(day)


def _spans_around(rules: list[Schedule], day: date) -> Iterator[Span]:
    """Spans beginning today or, past midnight, yesterday; public holidays left out."""
    for candidate in (day - timedelta(days=1), day):
        for rule in rules:
            span = rule.span_on(candidate)
            if span and _open_despite_holiday(rule, candidate):
                yield span


def _next_opening(rules: list[Schedule], local: datetime) -> datetime | None:
    day = local.date()
    while day <= local.date() + _LOOK_AHEAD:
        later = [
            span[0]
            for rule in rules
            if (span := rule.span_on(day)) and span[0] > local and _open_despite_holiday(rule, day)
        ]
        if later:
            return min(later)
        day += timedelta(days=1)
    return None


def _days_in_month(day: date) -> int:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


@functools.cache
def _holidays(year: int) -> frozenset[date]:
    import holidays  # takes a tenth of a second, and only matters once hours are asked for

    return frozenset(holidays.country_holidays("US", subdiv="CA", years=year))
