"""The grammar of times: what stands in a regular English text, piece by piece, before anything is dated."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Literal

from bot.callbacks.time_days import DayRule
from bot.callbacks.time_engine import PhraseEngine, phrase_fits

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
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


@dataclass(frozen=True)
class ClockTime:
    """A time on the clock as said: `half` is am, pm, 24 (the 24-hour clock) or None where nobody said."""

    hour: int
    minute: int = 0
    half: Literal["am", "pm", "24"] | None = None


@dataclass(frozen=True)
class TimeOfDay:
    """`exact` and `after` have `low`, `before` has `high`, `range` both, `part` a name from PARTS or `all day`."""

    shape: Literal["exact", "after", "before", "range", "part"]
    low: ClockTime | None = None
    high: ClockTime | None = None
    part: str = ""


@dataclass(frozen=True)
class Mention:
    """One piece of a text that says something about time. `weak`: a time only where nothing else is meant."""

    start: int
    end: int
    kind: Literal["day", "time", "now", "minutes", "later", "any", "that"]
    days: DayRule | None = None
    time: TimeOfDay | None = None
    minutes: int = 0
    weak: bool = False
    word: str = ""
    excluded: bool = False


_CLOCK = r"(?:\d{1,2}:\d\d(?:[ap]m|h|w)?|noon|midnight)"
_WD = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_ABOUT = r"(?:(?:at|like|about|around|say|maybe|exactly|@) ?)*"
_HOLIDAY = (
    r"(?:christmas(?: eve| day)?|new years?(?: eve| day)|thanksgiving(?: day)?|labor day|memorial day|mlk day|"
    r"presidents day|veterans day|juneteenth|(?:fourth|4th) of july|independence day|halloween|easter(?: sunday)?|"
    r"valentines(?: day)?)"
)
_ENGINE_PHRASE = re.compile(
    rf"\b(?:(?:the )?day (?:after|before) (?:the )?)?{_HOLIDAY}\b|"
    rf"\b(?:the )?(?:first|1st|second|2nd|third|3rd|fourth|4th|last) (?:{_WD}|day|week) (?:of|in) (?:the |next |this )?(?:month|{_MONTH})\b|"
    rf"\b(?:two|2|three|3) {_WD}s from now\b|\bthe week after next\b|"
    r"\b(?:the )?(?:beginning|start|end|middle) of (?:the |this |next )?month\b|\bnext month\b|"
    r"\bin (?:a|one|two|three|\d) months?\b"
)


def clock_time(words: str) -> ClockTime:
    """`3:30pm` → 3:30 pm; `noon`, `midnight`; `15:00h` and hours past 12 are on the 24-hour clock."""
    if words in ("noon", "midnight"):
        return ClockTime(12 if words == "noon" else 0, 0, "24")
    match = re.fullmatch(r"(\d{1,2}):(\d\d)([ap]m|h|w)?", words)
    assert match is not None
    hour, minute, mark = int(match[1]) % 24, int(match[2]), match[3]
    if mark == "h" or hour > 12 or hour == 0:
        return ClockTime(hour, minute, "24")
    return ClockTime(hour, minute, "am" if mark == "am" else "pm" if mark == "pm" else None)


def _weekday(word: str) -> int:
    return next(number for number, name in enumerate(WEEKDAYS) if word.startswith(name[:3]))


def _month(word: str) -> int:
    return MONTHS.index(word[:3]) + 1


def _day(rule: DayRule | None) -> dict[str, object] | None:
    return None if rule is None else {"kind": "day", "days": rule}


def _time(shape: str, low: str = "", high: str = "", part: str = "") -> dict[str, object]:
    said = TimeOfDay(shape, clock_time(low) if low else None, clock_time(high) if high else None, part)  # type: ignore[arg-type]
    return {"kind": "time", "time": said, "weak": any(word.endswith("w") for word in (low, high))}


def _numeric_date(match: re.Match[str]) -> dict[str, object] | None:
    month, day, year = int(match[1]), int(match[2]), int(match[3] or 0)
    if month > 12:
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return _day(DayRule("date", (month, day, year + 2000 if 0 < year < 100 else year)))


def _weekday_rule(match: re.Match[str]) -> dict[str, object] | None:
    number, before, plural = _weekday(match["wd"]), match["mod"] or "", bool(match["plural"])
    if match["plus"]:
        return _day(DayRule("weekday", (number,), shift=7))
    which = "next" if before == "next" or match["after"] else "last" if before in ("last", "past") else "coming"
    return _day(DayRule("weekday", (number,), which, several=plural or before in ("every", "each", "any")))  # type: ignore[arg-type]


def _span_of_weekdays(match: re.Match[str]) -> dict[str, object] | None:
    first, last = _weekday(match[1]), _weekday(match[2])
    return _day(DayRule("weekday", tuple((first + n) % 7 for n in range((last - first) % 7 + 1)), several=True))


_TODAY = DayRule("offset", (0,))
Builder = Callable[[re.Match[str]], dict[str, object] | None]
_RULES: tuple[tuple[str, Builder], ...] = (
    (rf"\b(?:a week (?:from|after) |week from ){_WD}\b", lambda m: _day(DayRule("weekday", (_weekday(m[0].split()[-1]),), shift=7))),
    (r"\b(?:a week from |week from )today\b|\btoday plus7\b", lambda m: _day(DayRule("offset", (7,)))),
    (r"\b(?:a week from )tomorrow\b", lambda m: _day(DayRule("offset", (8,)))),
    (rf"\b(?:from )?({_WD})s? through ({_WD})s?\b", _span_of_weekdays),
    (rf"\b(?:{_WD}s?,? )?(?:the )?(?:day )?({_MONTH})\.? (?:the )?(\d\d?)(?:st|nd|rd|th)?(?!\d|:)(?:,? 20\d\d\b)?",
     lambda m: _day(DayRule("date", (_month(m[1]), int(m[2]))))),
    (rf"\b(?:{_WD}s?,? )?(?:the )?(\d\d?)(?:st|nd|rd|th)? (?:of )?({_MONTH})\b", lambda m: _day(DayRule("date", (_month(m[2]), int(m[1]))))),
    (rf"\b(?:{_WD}s?,? )?(\d\d?)/(\d\d?)(?:/(20\d\d|\d\d))?\b(?!/)", _numeric_date),
    (r"\bnumber ([123])th\b|^\W*(1st|2nd|3rd)\W*$", lambda m: {"kind": "day", "days": DayRule("monthday", (int(m[1] or m[2][0]),)), "weak": True, "word": "asked"}),
    (rf"\b(?:{_WD}s?,? )?(?:on |by )?the (\d\d?)(?:st|nd|rd|th)\b|\b{_WD},? (\d\d?)(?:st|nd|rd|th)\b|^\W*(?:on )?(\d\d?)(?:st|nd|rd|th)\b(?= *(?:$|at|around|after|before|in|is|works))",
     lambda m: _day(DayRule("monthday", (int(m[1] or m[2] or m[3]),)))),
    (rf"\bnext week,? (?:on |the )?(?P<wd>{_WD})s?\b", lambda m: _day(DayRule("weekday", (_weekday(m['wd']),), "next"))),
    (rf"\b(?:(?P<mod>this|next|last|past|every|each|any) )?(?P<wd>{_WD})(?P<plural>s)?(?P<after> (?:of )?next week)?(?P<plus> plus7)?\b",
     _weekday_rule),
    (r"\bovermorrow\b", lambda m: _day(DayRule("offset", (2,)))),
    (r"\btomorrow\b", lambda m: _day(DayRule("offset", (1,)))),
    (r"\byesterday\b|\b(\d) days? ago\b", lambda m: {"kind": "day", "days": DayRule("offset", (-int(m[1] or 1),)), "weak": True}),
    (r"\bin (\d{1,3}) (minutes|days|weeks)\b",
     lambda m: {"kind": "minutes", "minutes": int(m[1])} if m[2] == "minutes"
     else _day(DayRule("offset", (int(m[1]) * (7 if m[2] == "weeks" else 1),)))),
    (r"\bnext (?:weekend|week end)\b", lambda m: _day(DayRule("weekend", (), "next"))),
    (r"\b(?:this |the |every )?weekends?\b",
     lambda m: _day(DayRule("weekday", (5, 6), several=True) if m[0].endswith("s") else DayRule("weekend"))),
    (r"\b(?:any )?weekdays?\b", lambda m: _day(DayRule("weekday", (0, 1, 2, 3, 4), several=True))),
    (r"\b(?:any ?(?:day|time) |sometime |some time |all |during )?(?:the )?next week\b", lambda m: _day(DayRule("week", (1,), several=True))),
    (r"\b(?:any ?(?:day|time) |anytime |sometime |later |all |during )?this week\b", lambda m: _day(DayRule("week", (0,), several=True))),
    (r"\bany day\b", lambda m: {"kind": "day", "days": DayRule("any", several=True), "word": "any"}),
    (r"\beveryday\b", lambda m: {"kind": "day", "days": DayRule("any", several=True), "word": "any", "weak": True}),
    (r"\bthis (morning|afternoon|evening)s?\b", lambda m: {"kind": "time", "time": TimeOfDay("part", part=m[1]), "days": _TODAY}),
    (r"\btonight\b", lambda m: {"kind": "time", "time": TimeOfDay("part", part="night"), "days": _TODAY, "weak": True}),
    (r"\btoday\b", lambda m: {"kind": "day", "days": _TODAY, "weak": True}),
    # times of day
    (r"\b(after|before) that\b", lambda m: {"kind": "that", "word": m[1]}),
    (r"\blater than that\b", lambda m: {"kind": "that", "word": "after"}),
    (r"\bthat (day|time)\b", lambda m: {"kind": "that", "word": m[1]}),
    (r"\b(after (?:work|school|lunch|dinner)|before (?:lunch|work(?! at))|lunch time)\b", lambda m: _time("part", part=m[1])),
    (r"\b(?:business|office|normal|regular|working) hours\b", lambda m: _time("part", part="business hours")),
    (rf"\b(?:from|between)?\s*{_ABOUT}({_CLOCK}) ?(?:to|until|-|through) ?{_ABOUT}({_CLOCK})\b", lambda m: _time("range", m[1], m[2])),
    (rf"\b(?:from|between) {_ABOUT}({_CLOCK}) ?(?:and|n|y|&|or) ?{_ABOUT}({_CLOCK})\b", lambda m: _time("range", m[1], m[2])),
    (rf"\b({_CLOCK}) (?:(?:or|and|n) (?:later|after|on|up)|later|onwards?|(?:on|up)(?= *$| *,))\b(?! \d)", lambda m: _time("after", m[1])),
    (rf"\b({_CLOCK}) (?:or|and) (?:before|earlier)\b", lambda m: _time("before", "", m[1])),
    (rf"\bbefore (?:[a-z]+ ){{0,5}}?{_ABOUT}({_CLOCK})\b", lambda m: _time("before", "", m[1])),
    (rf"\b(?:no more than|until|by|at the latest) {_ABOUT}({_CLOCK})\b", lambda m: _time("before", "", m[1])),
    (rf"\b(?:after|past|home by|up by|free by|done by) (?:[a-z]+ ){{0,5}}?{_ABOUT}({_CLOCK})\b", lambda m: _time("after", m[1])),
    (rf"\bdesde ({_CLOCK})\b", lambda m: {**_time("after", m[1]), "weak": True}),
    (rf"\b({_CLOCK})\b", lambda m: _time("exact", m[1])),
    (r"\b(?:early |late |mid ?)?(?:in the |by |every )?(?:early |late )?(morning|afternoon|evening|night)s?\b",
     lambda m: {**_time("part", part=m[1]), "word": "several" if m[0].endswith("s") else ""}),
    (r"\bpredawn\b", lambda m: _time("part", part="predawn")),
    (r"(?<!too )(?<!so )(?<!im )(?<!running )(?<!was )(?<!be )\blate\b", lambda m: {**_time("part", part="night"), "weak": True}),
    (r"\bearl(?:y|ier)\b", lambda m: {**_time("part", part="early"), "weak": True}),
    (r"\ball day\b", lambda m: {**_time("part", part="all day"), "weak": True}),
    (r"^\W*(ya|later)\W*$", lambda m: {"kind": "now" if m[1] == "ya" else "later", "weak": True, "word": "asked"}),
    (r"\bnow\b", lambda m: {"kind": "now", "weak": True}),
    (r"\blater\b", lambda m: {"kind": "later", "weak": True}),
    (r"\banytime\b", lambda m: {"kind": "any"}),
    (r"\bnopreference\b", lambda m: {"kind": "any", "weak": True}),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), builder) for pattern, builder in _RULES)


def find_mentions(text: str, now: datetime, engine: PhraseEngine) -> list[Mention]:
    """Every mention of time in a regular English text, in order, none overlapping. `now` is naive wall time."""
    mentions: list[Mention] = []
    original = text

    def take(start: int, end: int, fields: dict[str, object]) -> None:
        nonlocal text
        mentions.append(Mention(start, end, **fields))  # type: ignore[arg-type]
        text = text[:start] + "\x01" * (end - start) + text[end:]

    for match in _ENGINE_PHRASE.finditer(text):
        found = engine.find(match[0], now) if phrase_fits(match[0]) else None
        if found is not None:
            take(*match.span(), {"kind": "day", "days": DayRule("fixed", fixed=(found.start.date(),)), "weak": "month" in match[0]})
    for pattern, builder in _COMPILED:
        for match in pattern.finditer(text):
            fields = builder(match)
            if fields is not None:
                start = match.start() + len(match[0]) - len(match[0].lstrip())
                take(start, match.end(), fields)
    return [_around(mention, original) for mention in sorted(mentions, key=lambda mention: mention.start) if not _that(mention, original)]


def _that(mention: Mention, text: str) -> bool:
    """`that morning` repeats a time said elsewhere."""
    return mention.kind == "time" and text[: mention.start].endswith(("that ", "esa "))


def _around(mention: Mention, text: str) -> Mention:
    """`after monday` is the day after; `before friday`, `until friday` any day, and weakly."""
    if mention.kind != "day" or mention.days is None or mention.word:
        return mention
    word = re.search(r"\b(after|before|until|by) (?:the |on )?$", text[: mention.start])
    if word is None:
        return mention
    if word[1] == "after":
        return replace(mention, days=replace(mention.days, shift=mention.days.shift + 1))
    return replace(mention, days=DayRule("any", several=True), weak=True)
