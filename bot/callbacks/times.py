"""Reading the callback time out of a text: exact, a window, any time, none, past, or outside callback hours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from bot.callbacks.hours import CallbackHours
from bot.callbacks.time_language.dates import CALL_LENGTH, Dated, Dating
from bot.callbacks.time_language.days import acceptable
from bot.callbacks.time_language.engine import PhraseEngine, best_engine
from bot.callbacks.time_language.english import regular_english
from bot.callbacks.time_language.grammar import find_mentions
from bot.callbacks.time_language.masks import mask_others
from bot.callbacks.time_language.model import ALL_DAY, TimeOfDay
from bot.callbacks.time_language.spanish import spanish_to_english
from bot.callbacks.time_language.spelling import regular_spelling
from bot.callbacks.time_language.text import TracedText
from bot.callbacks.time_language.topics import wish_in
from bot.callbacks.time_language.wishes import ANY_DAY, Choice, Wish
from bot.clock import LOS_ANGELES
from bot.errors import InvalidInput

Kind = Literal["exact", "window", "any", "none", "past", "outside_hours"]


@dataclass(frozen=True)
class TimeReading:
    """What a text says about when to call.

    `start` and `end` are aware (America/Los_Angeles), both None for `any` and `none`; for `past` and
    `outside_hours` they are the times as said. `said_day`: the words fix the day. `span`: where in the text the
    words about time stand, as character offsets, None for `none`.
    """

    kind: Kind
    start: datetime | None = None
    end: datetime | None = None
    said_day: bool = False
    span: tuple[int, int] | None = None


NOTHING = TimeReading("none")
_WHOLE_DAY = TimeOfDay("part", part=ALL_DAY)


class TimeReader:
    """Reads callback times in English, Spanish and both at once. Safe to share between threads."""

    def __init__(self, hours: CallbackHours | None = None, engine: PhraseEngine | None = None) -> None:
        self._hours = hours or CallbackHours()
        self._engine = engine or best_engine()

    @property
    def engine(self) -> str:
        """`duckling`, or `rules` where its library could not be loaded: then rarer phrases about days are missed."""
        return self._engine.name

    def warm(self) -> None:
        """Do the slow first reading now (tens of milliseconds) rather than for a resident."""
        self.read("the day after christmas", "en", datetime.now(LOS_ANGELES))

    def read(
        self, text: str, language: Literal["en", "es", "mixed"], now: datetime, *, expecting: bool = False
    ) -> TimeReading:
        """The callback time in `text`, counted from `now` (aware).

        `expecting`: a time was just asked for, so that a lone number is one. Kind `none` when the text says nothing
        about the time of a call, refuses one, or asks a question. Raises InvalidInput for a naive `now`.
        """
        local = _wall_time(now)
        traced = TracedText(text)
        regular_spelling(traced, language)
        mask_others(traced)
        spanish_to_english(traced)
        regular_english(traced, expecting=expecting)
        wish = wish_in(traced.text, find_mentions(traced.text, local, self._engine), expecting=expecting)
        if wish is None:
            return NOTHING
        reading = self._dated(wish, now, local)
        return reading if reading.kind == "none" else replace(reading, span=traced.original_span(*wish.span))

    def nearest_open(self, reading: TimeReading, now: datetime) -> TimeReading | None:
        """What to offer instead of a time that is past or outside hours, else None.

        The same time of day on the first open day from the one said (today at the earliest), moved inside callback
        hours, as `exact` where one time was said and `window` otherwise. Raises InvalidInput for a naive `now`.
        """
        local = _wall_time(now)
        if reading.kind not in ("past", "outside_hours") or reading.start is None or reading.end is None:
            return None
        start, end = reading.start.replace(tzinfo=None), reading.end.replace(tzinfo=None)
        exact = end - start == CALL_LENGTH
        day = max(start.date(), local.date())
        for _ in range(30):
            day = self._hours.next_open_day(day)
            offered = self._moved(
                start.time(), end.time() if end.date() == start.date() else time.max, day, exact=exact
            )
            if offered[0] < local and (exact or offered[1] - local < CALL_LENGTH):
                day += timedelta(days=1)
                continue
            kind: Literal["exact", "window"] = "exact" if exact else "window"
            return _reading(Dated(kind, max(offered[0], local), offered[1]), reading.said_day, reading.span)
        return None

    def _moved(self, start: time, end: time, day: date, *, exact: bool) -> tuple[datetime, datetime]:
        opens, closes = (datetime.combine(day, at) for at in (self._hours.opens, self._hours.closes))
        latest = max(opens, closes - CALL_LENGTH)
        begin = min(max(datetime.combine(day, start), opens), latest)
        if exact:
            return begin, begin + CALL_LENGTH
        return begin, max(min(datetime.combine(day, end), closes), min(begin + CALL_LENGTH, closes))

    def _dated(self, wish: Wish, now: datetime, local: datetime) -> TimeReading:
        dating = Dating(self._hours, local)
        if wish.minutes is not None or wish.moment == "now":
            start = (now.astimezone(UTC) + timedelta(minutes=wish.minutes or 0)).replace(microsecond=0)
            kind: Kind = (
                "exact" if dating.open_at(start.astimezone(LOS_ANGELES).replace(tzinfo=None)) else "outside_hours"
            )
            return TimeReading(kind, start.astimezone(LOS_ANGELES), (start + CALL_LENGTH).astimezone(LOS_ANGELES), True)
        if wish.moment == "any":
            return TimeReading("any")
        today = local.date()
        if wish.moment == "later" and not wish.choices:
            return _reading(dating.first_good([today], [_WHOLE_DAY], insist=True), True)
        found: list[tuple[Dated, bool]] = []
        for choice in wish.choices:
            dated = self._chosen(choice, wish, dating, today)
            if dated is not None:
                found.append((dated, bool(choice.days)))
        if not found:
            return NOTHING
        good = [pair for pair in found if pair[0].kind in ("exact", "window")]
        best, said_day = min(good, key=lambda pair: pair[0].start.date()) if good else found[0]
        return _reading(best, said_day)

    def _chosen(self, choice: Choice, wish: Wish, dating: Dating, today: date) -> Dated | None:
        times = choice.times or (_WHOLE_DAY,)
        if not choice.days and not wish.excluded:
            if wish.recurring:
                return dating.first_good(ANY_DAY.dates(today), times, insist=False)
            return dating.next_time(times)
        days = acceptable(choice.days or (ANY_DAY,), today)
        days = [day for day in days if not any(rule.allows(day, today) for rule in wish.excluded)]
        return dating.first_good(days, times, insist=len(days) == 1)


def _wall_time(now: datetime) -> datetime:
    """`now` as naive wall time in Los Angeles, whole seconds."""
    if now.tzinfo is None:
        raise InvalidInput("`now` must be an aware datetime")
    return now.astimezone(LOS_ANGELES).replace(tzinfo=None, microsecond=0)


def _reading(dated: Dated | None, said_day: bool, span: tuple[int, int] | None = None) -> TimeReading:
    if dated is None:
        return NOTHING
    # Through UTC, because a wall time skipped in spring would otherwise start where it ends.
    start = dated.start.replace(tzinfo=LOS_ANGELES).astimezone(UTC)
    end = max(dated.end.replace(tzinfo=LOS_ANGELES).astimezone(UTC), start + timedelta(minutes=1))
    if dated.kind == "exact" or dated.end - dated.start == CALL_LENGTH:
        end = start + CALL_LENGTH
    return TimeReading(dated.kind, start.astimezone(LOS_ANGELES), end.astimezone(LOS_ANGELES), said_day, span)
