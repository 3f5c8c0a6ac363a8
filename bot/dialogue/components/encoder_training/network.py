"""The encoder as it is trained, in TensorFlow: the layers of e5 that are kept, and two heads on top."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import tensorflow as tf

_HEADS = 12
_EPSILON = 1e-12


class Network:
    """`variables` by name: body (e5's) and heads (`need.*`, `int.*`)."""

    def __init__(self, weights: Mapping[str, np.ndarray], layers: int) -> None:
        """`weights`: by name, as `beginning.Beginning` has them."""
        self.layers = layers
        self.variables: dict[str, tf.Variable] = {}
        for name, value in weights.items():
            self._add(name, value)

    def _add(self, name: str, value: np.ndarray) -> None:
        self.variables[name] = tf.Variable(value.astype(np.float32), name=name)

    @property
    def body(self) -> list[tf.Variable]:
        return [v for name, v in self.variables.items() if not name.startswith(("need.", "int."))]

    @property
    def heads(self) -> list[tf.Variable]:
        return [v for name, v in self.variables.items() if name.startswith(("need.", "int."))]

    def logits(self, numbers: tf.Tensor, mask: tf.Tensor, training: bool) -> tuple[tf.Tensor, tf.Tensor]:
        """Texts × needs and texts × intents. `numbers`, `mask`: texts × pieces; mask 1.0 where there is a piece."""
        state = tf.gather(self.variables["word"], numbers) + self.variables["pos"][: tf.shape(numbers)[1]]
        state = self._dropped(self._normal(state, "eln"), 0.1, training)
        for layer in range(self.layers):
            mixed = self._dropped(self._attend(state, mask, layer, training), 0.1, training)
            state = self._normal(state + mixed, f"{layer}.aln")
            inner = self._linear(tf.nn.gelu(self._linear(state, f"{layer}.fi")), f"{layer}.fo")
            state = self._normal(state + self._dropped(inner, 0.1, training), f"{layer}.oln")
        present = mask[:, :, None]
        mean = tf.reduce_sum(state * present, 1) / tf.reduce_sum(present, 1)
        greatest = tf.reduce_max(state - (1.0 - present) * 1e3, 1)
        pooled = self._dropped(tf.concat([mean, greatest], 1), 0.2, training)
        return self._linear(pooled, "need"), self._linear(pooled, "int")

    def _attend(self, state: tf.Tensor, mask: tf.Tensor, layer: int, training: bool) -> tf.Tensor:
        texts, length, width = tf.shape(state)[0], tf.shape(state)[1], state.shape[2]

        def by_head(part: str) -> tf.Tensor:
            split = tf.reshape(self._linear(state, f"{layer}.{part}"), [texts, length, _HEADS, width // _HEADS])
            return tf.transpose(split, [0, 2, 1, 3])

        absent = (1.0 - mask)[:, None, None, :] * -1e9
        match = tf.matmul(by_head("q"), by_head("k"), transpose_b=True) / math.sqrt(width // _HEADS)
        weight = self._dropped(tf.nn.softmax(match + absent), 0.1, training)
        mixed = tf.transpose(tf.matmul(weight, by_head("v")), [0, 2, 1, 3])
        return self._linear(tf.reshape(mixed, [texts, length, width]), f"{layer}.ao")

    def _linear(self, state: tf.Tensor, name: str) -> tf.Tensor:
        return tf.tensordot(state, self.variables[f"{name}.w"], 1) + self.variables[f"{name}.b"]

    def _normal(self, state: tf.Tensor, name: str) -> tf.Tensor:
        state -= tf.reduce_mean(state, -1, keepdims=True)
        spread = tf.math.rsqrt(tf.reduce_mean(state * state, -1, keepdims=True) + _EPSILON)
        return state * spread * self.variables[f"{name}.w"] + self.variables[f"{name}.b"]

    @staticmethod
    def _dropped(state: tf.Tensor, rate: float, training: bool) -> tf.Tensor:
        return tf.nn.dropout(state, rate) if training else state
