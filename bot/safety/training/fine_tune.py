"""Makes crisis_encoder.npz: fine-tunes a transformer on the crisis lines.

Run in Rasa's environment (it has TensorFlow), from the project's root, on what `python -m bot.safety.training.examples FILE`
wrote: `.venv-rasa/bin/python -m bot.safety.training.fine_tune FILE --start NPZ`. It starts from a file of weights: the
shipped one when lines were added, the dialogue's encoder.npz from the beginning (the first shipped one: two epochs on the
lines of then with 6,000 ordinary texts each, and four more with 4,000). Some five minutes an epoch on two free cores; with
`--known`, the lines file of the run before, only what is new in FILE is read whole, beside `--rehearsed` lines that it
already knows. The word table stays as it is. What is shipped now is the mean (averaging.py) of the one shipped before and
later runs from it, as lines were added: the second, the third and, counted twice, the fourth, which began at a mean of those.
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

_KINDS = ("none", "suicide", "overdose", "violence", "medical_emergency")
_SHIPPED = Path(__file__).resolve().parents[1] / "crisis_encoder.npz"
_LONGEST = 64  # pieces
_BATCH = 32
_RATE_BODY, _RATE_HEAD = 1.2e-4, 2e-3
_WARM_UP = 100  # steps
_TOLD = 20  # steps
_JOINED = 0.12  # of the texts, with a calm one before or after
_JOINTS = (" ", ". ", ", ", " and ", " y ")

Line = tuple[str, str, bool]


def main() -> None:
    """Trains and writes."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("lines", type=Path)
    arguments.add_argument("--start", type=Path, default=_SHIPPED)
    arguments.add_argument("--out", type=Path, default=_SHIPPED)
    arguments.add_argument("--epochs", type=int, default=2)
    arguments.add_argument("--ordinary", type=int, default=4000, help="ordinary texts an epoch, drawn anew")
    arguments.add_argument("--known", type=Path, help="the lines file that --start was trained on")
    arguments.add_argument(
        "--rehearsed", type=int, default=5000, help="crisis and calm lines of it an epoch, drawn anew"
    )
    given = arguments.parse_args()
    tf.keras.utils.set_random_seed(1)
    # Products in 16 bits where the processor has them: a third less time.
    tf.config.optimizer.set_experimental_options({"auto_mixed_precision_onednn_bfloat16": True})
    drawing = _Drawing(_lines(given.lines), _lines(given.known) if given.known else [], given.rehearsed, given.ordinary)
    training = _Training(given.start, given.epochs * ((len(drawing.epoch(0)) - 1) // _BATCH + 1))
    for epoch in range(given.epochs):
        loss = training.epoch(drawing.epoch(epoch), random.Random(epoch))
        training.write(given.out)
        print(f"epoch {epoch + 1} of {given.epochs}: loss {loss:.3f}", flush=True)


def _lines(path: Path) -> list[Line]:
    return [(text, kind, ordinary) for text, kind, ordinary in json.loads(path.read_text("utf-8"))]


class _Drawing:
    """What each epoch reads: all new lines, and of the known and the ordinary ones some, drawn anew."""

    def __init__(self, lines: list[Line], known: list[Line], rehearsed: int, ordinary: int) -> None:
        before = set(known)
        self._ordinary = [line for line in lines if line[2]]
        self._known = [line for line in lines if not line[2] and line in before]
        self._new = [line for line in lines if not line[2] and line not in before]
        self._rehearsed = min(rehearsed, len(self._known))
        self._common = min(ordinary, len(self._ordinary))

    def epoch(self, number: int) -> list[Line]:
        """The same for the same number."""
        chance = random.Random(number)
        return self._new + chance.sample(self._known, self._rehearsed) + chance.sample(self._ordinary, self._common)


def _varied(lines: list[Line], chance: random.Random) -> Iterator[tuple[str, int]]:
    """Each text, sometimes with a calm one beside it, sometimes misspelt."""
    calm = [text for text, kind, _ in lines if kind == "none"]
    for text, kind, _ in lines:
        if chance.random() < _JOINED:
            pair = [text, chance.choice(calm)]
            chance.shuffle(pair)
            text = chance.choice(_JOINTS).join(pair)
        yield misspelt(text, chance), _KINDS.index(kind)


class _Training:
    """The weights, their two optimizers, and the parts of the file that are not trained."""

    def __init__(self, start: Path, steps: int) -> None:
        weights = widened(start)
        with np.load(start, allow_pickle=False) as stored:
            kept = ("special", "pieces", "piece_scores", "layers", "word.q", "word.scale")
            self._stored = {name: stored[name] for name in kept}
        begin, end, unknown = (int(number) for number in self._stored["special"])
        pieces = bytes(self._stored["pieces"]).decode("utf-8").split("\n")
        self._pieces = Pieces(pieces, self._stored["piece_scores"].tolist(), begin, end, unknown)
        self._layers = int(self._stored["layers"])
        self._words = tf.constant(weights.pop("word"))
        head = {name: weights.pop(name) for name in list(weights) if name.split(".")[0] in ("need", "int", "crisis")}
        if "crisis.w" not in head:
            width = 2 * self._words.shape[1]
            head = {
                "crisis.w": np.random.default_rng(1).normal(0, 0.02, (width, len(_KINDS))),
                "crisis.b": np.zeros(len(_KINDS)),
            }
        self._body = {name: tf.Variable(value.astype(np.float32)) for name, value in weights.items()}
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
        numbered = [(self._pieces.numbers(text, _LONGEST), kind) for text, kind in _varied(lines, chance)]
        losses: list[float] = []
        for numbers, mask, kinds in batches(numbered, _BATCH, chance):
            losses.append(float(self._step(numbers, mask, np.array(kinds, np.int64))))
            if len(losses) % _TOLD == 0:
                print(f"  {len(losses) * _BATCH} of {len(numbered)} texts", flush=True)
        return float(np.mean(losses))

    def write(self, path: Path) -> None:
        """The weights as transformer.py reads them."""
        values = {name: variable.numpy() for name, variable in {**self._body, **self._head}.items()}
        np.savez_compressed(path, **self._stored, kinds=np.array(_KINDS), **narrowed(values))

    def _one_step(self, numbers: tf.Tensor, mask: tf.Tensor, kinds: tf.Tensor) -> tf.Tensor:
        weights = {"word": self._words, **self._body, **self._head}
        everything = [variable for _, variables in self._optimizers for variable in variables]
        with tf.GradientTape() as tape:
            logits = linear(weights, pooled(weights, self._layers, numbers, mask, training=True), "crisis")
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(kinds, logits))
        gradients = [tf.convert_to_tensor(gradient) for gradient in tape.gradient(loss, everything)]
        gradients, _ = tf.clip_by_global_norm(gradients, 1.0)
        for one, variables in self._optimizers:
            one.apply_gradients(zip(gradients[: len(variables)], variables))
            gradients = gradients[len(variables) :]
        return loss


if __name__ == "__main__":
    main()
