"""The words of published hours: tokens of days, times and what joins them, and times of day."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import time

_LONGEST_NIGHT_MINUTES = 15 * 60
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<always>24\s*/\s*7|24\s*hours?\s*/\s*7\s*days)
  | (?P<allday>24\s*(?:hours|hrs)(?:\s*(?:per|a)\s*day|\s*daily)?)
  | (?P<daily>daily|every\s*day|(?:7|seven)\s*days(?:\s*a\s*week)?)
  | (?P<weekdays>weekdays|m\s*-\s*f\b)
  | (?P<weekends>weekends)
  | (?P<closed>closed)
  | (?P<time>(?P<hhmm>\d{4})(?![\d:])
      | (?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?(?![\d:]|st|nd|rd|th)\s*(?P<half>[ap]\.?\s?m\b\.?)?
      | noon\b | midnight\b)
  | (?P<ordinal>1st|2nd|3rd|4th|5th|first|second|third|fourth|fifth|last)
  | (?P<day>mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?
      |mon|tues|tue|weds|wed|thurs|thur|thu|fri|sat|sun|mo|tu|we|th|fr|sa|su)\.?(?![a-km-z])
  | (?P<to>-|–|—|to\b|through\b|thru\b|until\b)
  | (?P<filler>of\s+(?:the|each|every)\s+month|each|every(?!\s*other)|and\b|&|/|,)
  | (?P<stop>;|\.)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
Range = tuple[time, time]


class Uncertain(Exception):
    """The text has more than one reading, or none."""


@dataclass(frozen=True)
class Token:
    """`kind` is the name of the group in the token pattern."""

    kind: str
    text: str


@dataclass(frozen=True)
class Clock:
    """A time of day; `half` is am, pm, or None when the text does not say."""

    hour: int
    minute: int
    half: str | None
    military: bool = False


def tokens_of(text: str) -> list[Token] | None:
    """The tokens of `text`, or None when it has a word that is none of them."""
    found: list[Token] = []
    position = 0
    text = text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.end() == position:
            return None
        kind = match.lastgroup or ""
        if kind in ("hhmm", "hour", "minute", "half"):
            kind = "time"
        found.append(Token(kind, match[0].strip().lower()))
        position = match.end()
        while position < len(text) and text[position].isspace():
            position += 1
    return found


def clock_of(text: str) -> Clock:
    """A time of day as written ("8:30 am", "0830", "noon"). Raises Uncertain."""
    if text == "noon":
        return Clock(12, 0, "p")
    if text == "midnight":
        return Clock(12, 0, "a")
    match = re.match(r"(\d{2})(\d{2})$", text)
    if match:
        return _checked(Clock(int(match[1]), int(match[2]), None, military=True))
    match = re.match(r"(\d{1,2})(?::(\d{2}))?\s*([ap])?", text)
    if match is None:
        raise Uncertain
    return _checked(Clock(int(match[1]), int(match[2] or 0), match[3]))


def _checked(clock: Clock) -> Clock:
    if clock.minute > 59 or clock.hour > 23 or (clock.half and not 1 <= clock.hour <= 12):
        raise Uncertain
    return clock


def resolve(start: Clock, end: Clock) -> Range:
    """Times of day, the unsaid half of the day filled in where only one reading makes sense."""
    if start.military or end.military:
        if not (start.military and end.military):
            raise Uncertain
        return _in_order(time(start.hour, start.minute), time(end.hour, end.minute), overnight=False)
    if end.half is None:
        raise Uncertain
    if start.half is None:
        if not 1 <= start.hour <= 12:
            raise Uncertain
        same = _of_day(replace(start, half=end.half))
        other = _of_day(replace(start, half="a" if end.half == "p" else "p"))
        opens = same if same < _of_day(end) else other
        return _in_order(opens, _of_day(end), overnight=False)
    return _in_order(_of_day(start), _of_day(end), overnight=True)


def _of_day(clock: Clock) -> time:
    return time(clock.hour % 12 + (12 if clock.half == "p" else 0), clock.minute)


def _in_order(opens: time, closes: time, *, overnight: bool) -> Range:
    minutes = (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
    if minutes > 0:
        return opens, closes
    if overnight and opens >= time(12) and minutes and minutes + 24 * 60 <= _LONGEST_NIGHT_MINUTES:
        return opens, closes
    if closes == time(0) and overnight:
        return opens, closes
    raise Uncertain
