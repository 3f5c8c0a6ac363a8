"""How surely a text asks that these texts end, or start again, by what it means: for wishes that no rule lists.

A linear model over word and letter n-grams reads first; where it does not plainly say no, four layers of
multilingual-e5-small read too (training/fine_tune_opt_out.py; 17 MB in 8 bits), and their odds are added. Where the
transformer's file is missing the linear model decides alone, and must be surer.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from threadpoolctl import threadpool_limits

from bot.encoder.transformer import Encoder
from bot.safety.canonical import canonical
from bot.safety.linear_reader import LinearReader, parts
from bot.safety.sentence_reader import as_read, windows

LABELS = ("none", "opt_out", "opt_in")
LINEAR = Path(__file__).parent / "opt_out_opinion.bin"
ENCODER = Path(__file__).parent / "opt_out_encoder.npz"
_HEADS = {"labels": "opt_out"}
_PLAINLY_NOT = -4.0
"""Log odds of the linear model below which the transformer, which costs far more, is not asked."""
_SHARE_OF_WORDS = 1.2
"""How much the linear model's log odds count beside the transformer's."""
_SURE, _SURE_ALONE = 0.8, 1.0
"""Log odds above which it is one: of both together, and of the linear model alone."""
_FEW_WORDS, _SURE_OF_FEW = 2, 4.0
"""Texts of so few words hold little to go by ("van nuis"): what must speak for it beside that."""


class Odds(NamedTuple):
    """Log odds of the likeliest part of a text, less what makes it sure: above 0 it is one."""

    opt_out: float
    opt_in: float


def odds(text: str, *, whatever: bool = False) -> Odds:
    """How surely `text` asks for either. `whatever`: the transformer is asked whatever the linear model says."""
    by_words = _likeliest([_log_odds(_linear().scores(part)) for part in parts(canonical(text))])
    encoder = _encoder() if whatever or max(by_words) > _PLAINLY_NOT else None
    if encoder is None:
        return Odds(by_words.opt_out - _SURE_ALONE, by_words.opt_in - _SURE_ALONE)
    read = as_read(text)
    readings = encoder.read(windows(read))
    by_meaning = _likeliest([_log_odds([scores[label] for label in LABELS]) for (scores,) in readings])
    sure = _SURE + (_SURE_OF_FEW if len(read.split()) <= _FEW_WORDS else 0.0)
    return Odds(*(_SHARE_OF_WORDS * one + other - sure for one, other in zip(by_words, by_meaning, strict=True)))


def _log_odds(logits: Sequence[float]) -> Odds:
    none, ends, starts = logits
    return Odds(ends - _sum(none, starts), starts - _sum(none, ends))


def _sum(one: float, other: float) -> float:
    """The logit of either."""
    return max(one, other) + math.log1p(math.exp(-abs(one - other)))


def _likeliest(parts_of_text: Sequence[Odds]) -> Odds:
    return Odds(max(part.opt_out for part in parts_of_text), max(part.opt_in for part in parts_of_text))


@cache
def _linear() -> LinearReader:
    return LinearReader(LINEAR)


@cache
def _encoder() -> Encoder | None:
    threadpool_limits(limits=1, user_api="blas")  # as in sentence_reader.py
    try:
        return Encoder(ENCODER, _HEADS)
    except OSError:
        logging.getLogger(__name__).error("opt_out_encoder_missing: rules and the linear model decide alone")
        return None
