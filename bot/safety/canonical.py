"""The one canonical spelling that every safety rule is written in, loaded once from the rule files."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from bot.safety.normalize import Normalizer
from bot.safety.spelling import read_spelling, read_words

RULES = Path(__file__).parent / "rules"
_ING_WORD = re.compile(r"\b[a-z]{3,}ing\b")


def canonical(text: str) -> str:
    """`text` in canonical spelling (see normalize.py); for matching only."""
    return _normalizer()(text)


@cache
def _normalizer() -> Normalizer:
    spellings, rewrites = read_spelling(RULES / "spelling.txt")
    key_words, real_words = read_words(RULES / "key_words.txt"), read_words(RULES / "real_words.txt")
    ing_words = {word for path in RULES.glob("*.txt") for word in _ING_WORD.findall(path.read_text(encoding="utf-8"))}
    return Normalizer(spellings, rewrites, key_words, real_words, ing_words)
