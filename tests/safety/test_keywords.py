"""Bare keywords are known whole, with their language; a sentence that holds one is not a keyword."""

from __future__ import annotations

import pytest

from bot.safety.keywords import is_help, keyword_language


@pytest.mark.parametrize("text", ["HELP", "help", "Help!", " info ", "INFO?", "ayuda", "AYUDA!!", "¡Ayuda!", "áyuda"])
def test_the_bare_word_asks_who_we_are(text: str) -> None:
    assert is_help(text)


@pytest.mark.parametrize(
    "text", ["help me", "i need help", "necesito ayuda", "ayuda con comida", "info about jobs", ""]
)
def test_a_sentence_asking_for_help_is_a_need(text: str) -> None:
    assert not is_help(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("STOP", "en"),
        ("stop please", "en"),
        ("AYUDA", "es"),
        ("help", "en"),
        ("alto", "es"),
        ("Por favor, alto.", "es"),
        ("start", "en"),
        ("empezar", "es"),
        ("no más", "es"),
        ("info", None),
        ("stop por favor", None),
        ("i need food", None),
        ("", None),
    ],
)
def test_a_keyword_tells_its_language(text: str, language: str | None) -> None:
    assert keyword_language(text) == language
