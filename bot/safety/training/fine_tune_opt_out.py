"""Makes opt_out_encoder.npz: fine-tunes the first layers of a transformer on the lines of opt-outs and opt-ins.

Run in Rasa's environment (it has TensorFlow), from the project's root, on what `python -m bot.safety.training.opt_out FILE`
wrote: `.venv-rasa/bin/python -m bot.safety.training.fine_tune_opt_out FILE --start NPZ`. It starts from a file of weights:
the shipped one when lines were added (two or three epochs), the dialogue's encoder.npz from the beginning (the shipped one:
five epochs on most of the opt-outs, three more on all, then the mean of three and of five with the opt-ins). A minute or two an epoch on two free cores. The word table stays
as it is.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import tensorflow as tf

from bot.encoder.pieces import Pieces
from bot.safety.training.fitting import batches, optimizer
from bot.safety.training.layers import linear, narrowed, pooled, widened
from bot.safety.training.misspelling import misspelt

_SHIPPED = Path(__file__).resolve().parents[1] / "opt_out_encoder.npz"
_LABELS = ("none", "opt_out", "opt_in")
_LONGEST = 64  # pieces
_BATCH = 32
_RATE_BODY, _RATE_HEAD = 1.5e-4, 2e-3
_WARM_UP = 100  # steps
_JOINED = 0.12  # of the texts, with one that asks for no end before or after
_JOINTS = (" ", " ", ". ", ", ", " and ", " y ")

Line = tuple[str, int, bool]


def main() -> None:
    """Trains and writes."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("lines", type=Path)
    arguments.add_argument("--start", type=Path, default=_SHIPPED)
    arguments.add_argument("--out", type=Path, default=_SHIPPED)
    arguments.add_argument("--layers", type=int, default=4)
    arguments.add_argument("--epochs", type=int, default=5)
    arguments.add_argument("--ordinary", type=int, default=5000, help="ordinary texts an epoch, drawn anew")
    given = arguments.parse_args()
    tf.keras.utils.set_random_seed(1)
    # Products in 16 bits where the processor has them: a third less time.
    tf.config.optimizer.set_experimental_options({"auto_mixed_precision_onednn_bfloat16": True})
    lines: list[Line] = [
        (text, label, ordinary) for text, label, ordinary in json.loads(given.lines.read_text("utf-8"))
    ]
    steps = given.epochs * ((len(_drawn(lines, given.ordinary, 0)) - 1) // _BATCH + 1)
    training = _Training(given.start, given.layers, steps)
    for epoch in range(given.epochs):
        loss = training.epoch(_drawn(lines, given.ordinary, epoch), random.Random(epoch))
        training.write(given.out)
        print(f"epoch {epoch + 1} of {given.epochs}: loss {loss:.3f}", flush=True)


def _drawn(lines: list[Line], ordinary: int, epoch: int) -> list[Line]:
    common = [line for line in lines if line[2]]
    return [line for line in lines if not line[2]] + random.Random(epoch).sample(common, min(ordinary, len(common)))


def _varied(lines: list[Line], chance: random.Random) -> Iterator[tuple[str, int]]:
    """Each text, sometimes with another beside it that asks for neither, sometimes misspelt."""
    calm = [text for text, label, _ in lines if not label]
    for text, label, _ in lines:
        if chance.random() < _JOINED:
            pair = [text, chance.choice(calm)]
            chance.shuffle(pair)
            text = chance.choice(_JOINTS).join(pair)
        yield misspelt(text, chance), label


class _Training:
    """The weights and their two optimizers."""

    def __init__(self, start: Path, layers: int, steps: int) -> None:
        weights = widened(start)
        with np.load(start, allow_pickle=False) as stored:
            kept = ("special", "pieces", "piece_scores", "word.q", "word.scale")
            self._stored = {name: stored[name] for name in kept}
        begin, end, unknown = (int(number) for number in self._stored["special"])
        pieces = bytes(self._stored["pieces"]).decode("utf-8").split("\n")
        self._pieces = Pieces(pieces, self._stored["piece_scores"].tolist(), begin, end, unknown)
        self._words = tf.constant(weights.pop("word"))
        self._layers = layers
        trained = ("pos", "eln", *map(str, range(layers)))
        width = 2 * self._words.shape[1]
        head = {name: weights.pop(name) for name in list(weights) if name.split(".")[0] == "opt_out"}
        if not head or head["opt_out.b"].shape != (len(_LABELS),):
            head = {
                "opt_out.w": np.random.default_rng(1).normal(0, 0.02, (width, len(_LABELS))),
                "opt_out.b": np.zeros(len(_LABELS)),
            }
        self._body = {
            name: tf.Variable(value.astype(np.float32))
            for name, value in weights.items()
            if name.split(".")[0] in trained
        }
        self._head = {name: tf.Variable(value.astype(np.float32)) for name, value in head.items()}
        self._optimizers = [
            (optimizer(rate, steps, _WARM_UP), list(variables.values()))
            for rate, variables in ((_RATE_BODY, self._body), (_RATE_HEAD, self._head))
        ]
        for one, variables in self._optimizers:
            one.build(variables)
        signature = [
            tf.TensorSpec([None, None], tf.int32),
            tf.TensorSpec([None, None]),
            tf.TensorSpec([None], tf.int64),
        ]
        self._step = tf.function(self._one_step, input_signature=signature)

    def epoch(self, lines: list[Line], chance: random.Random) -> float:
        """One pass; the mean loss."""
        numbered = [(self._pieces.numbers(text, _LONGEST), label) for text, label in _varied(lines, chance)]
        losses = [
            float(self._step(numbers, mask, np.array(labels, np.int64)))
            for numbers, mask, labels in batches(numbered, _BATCH, chance)
        ]
        return float(np.mean(losses))

    def write(self, path: Path) -> None:
        """The weights as transformer.py reads them."""
        values = {name: variable.numpy() for name, variable in {**self._body, **self._head}.items()}
        np.savez_compressed(path, **self._stored, layers=self._layers, labels=np.array(_LABELS), **narrowed(values))

    def _one_step(self, numbers: tf.Tensor, mask: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
        weights = {"word": self._words, **self._body, **self._head}
        everything = [variable for _, variables in self._optimizers for variable in variables]
        with tf.GradientTape() as tape:
            logits = linear(weights, pooled(weights, self._layers, numbers, mask, training=True), "opt_out")
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
        gradients = [tf.convert_to_tensor(gradient) for gradient in tape.gradient(loss, everything)]
        gradients, _ = tf.clip_by_global_norm(gradients, 1.0)
        for one, variables in self._optimizers:
            one.apply_gradients(zip(gradients[: len(variables)], variables))
            gradients = gradients[len(variables) :]
        return loss


if __name__ == "__main__":
    main()
