"""Says whether a text speaks of a present crisis, and of which kind."""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple, cast

from bot.safety.canonical import RULES, canonical
from bot.safety.rulebook import Rulebook, read_shared
from bot.safety.second_opinion import second_opinion

CrisisKind = Literal["suicide", "overdose", "violence", "medical_emergency"]
_FILES: tuple[tuple[CrisisKind, str], ...] = (
    ("suicide", "suicide.txt"),
    ("overdose", "overdose.txt"),
    ("violence", "violence.txt"),
    ("medical_emergency", "medical.txt"),
)


class Finding(NamedTuple):
    """What was found: the kind, the class of expression, and the canonical words that carried it."""

    kind: CrisisKind
    section: str
    words: str


def detect_crisis(text: str) -> CrisisKind | None:
    """The kind of present crisis `text` speaks of, in English, Spanish or both at once, or None."""
    found = explain_crisis(text)
    return found.kind if found else None


def explain_crisis(text: str) -> Finding | None:
    """Like `detect_crisis`, with what decided; for tests and for tuning, never for a log."""
    if found := explain_by_rules(text):
        return found
    words = canonical(text)
    kind = second_opinion(words)
    return Finding(cast(CrisisKind, kind), "second opinion", words) if kind else None


def explain_by_rules(text: str) -> Finding | None:
    """What the written rules alone find."""
    words = canonical(text)
    for kind, book in _books():
        if found := book.first(words):
            return Finding(kind, *found)
    return None


@cache
def _books() -> tuple[tuple[CrisisKind, Rulebook], ...]:
    fragments, guards = read_shared(RULES / "shared.txt")
    return tuple((kind, Rulebook(RULES / name, fragments, guards)) for kind, name in _FILES)
