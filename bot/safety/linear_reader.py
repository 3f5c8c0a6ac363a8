"""A small linear model in pure Python: weighted word, concept and letter n-grams of canonical text, hashed.

Trained by training/linear.py; its file holds signed bytes, for each hash bucket one a class, behind a one-line JSON header.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from zlib import crc32

from bot.safety.canonical import RULES
from bot.safety.rulebook import read_lines

BUCKETS = 1 << 18
_MAX_WORDS = 330
_WINDOW, _STEP = 16, 8
"""Words. In a text longer than a window and a half each window is read too: a cry for help can stand anywhere in it."""


class LinearReader:
    """Scores canonical text for each class of one file of weights."""

    def __init__(self, path: Path) -> None:
        """OSError when the file is not there."""
        header, _, body = path.read_bytes().partition(b"\n")
        facts = json.loads(header)
        self._weights = memoryview(body).cast("b")
        self._scale: float = facts["scale"]
        self._bias: list[float] = facts["bias"]

    def scores(self, words: str) -> list[float]:
        """Logits of the classes, in the order of the file."""
        totals = list(self._bias)
        columns = len(totals)
        for group in features(words):
            if not group:
                continue
            factor = self._scale / len(group) ** 0.5
            rows = [self._weights[bucket * columns : bucket * columns + columns] for bucket in group]
            for column, sums in enumerate(zip(*rows, strict=True)):
                totals[column] += factor * sum(sums)
        return totals


def parts(words: str) -> list[str]:
    """The canonical `words`, and when they are many also each window of them."""
    tokens = words.split()[:_MAX_WORDS]
    if len(tokens) <= _WINDOW + _STEP:
        return [words]
    starts = range(0, len(tokens) - _STEP, _STEP)
    return [words, *(" ".join(tokens[start : start + _WINDOW]) for start in starts)]


def features(words: str) -> tuple[list[int], list[int], list[int]]:
    """Hash buckets of canonical `words` in three groups: word n-grams, concept n-grams, letter n-grams."""
    tokens = words.split()[:_MAX_WORDS]
    meanings = [concept(token) for token in tokens]
    joined = " ".join(tokens)
    letters = {joined[i : i + n] for n in (3, 4, 5) for i in range(len(joined) - n + 1)}
    return (
        _buckets("w", _ngrams(tokens, 3)),
        _buckets("c", _ngrams(meanings, 4), _pairs(meanings)),
        _buckets("l", letters),
    )


def concept(word: str) -> str:
    """The concept that `word` stands for (concepts.txt), or the word itself."""
    exact, stems = _concepts()
    if word in exact:
        return exact[word]
    for length in range(len(word), 2, -1):
        if found := stems.get(word[:length]):
            return found
    return word


def _ngrams(tokens: list[str], longest: int) -> Iterator[str]:
    for n in range(1, longest + 1):
        for i in range(len(tokens) - n + 1):
            yield " ".join(tokens[i : i + n])


def _pairs(tokens: list[str]) -> Iterator[str]:
    """Pairs of words with one to four others between them."""
    for i, first in enumerate(tokens):
        for second in tokens[i + 2 : i + 6]:
            yield f"{first}~{second}"


def _buckets(group: str, *sources: Iterator[str] | set[str]) -> list[int]:
    return sorted({crc32(f"{group}{feature}".encode()) % BUCKETS for source in sources for feature in source})


@cache
def _concepts() -> tuple[dict[str, str], dict[str, str]]:
    exact: dict[str, str] = {}
    stems: dict[str, str] = {}
    for line in read_lines(RULES / "concepts.txt"):
        name, _, words = line.partition(" = ")
        for word in words.split():
            target = stems if word.endswith("*") else exact
            target.setdefault(word.rstrip("*"), name.upper())
    return exact, stems
