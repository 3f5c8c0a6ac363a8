"""The hours of the day in which Puente may begin a text. An inbound text is answered at any hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.clock import LOS_ANGELES
from bot.errors import ConfigurationError

EARLIEST, LATEST = time(8), time(21)
"""47 CFR 64.1200(c)(1): 8:00 to 21:00 where the called party is."""


@dataclass(frozen=True)
class QuietHours:
    """Bot-initiated texts go out from `opens` until before `closes`, Los Angeles time.

    Raises ConfigurationError for hours that are none or reach beyond what the rule allows.
    """

    opens: time = EARLIEST
    closes: time = LATEST

    def __post_init__(self) -> None:
        if not EARLIEST <= self.opens < self.closes <= LATEST:
            raise ConfigurationError("texts may be begun from 08:00 until 21:00 at most, and from before until")

    def allow(self, instant: datetime) -> bool:
        return self.opens <= instant.astimezone(LOS_ANGELES).time() < self.closes

    def next_allowed(self, instant: datetime) -> datetime:
        """`instant` itself where a text may be begun then, else when the next morning's hours begin."""
        if self.allow(instant):
            return instant
        local = instant.astimezone(LOS_ANGELES)
        day = local.date() + timedelta(days=local.time() >= self.closes)
        return datetime.combine(day, self.opens, LOS_ANGELES)
