"""Which language a text is in: by rule, on held-out messages, and fast enough for every turn."""

from __future__ import annotations

import itertools
import json
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue import language_words as words
from bot.dialogue.components.text import plain
from bot.dialogue.language import detect_language
from bot.i18n import Language

EVAL = Path(__file__).parents[1] / "eval"
LISTS = (
    words.ENGLISH,
    words.ENGLISH_SMALL_TALK,
    words.BORROWED,
    words.SPANISH,
    words.SPANISH_IN_PASSING,
    words.NAMES,
)
NO_WORDS = st.text(alphabet="0123456789 .,!?:-/()👍🙏😂🔥\n")


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (EVAL / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def accuracy(name: str, lang: str, prior: Language | None = None) -> float:
    """Share of the rows of `name` in language `lang` read as such; each row's own prior counts where it has one."""
    mine = [row for row in rows(name) if row["lang"] == lang]
    return statistics.mean(detect_language(row["text"], row.get("prior", prior)) == lang for row in mine)


@pytest.mark.parametrize(
    ("name", "lang", "floor"),
    [
        ("needs_en", "en", 0.98),
        ("needs_es", "es", 0.98),
        ("needs_mixed", "mixed", 0.90),
        ("language", "en", 0.95),
        ("language", "es", 0.95),
        ("language", "mixed", 0.90),
    ],
)
def test_held_out_messages_are_read_in_their_language_without_a_conversation(
    name: str, lang: str, floor: float
) -> None:
    assert accuracy(name, lang) >= floor


@pytest.mark.parametrize(
    ("name", "lang", "floor"),
    [("intents_en", "en", 0.98), ("intents_es", "es", 0.98), ("needs_en", "en", 0.98), ("needs_es", "es", 0.98)],
)
def test_short_answers_stay_in_the_language_of_their_conversation(name: str, lang: Language, floor: float) -> None:
    assert accuracy(name, lang, prior=lang) >= floor


@pytest.mark.parametrize(("name", "lang", "other"), [("needs_en", "en", "es"), ("needs_es", "es", "en")])
def test_a_whole_message_is_read_against_the_conversations_language(name: str, lang: str, other: Language) -> None:
    assert accuracy(name, lang, prior=other) >= 0.95


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "90011",
        "👍",
        "compton",
        "2",
        "no",
        "la puente",
        "el monte",
        "maria gonzalez",
        "juan carlos",
        "dcfs",
        "y",
        "",
    ],
)
def test_what_does_not_tell_keeps_the_conversations_language_else_english(text: str) -> None:
    assert detect_language(text, "es") == "es"
    assert detect_language(text, "en") == "en"
    assert detect_language(text) == "en"


@given(NO_WORDS)
def test_digits_signs_and_emoji_tell_nothing(text: str) -> None:
    assert detect_language(text, "es") == "es"
    assert detect_language(text) == "en"


@pytest.mark.parametrize("word", ["dcfs", "parole", "tap", "dui", "po", "section 8", "job", "ride", "sober living"])
def test_spanish_with_a_borrowed_word_is_spanish(word: str) -> None:
    assert detect_language(f"ocupo ayuda con {word}") == "es"
    assert detect_language(f"es por lo de {word} que le escribo", "en") == "es"


@pytest.mark.parametrize("place", ["la puente", "el monte", "san pedro", "boyle heights", "los angeles", "el sereno"])
def test_english_with_a_spanish_place_is_english(place: str) -> None:
    assert detect_language(f"need a bed in {place}") == "en"
    assert detect_language(f"im in {place}", "es") == "en"


def test_a_clause_of_each_language_is_mixed_whatever_the_conversation() -> None:
    text = "i lost my job y no tengo para la renta"
    assert {detect_language(text, prior) for prior in (None, "en", "es")} == {"mixed"}


def test_a_spanish_text_stays_spanish_without_its_accents_in_capitals_and_stretched() -> None:
    for text in ("¿Dónde puedo dormir mañana?", "DONDE PUEDO DORMIR MANANA", "dondee puedoooo dormir"):
        assert detect_language(text, "en") == "es"


def test_a_first_word_that_no_list_holds_is_told_by_its_letters() -> None:
    assert not any("ultrasonido" in one for one in LISTS)
    assert detect_language("ultrasonido") == "es"
    assert not any("thanksgiving" in one for one in LISTS)
    assert detect_language("thanksgiving") == "en"


@settings(max_examples=200)
@given(st.text(), st.sampled_from([None, "en", "es"]))
def test_any_text_at_all_gets_a_language(text: str, prior: Language | None) -> None:
    assert detect_language(text, prior) in ("en", "es", "mixed")


def test_every_listed_word_is_plain_and_stands_in_one_list_only() -> None:
    assert all(word == plain(word) and word.isalpha() for one in LISTS for word in one)
    for one, another in itertools.combinations(LISTS, 2):
        assert not one & another


def test_threads_read_the_same_as_one_alone() -> None:
    texts = [row["text"] for name in ("intents_es", "needs_mixed") for row in rows(name)]
    alone = [detect_language(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(detect_language, texts)) == alone


def test_reading_a_text_takes_under_a_third_of_a_millisecond() -> None:
    texts = [row["text"] for name in ("needs_en", "needs_es", "needs_mixed") for row in rows(name)]
    detect_language("ultrasonido")
    took = []
    for text in texts:
        start = time.perf_counter()
        detect_language(text)
        took.append(time.perf_counter() - start)
    assert statistics.median(took) < 0.0003
