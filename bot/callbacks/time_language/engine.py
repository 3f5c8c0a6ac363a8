"""Duckling in process, behind a small interface, for the day phrases that the project's own rules leave alone.

Duckling's time grammar takes memory and time that grow exponentially with the number of time words in a row
(ten times `monday` is seconds, forty is more memory than a server has), and its binding stops the whole process
on a NUL byte: so it is only ever given one short phrase of plain ASCII.
"""

from __future__ import annotations

import re
import tempfile
from calendar import timegm
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any, Protocol

from dateutil.easter import easter
from dateutil.relativedelta import MO, TH, relativedelta

LONGEST_PHRASE = 45
MOST_WORDS = 7


@dataclass(frozen=True)
class Found:
    """What a phrase means in wall time: `start`, how fine it is (`day`, `hour`, `minute`, …), and where it stood."""

    start: datetime
    grain: str
    span: tuple[int, int]


class PhraseEngine(Protocol):
    """Reads one short English phrase about time. Safe to call from many threads at once."""

    name: str

    def find(self, phrase: str, now: datetime) -> Found | None:
        """The first time in `phrase`, counted from the wall time `now` (naive), or None."""


def phrase_fits(phrase: str) -> bool:
    """True when `phrase` is short and plain enough to be given to Duckling."""
    return (
        len(phrase) <= LONGEST_PHRASE
        and len(phrase.split()) <= MOST_WORDS
        and phrase.isascii()
        and phrase.isprintable()
    )


class Duckling:
    """Facebook's Duckling through pyduckling-native-phihos (Linux on x86-64 only). Raises ImportError elsewhere.

    Wall times are given to it as if they were UTC, so it needs no time-zone files and daylight saving is ours.
    """

    name = "duckling"

    def __init__(self) -> None:
        import duckling

        self._duckling: Any = duckling
        with tempfile.TemporaryDirectory() as no_zones:
            self._zones = duckling.load_time_zones(no_zones)
        english = duckling.parse_lang("EN")
        self._locale = duckling.parse_locale("EN_US", duckling.default_locale_lang(english))
        self._time = duckling.parse_dimensions(["time"])
        self._one_at_a_time = Lock()

    def find(self, phrase: str, now: datetime) -> Found | None:
        """See PhraseEngine. A phrase that does not fit (see `phrase_fits`) is not read."""
        if not phrase_fits(phrase):
            return None
        with self._one_at_a_time:
            moment = self._duckling.parse_ref_time(self._zones, "UTC", timegm(now.timetuple()))
            context = self._duckling.Context(moment, self._locale)
            results = self._duckling.parse(phrase, context, self._time, False)
        for result in results:
            value = result["value"]
            value = value.get("from") or (value if "value" in value else None)
            if value is not None:
                start = datetime.fromisoformat(value["value"]).replace(tzinfo=None)
                return Found(start, value["grain"], (result["start"], result["end"]))
        return None


class HolidayNames:
    """The common holidays and month ends by rule, where Duckling cannot be loaded. Dates: 5 U.S.C. 6103, Gregorian Easter."""

    name = "rules"
    _PHRASE = re.compile(
        r"(?:the )?(?:(?P<side>day (?:after|before)) (?:the )?)?"
        r"(?P<name>christmas eve|christmas(?: day)?|new years eve|new years?(?: day)?|thanksgiving(?: day)?|labor day|"
        r"memorial day|mlk day|presidents day|veterans day|juneteenth|(?:fourth|4th) of july|independence day|"
        r"halloween|easter(?: sunday)?|valentines(?: day)?|end of (?:the )?month|next month)"
    )

    def find(self, phrase: str, now: datetime) -> Found | None:
        """See PhraseEngine."""
        match = self._PHRASE.search(phrase)
        if match is None:
            return None
        shift = timedelta(days={None: 0, "day after": 1, "day before": -1}[match["side"]])
        for year in (now.year, now.year + 1):
            day = self._day(match["name"], year, now.date()) + shift
            if day >= now.date():
                return Found(datetime.combine(day, datetime.min.time()), "day", match.span())
        return None

    @staticmethod
    def _day(name: str, year: int, today: date) -> date:
        january, month = date(year, 1, 1), today.replace(day=1, year=year)
        days = {
            "christmas eve": date(year, 12, 24), "christmas": date(year, 12, 25), "new years eve": date(year, 12, 31),
            "new year": january, "new years": january, "thanksgiving": january + relativedelta(month=11, weekday=TH(4)),
            "labor": january + relativedelta(month=9, weekday=MO(1)), "veterans": date(year, 11, 11),
            "memorial": january + relativedelta(month=5, day=31, weekday=MO(-1)), "juneteenth": date(year, 6, 19),
            "mlk": january + relativedelta(weekday=MO(3)), "halloween": date(year, 10, 31),
            "presidents": january + relativedelta(month=2, weekday=MO(3)), "independence": date(year, 7, 4),
            "fourth of july": date(year, 7, 4), "4th of july": date(year, 7, 4), "easter": easter(year),
            "valentines": date(year, 2, 14), "end of month": month + relativedelta(day=31),
            "end of the month": month + relativedelta(day=31), "next month": month + relativedelta(months=1),
        }  # fmt: skip
        return days[re.sub(r" (?:day|sunday)$", "", name)]


def best_engine() -> PhraseEngine:
    """Duckling where its wheel can be loaded, else the project's own short list of holidays."""
    try:
        return Duckling()
    except ImportError:
        return HolidayNames()
