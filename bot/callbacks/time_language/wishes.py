"""What a person wishes for, put together from the mentions that are about the call."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from bot.callbacks.time_language.days import DayRule
from bot.callbacks.time_language.model import ALL_DAY, Mention, TimeOfDay
from bot.callbacks.time_language.refusals import opposite
from bot.callbacks.time_language.vocabulary import CORRECTION

ANY_DAY = DayRule("any", several=True)
_WHOLE_DAY = TimeOfDay("part", part=ALL_DAY)
_OR = re.compile(r"\b(?:or|o|either)\b")


@dataclass(frozen=True)
class Choice:
    """Acceptable days and times that belong together; several choices are alternatives in the order said."""

    days: tuple[DayRule, ...] = ()
    times: tuple[TimeOfDay, ...] = ()


@dataclass(frozen=True)
class Wish:
    """Everything said about the time of the call.

    `moment` is set where no choice is: `now`, `later` today, `any` time. `minutes` counts from now. `recurring`: any
    day will do for the times said (`mornings`). `span` is in the regular text.
    """

    choices: tuple[Choice, ...]
    span: tuple[int, int]
    excluded: tuple[DayRule, ...] = ()
    moment: Literal["now", "later", "any"] | None = None
    minutes: int | None = None
    recurring: bool = False


def put_together(text: str, used: Sequence[Mention]) -> Wish | None:
    """The wish that mentions in a regular text make up; None where all of them only rule something out."""
    span = (min(m.start for m in used), max(m.end for m in used))
    wanted = [m for m in used if not m.excluded]
    excluded = tuple(m.days for m in used if m.excluded and m.days is not None and m.time is None)
    kinds = {m.kind for m in wanted}
    minutes = next((m.minutes for m in wanted if m.kind == "minutes"), None)
    solid = _without_all_day([m for m in wanted if m.kind in ("day", "time")])
    freely = [m for m in wanted if m.kind == "any"]
    remaining = _remaining(used)
    if not freely and _hour_refused(text, used):
        return None
    if freely and all(m.time is not None and m.time.part == ALL_DAY and m.days is None for m in solid):
        solid = []
    if not solid:
        if excluded and ("any" in kinds or any(rule.several for rule in excluded)):
            return Wish((Choice((ANY_DAY,)),), span, excluded, recurring=True)
        if remaining and kinds <= {"minutes", "any"}:
            return Wish((Choice((), remaining),), span, excluded, recurring=True)
        if minutes is not None:
            return Wish((), span, minutes=minutes)
        for mention in wanted:  # `later, now im on the bus`: what is said first
            if mention.kind == "now" or mention.kind == "later":
                return Wish((), span, moment=mention.kind)
        return Wish((), span, moment="any") if freely else None
    if (
        all(m.days is not None and m.days.kind == "any" and not m.time for m in solid)
        and not excluded
        and not remaining
    ):
        free_days = any(m.days != ANY_DAY for m in solid)
        return Wish((Choice((ANY_DAY,)),), span) if free_days else Wish((), span, moment="any")
    choices = _choices(text, sorted([*solid, *freely], key=lambda m: m.start))
    if remaining and not any(set(choice.times) - {_WHOLE_DAY} for choice in choices):
        choices = [replace(choice, times=remaining) for choice in choices]
    return Wish(tuple(choices), span, excluded, minutes=minutes, recurring=any(m.several for m in solid))


def _hour_refused(text: str, used: Sequence[Mention]) -> bool:
    """`tomorrow at 8 i cant`: the hour taken is of the only day named, and nothing else is offered."""
    wanted = [m for m in used if not m.excluded]
    if any(m.time is not None for m in wanted):
        return False
    return any(
        day.days is not None
        and not day.excluded
        and hour.excluded
        and hour.clock
        and not text[day.end : hour.start].strip(" at")
        for day, hour in pairwise(used)
    )


def _remaining(used: Sequence[Mention]) -> tuple[TimeOfDay, ...]:
    """The times left where only parts of the day were ruled out."""
    if any(m.excluded and m.days is not None for m in used):
        return ()
    parts = (opposite(m.time) for m in used if m.excluded and m.time is not None)
    return tuple(part for part in parts if part is not None)


def _without_all_day(solid: list[Mention]) -> list[Mention]:
    """`all day tomorrow` is tomorrow."""
    return [m for m in solid if not (m.time is not None and m.time.part == ALL_DAY)] or solid


def _choices(text: str, solid: Sequence[Mention]) -> list[Choice]:
    choices: list[Choice] = []
    days: list[DayRule] = []
    times: list[TimeOfDay] = []
    end = solid[0].start
    for mention in solid:
        if mention.kind == "any":
            # `wednesday anytime or thursday after 1`: the time after the other day is not this day's.
            times = times or [_WHOLE_DAY] * bool(days)
            end = mention.end
            continue
        between = text[end : mention.start]
        alternative = bool(_OR.search(between))
        if mention.days is not None:
            if times and alternative:
                choices.append(Choice(tuple(days), tuple(times)))
                days, times = [], []
            days.append(mention.days)
        if mention.time is not None:
            if times and not alternative:
                times[-1] = _merged(times[-1], mention.time, corrected=bool(CORRECTION.search(between)))
            else:
                times.append(mention.time)
        end = mention.end
    return [*choices, Choice(tuple(days), tuple(times))]


def _merged(first: TimeOfDay, second: TimeOfDay, *, corrected: bool) -> TimeOfDay:
    """Two times of one day said together: `morning, like 9`, `after 12 but before 4`, `no, at 4`."""
    if {first.shape, second.shape} == {"after", "before"}:
        after, before = (first, second) if first.shape == "after" else (second, first)
        return TimeOfDay("range", after.low, before.high, first.part or second.part)
    if first.shape == "part" or second.shape == "part":
        part, other = (first, second) if first.shape == "part" else (second, first)
        if other.shape == "part":
            if second.part.startswith(("after ", "before ")):
                return second
            return other if part.part in ("early", ALL_DAY) else first
        return other if part.part == ALL_DAY else replace(other, part=part.part)
    if corrected or (first.shape != "exact" and second.shape == "exact"):
        return second
    return first
