"""What kind of crisis a small linear model reads in what no rule matched.

Trained by training/linear.py on the lines in lines/.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.safety.linear_reader import LinearReader, parts

CLASSES = ("none", "suicide", "overdose", "violence", "medical_emergency")
WEIGHTS = Path(__file__).parent / "second_opinion.bin"


def second_opinion(words: str, doubt: float = 0.0) -> str | None:
    """The kind of crisis the model reads in canonical `words` or a part of them, where it is sure enough; else None.

    `doubt`: log odds above which it is.
    """
    kind, margin = opinion(words)
    return kind if margin > doubt else None


def opinion(words: str) -> tuple[str, float]:
    """The likeliest kind of crisis in canonical `words` and by how much (log odds against none) in their worst part."""
    return max((_opinion(part) for part in parts(words)), key=lambda found: found[1])


def _opinion(words: str) -> tuple[str, float]:
    scores = _reader().scores(words)
    best = max(range(1, len(CLASSES)), key=scores.__getitem__)
    return CLASSES[best], scores[best] - scores[0]


@cache
def _reader() -> LinearReader:
    return LinearReader(WEIGHTS)
