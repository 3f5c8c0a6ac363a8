"""What a CHW types is tidied, counted as it will be sent, and refused where it tells somebody else anything."""

from __future__ import annotations

import pytest

from bot.callbacks.typed_words import LONGEST_TEXT, TellingWords, cost, sendable
from bot.errors import InvalidInput


def test_ordinary_words_stay_as_they_are() -> None:
    assert sendable("  Hola Ana.\r\n¿Puede a las 3?  ") == "Hola Ana.\n¿Puede a las 3?"


@pytest.mark.parametrize("body", ["", " \n ", "\u200b", "\x00\x07"])
def test_nothing_is_no_text(body: str) -> None:
    with pytest.raises(InvalidInput, match="needs words"):
        sendable(body)


@pytest.mark.parametrize("body", ["a" * (LONGEST_TEXT + 1), "ł" * 300])
def test_what_costs_too_much_is_refused(body: str) -> None:
    with pytest.raises(InvalidInput, match="too long"):
        sendable(body)


def test_each_telling_word_is_named_as_it_was_typed() -> None:
    with pytest.raises(TellingWords) as refused:
        sendable("Your Rehab called, then your PROBATION officer")
    assert refused.value.words == ("Rehab", "PROBATION", "officer")


def test_accents_cost_nothing_and_an_emoji_does() -> None:
    assert cost("¿Está lista mañana? " * 7).encoding == "GSM-7"
    assert cost("Nos vemos 😀").encoding == "UCS-2"
