"""The model behind the rules is small, deterministic, speaks only where rules are silent, and never saw the test half."""

from __future__ import annotations

import json
from pathlib import Path

from bot.safety.canonical import canonical
from bot.safety.crisis import detect_crisis, explain_by_rules
from bot.safety.linear_reader import BUCKETS, concept, features
from bot.safety.second_opinion import CLASSES, WEIGHTS, second_opinion
from bot.safety.sentence_reader import as_read
from bot.safety.training.examples import LINES

EVAL = Path(__file__).parent.parent / "eval"


def test_the_weights_are_one_small_file() -> None:
    header, _, body = WEIGHTS.read_bytes().partition(b"\n")
    assert len(body) == BUCKETS * len(CLASSES)
    assert len(json.loads(header)["bias"]) == len(CLASSES)


def test_words_of_both_languages_share_concepts() -> None:
    assert concept("pastillas") == concept("pills")
    assert concept("matarme") == concept("kill")
    assert concept("tuesday") == "tuesday"


def test_features_do_not_depend_on_the_run() -> None:
    assert features("i want to die")[0][:2] == features("i want to die")[0][:2]
    assert all(0 <= bucket < BUCKETS for group in features(canonical("ya no quiero vivir")) for bucket in group)


def test_it_is_silent_on_ordinary_messages() -> None:
    for text in ["i need food near 90011", "necesito trabajo", "yes", "ok gracias", "👍", ""]:
        assert second_opinion(canonical(text)) is None


def test_an_expression_the_rules_excuse_is_not_raised_again() -> None:
    assert explain_by_rules("my mom is gonna kill me lol") is None
    assert detect_crisis("my mom is gonna kill me lol") is None


def test_no_held_out_text_is_a_training_line() -> None:
    known = {
        as_read(line.partition("|")[2] or line)
        for kind in ("crisis", "calm")
        for path in LINES.glob(f"{kind}_*.txt")
        for line in path.read_text("utf-8").splitlines()
    }
    rows = [
        (path.name, row)
        for path in EVAL.rglob("*.jsonl")
        for row in map(json.loads, path.read_text("utf-8").splitlines())
        if "text" in row
    ]
    tuned_on = {"crisis_en.jsonl", "crisis_es.jsonl"}
    held_out = [row["text"] for name, row in rows if not (name in tuned_on and row["split"] == "dev")]
    assert len(held_out) > 8000
    assert [text for text in held_out if as_read(text) in known] == []
