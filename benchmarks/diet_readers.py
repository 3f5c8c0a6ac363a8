"""Rasa's own classifier, DIET, on n-grams, on sentence vectors and on both: rows beside those of needs_readers.

From the project's root (long: hours for the suggested 100 epochs; quick to try with `--epochs 1 --lines-each 2`):

    .venv/bin/python -m benchmarks.diet_readers [--epochs 20] [--lines-each N] [ROW ...]

The same training data, joined examples left out, and the same half of the held-out sets as benchmarks.needs_readers. A
text states one intent for DIET, so needs are written into its name (tests/eval/stock.py). Seconds are of the processor,
milliseconds of the clock (median), memory is the most the training held. A model trained once is kept and found again.
"""

from __future__ import annotations

import argparse
import statistics
from typing import Any

from bot.settings import load_settings
from tests.eval.measure import Answer, Counts
from tests.eval.sets import HeldOut, held_out
from tests.eval.stock import N_GRAMS, ensure_stock_model, read_with_stock
from webhooks.commands.printing import say

_USE: dict[str, Any] = {"name": "bot.dialogue.components.sentence_vectors.SentenceVectors"}
ROWS: dict[str, tuple[dict[str, Any], ...]] = {
    "DIET on USE": (N_GRAMS[1], _USE),  # DIET refuses to start without features of each word: here their shape alone
    "DIET on USE, n-grams": (_USE, *N_GRAMS),
    "DIET on n-grams (Rasa's suggestion)": N_GRAMS,
}
_COLUMNS = ("needs en", "needs es", "needs mixed", "intents en", "intents es", "ms", "seconds", "MB")


def measure(name: str, epochs: int, lines_each: int | None) -> dict[str, float]:
    """One row of the table."""
    model, cost = ensure_stock_model(load_settings(), epochs, say, ROWS[name], lines_each)
    sets = {column: _never_used(column.replace(" ", "_")) for column in _COLUMNS[:5]}
    texts = list({said.text for of_set in sets.values() for said in of_set})
    answers: dict[str, Answer] = {answer["text"]: answer for answer in read_with_stock(model, texts)}
    figures: dict[str, float] = {}
    for column, of_set in sets.items():
        counts, right = Counts(), 0
        for said in of_set:
            answer = answers[said.text]
            counts.add(said.needs, frozenset(answer["needs"]))
            right += answer["intent"] == said.labels["intent"]
        figures[column] = round(counts.f1 if column.startswith("needs") else right / len(of_set), 3)
    figures["ms"] = round(statistics.median(answer["ms"] for answer in answers.values()), 1)
    return {**figures, "seconds": cost["processor_seconds"], "MB": cost["megabytes"]}


def _never_used(name: str) -> list[HeldOut]:
    return [said for said in held_out(name) if said.is_test]


def main() -> None:
    """Prints the table, row by row as they are done."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(ROWS))
    arguments.add_argument("--epochs", type=int, default=20, help="of DIET; Rasa suggests 100")
    arguments.add_argument("--lines-each", type=int, help="of each set of labels at most, to try a run")
    given = arguments.parse_args()
    print("| reader | " + " | ".join(_COLUMNS) + " |\n| --- |" + " --- |" * len(_COLUMNS), flush=True)
    for name in given.rows or ROWS:
        figures = measure(name, given.epochs, given.lines_each)
        print(f"| {name} | " + " | ".join(str(figures[column]) for column in _COLUMNS) + " |", flush=True)


if __name__ == "__main__":
    main()
