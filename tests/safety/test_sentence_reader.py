"""The transformer reads crises that no rule lists, is asked wherever a text is not plainly calm, and may be missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.safety import sentence_reader
from bot.safety.crisis import detect_crises, detect_crisis, explain_by_rules
from bot.safety.sentence_reader import sentence_readings


def sentence_reading(text: str) -> tuple[str, float] | None:
    (reading,) = sentence_readings([text])
    return reading


@pytest.fixture
def no_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(sentence_reader, "WEIGHTS", tmp_path / "nothing.npz")
    sentence_reader._encoder.cache_clear()
    yield
    sentence_reader._encoder.cache_clear()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("de que sirve el albergue si no quiero seguir respirando", "suicide"),
        ("my friend shot fent and slid off the couch she wont wake up", "overdose"),
        ("there is a man going door to door here with a bat in his hand", "violence"),
        ("my mouth hangs on one side and i cant get the words out", "medical_emergency"),
    ],
)
def test_a_crisis_is_read_by_what_it_means(text: str, kind: str) -> None:
    reading = sentence_reading(text)
    assert reading is not None
    assert reading[0] == kind
    assert reading[1] > 0


@pytest.mark.parametrize(
    "text", ["i need a bus pass to court", "busco trabajo de cocina cerca de boyle heights", "ok gracias", "👍", ""]
)
def test_an_ordinary_text_is_none(text: str) -> None:
    reading = sentence_reading(text)
    assert reading is not None
    assert reading[1] < 0


def test_capitals_accents_and_drawn_out_letters_change_nothing() -> None:
    assert sentence_reading("YA NO QUIERO MÁS") == sentence_reading("ya no quiero mas")
    assert sentence_reading("helppppp") == sentence_reading("helpp")


def test_a_cry_at_the_end_of_a_long_text_is_heard() -> None:
    filler = "i went to the office on monday and they gave me a paper for food and a paper for the bus " * 8
    calm, cry = sentence_reading(filler), sentence_reading(filler + "and i have the rope tied and i am ready to go")
    assert calm is not None
    assert cry is not None
    assert cry[1] > calm[1] + 2


def test_what_a_rule_takes_too_literally_is_overruled() -> None:
    text = "i had a heart attack in prison and need a heart doctor"
    assert explain_by_rules(text)
    assert detect_crisis(text) is None


def test_many_texts_read_together_are_read_as_each_alone() -> None:
    long = "i went to the office on monday and they gave me a paper for food and a paper for the bus " * 8
    texts = ["ya no quiero vivir", "ok gracias", "", long + "and i have the rope tied", "stop", "i want to die"] * 8
    assert detect_crises(texts) == [detect_crisis(text) for text in texts]
    assert detect_crises([]) == []


@pytest.mark.usefixtures("no_weights")
def test_without_the_weights_rules_and_the_second_opinion_decide(caplog: pytest.LogCaptureFixture) -> None:
    assert sentence_reading("i want to die") is None
    assert detect_crisis("i want to die") == "suicide"
    assert detect_crisis("he put his hands round my throat and i saw black") == "violence"
    assert detect_crisis("necesito trabajo") is None
    assert "crisis_encoder_missing (FileNotFoundError)" in caplog.text


def test_a_reading_that_memory_does_not_suffice_for_is_none(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def too_much(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(sentence_reader.Encoder, "read", too_much)
    assert sentence_reading("necesito comida") is None
    assert detect_crisis("i want to die") == "suicide"
    assert "crisis_encoder_missing (memory)" in caplog.text
