"""The measures count what is right, wrong and missed, and floors are held."""

from __future__ import annotations

from typing import Any

import pytest

from tests.eval import measure
from tests.eval.__main__ import kinds, recorded_report
from tests.eval.measure import Pair, Report, below_floors
from tests.eval.sets import REAL_MESSAGES, HeldOut, held_out
from tests.eval.stock import stock_digest, training_data


def pair(labels: dict[str, Any], **answer: Any) -> Pair:
    said = held_out("needs_en")[0]
    return HeldOut("a text", "en", "en", said.now, labels), {"needs": [], "urgent": False, "intent": "need", **answer}


def test_needs_are_counted_over_all_texts_together() -> None:
    report = Report()
    measure.needs(
        report,
        "en",
        [
            pair({"needs": ["food", "housing"], "urgent": True, "split": "test"}, needs=["food"], urgent=True),
            pair({"needs": ["legal"], "split": "dev"}, needs=["legal", "family"]),
        ],
    )
    assert report.figures["needs_f1 en"] == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))
    assert report.figures["needs_f1 (test half) en"] == pytest.approx(2 / 3)
    assert report.figures["needs_all_right en"] == 0
    assert report.figures["urgent_f1 en"] == 1
    assert report.confused == {("housing", "-"): 1, ("-", "family"): 1}


def test_a_denied_need_must_not_be_read() -> None:
    report = Report()
    denied = {"needs": ["employment"], "denied": ["housing"]}
    measure.denied(report, "en", [pair(denied, needs=["employment"]), pair(denied, needs=["housing"])])
    assert report.figures == {"denied_need_not_read en": 0.5}


def test_out_of_scope_texts_state_nothing() -> None:
    report = Report()
    unrelated = {"intent": "out_of_scope"}
    measure.intents(report, "en", [pair(unrelated, intent="greet"), pair(unrelated, needs=["food"])])
    assert report.figures["out_of_scope_without_need en"] == 0.5
    assert report.figures["intent_accuracy en"] == 0


def test_a_figure_below_its_floor_or_missing_is_told() -> None:
    figures = {"needs_f1 en": 0.9, "gap of needs_f1": 0.05}
    floors = {"needs_f1 en": 0.92, "gap of needs_f1": 0.03, "needs_f1 es": 0.9}
    assert [line.split(":")[0] for line in below_floors(figures, floors)] == list(floors)
    assert below_floors(figures, {"needs_f1 en": 0.9, "gap of needs_f1": 0.05}) == []


def test_there_are_held_out_texts_of_every_kind() -> None:
    measured = {kind.measure.__name__ for kind in kinds(REAL_MESSAGES)}
    assert {"needs", "denied", "intents", "crisis", "opt_out", "places", "times", "language"} <= measured


def test_both_halves_of_every_set_are_used() -> None:
    for name in ("needs_en", "needs_es", "needs_mixed", "intents_en", "strangers/needs_es"):
        share = sum(text.is_test for text in held_out(name)) / len(held_out(name))
        assert 0.35 < share < 0.65


def test_the_stock_pipeline_gets_every_need_in_the_name_of_its_intent() -> None:
    data = training_data()
    assert "intent: need+food+urgent\n" in data
    assert "intent: callback_request+housing\n" in data
    assert "intent: greet\n" in data


def test_recorded_figures_of_the_stock_pipeline_say_when_and_on_which_data_they_were_taken() -> None:
    report, words = recorded_report(5)
    assert words.startswith("NOT of this run: recorded on 20")
    assert stock_digest(5) in words
    assert 0.5 < report.figures["needs_f1 en"] < 1
