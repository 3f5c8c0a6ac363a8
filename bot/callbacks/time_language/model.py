"""What the grammar of times is made of: clock times, times of day, mentions in a text, and shared word patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import Literal

from bot.callbacks.time_language.days import DayRule

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
WEEKDAY = "(?:" + "|".join(WEEKDAYS) + ")"
MONTH = "(?:" + "|".join(MONTHS) + "|" + "|".join(name[:3] for name in MONTHS) + "|sept)"

PARTS: dict[str, tuple[time, time]] = {
    "morning": (time(8), time(12)),
    "early": (time(8), time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(20)),
    "night": (time(17), time(20)),
    "after work": (time(17), time(20)),
    "after school": (time(15), time(20)),
    "after lunch": (time(13), time(20)),
    "after dinner": (time(18), time(20)),
    "before lunch": (time(8), time(12)),
    "before work": (time(8), time(9)),
    "lunch time": (time(12), time(13)),
    "business hours": (time(9), time(17)),
    "predawn": (time(0), time(6)),
}
"""Named parts of the day, as wall times; what lies outside callback hours is clipped later."""

ALL_DAY = "all day"
AFTERNOON_OR_LATER = ("afternoon", "evening", "night")
MORNING_PARTS = ("morning", "early")


@dataclass(frozen=True)
class ClockTime:
    """A time on the clock as said: `half` is am, pm, 24 (the 24-hour clock) or None where nobody said."""

    hour: int
    minute: int = 0
    half: Literal["am", "pm", "24"] | None = None


@dataclass(frozen=True)
class TimeOfDay:
    """`exact` and `after` have `low`, `before` has `high`, `range` both; `part` is a name from PARTS or ALL_DAY."""

    shape: Literal["exact", "after", "before", "range", "part"]
    low: ClockTime | None = None
    high: ClockTime | None = None
    part: str = ""

    @property
    def last_clock(self) -> ClockTime | None:
        """The clock time that ends it, or the only one; None for a part of the day."""
        return self.high or self.low


@dataclass(frozen=True)
class Mention:
    """One piece [start, end) of a text that says something about time.

    `weak`: about the call only where nothing else is meant. `only_expected`: a time only as the answer to a question
    for one. `several`: it comes round every day (`mornings`). `word` tells `that` mentions apart; `shift` is
    how many days from the day pointed to is meant (`the day before`).
    """

    start: int
    end: int
    kind: Literal["day", "time", "now", "minutes", "later", "any", "that"]
    days: DayRule | None = None
    time: TimeOfDay | None = None
    minutes: int = 0
    weak: bool = False
    only_expected: bool = False
    several: bool = False
    word: Literal["", "after", "before", "day", "time"] = ""
    excluded: bool = False
    shift: int = 0

    @property
    def clock(self) -> ClockTime | None:
        """The clock time in it, if any."""
        return self.time.last_clock if self.time is not None else None


def clock_time(words: str) -> ClockTime:
    """`3:30pm` → 3:30 pm; `noon`, `midnight`; `15:00h` and hours past 12 are on the 24-hour clock."""
    if words in ("noon", "midnight"):
        return ClockTime(12 if words == "noon" else 0, 0, "24")
    hour_word, rest = words.split(":")
    hour, minute, mark = int(hour_word) % 24, int(rest[:2]), rest[2:]
    if mark == "h" or hour > 12 or hour == 0:
        return ClockTime(hour, minute, "24")
    return ClockTime(hour, minute, "am" if mark == "am" else "pm" if mark == "pm" else None)


def one_of(alternatives: str, *, start: str = r"\b", end: str = r"(?!\w)") -> re.Pattern[str]:
    """A pattern for a list of regular expressions, one a line or separated by semicolons, as whole words."""
    parts = [part.strip() for part in re.split(r"[;\n]", alternatives)]
    return re.compile(start + "(?:" + "|".join(part for part in parts if part) + ")" + end)
