"""Segments are counted as Twilio counts them, and folding saves segments without changing a word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messaging.segments import count, gsm7_safe

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "vectors" / "segment_vectors.json").read_text()
)["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["testDescription"] for vector in VECTORS])
def test_twilios_own_vectors(vector: dict[str, Any]) -> None:
    counted = count(vector["body"])
    assert counted == (vector["encoding"], vector["segments"], vector["unicodeScalars"])


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 0),
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 159 + "€", 2),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("á" * 134, 2),
        ("á" * 135, 3),
        ("a" * 68 + "😜", 1),
        ("a" * 69 + "😜", 2),
    ],
)
def test_the_edges_of_a_segment(text: str, segments: int) -> None:
    assert count(text).segments == segments


def test_a_sign_of_two_septets_is_never_cut_in_half() -> None:
    assert count("a" * 152 + "€" + "b" * 151).segments == 2
    assert count("a" * 152 + "€" + "b" * 152).segments == 3


def test_spanish_keeps_what_gsm_has_and_folds_the_rest() -> None:
    assert gsm7_safe("¿Mañana? ¡Sí! El pingüino é É Ü Ñ") == "¿Mañana? ¡Si! El pingüino é É Ü Ñ"
    assert gsm7_safe("ÁÍÓÚ áíóú") == "AIOU aiou"
    assert count(gsm7_safe("¿Está en Los Ángeles? Mañana también habrá “comida” — de 8 a 5…")).encoding == "GSM-7"


def test_a_year_stays_a_year_also_when_the_tilde_came_apart() -> None:
    assert gsm7_safe("an\u0303o") == "año"
    assert count(gsm7_safe("an\u0303o")).encoding == "GSM-7"


def test_an_emoji_is_kept_and_costs_what_it_costs() -> None:
    assert gsm7_safe("hola 😜") == "hola 😜"
    assert count(gsm7_safe("hola 😜")).encoding == "UCS-2"


@given(st.text())
def test_folding_twice_is_folding_once_and_never_costs_more(text: str) -> None:
    folded = gsm7_safe(text)
    assert gsm7_safe(folded) == folded
    if count(folded).encoding == "GSM-7" and "…" not in text and "\ufb00" not in text:
        assert count(folded).segments <= max(count(text).segments, 1)


@given(st.text(alphabet="abcñÑ¿¡éÉüÜáíóúÁÍÓÚ ,.\n", max_size=400))
def test_plain_spanish_always_becomes_gsm(text: str) -> None:
    folded = gsm7_safe(text)
    assert count(folded).encoding == "GSM-7"
    assert len(folded) == len(text)
    assert [letter for letter in folded if letter in "ñÑ"] == [letter for letter in text if letter in "ñÑ"]
