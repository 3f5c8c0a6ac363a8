"""What reviewers agreed on can be trained on, and nothing that is measured with is among it."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from bot.dialogue.review_export import export
from bot.reviewing.desk import Agreed
from bot.reviewing.labels import Label
from bot.settings import PROJECT_ROOT

FOOD = Label("need", ("food",))


def agreed(*texts: tuple[str, Label]) -> list[Agreed]:
    return [Agreed(text, "en", label) for text, label in texts]


def test_lines_come_out_as_nlu_data_has_them() -> None:
    done = export(
        agreed(
            ("my name is [name] i [word] need food", FOOD),
            ("and a bed tonite {x}", Label("need", ("food", "housing"), urgent=True)),
            ("whats good", Label("greet")),
        ),
        "en", None, None,
    )  # fmt: skip
    blocks = yaml.safe_load(done.needs)["nlu"]
    assert [(one["intent"], one.get("metadata"), one["examples"]) for one in blocks] == [
        ("greet", None, "- whats good\n"),
        ("need", {"needs": ["food"]}, "- my name is Alex i need food\n"),
        ("need", {"needs": ["food", "housing"], "urgent": True}, "- and a bed tonite x\n"),
    ]
    assert done.lines == 3


def test_a_crisis_goes_with_the_lines_of_crises() -> None:
    done = export(agreed(("i dont want to be here", Label(crisis="suicide"))), "en", None, None)
    assert (done.needs, done.crises) == ("", "suicide|i dont want to be here\n")


def test_what_is_measured_with_trained_on_or_in_dispute_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "I need, food for my KIDS!"}) + "\n")
    done = export(
        agreed(
            ("i need food for my kids", FOOD),
            ("what is this", FOOD),
            ("what is this?", Label("bot_question")),
            ("ok then", Label("affirm")),
        ),
        "en", tmp_path, None,
    )  # fmt: skip
    assert (done.lines, done.measured, done.in_dispute) == (1, 1, 1)
    assert "kids" not in done.needs


def test_no_held_out_text_of_ours_could_be_exported() -> None:
    path = PROJECT_ROOT / "tests" / "eval" / "needs_en.jsonl"
    texts = [json.loads(line)["text"] for line in path.read_text().splitlines()[:40]]
    done = export(agreed(*((text, FOOD) for text in texts)), "en", path.parent, PROJECT_ROOT / "nlu_data")
    short = [text for text in texts if len(text.split()) < 4]
    assert done.lines <= len(short)
    line = (PROJECT_ROOT / "nlu_data" / "es" / "needs" / "food.yml").read_text().split("    - ")[1].strip()
    assert export(agreed((line, FOOD)), "es", None, PROJECT_ROOT / "nlu_data").known == 1
