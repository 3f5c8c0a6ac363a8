"""What a fine-tuned transformer reads in a text: which kind of crisis it speaks of, by what it means more than by its words.

Six layers of multilingual-e5-small, fine-tuned by training/fine_tune.py; 20 MB in 8 bits, about 50 MB in memory.
Where the file is missing or memory is short there is no such reading, and the rules and the second opinion decide alone.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from threadpoolctl import threadpool_limits

from bot.encoder.transformer import Encoder
from bot.safety.normalize import fold

WEIGHTS = Path(__file__).parent / "crisis_encoder.npz"
HEADS = {"kinds": "crisis"}
NONE = "none"
_STRETCHED = re.compile(r"(.)\1{2,}")
_MAX_CHARACTERS = 1600
_BATCH = 32
"""Texts. Read together they cost half as much each; many more at once would hold too much memory."""
_WINDOW, _STEP = 48, 36
"""Words. The encoder reads some 70 at most, and a cry for help can stand anywhere in a long text."""


def sentence_readings(texts: Sequence[str]) -> list[tuple[str, float] | None]:
    """Of each of `texts` the likeliest kind of crisis, and the log odds of any crisis against none in its worst part.

    None where the weights are missing or there is no memory for them.
    """
    encoder = _encoder()
    if encoder is None:
        return [None for _ in texts]
    found: list[tuple[str, float] | None] = []
    for start in range(0, len(texts), _BATCH):
        found += _read(encoder, [windows(as_read(text)) for text in texts[start : start + _BATCH]])
    return found


def load() -> bool:
    """Opens the weights now, so that the first text need not wait (0.6 s); whether they are there.

    Where they are not, the next text tries again: processes forked from this one may have what this one lacked.
    """
    if _encoder() is None:
        _encoder.cache_clear()
        return False
    return True


def _read(encoder: Encoder, texts: list[list[str]]) -> list[tuple[str, float] | None]:
    """`texts` in their parts, all read together."""
    try:
        scores = iter(encoder.read([part for parts in texts for part in parts]))
    except MemoryError:
        _log_missing("memory")
        return [None for _ in texts]
    return [max((_opinion(*next(scores)) for _ in parts), key=lambda one: one[1]) for parts in texts]


def as_read(text: str) -> str:
    """`text` in the form the encoder was trained on: lower case, no accents or apostrophes, nothing drawn out."""
    return " ".join(_STRETCHED.sub(r"\1\1", fold(text[:_MAX_CHARACTERS])).split())


def windows(words: str) -> list[str]:
    """`words` in the lengths that are read at once."""
    tokens = words.split()
    starts = range(0, max(1, len(tokens) - _WINDOW + _STEP), _STEP)
    return [" ".join(tokens[start : start + _WINDOW]) for start in starts]


def _opinion(scores: dict[str, float]) -> tuple[str, float]:
    calm = scores[NONE]
    kinds = {name: score for name, score in scores.items() if name != NONE}
    highest = max(kinds.values())
    any_kind = highest + math.log(sum(math.exp(score - highest) for score in kinds.values()))
    return max(kinds, key=lambda name: kinds[name]), any_kind - calm


@cache
def _encoder() -> Encoder | None:
    # One core a reading: several readings share the cores, and threads of one that wait for each other cost ten times more.
    threadpool_limits(limits=1, user_api="blas")
    try:
        return Encoder(WEIGHTS, HEADS)
    except (OSError, MemoryError) as error:
        _log_missing(type(error).__name__)
        return None


def _log_missing(why: str) -> None:
    logging.getLogger(__name__).error("crisis_encoder_missing (%s): rules and the second opinion decide alone", why)
