"""The conversations README shows are what Puente says, word for word."""

from __future__ import annotations

import re

import pytest

from bot.settings import PROJECT_ROOT
from tests.live import Somebody

_BLOCK = re.compile(r"^```\n(> .*?)^```$", re.MULTILINE | re.DOTALL)


def conversations() -> list[list[tuple[str, str]]]:
    """Each as (what the person texts, all that is answered)."""
    return [
        [(turn.partition("\n")[0], turn.partition("\n")[2].strip()) for turn in f"\n{block}".split("\n> ")[1:]]
        for block in _BLOCK.findall((PROJECT_ROOT / "README.md").read_text())
    ]


@pytest.mark.parametrize("turns", conversations(), ids=lambda turns: turns[0][0])
def test_a_conversation_in_readme_is_answered_so(somebody: Somebody, turns: list[tuple[str, str]]) -> None:
    for words, answer in turns:
        assert somebody.says(words) == answer


def test_readme_shows_one_in_each_language() -> None:
    assert len(conversations()) == 2
