"""The training texts of both models of opt-outs, and the linear one's training.

`python -m bot.safety.training.opt_out` trains opt_out_opinion.bin (a minute, the same result every time);
`python -m bot.safety.training.opt_out FILE` writes the texts for fine_tune_opt_out.py.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.safety.canonical import canonical
from bot.safety.opt_out_opinion import LINEAR, as_read
from bot.safety.second_opinion import BUCKETS, features
from bot.safety.training.examples import LINES, examples
from bot.settings import PROJECT_ROOT

_WEIGHT, _ORDINARY_WEIGHT = 4.0, 1.0
_EPOCHS, _RATE, _DECAY = 110, 0.06, 6e-6
Row = tuple[str, bool, float]
Array = NDArray[np.float32]


def opt_out_examples() -> list[Row]:
    """Text, whether it asks that the texts end, and weight; each text once.

    From lines/ (opt_out_*.txt and not_opt_out_*.txt, one text a line) and the dev half of tests/eval; and as ordinary
    ones all that the crisis models learn from, crises too: whoever wants to end it all does not speak of our texts.
    """
    rows: list[Row] = []
    for path in sorted(LINES.glob("*opt_out_*.txt")):
        wanted = path.name.startswith("opt_out")
        rows += [(text, wanted, _WEIGHT) for text in path.read_text(encoding="utf-8").splitlines()]
    for path in sorted((PROJECT_ROOT / "tests" / "eval").glob("opt_out_*.jsonl")):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if row["split"] == "dev":
                rows.append((row["text"], row["opt_out"], _WEIGHT))
    rows += [(text, False, _ORDINARY_WEIGHT) for text, _, _ in examples()]
    known: dict[str, Row] = {}
    for row in rows:
        if words := canonical(row[0]):
            known.setdefault(words, row)
    return list(known.values())


def as_fine_tuned(rows: list[Row]) -> list[tuple[str, int, bool]]:
    """Text as the transformer reads it, label, and whether it is one of the ordinary messages; each once."""
    found: dict[str, tuple[str, int, bool]] = {}
    for text, wanted, weight in rows:
        if words := as_read(text):
            found.setdefault(words, (words, int(wanted), weight < _WEIGHT))
    return list(found.values())


def train(rows: list[Row]) -> tuple[Array, float]:
    """Weights (BUCKETS) and bias of a logistic regression by full-batch Adam."""
    index, value, owner = [], [], []
    for number, (text, _, _) in enumerate(rows):
        for group in features(canonical(text)):
            index += group
            value += [1 / max(len(group), 1) ** 0.5] * len(group)
            owner += [number] * len(group)
    bucket, amount, row = np.array(index), np.array(value), np.array(owner)
    truth = np.array([wanted for _, wanted, _ in rows], np.float64)
    weight = np.array([weight for _, _, weight in rows])
    weight /= weight.sum()
    weights, bias = np.zeros(BUCKETS), 0.0
    mean, spread = np.zeros(BUCKETS), np.zeros(BUCKETS)
    for epoch in range(1, _EPOCHS + 1):
        scores = np.bincount(row, weights[bucket] * amount, len(rows)) + bias
        error = (1 / (1 + np.exp(-scores)) - truth) * weight
        slope = _DECAY * weights + np.bincount(bucket, error[row] * amount, BUCKETS)
        mean += 0.1 * (slope - mean)
        spread += 0.01 * (slope**2 - spread)
        step = _RATE * (1 - epoch / (_EPOCHS + 1))
        weights -= step * (mean / (1 - 0.9**epoch)) / (np.sqrt(spread / (1 - 0.99**epoch)) + 1e-8)
        bias -= step * float(error.sum()) * 10
    return weights.astype(np.float32), bias


def save(weights: Array, bias: float) -> None:
    """Write the weights as signed bytes behind their header."""
    scale = float(np.abs(weights).max() / 127)
    body = np.clip(np.round(weights / scale), -127, 127).astype(np.int8).tobytes()
    LINEAR.write_bytes(json.dumps({"scale": scale, "bias": round(bias, 5)}).encode() + b"\n" + body)


if __name__ == "__main__":
    if sys.argv[1:]:
        Path(sys.argv[1]).write_text(json.dumps(as_fine_tuned(opt_out_examples())), encoding="utf-8")
    else:
        save(*train(opt_out_examples()))
