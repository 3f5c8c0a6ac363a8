"""When community health workers call back: the opening hours of callbacks, in Los Angeles wall time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.errors import InvalidInput

DEFAULT_WEEKDAYS = frozenset(range(6))
DEFAULT_OPENS = time(8)
DEFAULT_CLOSES = time(20)


@dataclass(frozen=True)
class CallbackHours:
    """The hours in which callbacks are made, the same on every open day.

    `opens` and `closes` are wall times in America/Los_Angeles; `weekdays` counts Monday as 0. Holidays are
    ordinary days unless listed in `closed_on`. Raises InvalidInput where no call could ever be made.
    """

    opens: time = DEFAULT_OPENS
    closes: time = DEFAULT_CLOSES
    weekdays: frozenset[int] = DEFAULT_WEEKDAYS
    closed_on: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise InvalidInput("callback hours must open before they close")
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise InvalidInput("callback weekdays are numbers 0 (Monday) to 6, at least one")

    def is_open(self, day: date) -> bool:
        """True when callbacks are made on `day`."""
        return day.weekday() in self.weekdays and day not in self.closed_on

    def next_open_day(self, day: date) -> date:
        """The first open day on or after `day`."""
        while not self.is_open(day):
            day += timedelta(days=1)
        return day
