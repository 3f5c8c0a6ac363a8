"""Published hours in free text, read into schedules only where the reading is certain.

Anything the small grammar does not cover (an unknown word, overlapping hours, a closing time
before the opening) gives None, and the text is kept as it is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time

from bot.directory.hours_words import Range, Token, Uncertain, clock_of, resolve, tokens_of
from bot.directory.opening_hours import Schedule

_DAYS = {
    "monday": 0, "mon": 0, "mo": 0, "tuesday": 1, "tues": 1, "tue": 1, "tu": 1, "wednesday": 2, "weds": 2,
    "wed": 2, "we": 2, "thursday": 3, "thurs": 3, "thur": 3, "thu": 3, "th": 3, "friday": 4, "fri": 4, "fr": 4,
    "saturday": 5, "sat": 5, "sa": 5, "sunday": 6, "sun": 6, "su": 6,
}  # fmt: skip
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
             "fifth": 5, "5th": 5, "last": -1}  # fmt: skip
_EVERY_DAY = tuple(range(7))
_LABEL = re.compile(r"^\s*(?:(?:site|office|service|business|clinic)\s+hours?|hours?)\s*(?:are\s*)?:\s*", re.IGNORECASE)
_NOTE = re.compile(r"\(([^()]*)\)")
_NOON = re.compile(r"\b12(?::00)?\s*noon\b", re.IGNORECASE)


DayOfRule = tuple[int | None, int]


def parse_hours(text: str) -> tuple[Schedule, ...] | None:
    """The schedules that `text` certainly means, or None.

    A day named without hours beside days that have them becomes a rule without times: open, but
    nobody wrote down when.
    """
    tokens = tokens_of(_NOTE.sub(" ", _NOON.sub("noon", _LABEL.sub("", text))))
    if not tokens:
        return None
    try:
        rules = _Reader(tokens).rules()
    except Uncertain:
        return None
    if not any(rule.opens for rule in rules) or _overlapping(rules):
        return None
    return tuple(rules)


class _Reader:
    """Reads groups of days followed by hours, left to right."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    def rules(self) -> list[Schedule]:
        rules: list[Schedule] = []
        days: tuple[DayOfRule, ...] = ()
        self._skip_fillers()
        while self.at < len(self.tokens):
            shut = self._take("closed")
            named = self._days()
            self._skip_fillers()
            if named:
                days = named
            shut = self._take("closed") or shut
            hours = self._hours()
            if shut and (hours or not named):
                raise Uncertain
            if not shut:
                rules.extend(_rules_for(named if not hours else days, hours))
            self._skip_fillers()
        return rules

    def _peek(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def _take(self, kind: str) -> bool:
        if self._peek() == kind:
            self.at += 1
            return True
        return False

    def _skip_fillers(self) -> None:
        while self._take("filler") or self._take("stop"):
            pass

    def _days(self) -> tuple[DayOfRule, ...]:
        days: list[DayOfRule] = []
        while True:
            before = self.at
            while self._take("filler"):
                pass
            kind = self._peek()
            if kind == "daily":
                days.extend((None, day) for day in _EVERY_DAY)
                self.at += 1
            elif kind == "weekdays":
                days.extend((None, day) for day in range(5))
                self.at += 1
            elif kind == "weekends":
                days.extend((None, day) for day in (5, 6))
                self.at += 1
            elif kind in ("ordinal", "day"):
                days.extend(self._named_days())
            else:
                self.at = before
                break
        if len({occurrence is None for occurrence, _ in days}) > 1 or len(set(days)) < len(days):
            raise Uncertain  # "1st Sat and Sunday": which Sundays?
        return tuple(sorted(days, key=lambda item: (item[1], item[0] or 0)))

    def _named_days(self) -> list[DayOfRule]:
        ordinals: list[int] = []
        while self._peek() == "ordinal":
            ordinals.append(_ORDINALS[self.tokens[self.at].text])
            self.at += 1
            self._skip_fillers()
        first = self._day()
        while self._peek() == "ordinal" and not ordinals and self._glued():
            ordinals.append(_ORDINALS[self.tokens[self.at].text])  # "Sat1st"
            self.at += 1
        if self._peek() == "to" and self.at + 1 < len(self.tokens) and self.tokens[self.at + 1].kind == "day":
            if ordinals:
                raise Uncertain
            self.at += 1
            last = self._day()
            return [(None, (first + step) % 7) for step in range((last - first) % 7 + 1)]
        return [(ordinal, first) for ordinal in ordinals] or [(None, first)]

    def _glued(self) -> bool:
        following = self.tokens[self.at + 1].kind if self.at + 1 < len(self.tokens) else ""
        return following == "time"

    def _day(self) -> int:
        if self._peek() != "day":
            raise Uncertain
        name = self.tokens[self.at].text.rstrip(".")
        self.at += 1
        return _DAYS[name] if name in _DAYS else _DAYS[name.rstrip("s")]

    def _hours(self) -> list[Range]:
        found: list[Range] = []
        while True:
            before = self.at
            self._skip_fillers()
            kind = self._peek()
            if kind == "always":
                if found or before:
                    raise Uncertain
                self.at += 1
                found.append((time(0), time(23, 59)))
            elif kind == "allday":
                self.at += 1
                found.append((time(0), time(23, 59)))
            elif kind == "time":
                found.append(self._range())
            elif kind in ("to",):
                raise Uncertain
            else:
                self.at = before
                return found

    def _range(self) -> Range:
        start = clock_of(self.tokens[self.at].text)
        self.at += 1
        if not self._take("to") or self._peek() != "time":
            raise Uncertain
        end = clock_of(self.tokens[self.at].text)
        self.at += 1
        return resolve(start, end)


def _rules_for(days: tuple[DayOfRule, ...], hours: list[Range]) -> list[Schedule]:
    if not days and not hours:
        raise Uncertain
    if not days:
        if hours != [(time(0), time(23, 59))]:
            raise Uncertain  # hours of which day?
        days = tuple((None, day) for day in _EVERY_DAY)
    monthly = any(occurrence is not None for occurrence, _ in days)
    rule = Schedule(freq="MONTHLY" if monthly else "WEEKLY", days=days)
    return [replace(rule, opens=opens, closes=closes) for opens, closes in hours] or [rule]


def _overlapping(rules: list[Schedule]) -> bool:
    spans = [
        (weekday, occurrence, _minutes(rule.opens), _minutes(rule.closes, opens=rule.opens))
        for rule in rules
        if rule.opens and rule.closes
        for occurrence, weekday in rule.days
    ]
    for index, (day, nth, begin, end) in enumerate(spans):
        for other_day, other_nth, other_begin, other_end in spans[index + 1 :]:
            meet = day == other_day and (nth is None or other_nth is None or nth == other_nth)
            if meet and begin < other_end and other_begin < end:
                return True
    return False


def _minutes(clock: time, *, opens: time | None = None) -> int:
    value = clock.hour * 60 + clock.minute
    return value + 24 * 60 if opens is not None and clock <= opens else value
