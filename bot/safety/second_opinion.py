"""A small linear model that reads what no rule matched: weighted word and concept n-grams, in pure Python.

Trained by training.py on the lines in lines/; the weights are one file of signed bytes, a row of
five for each hash bucket (no crisis first, then the four kinds), behind a one-line JSON header.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from bot.safety.canonical import RULES
from bot.safety.rulebook import read_lines

CLASSES = ("none", "suicide", "overdose", "violence", "medical_emergency")
BUCKETS = 1 << 18
WEIGHTS = Path(__file__).parent / "second_opinion.bin"
_MAX_WORDS = 330
_WINDOW, _STEP = 16, 8
"""Words. In a text longer than a window and a half each window is read too: a cry for help can stand anywhere in it."""


class Model(NamedTuple):
    """`weights`: BUCKETS rows of one signed byte a class, times `scale`; `bias` a class; `threshold` in log odds."""

    weights: memoryview
    scale: float
    bias: tuple[float, ...]
    threshold: float


def second_opinion(words: str, doubt: float = 0.0) -> str | None:
    """The kind of crisis the model reads in canonical `words` or a part of them, where it is sure enough; else None.

    `doubt`: log odds that it must be surer than usual.
    """
    kind, margin = opinion(words)
    return kind if margin > _model().threshold + doubt else None


def opinion(words: str) -> tuple[str, float]:
    """The likeliest kind of crisis in canonical `words` and by how much (log odds against none) in their worst part."""
    return max((_opinion(part) for part in parts(words)), key=lambda found: found[1])


def parts(words: str) -> list[str]:
    """The canonical `words`, and when they are many also each window of them."""
    tokens = words.split()[:_MAX_WORDS]
    if len(tokens) <= _WINDOW + _STEP:
        return [words]
    starts = range(0, len(tokens) - _STEP, _STEP)
    return [words, *(" ".join(tokens[start : start + _WINDOW]) for start in starts)]


def _opinion(words: str) -> tuple[str, float]:
    model = _model()
    totals = list(model.bias)
    columns = len(CLASSES)
    weights = model.weights
    for group in features(words):
        if not group:
            continue
        factor = model.scale / len(group) ** 0.5
        rows = [weights[bucket * columns : bucket * columns + columns] for bucket in group]
        for column, sums in enumerate(zip(*rows, strict=True)):
            totals[column] += factor * sum(sums)
    best = max(range(1, columns), key=totals.__getitem__)
    return CLASSES[best], totals[best] - totals[0]


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
def _model() -> Model:
    header, _, body = WEIGHTS.read_bytes().partition(b"\n")
    facts = json.loads(header)
    return Model(memoryview(body).cast("b"), facts["scale"], tuple(facts["bias"]), facts["threshold"])


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
