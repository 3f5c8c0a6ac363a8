"""What one service's hours and guests are in a reader's own language, as far as they are known as facts.

Days, times, and the usual words for whom a place is come from the catalogues. What somebody wrote in free words is
theirs: it stays in English, and a reader of Spanish is told so.
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Any

from babel.dates import format_date

from bot.dialogue.components.text import plain
from bot.i18n import Language, render

_HANGING = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "by",
        "de",
        "del",
        "e",
        "el",
        "en",
        "for",
        "from",
        "in",
        "la",
        "las",
        "los",
        "of",
        "on",
        "or",
        "para",
        "por",
        "the",
        "to",
        "u",
        "with",
        "y",
    ]
)
"""Words no cut ends on."""

GUESTS = {
    "adults": "adults", "children": "children", "older adults": "older", "ages 16-25": "youth", "ages 16-24": "youth",
    "everyone": "everyone", "single adults": "single", "low-income": "low_income", "low-income people": "low_income",
    "immigrants": "immigrants", "women": "women", "adult men": "men", "families": "families", "veterans": "veterans",
    "va-eligible veterans": "veterans", "homeless adults": "unhoused", "county clinic": "county_clinic",
    "sliding scale": "sliding", "sliding fee": "sliding", "regardless of ability to pay": "sliding",
    "uninsured welcome": "uninsured", "dental": "dental", "pharmacy": "pharmacy", "detox": "detox",
    "residential": "residential", "detox and residential": "detox_residential", "outpatient": "outpatient",
    "open child-welfare case": "dcfs_case", "reunification": "reunification",
    "social security card": "social_security", "ssi and ssdi": "ssi", "walk-ins": "walk_ins", "free": "free",
    "city of la": "city",
}  # fmt: skip
"""Words the directory's eligibility is mostly made of, and the end of the catalogue's key `who_…` for each."""

_PEOPLE = frozenset(
    {
        "adults", "children", "older", "youth", "everyone", "single", "low_income", "immigrants", "women", "men",
        "families", "veterans", "unhoused", "dcfs_case", "city",
    }
)  # fmt: skip
"""Those of `GUESTS` that are people."""

_WEEK_LIMIT = 100
_NOTE_LIMIT = 110
_A_MONDAY = date(2026, 11, 30)
_DAY_ENDS = time(23, 58)

Rule = list[Any]
"""[freq, [[occurrence in the month or None, weekday with Monday 0], …], opens, closes]; times ISO 8601 or None."""


def say_week(rules: list[Rule], language: Language) -> str:
    """Every day's hours, days of the same hours together: `Mon-Fri 8am-5pm; Sat 9am-1pm`. Empty where any is unknown."""
    by_hours: dict[str, list[tuple[int | None, int]]] = {}
    for _, days, opens, closes in rules:
        if not days or not opens or not closes:
            return ""
        by_hours.setdefault(_span(time.fromisoformat(opens), time.fromisoformat(closes), language), []).extend(
            (occurrence, weekday) for occurrence, weekday in days
        )
    groups = sorted(by_hours.items(), key=lambda group: min(weekday for _, weekday in group[1]))
    said = "; ".join(f"{_days(days, language)} {hours}" for hours, days in groups)
    return said if len(said) <= _WEEK_LIMIT else ""


def say_guests(eligibility: str | None, language: Language) -> str:
    """Whom a service is for, and on what terms. What nobody put in our words stays English, and Spanish says so."""
    if not eligibility:
        return ""
    keys = [GUESTS.get(plain(part).strip()) for part in re.split(r"[;,]", eligibility)]
    if not all(keys):
        return render("service_note", language, note=cut(eligibility, _NOTE_LIMIT))
    said = ", ".join(dict.fromkeys(render(f"who_{key}", language) for key in keys))
    return render("service_for", language, who=said) if _PEOPLE.issuperset(keys) else said[:1].upper() + said[1:]


def cut(text: str, limit: int) -> str:
    """`text` cut at a word, without an ellipsis: GSM-7 has none and three dots cost three characters."""
    text = " ".join(str(text).split())
    if len(text) <= limit:
        return text
    words = text[: limit + 1].rsplit(" ", 1)[0].split(" ")
    while len(words) > 1 and words[-1].lower().strip(",;-(&/") in _HANGING | {""}:
        words.pop()
    return " ".join(words).rstrip(" ,;-(&/")[:limit]


def _days(days: list[tuple[int | None, int]], language: Language) -> str:
    if any(occurrence is not None for occurrence, _ in days):
        return _days_of_month(days, language)
    weekdays = sorted({weekday for _, weekday in days})
    if len(weekdays) == 7:
        return render("every_day", language)
    runs: list[list[int]] = []
    for weekday in weekdays:
        if runs and weekday == runs[-1][-1] + 1:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    return ", ".join(_run(run, language) for run in runs)


def _run(run: list[int], language: Language) -> str:
    names = [_day_name(weekday, language) for weekday in run]
    if len(run) < 3:
        return ", ".join(names)
    return render("days_through", language, first=names[0], last=names[-1])


def _days_of_month(days: list[tuple[int | None, int]], language: Language) -> str:
    return ", ".join(
        _day_name(weekday, language)
        if occurrence is None
        else render(_NTH[occurrence], language, day=_day_name(weekday, language))
        for occurrence, weekday in days
    )


_NTH = {1: "nth_1", 2: "nth_2", 3: "nth_3", 4: "nth_4", 5: "nth_5", -1: "nth_last"}


def _day_name(weekday: int, language: Language) -> str:
    day = _A_MONDAY + timedelta(days=weekday)
    return format_date(day, "EEE", locale="en_US" if language == "en" else "es_US").rstrip(".")


def _span(opens: time, closes: time, language: Language) -> str:
    if opens <= time(0, 1) and closes >= _DAY_ENDS:
        return render("hours_all_day_long", language)
    return render("hours_span", language, opens=_clock(opens), closes=_clock(closes))


def _clock(moment: time) -> str:
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"
