"""Trains linear models; by itself the second opinion on crises.

`python -m bot.safety.training.linear`: a minute or two, the same result every time.
"""

from __future__ import annotations

import json
from array import array
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from bot.safety.canonical import canonical
from bot.safety.linear_reader import BUCKETS, features, parts
from bot.safety.second_opinion import CLASSES, WEIGHTS
from bot.safety.training.examples import examples

_EPOCHS, _RATE, _DECAY = 110, 0.06, 6e-6
Array = NDArray[np.float32]


def with_windows(rows: list[tuple[str, int, float]]) -> list[tuple[str, int, float]]:
    """`rows` in canonical spelling, and the windows of the long ones without a crisis: parts are read in service too."""
    found: list[tuple[str, int, float]] = []
    for text, kind, weight in rows:
        whole, *windows = parts(canonical(text))
        if not whole:  # an emoji alone
            continue
        found.append((whole, kind, weight))
        if not kind:
            found += [(window, 0, weight / 2) for window in windows]
    return found


def train(rows: list[tuple[str, int, float]], classes: int) -> tuple[Array, Array]:
    """Weights (BUCKETS, classes) and bias (classes) of a softmax regression by full-batch Adam, on canonical texts."""
    bucket, value, ends = array("i"), array("f"), array("q", [0])
    for words, _, _ in rows:
        for group in features(words):
            bucket.extend(group)
            value.extend([1 / max(len(group), 1) ** 0.5] * len(group))
        ends.append(len(bucket))
    shape = (len(rows), BUCKETS)
    found = csr_array((np.frombuffer(value, np.float32), np.frombuffer(bucket, np.int32), np.array(ends)), shape=shape)
    by_bucket = found.T.tocsr()
    truth = np.array([kind for _, kind, _ in rows])
    weight = np.array([w for _, _, w in rows], np.float32)[:, None]
    weights, bias = np.zeros((BUCKETS, classes), np.float32), np.zeros(classes, np.float32)
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for epoch in range(1, _EPOCHS + 1):
        scores = found @ weights + bias
        odds = np.exp(scores - scores.max(1, keepdims=True))
        error = odds / odds.sum(1, keepdims=True)
        error[np.arange(len(rows)), truth] -= 1
        error *= weight / weight.sum()
        slope = _DECAY * weights + by_bucket @ error
        mean += 0.1 * (slope - mean)
        spread += 0.01 * (slope**2 - spread)
        step = _RATE * (1 - epoch / (_EPOCHS + 1))
        weights -= step * (mean / (1 - 0.9**epoch)) / (np.sqrt(spread / (1 - 0.99**epoch)) + 1e-8)
        bias -= step * error.sum(0) * 10
    return weights, bias


def save(path: Path, weights: Array, bias: Array) -> None:
    """Write the weights as signed bytes behind their header."""
    scale = float(np.abs(weights).max() / 127)
    facts = {"scale": scale, "bias": [round(float(b), 5) for b in bias]}
    body = np.clip(np.round(weights / scale), -127, 127).astype(np.int8).tobytes()
    path.write_bytes(json.dumps(facts).encode() + b"\n" + body)


if __name__ == "__main__":
    save(WEIGHTS, *train(with_windows(examples()), len(CLASSES)))
