"""The training data is well formed, plentiful, and shares no line with the held-out sets."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.dialogue.components.text import plain
from bot.i18n import LANGUAGES
from bot.needs.taxonomy import NEED_CODES, NEEDS

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "nlu_data"
LEAST_LINES = 60
DOMAIN = yaml.safe_load((ROOT / "bot" / "dialogue" / "domain" / "intents.yml").read_text())
INTENTS = [intent for intent in DOMAIN["intents"] if intent != "nlu_fallback"]


def blocks(path: Path) -> Iterator[tuple[str, dict[str, Any], list[str]]]:
    """(intent, metadata, lines) of each block."""
    for block in yaml.safe_load(path.read_text())["nlu"]:
        lines = [line.strip().removeprefix("- ").strip() for line in block["examples"].splitlines() if line.strip()]
        yield block["intent"], block.get("metadata") or {}, lines


def all_blocks(language: str) -> Iterator[tuple[str, dict[str, Any], list[str]]]:
    for path in sorted((DATA / language).rglob("*.yml")):
        yield from blocks(path)


def folded(text: str) -> str:
    return " ".join(text.lower().split())


def bare(text: str) -> str:
    """Its words alone: no capitals, accents or punctuation."""
    return " ".join(re.findall(r"\w+", plain(text)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_known_and_sorted(language: str) -> None:
    for intent, metadata, lines in all_blocks(language):
        assert set(metadata) <= {"needs", "urgent"}
        needs = metadata.get("needs", [])
        assert needs == sorted(set(needs))
        assert set(needs) <= NEED_CODES
        assert intent != "need" or needs or all(len(line.split()) < 9 for line in lines), "only help alone names none"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_need_and_every_intent_has_enough_lines(language: str) -> None:
    needs: Counter[str] = Counter()
    intents: Counter[str] = Counter()
    for intent, metadata, lines in all_blocks(language):
        intents[intent] += len(lines)
        for code in metadata.get("needs", []):
            needs[code] += len(lines)
    assert [need.code for need in NEEDS if needs[need.code] < LEAST_LINES] == []
    assert [intent for intent in INTENTS if intents[intent] < LEAST_LINES] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_has_two_different_labels(language: str) -> None:
    seen: dict[str, tuple[str, tuple[str, ...], bool]] = {}
    clashes = []
    for intent, metadata, lines in all_blocks(language):
        label = (intent, tuple(metadata.get("needs", [])), bool(metadata.get("urgent")))
        for line in lines:
            if seen.setdefault(folded(line), label) != label:
                clashes.append(line)
    assert clashes == []


def test_held_out_lines_are_not_trained_on() -> None:
    trained = {bare(line) for language in LANGUAGES for _, _, lines in all_blocks(language) for line in lines}
    held_out = [
        json.loads(line)["text"]
        for path in (ROOT / "tests" / "eval").rglob("[ni]*_*.jsonl")
        for line in path.read_text().splitlines()
    ]
    shared = [text for text in held_out if bare(text) in trained and len(bare(text).split()) > 3]
    assert shared == []
