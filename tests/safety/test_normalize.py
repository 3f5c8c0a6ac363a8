"""Chat spelling, typing errors and disguises become one canonical spelling; real words stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety.canonical import canonical
from bot.safety.normalize import fold, sound


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'm gonna", "i am going to"),
        ("DON'T", "do not"),
        ("k1ll", "kill"),
        ("s.t.o.p", "stop"),
        ("s t o p", "stop"),
        ("stoppppp", "stop"),
        ("sucidal", "suicidal"),
        ("ya no kiero bibir", "ya no quiero vivir"),
        ("Respiración", "respiracion"),
        ("xq", "porque"),
        ("breathin", "breathing"),
        ("one. two!", "one . two ."),
    ],
)
def test_one_spelling_stands_for_many(text: str, expected: str) -> None:
    assert canonical(text) == expected


@pytest.mark.parametrize("word", ["feeling", "hiking", "bridge", "vivienda", "casado", "eating", "cooking", "looked"])
def test_real_words_are_not_repaired_into_others(word: str) -> None:
    assert canonical(word) == word


def test_words_that_sound_alike_in_spanish_share_a_key() -> None:
    assert sound("quiero") == sound("kiero")
    assert sound("vivir") == sound("bibir")
    assert sound("hacer") == sound("aser")
    assert sound("vivir") != sound("morir")


@given(st.text(max_size=200))
def test_the_canonical_spelling_is_plain_words(text: str) -> None:
    assert set(canonical(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789. ")


def test_accents_and_case_fold_away() -> None:
    assert fold("NIÑO más") == "nino mas"
