"""What no rule lists is read by its meaning, cheaply, within floors on texts never trained on, and never against a crisis."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.safety import opt_out_opinion
from bot.safety.canonical import canonical
from bot.safety.crisis import detect_crisis
from bot.safety.linear_reader import BUCKETS
from bot.safety.opt_out import explain_opt_out, is_opt_in, is_opt_out, is_plain_opt_out, is_sure_opt_out
from bot.safety.opt_out_opinion import LABELS, odds
from bot.safety.training.examples import LINES

EVAL = Path(__file__).parent.parent / "eval"
TRAINED = [*LINES.glob("*opt_out_*.txt"), *LINES.glob("opt_in_*.txt")]
FLOORS = {"dev": (0.97, 0.98), "test": (0.95, 0.94)}
"""Shares of wishes found and of others left alone. `test` was written last and is the hardest."""


def fresh(language: str, folder: str = "fresh") -> list[dict[str, Any]]:
    path = EVAL / folder / f"opt_out_{language}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture
def no_transformer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(opt_out_opinion, "ENCODER", tmp_path / "nothing.npz")
    opt_out_opinion._encoder.cache_clear()
    yield
    opt_out_opinion._encoder.cache_clear()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("split", ["dev", "test"])
def test_texts_of_fresh_batches_are_read_within_the_floors(language: str, split: str) -> None:
    rows = [row for row in fresh(language) if row["split"] == split]
    missed = [row["text"] for row in rows if row["opt_out"] and not is_opt_out(row["text"])]
    wrong = [row["text"] for row in rows if not row["opt_out"] and is_opt_out(row["text"])]
    wishes = sum(row["opt_out"] for row in rows)
    found, left_alone = FLOORS[split]
    assert 1 - len(missed) / wishes >= found, missed
    assert 1 - len(wrong) / (len(rows) - wishes) >= left_alone, wrong


@pytest.mark.parametrize("language", ["en", "es"])
def test_who_asks_for_the_texts_again_is_told_from_who_asks_for_their_end(language: str) -> None:
    rows = fresh(language, "blind")
    missed = [row["text"] for row in rows if row["opt_in"] and not is_opt_in(row["text"])]
    wrong = [row["text"] for row in rows if not row["opt_in"] and is_opt_in(row["text"])]
    ended = [row["text"] for row in rows if row["opt_in"] and is_opt_out(row["text"])]
    asking = sum(row["opt_in"] for row in rows)
    assert asking > 90 and len(rows) > 300
    assert 1 - len(missed) / asking >= 0.9, missed
    assert 1 - len(wrong) / (len(rows) - asking) >= 0.985, wrong
    assert len(ended) / asking <= 0.07, ended


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_held_out_line_is_a_training_line(language: str) -> None:
    known = {canonical(line) for path in TRAINED for line in path.read_text("utf-8").splitlines()}
    own = (json.loads(line) for line in (EVAL / f"opt_out_{language}.jsonl").read_text("utf-8").splitlines())
    held_out = [row["text"] for row in own if row["split"] == "test"] + [
        row["text"] for row in (*fresh(language), *fresh(language, "blind"))
    ]
    assert [text for text in held_out if canonical(text) in known and len(canonical(text).split()) > 3] == []


def test_no_line_is_taught_both_ways_and_there_are_plenty() -> None:
    for language in ("en", "es"):
        wanted, others = (
            (LINES / f"{name}_{language}.txt").read_text("utf-8").splitlines() for name in ("opt_out", "not_opt_out")
        )
        assert not {canonical(line) for line in wanted} & {canonical(line) for line in others}
        assert min(len(set(wanted)), len(set(others))) > 1000


@pytest.mark.parametrize(
    "text",
    [
        "take me out your system",
        "who gave u my number? take it off",
        "ya no deseo recibir esto, gracias por su ayuda",
        "quien les dio mi numero? quitenlo",
    ],
)
def test_a_wish_that_no_rule_lists_is_heard(text: str) -> None:
    assert odds(text).opt_out > 0
    assert is_opt_out(text)


@pytest.mark.parametrize(
    "text",
    [
        "dont remove me from the list please",
        "please dont unsubscribe me",
        "no me quiten de la lista",
        "no me borren por favor",
        "leave me on the list please",
        "dejeme en la lista por favor",
        "any messages for me?",
        "no more",
    ],
)
def test_who_asks_to_stay_stays(text: str) -> None:
    assert not is_opt_out(text)


def test_ordinary_texts_do_not_cost_the_transformer(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("asked")

    monkeypatch.setattr(opt_out_opinion, "_encoder", refuse)
    for text in [
        "i need food near 90011",
        "necesito trabajo de cocina",
        "looking for a shelter in compton for me and my kids",
        "mi cita con el doctor es el martes",
    ]:
        assert max(odds(text)) < 0


@pytest.mark.usefixtures("no_transformer")
def test_without_the_transformer_the_linear_model_decides_alone(caplog: pytest.LogCaptureFixture) -> None:
    assert odds("please remove my contact from your texts").opt_out > 0
    assert odds("i need food near 90011").opt_out < 0
    assert "opt_out_encoder_missing" in caplog.text


def test_a_wish_at_the_end_of_a_long_text_is_heard() -> None:
    filler = "i went to the office on monday and they gave me a paper for food and a paper for the bus " * 6
    assert odds(filler).opt_out < 0
    end = "anyway take me out of your system and dont be sending me any more of these texts"
    assert odds(filler + end).opt_out > 0


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("did you guys stop sending the reminders? i want them", False),
        ("put somebody on the phone this second im done w this texting", False),
        ("ok yall can quit now i found a spot at my cousins", True),
    ],
)
def test_the_models_overrule_a_rule_only_where_a_long_text_plainly_says_another_thing(text: str, ends: bool) -> None:
    assert explain_opt_out(text)
    assert is_opt_out(text) is ends


@pytest.mark.parametrize(
    "text", ["take me off before i lose my mind", "quitenme antes de que me enoje", "STOP ya no quiero"]
)
def test_what_is_beyond_doubt_ends_the_texts_even_where_it_may_be_a_crisis(text: str) -> None:
    assert is_sure_opt_out(text)


def test_no_held_out_crisis_is_taken_for_an_opt_out_by_its_meaning() -> None:
    rows = [json.loads(line) for path in EVAL.glob("crisis_*.jsonl") for line in path.read_text("utf-8").splitlines()]
    crises = [
        row["text"] for row in rows if row["crisis"] and row["split"] == "test" and not is_plain_opt_out(row["text"])
    ]
    assert len(crises) > 500
    assert [text for text in crises if is_sure_opt_out(text)] == []


@pytest.mark.parametrize("text", ["i dont want to be here anymore", "ya no quiero estar en este mundo"])
def test_despair_is_never_silenced_as_a_wish_that_the_texts_end(text: str) -> None:
    assert explain_opt_out(text) is None
    assert detect_crisis(text) == "suicide"


def test_the_weights_are_one_small_file() -> None:
    header, _, body = opt_out_opinion.LINEAR.read_bytes().partition(b"\n")
    assert len(body) == BUCKETS * len(LABELS)
    assert len(json.loads(header)["bias"]) == len(LABELS)
