"""The catalogues: every word a person reads, by response name and language.

Catalogues are gettext .po files (`locales/<language>/LC_MESSAGES/<domain>.po`) read with Babel.
Domain `messages` is what residents read; `console` is what county staff read.
Placeholders are Python format fields: `{name}`.
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Literal

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.errors import NotFound
from bot.settings import PROJECT_ROOT

Language = Literal["en", "es"]
LANGUAGES: tuple[Language, ...] = ("en", "es")
LOCALES = PROJECT_ROOT / "locales"
_BABEL_LOCALE = {"en": "en_US", "es": "es_US"}


@cache
def catalogue(language: Language, domain: str = "messages") -> dict[str, str]:
    """All entries of one catalogue, by response name."""
    return {
        str(m.id): str(m.string) for m in read_catalogue(LOCALES / language / "LC_MESSAGES" / f"{domain}.po") if m.id
    }


def read_catalogue(path: Path) -> Catalog:
    """Parse one .po file as it is on disk. Raises babel's PoFileError where it is malformed."""
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def render(name: str, language: Language, domain: str = "messages", /, **values: object) -> str:
    """The words of response `name` in `language`, with `values` filled in.

    Raises NotFound for a name the catalogue lacks and KeyError for a missing value.
    """
    text = catalogue(language, domain).get(name)
    if not text:
        raise NotFound(f"no response {name!r} in {language}", code="response_missing")
    return text.format(**values) if values or "{" in text else text


def has_response(name: str, domain: str = "messages") -> bool:
    return name in catalogue("en", domain)


def placeholders(text: str) -> set[str]:
    """The names of the format fields in `text`."""
    return {field for _, field, _, _ in Formatter().parse(text) if field}


def say_day(day: date, language: Language) -> str:
    """`Monday, November 23` / `lunes 23 de noviembre`."""
    pattern = "EEEE, MMMM d" if language == "en" else "EEEE d 'de' MMMM"
    return format_date(day, pattern, locale=_BABEL_LOCALE[language])


def say_time(moment: time | datetime, language: Language) -> str:
    """`3:00 pm` / `3:00 pm`: plain ASCII, the way people text it. No time-zone conversion is done."""
    plain = moment.time() if isinstance(moment, datetime) else moment
    return f"{plain.hour % 12 or 12}:{plain.minute:02d} {'am' if plain.hour < 12 else 'pm'}"


def say_clock(moment: time | datetime, language: Language) -> str:
    """A time of day with the article Spanish needs: `las 3:00 pm`, `la 1:00 pm`."""
    return render("clock_one" if moment.hour in (1, 13) else "clock", language, time=say_time(moment, language))


def other_language(language: Language) -> Language:
    return "es" if language == "en" else "en"


def as_language(value: Any, default: Language = "en") -> Language:
    """`value` if it is a language we speak, else `default`."""
    return value if value in LANGUAGES else default
