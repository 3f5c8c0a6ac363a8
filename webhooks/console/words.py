"""How the console says things: windows in Pacific time, moments, codes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from babel.dates import format_date

from bot.clock import LOS_ANGELES
from bot.i18n import Language, has_response, render, say_day, say_time
from webhooks.pages import DOMAIN


def say_window(start: datetime | None, end: datetime | None, now: datetime, language: Language) -> str:
    """`Today, 3:00 pm to 4:00 pm`, Los Angeles time whatever the zones of the instants; nothing for no window."""
    if start is None or end is None:
        return ""
    first, last = start.astimezone(LOS_ANGELES), end.astimezone(LOS_ANGELES)
    times = {"start": say_clock(first, language), "end": say_clock(last, language)}
    if first.date() == last.date():
        said = render("window.one_day", language, DOMAIN, day=near_day(first, now, language), **times)
    else:
        days = {"first_day": near_day(first, now, language), "last_day": near_day(last, now, language)}
        said = render("window.days", language, DOMAIN, **days, **times)
    return capitalized(said)


def say_hours(start: datetime | None, end: datetime | None, language: Language) -> str:
    """`3:00 pm to 4:00 pm`, for where the day stands above; nothing for no window or one of several days."""
    if start is None or end is None or start.astimezone(LOS_ANGELES).date() != end.astimezone(LOS_ANGELES).date():
        return ""
    said = render("window.hours", language, DOMAIN, start=say_clock(start, language), end=say_clock(end, language))
    return capitalized(said)


def near_day(moment: datetime, now: datetime, language: Language) -> str:
    """`today`, `tomorrow`, `yesterday`, else `Monday, November 23`: the day of `moment` in Los Angeles."""
    day, today = moment.astimezone(LOS_ANGELES).date(), now.astimezone(LOS_ANGELES).date()
    name = {0: "window.today", 1: "window.tomorrow", -1: "window.yesterday"}.get((day - today).days)
    return render(name, language, DOMAIN) if name else say_day(day, language)


def say_moment(moment: datetime, now: datetime, language: Language) -> str:
    """`today 3:05 pm`, Los Angeles time."""
    return f"{near_day(moment, now, language)} {say_clock(moment, language)}"


def short_day(day: date, language: Language) -> str:
    """`Nov 23` / `23 nov`."""
    return format_date(day, "MMM d" if language == "en" else "d MMM", locale=language)


def capitalized(said: str) -> str:
    """`said` as the beginning of a line."""
    return said[:1].upper() + said[1:]


def say_clock(moment: datetime, language: Language) -> str:
    """`3:05 pm`, Los Angeles time, never broken across two lines."""
    return say_time(moment.astimezone(LOS_ANGELES), language).replace(" ", "\N{NO-BREAK SPACE}")


def say_code(kind: str, code: str | None, language: Language) -> str:
    """The words for `code` in its family (`need`, `status`, ...); the code itself where there are none."""
    if not code:
        return ""
    name = f"{kind}.{code}"
    return render(name, language, DOMAIN) if has_response(name, DOMAIN) else code.replace("_", " ")


def say_needs(codes: Iterable[str], language: Language) -> str:
    """`Housing, Food`."""
    return ", ".join(say_code("need", code, language) for code in codes)


def say_assigned(codes: Iterable[str], language: Language) -> str:
    """`Speaks Spanish, SPA 6, fewest open tasks`: the codes of bot/callbacks/assignment.py and of handovers."""
    said = []
    for code in codes:
        kind, _, which = code.partition(":")
        family = _WITHIN_ASSIGNED.get(kind)
        if family and which:
            said.append(
                render(f"assigned.{kind}", language, DOMAIN, which=_within(say_code(family, which, language), language))
            )
        else:
            said.append(say_code("assigned", kind, language))
    return ", ".join(said)


def _within(words: str, language: Language) -> str:
    """Words that began a line, within one: Spanish writes its languages small, and `ID` and `SPA` stay as they are."""
    return words if language == "en" or words[1:2].isupper() else words[:1].lower() + words[1:]


_WITHIN_ASSIGNED = {"language": "speaks", "spa": "spa", "speciality": "need", "handed_over": "handover"}
"""What stands behind the colon of such a code: a code of this family."""


def weekday(day: date, language: Language) -> str:
    """`Monday` / `Lunes`, as the beginning of a line."""
    return capitalized(format_date(day, "EEEE", locale=language))
