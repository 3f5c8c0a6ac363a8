"""The grammar of times: what stands in a regular English text, piece by piece, before anything is dated."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Literal

from bot.callbacks.time_language.days import DayRule
from bot.callbacks.time_language.engine import PhraseEngine, phrase_fits
from bot.callbacks.time_language.model import ALL_DAY, MONTH, MONTHS, WEEKDAY, WEEKDAYS, Mention, TimeOfDay, clock_time

TAKEN = "\x01"
"""Stands in for the letters of a mention, so that no other rule takes them."""

_CLOCK = r"(?:\d{1,2}:\d\d(?:[ap]m|h|w)?|noon|midnight)"
_ABOUT = r"(?:(?:at|like|about|around|say|maybe|exactly|@) ?)*"
_SOME_WORDS = r"(?:[a-z]+ ){0,5}?"
_NTH = r"(\d\d?)(?:st|nd|rd|th)"
_ON_WEEKDAY = rf"(?:{WEEKDAY}s?,? )?"
_COUNTS = {"a": 1, "one": 1, "1": 1, "two": 2, "2": 2, "three": 3, "3": 3, "4": 4}
_HOLIDAY = (
    r"(?:christmas(?: eve| day)?|new years?(?: eve| day)|thanksgiving(?: day)?|labor day|memorial day|mlk day|"
    r"presidents day|veterans day|juneteenth|(?:fourth|4th) of july|independence day|halloween|easter(?: sunday)?|"
    r"valentines(?: day)?)"
)
_ENGINE_PHRASE = re.compile(
    rf"\b(?:(?:the )?day (?:after|before) (?:the )?)?{_HOLIDAY}\b|"
    rf"\b(?:the )?(?:first|1st|second|2nd|third|3rd|fourth|4th|last) (?:{WEEKDAY}|day|week) (?:of|in) "
    rf"(?:the |next |this )?(?:month|{MONTH})\b|"
    rf"\b(?:two|2|three|3) {WEEKDAY}s from now\b|"
    r"\b(?:the )?(?:beginning|start|end|middle) of (?:the |this |next )?month\b|\bnext month\b|"
    r"\bin (?:a|one|two|three|\d) months?\b"
)
Fields = dict[str, object]
Builder = Callable[[re.Match[str]], Fields | None]
_TODAY = DayRule("offset", (0,))


def _weekday_number(word: str) -> int:
    return next(number for number, name in enumerate(WEEKDAYS) if word.startswith(name[:3]))


def _month_number(word: str) -> int:
    return next(number for number, name in enumerate(MONTHS, 1) if word.startswith(name[:3]))


def _day(rule: DayRule, *, weak: bool = False) -> Fields:
    return {"kind": "day", "days": rule, "weak": weak}


def _time(shape: Literal["exact", "after", "before", "range"], low: str = "", high: str = "") -> Fields:
    said = TimeOfDay(shape, clock_time(low) if low else None, clock_time(high) if high else None)
    return {"kind": "time", "time": said, "weak": low.endswith("w") or high.endswith("w")}


def _part(part: str, *, weak: bool = False, several: bool = False, days: DayRule | None = None) -> Fields:
    return {"kind": "time", "time": TimeOfDay("part", part=part), "weak": weak, "several": several, "days": days}


def _numeric_date(match: re.Match[str]) -> Fields | None:
    """`12/4` is December 4; a first number past 12 is the day."""
    month, day, year = int(match[1]), int(match[2]), int(match[3] or 0)
    if month > 12:
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return _day(DayRule("date", (month, day, year + 2000 if 0 < year < 100 else year)))


def _named_weekday(match: re.Match[str]) -> Fields:
    number, before = _weekday_number(match["wd"]), match["mod"] or ""
    if match["plus"]:
        return _day(DayRule("weekday", (number,), shift=7))
    which: Literal["coming", "this", "next", "last"] = "this" if before == "this" else "coming"
    if before == "next" or match["after"]:
        which = "next"
    elif before in ("last", "past"):
        which = "last"
    several = bool(match["plural"]) or before in ("every", "each", "any")
    return _day(DayRule("weekday", (number,), which, several=several))


def _span_of_weekdays(match: re.Match[str]) -> Fields:
    first, last = _weekday_number(match[1]), _weekday_number(match[2])
    return _day(DayRule("weekday", tuple((first + n) % 7 for n in range((last - first) % 7 + 1)), several=True))


def _so_long(match: re.Match[str]) -> Fields:
    number = int(match[1])
    if match[2] == "minutes":
        return {"kind": "minutes", "minutes": number}
    return _day(DayRule("offset", (number * (7 if match[2] == "weeks" else 1),)))


def _low_ordinal(match: re.Match[str]) -> Fields:
    rule = DayRule("monthday", (int(match[1] or match[2]),))
    return {"kind": "day", "days": rule, "weak": True, "only_expected": True}


_DAY_RULES: tuple[tuple[str, Builder], ...] = (
    (rf"\b(?:(a|one|two|three|[1-4]) )?weeks? (?:from|after) (?:this )?({WEEKDAY})\b",
     lambda m: _day(DayRule("weekday", (_weekday_number(m[2]),), shift=7 * _COUNTS[m[1] or "a"]))),
    (r"\b(?:the )?week after next\b", lambda m: _day(DayRule("week", (2,), several=True))),
    (r"\b(two|three|[234]) weeks from (?:today|now)\b", lambda m: _day(DayRule("offset", (7 * _COUNTS[m[1]],)))),
    (r"\b(?:a )?week from today\b|\btoday plus7\b", lambda m: _day(DayRule("offset", (7,)))),
    (r"\b(?:a )?week from tomorrow\b", lambda m: _day(DayRule("offset", (8,)))),
    (rf"\b(?:any ?(?:day|time) )?(?:between|from) (?:now|today) (?:and|an|n|to|until|through) (?:the )?"
     rf"(?:{WEEKDAY}|tomorrow|overmorrow|{_NTH}|weekend|end of the week)\b", lambda m: _day(DayRule("any"))),
    (rf"\b(?:from )?({WEEKDAY})s? through ({WEEKDAY})s?\b", _span_of_weekdays),
    (rf"\b{_ON_WEEKDAY}(?:the )?(?:day )?({MONTH})\.? (?:the )?(\d\d?)(?:st|nd|rd|th)?(?!\d|:)(?:,? 20\d\d\b)?",
     lambda m: _day(DayRule("date", (_month_number(m[1]), int(m[2]))))),
    (rf"\b{_ON_WEEKDAY}(?:the )?(\d\d?)(?:st|nd|rd|th)? (?:of |de )?({MONTH})\b",
     lambda m: _day(DayRule("date", (_month_number(m[2]), int(m[1]))))),
    (rf"\b{_ON_WEEKDAY}(\d\d?)/(\d\d?)(?:/(20\d\d|\d\d))?\b(?!/)", _numeric_date),
    (r"\bnumber ([123])th\b|^\W*([123])(?:st|nd|rd)\W*$", _low_ordinal),
    (rf"\b{_ON_WEEKDAY}(?:on )?the {_NTH}\b|\b{WEEKDAY},? {_NTH}\b|"
     rf"^\W*(?:on )?{_NTH}\b(?= *(?:$|at|around|after|before|in|is|works))",
     lambda m: _day(DayRule("monthday", (int(m[1] or m[2] or m[3]),)))),
    (rf"\bnext week,? (?:on |the )?({WEEKDAY})s?\b", lambda m: _day(DayRule("weekday", (_weekday_number(m[1]),), "next"))),
    (rf"\b(?:(?P<mod>this|next|last|past|every|each|any) )?(?P<wd>{WEEKDAY})(?P<plural>s)?"
     r"(?P<after> (?:of )?next week)?(?P<plus> plus7)?\b", _named_weekday),
    (r"\bovermorrow\b", lambda m: _day(DayRule("offset", (2,)))),
    (r"\btomorrow\b", lambda m: _day(DayRule("offset", (1,)))),
    (r"\byesterday\b|\b(\d) days? ago\b", lambda m: _day(DayRule("offset", (-int(m[1] or 1),)), weak=True)),
    (r"\bin (\d{1,3}) (minutes|days|weeks)\b", _so_long),
    (r"\bnext weekend\b", lambda m: _day(DayRule("weekend", which="next"))),
    (r"\b(?:this |the |every )?weekend(s?)\b",
     lambda m: _day(DayRule("weekday", (5, 6), several=True) if m[1] else DayRule("weekend"))),
    (r"\b(?:any )?weekdays?\b", lambda m: _day(DayRule("weekday", (0, 1, 2, 3, 4), several=True))),
    (r"\b(?:any ?(?:day|time) |sometime |some time |all |during )?(?:the )?next week\b",
     lambda m: _day(DayRule("week", (1,), several=True))),
    (r"\b(?:any ?(?:day|time) |sometime |later |all |during )?this week\b",
     lambda m: _day(DayRule("week", (0,), several=True))),
    (r"\bany day\b", lambda m: _day(DayRule("any", several=True))),
    (r"\beveryday\b", lambda m: _day(DayRule("any", several=True), weak=True)),
    (r"\btoday\b", lambda m: _day(_TODAY, weak=True)),
    (r"\bthis (morning|afternoon|evening)s?\b", lambda m: _part(m[1], days=_TODAY)),
    (r"\btonight\b", lambda m: _part("night", weak=True, days=_TODAY)),
)  # fmt: skip
_TIME_RULES: tuple[tuple[str, Builder], ...] = (
    (r"(?:\b(?:the|un) |^|(?<=, ))day (before|after)(?: that)?(?= *(?:$|[.,;!?]|(?:at|in|around|after) ))",
     lambda m: {"kind": "that", "word": "day", "shift": -1 if m[1] == "before" else 1}),
    (r"\b(after|before) that\b", lambda m: {"kind": "that", "word": m[1]}),
    (r"\blater than that\b", lambda m: {"kind": "that", "word": "after"}),
    (r"\bthat (day|time)\b", lambda m: {"kind": "that", "word": m[1]}),
    (r"\b(after (?:work|school|lunch|dinner)|before (?:lunch|work(?! at))|lunch time)\b", lambda m: _part(m[1])),
    (r"\b(?:business|office|normal|regular|working) hours\b", lambda m: _part("business hours")),
    (rf"\b(?:from|between)?\s*{_ABOUT}({_CLOCK}) ?(?:to|until|-|through) ?{_ABOUT}({_CLOCK})\b",
     lambda m: _time("range", m[1], m[2])),
    (rf"\b(?:from|between) {_ABOUT}({_CLOCK}) ?(?:and|an|n|y|&|or) ?{_ABOUT}({_CLOCK})\b",
     lambda m: _time("range", m[1], m[2])),
    (rf"\b({_CLOCK}) (?:(?:or|and|n) (?:later|after|on|up)|later|onwards?|(?:on|up)(?= *$| *,))\b(?! \d)",
     lambda m: _time("after", m[1])),
    (rf"\b({_CLOCK}) (?:or|and) (?:before|earlier)\b(?! \d| noon)", lambda m: _time("before", "", m[1])),
    (rf"\bbefore {_SOME_WORDS}{_ABOUT}({_CLOCK})\b", lambda m: _time("before", "", m[1])),
    (rf"\b(?:no more than|until|by|at the latest) {_ABOUT}({_CLOCK})\b", lambda m: _time("before", "", m[1])),
    (rf"\b(?:after|past|home by|up by|free by|done by) {_SOME_WORDS}{_ABOUT}({_CLOCK})\b",
     lambda m: _time("after", m[1])),
    (rf"\bfrom {_ABOUT}({_CLOCK})(?: on(?:wards?)?| forward| and on)?\b", lambda m: _time("after", m[1])),
    (rf"\bdesde ({_CLOCK})\b", lambda m: {**_time("after", m[1]), "weak": True}),
    (rf"\b({_CLOCK})\b", lambda m: _time("exact", m[1])),
    (r"\b(?:early |late |mid ?)?(?:in the |by |every )?(?:early |late )?(morning|afternoon|evening|night)(s?)\b",
     lambda m: _part(m[1], several=bool(m[2]) or "every" in m[0])),
    (r"\bpredawn\b", lambda m: _part("predawn")),
    (r"(?<!too )(?<!so )(?<!how )(?<!im )(?<!running )(?<!was )(?<!be )\blate\b", lambda m: _part("night", weak=True)),
    (r"\bearl(?:y|ier)\b", lambda m: _part("early", weak=True)),
    (r"\ball day\b", lambda m: _part(ALL_DAY, weak=True)),
    (r"^\W*(?:(ya)|later)\W*$",
     lambda m: {"kind": "now" if m[1] else "later", "weak": True, "only_expected": True}),
    (r"\bnow\b", lambda m: {"kind": "now", "weak": True}),
    (r"\blater(?: on)?\b", lambda m: {"kind": "later", "weak": True}),
    (r"\banytime\b", lambda m: {"kind": "any"}),
    (r"\bnopreference\b", lambda m: {"kind": "any", "weak": True}),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), builder) for pattern, builder in (*_DAY_RULES, *_TIME_RULES))


def find_mentions(text: str, now: datetime, engine: PhraseEngine) -> list[Mention]:
    """Every mention of time in a regular English text, in order, none overlapping. `now` is naive wall time."""
    mentions: list[Mention] = []
    left = text
    for match in _ENGINE_PHRASE.finditer(text):
        found = engine.find(match[0], now) if phrase_fits(match[0]) else None
        if found is not None:
            rule = DayRule("fixed", fixed=(found.start.date(),))
            mentions.append(_mention(*match.span(), _day(rule, weak="month" in match[0])))
            left = _taken(left, *match.span())
    for pattern, builder in _COMPILED:
        for match in pattern.finditer(left):
            fields = builder(match)
            if fields is not None:
                start = match.start() + len(match[0]) - len(match[0].lstrip())
                mentions.append(_mention(start, match.end(), fields))
                left = _taken(left, start, match.end())
    mentions.sort(key=lambda mention: mention.start)
    mentions = _in_month_said(mentions)
    return [_beside(mention, text) for mention in mentions if not _repeats(mention, text)]


def _in_month_said(mentions: list[Mention]) -> list[Mention]:
    """`christmas no, better the 26th`, `next month on the 4th`: a day after a date or a month is of that month."""
    month = None
    found: list[Mention] = []
    for mention in mentions:
        days = mention.days
        if days is not None and days.kind == "fixed":
            month = days.fixed[0].month
        elif days is not None and days.kind == "date":
            month = days.numbers[0]
        elif days is not None and days.kind == "monthday" and month is not None:
            start = mention.start
            if found[-1].weak and found[-1].days and found[-1].days.kind == "fixed":
                start = found.pop().start
            mention = replace(mention, start=start, days=DayRule("date", (month, days.numbers[0])))
        found.append(mention)
    return found


def blanked(text: str, mentions: list[Mention]) -> str:
    """`text` with every mention replaced by TAKEN, letter by letter."""
    for mention in mentions:
        text = _taken(text, mention.start, mention.end)
    return text


def _taken(text: str, start: int, end: int) -> str:
    return text[:start] + TAKEN * (end - start) + text[end:]


def _mention(start: int, end: int, fields: Fields) -> Mention:
    return Mention(start, end, **fields)  # type: ignore[arg-type]


def _repeats(mention: Mention, text: str) -> bool:
    """`that morning` repeats a time said elsewhere."""
    return mention.kind == "time" and text[: mention.start].endswith(("that ", "esa "))


def _beside(mention: Mention, text: str) -> Mention:
    """`after monday` is the day after; `before friday`, `until friday` any day, and weakly."""
    if mention.kind != "day" or mention.days is None or mention.days.kind == "any" or mention.only_expected:
        return mention
    word = re.search(r"\b(after|before|until|by) (?:the |on )?$", text[: mention.start])
    if word is None:
        return mention
    if word[1] == "after":
        return replace(mention, days=replace(mention.days, shift=mention.days.shift + 1))
    return replace(mention, days=DayRule("any"), weak=True)
