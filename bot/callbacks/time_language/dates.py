"""From what was said to a dated window: am or pm, the next time it occurs, clipped to callback hours and to now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from bot.callbacks.hours import CallbackHours
from bot.callbacks.time_language.model import AFTERNOON_OR_LATER, MORNING_PARTS, PARTS, ClockTime, TimeOfDay

Kind = Literal["exact", "window", "past", "outside_hours"]
CALL_LENGTH = timedelta(hours=1)
SHORTEST_WINDOW = timedelta(minutes=15)
"""A window with less than this left is over when nobody said that it must be today."""


@dataclass(frozen=True)
class Dated:
    """A reading in naive wall time."""

    kind: Kind
    start: datetime
    end: datetime


class Dating:
    """Dates times of day for one moment `now` (naive wall time) under given callback hours."""

    def __init__(self, hours: CallbackHours, now: datetime) -> None:
        self._hours = hours
        self._now = now

    def first_good(self, days: Iterable[date], times: Iterable[TimeOfDay], *, insist: bool) -> Dated | None:
        """The first of `days` on which one of `times` is open and to come.

        Failing that the first outside hours, then the first gone by. `insist`: the day was named, so that what is
        left of it counts however short.
        """
        found = [self.on(day, said, insist=insist) for day in days for said in times]
        for kinds in (("exact", "window"), ("outside_hours",), ("past",)):
            for reading in found:
                if reading.kind in kinds:
                    return reading
        return None

    def next_time(self, times: Iterable[TimeOfDay]) -> Dated | None:
        """The next time one of `times` occurs, today or tomorrow, in callback hours or not."""
        today = self._now.date()
        for day in (today, today + timedelta(days=1)):
            found = self.first_good([day], times, insist=False)
            if found is not None and found.kind != "past":
                return found
        return None

    def on(self, day: date, said: TimeOfDay, *, insist: bool) -> Dated:
        """`said` on `day`."""
        if said.shape == "exact":
            assert said.low is not None
            start = datetime.combine(day, self.clock(said.low, said.part))
            if start < self._now.replace(second=0, microsecond=0):
                return Dated("past", start, start + CALL_LENGTH)
            return Dated("exact" if self.open_at(start) else "outside_hours", start, start + CALL_LENGTH)
        start, end = self._window(day, said)
        if said.shape != "part" and said.part in PARTS:
            inside = [datetime.combine(day, at) for at in PARTS[said.part]]
            if min(end, inside[1]) - max(start, inside[0]) > CALL_LENGTH or said.shape == "before":
                start, end = max(start, inside[0]), min(end, inside[1])
        return self._clipped(start, end, insist=insist)

    def open_at(self, moment: datetime) -> bool:
        """True when a call can begin at `moment`."""
        return self._hours.is_open(moment.date()) and self._hours.opens <= moment.time() < self._hours.closes

    def _clipped(self, start: datetime, end: datetime, *, insist: bool) -> Dated:
        opens, closes = (datetime.combine(start.date(), at) for at in (self._hours.opens, self._hours.closes))
        left = max(start, self._now)
        if not self._hours.is_open(start.date()) or end <= opens or start >= closes:
            return Dated("past", start, end) if end <= self._now else Dated("outside_hours", left, end)
        if self._now >= closes and start.date() == self._now.date() and end >= closes:
            return Dated("outside_hours" if insist else "past", self._now, self._now + CALL_LENGTH)
        clipped_start, clipped_end = max(left, opens), min(end, closes)
        if clipped_end <= self._now or (not insist and clipped_end - clipped_start < SHORTEST_WINDOW):
            return Dated("past", start, end)
        return Dated("window", clipped_start, clipped_end)

    def _window(self, day: date, said: TimeOfDay) -> tuple[datetime, datetime]:
        opens, closes = (datetime.combine(day, at) for at in (self._hours.opens, self._hours.closes))
        if said.shape == "part" and said.part in PARTS:
            start, end = (datetime.combine(day, at) for at in PARTS[said.part])
            return start, end
        if said.shape == "after":
            assert said.low is not None
            start = datetime.combine(day, self.clock(said.low, said.part))
            return start, max(closes, start + CALL_LENGTH)
        if said.shape == "before":
            assert said.high is not None
            end = datetime.combine(day, self.clock(said.high, said.part, ends=True))
            return min(opens, end - CALL_LENGTH), end
        if said.shape == "range":
            assert said.low is not None and said.high is not None
            return self._range(day, said.low, said.high, said.part)
        return opens, closes

    def clock(self, said: ClockTime, part: str = "", *, ends: bool = False) -> time:
        """The wall time meant: as said, else the half of the day that `part` or callback hours point to.

        `ends`: the time closes a window, so that closing time itself is inside hours.
        """
        if said.half == "24":
            return time(said.hour, said.minute)
        morning, evening = time(said.hour % 12, said.minute), time(said.hour % 12 + 12, said.minute)
        if said.half is not None:
            return morning if said.half == "am" else evening
        if part in MORNING_PARTS and said.hour != 12:
            return morning
        if part in AFTERNOON_OR_LATER:
            return evening
        if self._hours.opens < morning if ends else self._hours.opens <= morning < self._hours.closes:
            return morning
        return evening

    def _range(self, day: date, low: ClockTime, high: ClockTime, part: str) -> tuple[datetime, datetime]:
        """The shortest reading of `low` to `high` that overlaps callback hours; the longer overlap where equal."""
        opens, closes = (datetime.combine(day, at) for at in (self._hours.opens, self._hours.closes))
        best: tuple[float, float, float, datetime, datetime] | None = None
        for start in self._readings(day, low, part):
            for end in self._readings(day, high, part):
                end = end if end > start else end + timedelta(days=1)
                overlap = max(timedelta(0), min(end, closes) - max(start, opens))
                ranked = (float(not overlap), (end - start).total_seconds(), -overlap.total_seconds(), start, end)
                if best is None or ranked[:3] < best[:3] or (ranked[:3] == best[:3] and opens <= start < closes):
                    best = ranked
        assert best is not None
        return best[3], best[4]

    def _readings(self, day: date, said: ClockTime, part: str) -> list[datetime]:
        if said.half is not None or part in MORNING_PARTS + AFTERNOON_OR_LATER:
            return [datetime.combine(day, self.clock(said, part))]
        return [datetime.combine(day, time(said.hour % 12 + half, said.minute)) for half in (0, 12)]
