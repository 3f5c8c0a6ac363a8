"""How the encoder is fitted: the rate's rise and fall, and texts of like length in one batch."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np
import tensorflow as tf

Label = TypeVar("Label")


class Triangle(tf.keras.optimizers.schedules.LearningRateSchedule):
    """Up to `peak` in the warm-up, then down to nothing. `steps`, `warm_up`: batches."""

    def __init__(self, peak: float, steps: int, warm_up: int) -> None:
        self._peak = peak
        self._steps = steps
        self._warm_up = warm_up

    def __call__(self, step: tf.Tensor) -> tf.Tensor:
        done = tf.cast(step, tf.float32)
        return self._peak * tf.minimum(done / self._warm_up, tf.maximum(0.0, 1.0 - done / self._steps) + 1e-3)


def optimizer(peak: float, steps: int, warm_up: int) -> tf.keras.optimizers.Optimizer:
    """Adam with that rate."""
    return tf.keras.optimizers.Adam(Triangle(peak, steps, warm_up), epsilon=1e-6)


def batches(
    numbered: Sequence[tuple[list[int], Label]], size: int, chance: random.Random
) -> Iterator[tuple[np.ndarray, np.ndarray, list[Label]]]:
    """Numbers (texts × pieces), mask and labels; texts of like length together, so that little of a batch is padding."""
    by_length = sorted(numbered, key=lambda pair: len(pair[0]) + 2 * chance.random())
    cut = [by_length[i : i + size] for i in range(0, len(by_length), size)]
    chance.shuffle(cut)
    for batch in cut:
        longest = max(len(numbers) for numbers, _ in batch)
        padded = np.zeros((len(batch), longest), np.int32)
        mask = np.zeros((len(batch), longest), np.float32)
        for row, (numbers, _) in enumerate(batch):
            padded[row, : len(numbers)] = numbers
            mask[row, : len(numbers)] = 1.0
        yield padded, mask, [label for _, label in batch]
