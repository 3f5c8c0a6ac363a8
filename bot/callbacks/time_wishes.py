"""What a person wishes for, put together from the pieces: days, times, what is ruled out, what `after that` points to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.callbacks.time_clauses import About, Clause, call_cancelled, split_clauses
from bot.callbacks.time_days import DayRule
from bot.callbacks.time_phrases import ClockTime, Mention, TimeOfDay

NEAR = 45
"""Characters between a time and the word about the call within which they belong together in a long sentence."""

LEADING = 12
"""Characters before a time that begins its clause: `de 2 a 4 es cuando duerme la nina` is an answer."""

_NOT_BEFORE = re.compile(
    r"(?:\b(?:not|no|except|besides|minus|menos|excepto|instead of|rather than|en vez del?|en lugar del?|neither|nor|ni|"
    r"(?:cant|cannot|can not|wont|couldnt|not (?:gonna|going to|able to))(?: (?:do|make|talk|be|answer|it|call|take|the|my|a|home))*|isnt|(?:dont|do not) (?:call|text|do|want)(?: me)?|no puedo|que no sea|no me \w+|not (?:good|available|free))"
    r"(?: (?:on|at|in|the|el|la|los|las|en|es|a|para|it|is))*|\bsaid|\bput|\bdije|\bpuse) *$"
)
_NOT_AFTER = re.compile(
    r"^ *,? *(?:(?:i )?(?:no puedo|i? ?cant|cannot|wont|isnt)|(?:is )?(?:no good|bad|not good|out)|(?:doesnt|dont|wont|does not) work|"
    r"no(?= *(?:,|$|mejor|que|porque|i |puedo|se puede))|ya no|anymore|no me (?:queda|sirve|conviene)|(?:im|estoy) (?:busy|working|ocupad\w)|"
    r"i (?:work|got work|have work)|trabajo|tengo (?:corte|cita|que|trabajo)|i (?:got|have) (?:court|work|class|appointment|an))"
)
_OLD_CALL_BEFORE = re.compile(r"\b(?:llamada|cita|call|callback|appointment|appt) (?:de|del|on|at|from)(?: (?:la|el|las))? *$|\bfrom *$")
_OLD_CALL_AFTER = re.compile(r"^ *(?:call|callback|appointment|appt|one)\b")
_CONTRARY = re.compile(r"\b(?:but|pero|queria|meant|mejor|instead|actually)\b")
_CHAIN = re.compile(r"^ *(?:and|or|y|o|ni|nor|n|/|&)(?: (?:on|the|el|la|not|no))* *$")
_SAME = re.compile(r"^(?: *(?:in the|in|at|on))? *$")
_OR = re.compile(r"\b(?:or|o|either)\b")
_CORRECTION = re.compile(r"\b(?:no|not|but|actually|mejor|mean|meant|instead|perdon|sorry|pero|wait)\b")


@dataclass(frozen=True)
class Choice:
    """Acceptable days and times that belong together; several choices are alternatives in the order said."""

    days: tuple[DayRule, ...] = ()
    times: tuple[TimeOfDay, ...] = ()


@dataclass(frozen=True)
class Wish:
    """Everything said about the time of the call. `span` is in the regular text."""

    choices: tuple[Choice, ...]
    excluded: tuple[DayRule, ...]
    moment: Literal["now", "later", "any", ""]
    minutes: int | None
    recurring: bool
    span: tuple[int, int]


def wish_in(text: str, mentions: Sequence[Mention], *, expecting: bool) -> Wish | None:
    """The wish that the mentions of a regular text make up, or None where none of them is about the call."""
    if not mentions:
        return None
    if call_cancelled(text):
        return None
    clauses = split_clauses(text, mentions)
    all_extra = sum(clause.extra_words for clause in clauses)
    call = any(clause.about is About.CALL for clause in clauses)
    marked = _with_exclusions(text, mentions)
    used: list[Mention] = []
    busy: list[Mention] = []
    other: list[Mention] = []
    for mention in marked:
        clause = next((c for c in clauses if c.start <= mention.start < c.end), clauses[-1])
        if _trusted(mention, clause, all_extra, expecting=expecting, call_elsewhere=call, alongside=any(m.word != "asked" for m in marked)):
            used.append(mention)
        elif mention.excluded and expecting and mention.start - clause.start < 8:
            used.append(mention)
        elif clause.about is About.BUSY:
            busy.append(mention)
        else:
            other.append(mention)
    used = _resolved(used, busy, other)
    if not [m for m in used if not m.excluded and m.kind != "any"] and not any(m.kind == "any" for m in used):
        if expecting or call or all_extra <= 4:
            used = used + _after_busy(busy)
    used = [mention for mention in used if mention.kind != "that"]
    return _put_together(text, used) if used else None


def _trusted(mention: Mention, clause: Clause, all_extra: int, *, expecting: bool, call_elsewhere: bool, alongside: bool) -> bool:
    """Whether `mention` is about the call, given its clause and how much else the text says."""
    if mention.word == "asked" and not (expecting or alongside):
        return False
    if clause.about is About.CALL:
        if mention.weak and not expecting and clause.extra_words > 1:
            return clause.call_named and _close(mention, clause, 25)
        return clause.extra_words <= 4 or _close(mention, clause, NEAR)
    clocked = not mention.weak and (mention.kind in ("any", "that", "minutes") or _last_clock(mention) is not None)
    if clause.about is About.BARE:
        return expecting or call_elsewhere or (clocked and all_extra <= 10) or all_extra <= (1 if mention.weak else 4)
    if clause.about is About.UNSURE:
        if expecting:
            return clause.extra_words <= (2 if mention.weak else 8)
        leading = mention.start - clause.start <= LEADING
        return not mention.weak and (all_extra <= 1 or (clocked and leading and clause.extra_words <= 4))
    return False


def _close(mention: Mention, clause: Clause, letters: int) -> bool:
    """True where at most `letters` stand between the time and the word about the call."""
    if clause.marker is None:
        return False
    return -letters <= mention.start - clause.marker <= letters + 10


def _with_exclusions(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    marked: list[Mention] = []
    for position, mention in enumerate(mentions):
        previous_end = marked[-1].end if marked else 0
        before, after = text[previous_end : mention.start], text[mention.end :]
        others = position + 1 < len(mentions)
        refused = _NOT_BEFORE.search(before)
        if refused and refused[0].split()[0] in ("said", "put", "dije", "puse"):
            refused = _CONTRARY.search(after) if others else None
        out = bool(refused or _NOT_AFTER.search(after))
        out = out or (others and bool(_OLD_CALL_BEFORE.search(before) or _OLD_CALL_AFTER.search(after)))
        out = out or bool(marked and marked[-1].excluded and _chained(marked[-1], mention, before))
        marked.append(replace(mention, excluded=True) if out else mention)
    return marked


def _chained(previous: Mention, mention: Mention, between: str) -> bool:
    """True in `not monday or tuesday` and in `not thursday morning`: one refusal, two mentions."""
    if _CHAIN.search(between):
        return True
    part = mention.time is not None and mention.time.shape == "part" and previous.time is None
    return part and bool(_SAME.search(between))


def _resolved(used: list[Mention], busy: list[Mention], other: list[Mention]) -> list[Mention]:
    """`after that`, `that day` replaced by what they point to in what was said before."""
    found: list[Mention] = []
    for mention in used:
        if mention.kind != "that":
            found.append(mention)
            continue
        earlier = [m for m in (*busy, *other, *used) if m.start < mention.start and m.kind in ("day", "time")]
        clock = next((c for m in reversed(earlier) if (c := _last_clock(m)) is not None), None)
        if clock is not None and mention.word in ("after", "before", "time"):
            shape = TimeOfDay("exact" if mention.word == "time" else mention.word, low=clock, high=clock)  # type: ignore[arg-type]
            found.append(replace(mention, kind="time", time=shape))
        if not any(m.days for m in used):
            found += [replace(m, kind="day", time=None) for m in earlier if m.days is not None and m not in used][-1:]
    return sorted(found, key=lambda mention: mention.start)


def _last_clock(mention: Mention) -> ClockTime | None:
    return (mention.time.high or mention.time.low) if mention.time is not None else None


def _after_busy(busy: Sequence[Mention]) -> list[Mention]:
    """`i get off at 5` alone means after five; `i work 6 to 2` means after two."""
    found: list[Mention] = []
    clocked = False
    for mention in busy:
        clock = _last_clock(mention)
        if clock is not None:
            found.append(replace(mention, time=TimeOfDay("after", low=clock)))
            clocked = True
        elif mention.kind == "day":
            found.append(mention)
    return found if clocked else []


def _put_together(text: str, used: list[Mention]) -> Wish | None:
    wanted = [m for m in used if not m.excluded]
    excluded = tuple(m.days for m in used if m.excluded and m.days is not None and m.time is None)
    span = (min(m.start for m in used), max(m.end for m in used))
    moments = {m.kind for m in wanted if m.kind in ("now", "later", "any")}
    minutes = next((m.minutes for m in wanted if m.kind == "minutes"), None)
    solid = [m for m in wanted if m.kind in ("day", "time")]
    solid = _without_all_day(solid)
    recurring = any(m.word == "several" for m in solid)
    days_out = {m.start for m in used if m.excluded and m.days is not None}
    ruled_out = [m.time for m in used if m.excluded and m.time is not None and not days_out]
    if not solid:
        recurring_ban = any(rule.several for rule in excluded)
        if excluded and ("any" in moments or recurring_ban):
            return Wish((Choice((DayRule("any", several=True),)),), excluded, "", None, True, span)
        opposite = [o for said in ruled_out if (o := _opposite(said)) is not None]
        if opposite and not moments:
            return Wish((Choice((), tuple(opposite)),), excluded, "", None, True, span)
        if not moments and minutes is None:
            return None
        moment: Literal["now", "later", "any", ""] = "now" if "now" in moments else "any" if "any" in moments else "later"
        return Wish((), excluded, moment if minutes is None else "", minutes, False, span)
    if all(m.word == "any" for m in solid) and not excluded and all(o is None for o in map(_opposite, ruled_out)):
        return Wish((), excluded, "any", None, False, span)
    choices = _choices(text, solid)
    opposite = [o for said in ruled_out if (o := _opposite(said)) is not None]
    if opposite and not any(choice.times for choice in choices):
        choices = [replace(choice, times=tuple(opposite)) for choice in choices]
    later = "later" if "later" in moments and not any(c.times for c in choices) else ""
    return Wish(tuple(choices), excluded, later, minutes, recurring, span)  # type: ignore[arg-type]


def _without_all_day(solid: list[Mention]) -> list[Mention]:
    rest = [m for m in solid if not (m.time is not None and m.time.part == "all day")]
    return rest or solid


def _opposite(said: TimeOfDay) -> TimeOfDay | None:
    """What remains when a part of the day is ruled out."""
    if said.shape != "part":
        return None
    if said.part in ("morning", "early"):
        return TimeOfDay("after", low=ClockTime(12, 0, "24"))
    if said.part in ("evening", "night"):
        return TimeOfDay("before", high=ClockTime(17, 0, "24"))
    return TimeOfDay("part", part="morning") if said.part == "afternoon" else None


def _choices(text: str, solid: Sequence[Mention]) -> list[Choice]:
    choices: list[Choice] = []
    days: list[DayRule] = []
    times: list[TimeOfDay] = []
    end = solid[0].start
    for mention in solid:
        between = text[end : mention.start]
        alternative = bool(_OR.search(between))
        if mention.days is not None:
            if times and alternative:
                choices.append(Choice(tuple(days), tuple(times)))
                days, times = [], []
            days.append(mention.days)
        if mention.time is not None:
            if times and not alternative:
                times[-1] = _merged(times[-1], mention.time, corrected=bool(_CORRECTION.search(between)))
            else:
                times.append(mention.time)
        end = mention.end
    return [*choices, Choice(tuple(days), tuple(times))]


def _merged(first: TimeOfDay, second: TimeOfDay, *, corrected: bool) -> TimeOfDay:
    """Two times of one day said together: `morning, like 9`, `after 12 but before 4`, `no, at 4`."""
    shapes = {first.shape, second.shape}
    if shapes == {"after", "before"}:
        after, before = (first, second) if first.shape == "after" else (second, first)
        return TimeOfDay("range", after.low, before.high, first.part or second.part)
    if first.shape == "part" or second.shape == "part":
        part, other = (first, second) if first.shape == "part" else (second, first)
        if other.shape == "part" and part.part in ("early", "all day"):
            return other
        return first if first.shape == second.shape else replace(other, part=part.part)
    if first.shape != "exact" and second.shape == "exact" and not corrected:
        return second
    return second if corrected else first
