"""When the call shall be, as an answer to the question for it, or as another time for a call already booked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.callbacks.times import TimeReader, TimeReading
from bot.clock import LOS_ANGELES
from bot.dialogue.actions.short_answers import says_half
from bot.dialogue.actions.turn import Turn
from bot.dialogue.components.text import plain
from bot.dialogue.understanding import is_alone

_NOON = 12
_SAME_TIME = re.compile(r"\bsame (?:time|hour)\b|\bmisma hora\b")
_NO = re.compile(r"^\s*(no+|nel|nah|nope|nop)\b[\s,.]*(?=\w)", re.IGNORECASE)
_BEFORE_A_TIME = re.compile(r"(a las|a la|at|make it|como|como a|mejor|el|on)\b", re.IGNORECASE)
MOVING = frozenset({"callback_reschedule", "callback_request", "inform_time"})
"""Intents of a text that gives a call already booked another time."""


def expected_time(times: TimeReader, turn: Turn, offered: TimeReading | None, now: datetime) -> TimeReading:
    """The time in a text that answers the question for one.

    It is read again, because now a lone number is a time, and a time alone is one of the day that was `offered`.
    """
    said = times.read(turn.text, turn.said_language, now, expecting=True)
    rest = _NO.sub("", turn.text)
    if rest != turn.text:  # "no a las 12" is at 12, and not: not at 12; "no puedo mañana" stays what it is
        other = times.read(rest, turn.said_language, now, expecting=True)
        if _BEFORE_A_TIME.match(rest) or (other.span and is_alone(rest, other.span) and not _same(other, offered)):
            said = other
    if offered is None:
        return said
    said = _on_the_day_offered(said, offered, now)
    return said if says_half(turn.text) else _in_the_half_offered(said, offered)


def says_same_time(text: str) -> bool:
    """True for `same time`, `a la misma hora`: that of the call that is booked."""
    return bool(_SAME_TIME.search(plain(text)))


def at_the_same_time(
    said: TimeReading, offered: TimeReading | None, booked_from: datetime, booked_until: datetime
) -> TimeReading:
    """The hours of the call that is booked, on the day said, else on the day offered, else on its own."""
    day = next(moment for moment in (said.start, offered.start if offered else None, booked_from) if moment is not None)
    days = day.astimezone(LOS_ANGELES).date() - booked_from.astimezone(LOS_ANGELES).date()
    start, end = (
        datetime.combine(moment.date() + days, moment.time(), LOS_ANGELES)
        for moment in (booked_from.astimezone(LOS_ANGELES), booked_until.astimezone(LOS_ANGELES))
    )
    return TimeReading("exact" if end - start == timedelta(hours=1) else "window", start, end, said_day=True, span=None)


def reading_of(wanted: dict[str, Any]) -> TimeReading:
    """A `callback_time` as it was read."""
    return TimeReading(wanted["kind"], _moment(wanted["start"]), _moment(wanted["end"]), said_day=True, span=None)


def _same(said: TimeReading, offered: TimeReading | None) -> bool:
    """True where the time that was offered is named: after a no it is refused."""
    return bool(offered and said.start and offered.start and said.start == offered.start)


def _on_the_day_offered(said: TimeReading, offered: TimeReading, now: datetime) -> TimeReading:
    """`said` moved to the day of `offered` where it names none: "no, at 4" is at 4 on the day spoken of."""
    if said.said_day or said.kind not in ("exact", "window") or not said.start or not said.end or not offered.start:
        return said
    days = offered.start.astimezone(LOS_ANGELES).date() - said.start.date()
    start, end = (
        datetime.combine(moment.date() + days, moment.time(), LOS_ANGELES) for moment in (said.start, said.end)
    )
    return replace(said, start=start, end=end) if start > now else said


def _in_the_half_offered(said: TimeReading, offered: TimeReading) -> TimeReading:
    """`said` twelve hours later where an afternoon or evening was spoken of: after "at night", "like at 9" is at night."""
    if said.kind != "exact" or offered.kind != "window" or not said.start or not said.end or not offered.start:
        return said
    if said.start.hour >= _NOON or offered.start.astimezone(LOS_ANGELES).hour < _NOON:
        return said
    start, end = said.start + timedelta(hours=12), said.end + timedelta(hours=12)
    if offered.end and start >= offered.end:
        return replace(said, kind="outside_hours", start=start, end=end)
    return replace(said, start=start, end=end) if start >= offered.start else said


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(LOS_ANGELES) if text else None
