"""A wish that the texts end is honoured however it is put; cancelling a call or quitting drinking is not that wish."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety.opt_out import is_opt_in, is_opt_out

EVAL = Path(__file__).parent.parent / "eval"
MIN_RECALL, MIN_PRECISION = 0.98, 0.99
CARRIER = ["stop", "stopall", "unsubscribe", "end", "quit", "cancel", "revoke", "optout", "opt out"]
SPANISH = ["alto", "parar", "pare", "detener", "baja", "cancelar"]


def rows(language: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (EVAL / f"opt_out_{language}.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_labelled_messages_are_read_within_the_floors(language: str) -> None:
    wishes = [row["text"] for row in rows(language) if row["opt_out"]]
    missed = [text for text in wishes if not is_opt_out(text)]
    wrong = [row["text"] for row in rows(language) if not row["opt_out"] and is_opt_out(row["text"])]
    assert len(missed) <= (1 - MIN_RECALL) * len(wishes), missed
    caught = len(wishes) - len(missed)
    assert caught / (caught + len(wrong)) >= MIN_PRECISION, wrong


@given(
    st.sampled_from(CARRIER + SPANISH),
    st.sampled_from(["", ".", "!!", " 🛑", " please", " por favor", "\n"]),
    st.data(),
)
def test_every_keyword_counts_in_any_case_and_with_any_sign(word: str, tail: str, data: st.DataObject) -> None:
    shaped = "".join(data.draw(st.sampled_from([letter.lower(), letter.upper()])) for letter in word)
    assert is_opt_out(shaped + tail)


@pytest.mark.parametrize(
    "text",
    [
        "quit texting me",
        "take me off this list",
        "lose my number",
        "wrong number",
        "dont text this phone again",
        "ya no me manden mensajes",
        "dejen de escribirme",
        "borren mi numero de su lista",
        "numero equivocado",
        "no mas mensajes",
        "No Más",
        "S T O P",
        "stopp",
    ],
)
def test_a_sentence_asking_that_the_texts_end_is_an_opt_out(text: str) -> None:
    assert is_opt_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "cancel my callback",
        "bus stop",
        "para mi hijo",
        "quiero parar de tomar",
        "endorse",
        "stop by the office?",
        "make him stop hitting me",
        "when does the program end",
        "quiero dar de baja mi licencia",
        "baja california",
        "yall dont do shit for nobody",
        "you people dont do nothing",
        "im tired of this",
        "quit bsing",
        "no more lists",
        "quit sending me full shelters",
        "presion alta",
        "my ex wont stop texting me",
        "i want to quit drinking",
        "delete my info",
        "that number is the wrong number",
        "stop calling my probation",
        "unstop",
        "",
    ],
)
def test_other_uses_of_the_same_words_are_not(text: str) -> None:
    assert not is_opt_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "the number you gave me is wrong",
        "that number dont work",
        "number 1 is a wrong number",
        "called and it was a wrong number",
        "they said i got the wrong number",
        "you sent the wrong number for the clinic",
        "a lady answered and said wrong number",
        "es numero equivocado el del shelter",
        "el numero que me dio esta mal",
        "llame y era numero equivocado",
        "dicen que es numero equivocado",
        "el 2 es numero equivocado",
        "contesto una señora y dijo numero equivocado",
    ],
)
def test_a_wrong_number_in_a_listing_is_neither_an_opt_out_nor_somebody_else(text: str) -> None:
    assert not is_opt_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "START",
        "start.",
        "Unstop",
        "empezar",
        "INICIAR",
        "ALTA",
        "start please",
        "start texting me again",
        "turn the texts back on",
        "i want to get the messages again",
        "i didnt mean to stop the texts",
        "quiero volver a recibir mensajes",
        "mandenme mensajes otra vez",
    ],
)
def test_asking_for_the_texts_again_is_an_opt_in(text: str) -> None:
    assert is_opt_in(text)
    assert not is_opt_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "si",
        "sí",
        "start over",
        "empezar de nuevo",
        "when do i start work",
        "iniciar sesion",
        "stop",
        "me dieron de alta ayer",
        "",
    ],
)
def test_an_answer_or_a_new_beginning_is_not_an_opt_in(text: str) -> None:
    assert not is_opt_in(text)


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    is_opt_out(text)
    is_opt_in(text)
