"""Which dates a phrase about days means: `friday`, `next week`, `the 3rd`, `weekdays`, counted from today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

DayKind = Literal["offset", "weekday", "date", "monthday", "week", "weekend", "fixed", "any"]
_AHEAD = 21
"""Days looked ahead for a rule that comes round again."""
_PAST_DATE_DAYS = 60
"""A date without a year that lies at most this far back is in the past, not next year."""


@dataclass(frozen=True)
class DayRule:
    """A set of acceptable days, as said. `several` is true where more than one day was offered."""

    kind: DayKind
    numbers: tuple[int, ...] = ()
    which: Literal["coming", "this", "next", "last"] = "coming"
    shift: int = 0
    several: bool = False
    fixed: tuple[date, ...] = ()

    def dates(self, today: date) -> list[date]:
        """The acceptable dates in order, the first ones only where they never end; empty where no such date is."""
        return [day + timedelta(days=self.shift) for day in self._unshifted(today)]

    def _unshifted(self, today: date) -> list[date]:
        if self.kind == "offset":
            return [today + timedelta(days=self.numbers[0])]
        if self.kind == "weekday":
            return self._weekdays(today)
        if self.kind == "date":
            return _dated(today, *self.numbers)
        if self.kind == "monthday":
            return _day_of_month(today, self.numbers[0])
        if self.kind == "week":
            return _week(today, self.numbers[0])
        if self.kind == "weekend":
            saturday = _monday(today) + timedelta(days=5 + 7 * (self.which == "next"))
            return [day for day in (saturday, saturday + timedelta(days=1)) if day >= today]
        if self.kind == "fixed":
            return list(self.fixed)
        return [today + timedelta(days=n) for n in range(_AHEAD)]

    def _weekdays(self, today: date) -> list[date]:
        if self.which == "last":
            return [today - timedelta(days=(today.weekday() - self.numbers[0] - 1) % 7 + 1)]
        if self.which == "next":
            return sorted(_monday(today) + timedelta(days=7 + number) for number in self.numbers)
        # One weekday named on that very day is a week away: people say `today` for today.
        ahead = range(_AHEAD) if self.several else range(1, 8)
        days = (today + timedelta(days=n) for n in ahead)
        return [day for day in days if day.weekday() in self.numbers]

    def allows(self, day: date, today: date) -> bool:
        """True when `day` is one of these days however far ahead it is: for days that are ruled out."""
        if self.kind == "weekday" and self.which == "coming":
            return day.weekday() in self.numbers
        if self.kind == "weekend":
            return day.weekday() >= 5
        return day in self.dates(today)


def acceptable(rules: Iterable[DayRule], today: date) -> list[date]:
    """The dates that the rules said together allow, in order.

    Said together, `next week` or `this week` narrows named weekdays; otherwise each rule adds its days, and a
    named day outweighs a vague one (`any day`, `weekdays`, `this week`).
    """
    said = list(rules)
    weeks = [rule for rule in said if rule.kind == "week"]
    named = [rule for rule in said if not (rule.kind in ("week", "any") or len(rule.numbers) > 4)]
    if weeks and named and all(rule.kind == "weekday" for rule in named):
        inside = {day for rule in weeks for day in _week(today, rule.numbers[0])}
        wanted = {number for rule in named for number in rule.numbers}
        return sorted(day for day in inside if day.weekday() in wanted)
    vague = [rule for rule in said if rule.kind != "any"] or said
    return sorted({day for rule in named or vague for day in rule.dates(today)})


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(today: date, number: int) -> list[date]:
    """The days of this week (0) or a later one (1, 2) that have not gone by; on a Sunday this week is what follows."""
    if number == 0:
        last = 7 if today.weekday() == 6 else 6 - today.weekday()
        return [today + timedelta(days=n) for n in range(last + 1)]
    return [_monday(today) + timedelta(days=7 * number + n) for n in range(7)]


def _dated(today: date, month: int, day: int, year: int = 0) -> list[date]:
    """A date of a month; without a year the coming one, or the one just gone by."""
    found = []
    for candidate in (year,) if year else (today.year - 1, today.year, today.year + 1, today.year + 2):
        try:
            found.append(date(candidate, month, day))
        except ValueError:
            continue
    return [day for day in found if year or day >= today - timedelta(days=_PAST_DATE_DAYS)][:1]


def _day_of_month(today: date, number: int) -> list[date]:
    """The next time the month has a day of this number, today included."""
    first = today.replace(day=1)
    for months in range(14):
        try:
            day = (first + relativedelta(months=months)).replace(day=number)
        except ValueError:
            continue
        if day >= today:
            return [day]
    return []
