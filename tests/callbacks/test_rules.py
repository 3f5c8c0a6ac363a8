"""The rules are data: a county's own file changes what it names, and a wrong one stops the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.callbacks.assignment import Caller, Wanted, in_order_of_fit, may_call, why
from bot.callbacks.rules import load_rules, shipped_rules
from bot.errors import ConfigurationError

ASSIGN = shipped_rules().assign
WANTED = Wanted(("housing", "food"), "es", 6, None, frozenset({"known"}))


def caller(name: str, **said: object) -> Caller:
    fields: dict[str, object] = {"agency": None, "spas": frozenset(), "languages": frozenset(), **said}
    return Caller(name, **fields)  # type: ignore[arg-type]


def test_a_countys_own_file_changes_only_what_it_names(tmp_path: Path) -> None:
    own = tmp_path / "rules.toml"
    own.write_text('[assign]\nprefer = ["load"]\n[attempts]\ntries = 5\n')
    rules = load_rules(own)
    assert (rules.assign.prefer, rules.attempts.tries) == (("load",), 5)
    assert (rules.assign.must, rules.attempts.days, rules.texts) == (ASSIGN.must, 2, shipped_rules().texts)


@pytest.mark.parametrize(
    "wrong",
    [
        "[assign]\nmust = ['horoscope']\n",
        "[assign]\nprefer = 'load'\n",
        "[attempts]\ntries = 0\n",
        "[attempts]\ntries = true\n",
        "[attempts]\ntires = 3\n",
        "[horoscope]\n",
        "tries = 3\n",
        "[attempts\n",
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, wrong: str) -> None:
    own = tmp_path / "rules.toml"
    own.write_text(wrong)
    with pytest.raises(ConfigurationError):
        load_rules(own)
    with pytest.raises(ConfigurationError):
        load_rules(tmp_path / "missing.toml")


def test_language_area_and_agency_shut_out_only_where_they_are_named() -> None:
    assert may_call(caller("a"), WANTED, ASSIGN)
    assert not may_call(caller("a", languages=frozenset({"en"})), WANTED, ASSIGN)
    assert not may_call(caller("a", spas=frozenset({2})), WANTED, ASSIGN)
    theirs = Wanted((), "es", 6, "Homebound")
    assert not may_call(caller("a"), theirs, ASSIGN)
    assert may_call(caller("a", agency="Homebound"), theirs, ASSIGN)


def test_the_first_rule_that_differs_decides() -> None:
    known = caller("known", open_tasks=9)
    special = caller("special", specialities=frozenset({"housing", "food"}), open_tasks=5)
    near = caller("near", spas=frozenset({6}), open_tasks=3)
    free, busy = caller("free"), caller("busy", open_tasks=1)
    callers = [busy, free, near, special, known]
    assert in_order_of_fit(callers, WANTED, ASSIGN) == [known, special, near, free, busy]
    assert why(known, callers, WANTED) == ("known",)
    assert why(free, callers, WANTED) == ("load:lightest",)
    assert why(busy, [busy], WANTED) == ("free",)
