"""Asking that what is kept be erased is known without any model, and told from asking that the texts end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.safety.erasure import asks_erasure, asks_only_erasure

EVAL = Path(__file__).parent.parent / "eval"
FOUND, OTHERS_LEFT_ALONE = 0.85, 0.99


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_labelled_messages_are_read_within_the_floors(language: str) -> None:
    lines = (EVAL / f"intents_{language}.jsonl").read_text("utf-8").splitlines()
    rows = [(row["text"], row["intent"] == "delete_data") for row in map(json.loads, lines)]
    wishes, others = ([text for text, wish in rows if wish is wanted] for wanted in (True, False))
    assert sum(map(asks_erasure, wishes)) >= FOUND * len(wishes), [text for text in wishes if not asks_erasure(text)]
    assert sum(map(asks_erasure, others)) <= (1 - OTHERS_LEFT_ALONE) * len(others)


@pytest.mark.parametrize("text", ["delete my info", "Erase all my data!", "borren mis datos", "borre todo por favor"])
def test_a_plain_wish_asks_for_nothing_else(text: str) -> None:
    assert asks_only_erasure(text)


@pytest.mark.parametrize("text", ["delete my number", "remove my name", "quiten mi numero", "elimine mi nombre"])
def test_a_wish_about_a_name_or_number_may_also_mean_that_the_texts_end(text: str) -> None:
    assert asks_erasure(text)
    assert not asks_only_erasure(text)


@pytest.mark.parametrize("text", ["i need food", "stop texting me", "necesito borrar un tatuaje", "no me escriban"])
def test_other_wishes_are_none(text: str) -> None:
    assert not asks_erasure(text)
