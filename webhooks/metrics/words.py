"""How the pages of figures say things: periods, numbers, shares, changes, and why a figure is not there."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_interval
from babel.numbers import format_currency, format_decimal, format_percent
from babel.units import format_unit

from bot.i18n import Language, render
from bot.metrics.periods import PeriodShown
from bot.metrics.tables import Dimension
from webhooks.console.words import say_code
from webhooks.pages import DOMAIN

Unit = Literal["second", "minute", "hour", "day"]


@cache
def _locale(language: Language) -> Locale:
    """Numbers and days as in the United States, in either language."""
    return Locale(language, "US")


def say(name: str, language: Language, /, **values: object) -> str:
    """The words of the console's entry `name`."""
    return render(name, language, DOMAIN, **values)


@lru_cache(maxsize=4096)
def say_number(number: float, language: Language, digits: int = 0) -> str:
    """`12,400`; with `digits`, so many behind the point."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(format_decimal(number, pattern, locale=_locale(language)))


def say_money(amount: float, currency: str, language: Language) -> str:
    """`$412.50`."""
    return str(format_currency(amount, currency, locale=_locale(language)))


def say_time(value: float, unit: Unit, language: Language) -> str:
    """`2.4 sec`, `3 hr`."""
    rounded = round(value, 1) if value < 10 else round(value)
    return format_unit(rounded, unit, length="short", locale=_locale(language))


@lru_cache(maxsize=4096)
def say_share(share: float, language: Language) -> str:
    """`86%`; a share above nothing is never said as 0 %, nor one below everything as 100 %."""
    digits = 1 if 0 < share < 0.01 or 0.99 < share < 1 else 0
    return str(format_percent(share, "#,##0" + ("." + "#" * digits if digits else "") + "%", locale=_locale(language)))


def say_period(shown: PeriodShown, language: Language) -> str:
    """`Nov 16 – 22, 2026`, `October 2026`, `3rd quarter 2026` or `2026`."""
    first = shown.starts
    if shown.period.kind == "week":
        return str(format_interval(first, first + timedelta(days=6), "yMMMd", locale=_locale(language)))
    if shown.period.kind == "year":
        return shown.period.label
    pattern = {"en": "MMMM y", "es": "MMMM 'de' y"} if shown.period.kind == "month" else {}
    return str(format_date(first, pattern.get(language, "QQQQ y"), locale=_locale(language)))


def short_period(shown: PeriodShown, language: Language) -> str:
    """`Nov 16`, `Oct 2026`, `2026-Q3` or `2026`: for the foot of a chart."""
    if shown.period.kind == "week":
        return str(format_date(shown.starts, "MMM d" if language == "en" else "d MMM", locale=_locale(language)))
    if shown.period.kind == "month":
        return str(format_date(shown.starts, "MMM y", locale=_locale(language)))
    return shown.period.label


def say_day(day: date, language: Language) -> str:
    """`November 30, 2026`."""
    return str(format_date(day, "long", locale=_locale(language)))


def say_value(dimension: Dimension, value: str, language: Language) -> str:
    """`Spanish`, `SPA 6 · South`, `Food`, `Text message`."""
    if dimension == "spa" and value.isdigit():
        number = say("metrics.column.spa", language, number=value)
        return f"{number}\N{NO-BREAK SPACE}· {say(f'metrics.spa.{value}', language)}"
    if dimension == "need" and value != "none":
        return say_code("need", value, language)
    return say(f"metrics.column.{value}", language)


def say_change(now: float | None, before: float | None, language: Language, *, share: bool = False) -> str:
    """How a figure changed: `up 12%`, `down 3 points`, `as before`; empty where one of the two is not shown."""
    if now is None or before is None:
        return ""
    if share:
        points = round(now * 100) - round(before * 100)
        name = "points" if abs(points) != 1 else "point"
        return _up_or_down(points, say(f"metrics.change.{name}", language, number=abs(points)), language)
    if before == 0:
        return say("metrics.change.from_none", language) if now else say("metrics.change.same", language)
    part = now / before - 1
    return _up_or_down(now - before, say_share(abs(part), language), language)


def _up_or_down(step: float, much: str, language: Language) -> str:
    if step == 0:
        return say("metrics.change.same", language)
    return say("metrics.change.up" if step > 0 else "metrics.change.down", language, much=much)
