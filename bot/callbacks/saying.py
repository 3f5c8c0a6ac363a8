"""How a callback window is said."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.clock import LOS_ANGELES
from bot.i18n import Language, render, say_clock, say_day


def say_window(window: dict[str, str], language: Language, today: str | None = None) -> str:
    """`Monday, November 23 at 3:00 pm`, or `…, between 12:00 pm and 5:00 pm`; led by today or tomorrow where it is.

    `window`: kind (exact or window) with start and end; `today`: the date in Los Angeles. All ISO 8601.
    """
    start = datetime.fromisoformat(window["start"]).astimezone(LOS_ANGELES)
    end = datetime.fromisoformat(window["end"]).astimezone(LOS_ANGELES)
    day = say_day(start.date(), language)
    if today:
        away = start.date() - date.fromisoformat(today)
        if away in (timedelta(0), timedelta(1)):
            day = render("day_tomorrow" if away else "day_today", language, day=day)
        else:
            day = render("day_other", language, day=day)
    if window["kind"] == "exact":
        return render("window_exact", language, day=day, time=say_clock(start, language))
    return render("window_between", language, day=day, start=say_clock(start, language), end=say_clock(end, language))
