"""Rules are read as written, excused as written, and the quick choice of patterns never changes an answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.safety.canonical import RULES, canonical
from bot.safety.prefilter import keys_of
from bot.safety.rulebook import Rulebook, expand, read_shared

EVAL = Path(__file__).parent.parent / "eval"
BOOKS = [
    "suicide_en.txt",
    "suicide_es.txt",
    "overdose.txt",
    "violence.txt",
    "medical.txt",
    "opt_out.txt",
    "not_opt_out.txt",
]


def book(tmp_path: Path, rules: str) -> Rulebook:
    (tmp_path / "rules.txt").write_text(rules, "utf-8")
    return Rulebook(tmp_path / "rules.txt", {"me": "(?:me|us)"}, {"joke": ["- lol"]})


def test_a_finding_names_its_section_and_words(tmp_path: Path) -> None:
    reading = book(tmp_path, "# a remark\n[hitting | joke]\n+ hits <me>\n").read("he hits me now")
    assert (reading.section, reading.words) == ("hitting", "hits me")


def test_a_guard_nearby_excuses_and_one_far_away_does_not(tmp_path: Path) -> None:
    rules = book(tmp_path, "[hitting | joke]\n+ hits <me>\n")
    assert rules.read("he hits me lol").excused
    assert rules.read("he hits me " + "so " * 12 + "lol").section == "hitting"


def test_a_guard_before_excuses_only_right_before(tmp_path: Path) -> None:
    rules = book(tmp_path, "[dying]\n+ want to die\n< (?:not|never)\n")
    assert rules.read("i do not want to die").excused
    assert rules.read("not now i want to die").section == "dying"


def test_two_expressions_count_together_in_either_order(tmp_path: Path) -> None:
    rules = book(tmp_path, "[both]\n+ not breathing && fent\n")
    assert rules.read("fent he is not breathing").section == "both"
    assert rules.read("he is not breathing").section is None


def test_a_gap_stays_inside_the_sentence(tmp_path: Path) -> None:
    rules = book(tmp_path, "[gap]\n+ pills ~3 hand\n")
    assert rules.read("pills in my hand").section == "gap"
    assert rules.read("pills . my hand").section is None


def test_an_indented_line_goes_on_and_a_sign_at_its_end_is_a_space(tmp_path: Path) -> None:
    rules = book(tmp_path, "[hitting]\n+ (?:\n    hits|punches\n    |slaps_\n  )<me>_\n  now\n")
    assert rules.read("slaps me now").section == "hitting"
    assert rules.read("hits me now").section is None


def test_rules_are_short_enough_to_be_read() -> None:
    long = [
        f"{path.name}: {line[:60]}"
        for path in RULES.glob("*.txt")
        for line in path.read_text("utf-8").splitlines()
        if len(line) > 140
    ]
    assert long == []


@pytest.mark.parametrize(
    "rules", ["  + indented first\n", "+ outside a section\n", "[x]\nno sign\n", "[x | nobody]\n+ y\n"]
)
def test_a_line_that_is_no_rule_is_refused(tmp_path: Path, rules: str) -> None:
    with pytest.raises(ConfigurationError):
        book(tmp_path, rules)


def test_an_unknown_fragment_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        expand("<nothing>", {})


@pytest.mark.parametrize("name", BOOKS)
def test_every_rule_can_be_compiled(name: str) -> None:
    fragments, guards = read_shared(RULES / "shared.txt")
    for finder in Rulebook(RULES / name, fragments, guards).every():
        finder.reads("a text")
        finder.section.excuses("a text", 0, 1)


@pytest.mark.parametrize("name", BOOKS)
def test_choosing_patterns_by_words_never_changes_the_answer(name: str) -> None:
    fragments, guards = read_shared(RULES / "shared.txt")
    rules = Rulebook(RULES / name, fragments, guards)
    texts = [
        json.loads(line)["text"]
        for path in EVAL.glob("crisis_*.jsonl")
        for line in path.read_text("utf-8").splitlines()
    ]
    for text in map(canonical, texts[::5]):
        slowly = next((r for f in rules.every() if (r := f.reads(text)).section), None)
        assert rules.read(text).section == (slowly.section if slowly else None), text


def test_a_pattern_without_a_certain_word_is_always_tried() -> None:
    assert keys_of(r"\w+ ?x", {}, {}) is None
    assert keys_of("(?:kill|hang) my ?self", {}, {}) == frozenset({"kil", "han"})
    assert keys_of("(?:so )?(?:very )?tired", {}, {}) == frozenset({"tir"}) or keys_of("(?:so )?tired", {}, {}) is None
