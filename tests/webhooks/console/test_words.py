"""How the console says windows and moments: Los Angeles time, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.i18n import Language
from webhooks.console.words import say_code, say_moment, say_window

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""Monday, 10:00 in Los Angeles."""


@pytest.mark.parametrize(
    ("start", "hours", "language", "words"),
    [
        (NOW + timedelta(hours=5), 1, "en", "Today, 3:00 pm to 4:00 pm"),
        (NOW + timedelta(hours=5), 1, "es", "Hoy, de 3:00 pm a 4:00 pm"),
        (NOW + timedelta(days=1), 2, "en", "Tomorrow, 10:00 am to 12:00 pm"),
        (NOW - timedelta(days=1), 1, "es", "Ayer, de 10:00 am a 11:00 am"),
        (NOW + timedelta(days=4), 1, "en", "Friday, November 27, 10:00 am to 11:00 am"),
        (NOW + timedelta(days=4), 1, "es", "Viernes 27 de noviembre, de 10:00 am a 11:00 am"),
        (datetime(2026, 11, 24, 4, 30, tzinfo=UTC), 1, "en", "Today, 8:30 pm to 9:30 pm"),
        (NOW, 26, "en", "Today, 10:00 am to tomorrow, 12:00 pm"),
        (datetime(2027, 3, 15, 17, 0, tzinfo=UTC), 1, "en", "Monday, March 15, 10:00 am to 11:00 am"),
    ],
)
def test_a_window_in_words(start: datetime, hours: int, language: Language, words: str) -> None:
    said = say_window(start, start + timedelta(hours=hours), NOW, language)

    assert said.replace("\N{NO-BREAK SPACE}", " ") == words


def test_no_window_is_no_words() -> None:
    assert say_window(None, None, NOW, "en") == ""


def test_a_moment_in_words() -> None:
    assert say_moment(NOW, NOW, "en") == "today 10:00\N{NO-BREAK SPACE}am"
    assert say_moment(NOW - timedelta(days=3), NOW, "es") == "viernes 20 de noviembre 10:00\N{NO-BREAK SPACE}am"


def test_a_code_without_words_is_shown_as_it_is() -> None:
    assert say_code("reason", "brand_new_reason", "en") == "brand new reason"
    assert say_code("reason", None, "en") == ""
