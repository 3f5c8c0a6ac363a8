"""How the console says things: windows in Pacific time, moments, codes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from bot.clock import LOS_ANGELES
from bot.i18n import Language, has_response, render, say_day, say_time
from webhooks.pages import DOMAIN


def say_window(start: datetime | None, end: datetime | None, now: datetime, language: Language) -> str:
    """`Today, 3:00 pm to 4:00 pm`, Los Angeles time whatever the zones of the instants."""
    if start is None or end is None:
        return render("window.none", language, DOMAIN)
    first, last, today = (moment.astimezone(LOS_ANGELES) for moment in (start, end, now))
    times = {"start": say_time(first, language), "end": say_time(last, language)}
    if first.date() == last.date():
        day = near_day(first.date(), today.date(), language)
        return render("window.one_day", language, DOMAIN, day=day, **times)
    days = {
        "first_day": near_day(first.date(), today.date(), language),
        "last_day": near_day(last.date(), today.date(), language),
    }
    return render("window.days", language, DOMAIN, **days, **times)


def near_day(day: date, today: date, language: Language) -> str:
    """`Today`, `Tomorrow`, `Yesterday`, else `Monday, November 23`; capitalized."""
    name = {0: "window.today", 1: "window.tomorrow", -1: "window.yesterday"}.get((day - today).days)
    if name:
        return render(name, language, DOMAIN)
    said = say_day(day, language)
    return said[:1].upper() + said[1:]


def say_moment(moment: datetime, now: datetime, language: Language) -> str:
    """`Today 3:05 pm`, Los Angeles time."""
    local, today = moment.astimezone(LOS_ANGELES), now.astimezone(LOS_ANGELES)
    return f"{near_day(local.date(), today.date(), language)} {say_time(local, language)}"


def say_clock(moment: datetime, language: Language) -> str:
    """`3:05 pm`, Los Angeles time."""
    return say_time(moment.astimezone(LOS_ANGELES), language)


def say_code(kind: str, code: str | None, language: Language) -> str:
    """The words for `code` in its family (`need`, `status`, ...); the code itself where there are none."""
    if not code:
        return ""
    name = f"{kind}.{code}"
    return render(name, language, DOMAIN) if has_response(name, DOMAIN) else code.replace("_", " ")


def say_needs(codes: Iterable[str], language: Language) -> str:
    """`Housing, Food`."""
    return ", ".join(say_code("need", code, language) for code in codes)
