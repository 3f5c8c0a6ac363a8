"""The encoder's layers in TensorFlow, as bot/encoder/transformer.py computes them, with dropout; and how weights are written."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import tensorflow as tf

_HEADS = 12
_EPSILON = 1e-12


def pooled(
    weights: Mapping[str, tf.Tensor], layers: int, numbers: tf.Tensor, mask: tf.Tensor, training: bool
) -> tf.Tensor:
    """Texts × what the heads read: mean and greatest of the last layer. `mask`: texts × pieces, 1.0 where there is one."""
    state = tf.gather(weights["word"], numbers) + weights["pos"][: tf.shape(numbers)[1]]
    state = dropped(_normal(weights, state, "eln"), 0.1, training)
    for layer in range(layers):
        mixed = dropped(_attend(weights, state, mask, layer, training), 0.1, training)
        state = _normal(weights, state + mixed, f"{layer}.aln")
        inner = linear(weights, tf.nn.gelu(linear(weights, state, f"{layer}.fi")), f"{layer}.fo")
        state = _normal(weights, state + dropped(inner, 0.1, training), f"{layer}.oln")
    present = mask[:, :, None]
    mean = tf.reduce_sum(state * present, 1) / tf.reduce_sum(present, 1)
    greatest = tf.reduce_max(state - (1.0 - present) * 1e3, 1)
    return dropped(tf.concat([mean, greatest], 1), 0.2, training)


def linear(weights: Mapping[str, tf.Tensor], state: tf.Tensor, name: str) -> tf.Tensor:
    """One product: `name`.w and `name`.b."""
    return tf.tensordot(state, weights[f"{name}.w"], 1) + weights[f"{name}.b"]


def dropped(state: tf.Tensor, rate: float, training: bool) -> tf.Tensor:
    """`state`, in training with a share of it put to nothing."""
    return tf.nn.dropout(state, rate) if training else state


def narrowed(values: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Large matrices in 8 bits with one step a row, the rest in 32, by the names transformer.py looks for."""
    stored: dict[str, np.ndarray] = {}
    for name, value in values.items():
        if value.ndim == 2 and value.shape[1] > 300 and name != "pos":
            scale = np.abs(value).max(axis=1) / 127 + 1e-12
            stored[f"{name}.q"] = np.round(value / scale[:, None]).astype(np.int8)
            stored[f"{name}.scale"] = scale.astype(np.float32)
        else:
            stored[f"{name}.f"] = value.astype(np.float32)
    return stored


def widened(path: Path) -> dict[str, np.ndarray]:
    """The weights of a file by name, in 32 bits: what `narrowed` narrowed."""
    with np.load(path, allow_pickle=False) as stored:
        wide = {name[:-2]: stored[name].astype(np.float32) for name in stored.files if name.endswith(".f")}
        for name in stored.files:
            if name.endswith(".q"):
                wide[name[:-2]] = stored[name].astype(np.float32) * stored[f"{name[:-2]}.scale"][:, None]
    return wide


def _attend(
    weights: Mapping[str, tf.Tensor], state: tf.Tensor, mask: tf.Tensor, layer: int, training: bool
) -> tf.Tensor:
    texts, length, width = tf.shape(state)[0], tf.shape(state)[1], state.shape[2]

    def by_head(part: str) -> tf.Tensor:
        split = tf.reshape(linear(weights, state, f"{layer}.{part}"), [texts, length, _HEADS, width // _HEADS])
        return tf.transpose(split, [0, 2, 1, 3])

    absent = (1.0 - mask)[:, None, None, :] * -1e9
    match = tf.matmul(by_head("q"), by_head("k"), transpose_b=True) / math.sqrt(width // _HEADS)
    weight = dropped(tf.nn.softmax(match + absent), 0.1, training)
    mixed = tf.transpose(tf.matmul(weight, by_head("v")), [0, 2, 1, 3])
    return linear(weights, tf.reshape(mixed, [texts, length, width]), f"{layer}.ao")


def _normal(weights: Mapping[str, tf.Tensor], state: tf.Tensor, name: str) -> tf.Tensor:
    state -= tf.reduce_mean(state, -1, keepdims=True)
    spread = tf.math.rsqrt(tf.reduce_mean(state * state, -1, keepdims=True) + _EPSILON)
    return state * spread * weights[f"{name}.w"] + weights[f"{name}.b"]
