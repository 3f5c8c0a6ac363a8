"""The closed sets of small words that tell a place from a word that looks like one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FILE = Path(__file__).resolve().parent / "data" / "geo" / "words.txt"


def word_set(name: str) -> frozenset[str]:
    """The words of set `name` in data/geo/words.txt. Raises KeyError for a name it lacks."""
    return _sets()[name]


@cache
def respelt() -> dict[str, str]:
    """Other spellings of small words, each with the word it stands for."""
    says = {name.removeprefix("says_"): words for name, words in _sets().items() if name.startswith("says_")}
    return {spelling: word for word, spellings in says.items() for spelling in spellings}


@cache
def _sets() -> dict[str, frozenset[str]]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    named = (line.split(":", 1) for line in lines if line and not line.startswith("#"))
    return {name: frozenset(words.split()) for name, words in named}
