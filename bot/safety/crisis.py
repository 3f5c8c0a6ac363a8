"""Says whether a text speaks of a present crisis, and of which kind."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from bot.safety.normalize import Normalizer
from bot.safety.rulebook import Rulebook, read_shared
from bot.safety.spelling import read_spelling, read_words

CrisisKind = Literal["suicide", "overdose", "violence", "medical_emergency"]
RULES = Path(__file__).parent / "rules"
_FILES: tuple[tuple[CrisisKind, str], ...] = (
    ("suicide", "suicide.txt"),
    ("overdose", "overdose.txt"),
    ("violence", "violence.txt"),
    ("medical_emergency", "medical.txt"),
)


_ING_WORD = re.compile(r"\b[a-z]{3,}ing\b")


class Finding(NamedTuple):
    """What was found: the kind, the class of expression, and the canonical words that carried it."""

    kind: CrisisKind
    section: str
    words: str


class _Detector(NamedTuple):
    normalize: Normalizer
    books: tuple[tuple[CrisisKind, Rulebook], ...]


def detect_crisis(text: str) -> CrisisKind | None:
    """The kind of present crisis `text` speaks of, in English, Spanish or both at once, or None."""
    found = explain_crisis(text)
    return found.kind if found else None


def explain_crisis(text: str) -> Finding | None:
    """Like `detect_crisis`, with the words that decided; for tests and for tuning, never for a log."""
    detector = _detector()
    canonical = detector.normalize(text)
    for kind, book in detector.books:
        if found := book.first(canonical):
            return Finding(kind, *found)
    return None


@cache
def _detector() -> _Detector:
    fragments, guards = read_shared(RULES / "shared.txt")
    books = tuple((kind, Rulebook(RULES / name, fragments, guards)) for kind, name in _FILES)
    spellings, rewrites = read_spelling(RULES / "spelling.txt")
    key_words, real_words = read_words(RULES / "key_words.txt"), read_words(RULES / "real_words.txt")
    ing_words = {word for _, name in _FILES for word in _ING_WORD.findall((RULES / name).read_text(encoding="utf-8"))}
    return _Detector(Normalizer(spellings, rewrites, key_words, real_words, ing_words), books)
