"""How surely a text asks that these texts end, by what it means: for wishes that no rule lists.

A linear model over word and letter n-grams reads first; where it does not plainly say no, four layers of
multilingual-e5-small read too (training/fine_tune_opt_out.py; 17 MB in 8 bits), and their odds are added. Where the
transformer's file is missing the linear model decides alone, and must be surer.
"""

from __future__ import annotations

import json
import logging
from functools import cache
from pathlib import Path
from typing import NamedTuple

from threadpoolctl import threadpool_limits

from bot.encoder.transformer import Encoder
from bot.safety.canonical import canonical
from bot.safety.second_opinion import features, parts
from bot.safety.sentence_reader import as_read

__all__ = ["ENCODER", "LINEAR", "as_read", "opt_out_odds", "sounds_like_opt_out"]

LINEAR = Path(__file__).parent / "opt_out_opinion.bin"
ENCODER = Path(__file__).parent / "opt_out_encoder.npz"
_HEADS = {"labels": "opt_out"}
_PLAINLY_NOT = -4.0
"""Log odds of the linear model below which the transformer, which costs far more, is not asked."""
_SHARE_OF_WORDS = 1.2
"""How much the linear model's log odds count beside the transformer's."""
_SURE, _SURE_ALONE = 0.3, 1.0
"""Log odds above which it is one: of both together, and of the linear model alone."""
_FEW_WORDS, _SURE_OF_FEW = 2, 4.0
"""Texts of so few words hold little to go by ("van nuis"): what must speak for it beside that."""
_WINDOW, _STEP = 48, 36
"""Words. The transformer reads some 70 at most."""


class _Linear(NamedTuple):
    weights: memoryview
    scale: float
    bias: float


def sounds_like_opt_out(text: str) -> bool:
    """Whether the models are sure that `text` asks that these texts end."""
    return opt_out_odds(text) > 0


def opt_out_odds(text: str, *, whatever: bool = False) -> float:
    """Log odds of the likeliest part of `text`, less what makes it sure: above 0 it is an opt-out.

    `whatever`: the transformer is asked whatever the linear model says.
    """
    words = canonical(text)
    by_words = max(_by_words(part) for part in parts(words))
    if by_words < _PLAINLY_NOT and not whatever:
        return by_words - _SURE_ALONE
    encoder = _encoder()
    if encoder is None:
        return by_words - _SURE_ALONE
    tokens = as_read(text).split()
    starts = range(0, max(1, len(tokens) - _WINDOW + _STEP), _STEP)
    readings = encoder.read([" ".join(tokens[start : start + _WINDOW]) for start in starts])
    by_meaning = max(scores["opt_out"] - scores["none"] for (scores,) in readings)
    sure = _SURE + (_SURE_OF_FEW if len(tokens) <= _FEW_WORDS else 0.0)
    return _SHARE_OF_WORDS * by_words + by_meaning - sure


def _by_words(words: str) -> float:
    model = _linear()
    total = model.bias
    for group in features(words):
        if group:
            total += model.scale * sum(model.weights[bucket] for bucket in group) / len(group) ** 0.5
    return total


@cache
def _linear() -> _Linear:
    header, _, body = LINEAR.read_bytes().partition(b"\n")
    facts = json.loads(header)
    return _Linear(memoryview(body).cast("b"), facts["scale"], facts["bias"])


@cache
def _encoder() -> Encoder | None:
    threadpool_limits(limits=1, user_api="blas")  # as in sentence_reader.py
    try:
        return Encoder(ENCODER, _HEADS)
    except OSError:
        logging.getLogger(__name__).error("opt_out_encoder_missing: rules and the linear model decide alone")
        return None
