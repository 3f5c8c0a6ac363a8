"""The training texts of both models of opt-outs and opt-ins, and the linear one's training.

`python -m bot.safety.training.opt_out` trains opt_out_opinion.bin (a minute, the same result every time);
`python -m bot.safety.training.opt_out FILE` writes the texts for fine_tune_opt_out.py.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bot.safety.canonical import canonical
from bot.safety.opt_out_opinion import LABELS, LINEAR
from bot.safety.sentence_reader import as_read
from bot.safety.training.examples import LINES, examples
from bot.safety.training.linear import save, train
from bot.settings import PROJECT_ROOT

_WEIGHT, _ORDINARY_WEIGHT = 4.0, 1.0
_NEITHER, _OPT_OUT, _OPT_IN = range(len(LABELS))
_FILES = {"opt_in": _OPT_IN, "opt_out": _OPT_OUT, "not_opt_out": _NEITHER}
Row = tuple[str, int, float]


def opt_out_examples() -> list[Row]:
    """Text, number of its label and weight; each text once.

    From lines/ (opt_out_*.txt, opt_in_*.txt and for neither not_opt_out_*.txt, one text a line) and the dev half of
    tests/eval; and as ordinary ones all that the crisis models learn from, crises too: whoever wants to end it all does not speak of our texts.
    """
    rows: list[Row] = []
    for name, label in _FILES.items():
        for path in sorted(LINES.glob(f"{name}_e[ns].txt")):
            rows += [(text, label, _WEIGHT) for text in path.read_text(encoding="utf-8").splitlines()]
    for path in sorted((PROJECT_ROOT / "tests" / "eval").glob("opt_out_*.jsonl")):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if row["split"] == "dev":
                rows.append((row["text"], _OPT_OUT if row["opt_out"] else _NEITHER, _WEIGHT))
    rows += [(text, _NEITHER, _ORDINARY_WEIGHT) for text, _, _ in examples()]
    known: dict[str, Row] = {}
    for row in rows:
        if words := canonical(row[0]):
            known.setdefault(words, row)
    return list(known.values())


def as_fine_tuned(rows: list[Row]) -> list[tuple[str, int, bool]]:
    """Text as the transformer reads it, label, and whether it is one of the ordinary messages; each once."""
    found: dict[str, tuple[str, int, bool]] = {}
    for text, label, weight in rows:
        if words := as_read(text):
            found.setdefault(words, (words, label, weight < _WEIGHT))
    return list(found.values())


if __name__ == "__main__":
    if sys.argv[1:]:
        Path(sys.argv[1]).write_text(json.dumps(as_fine_tuned(opt_out_examples())), encoding="utf-8")
    else:
        canonical_rows = [(canonical(text), label, weight) for text, label, weight in opt_out_examples()]
        save(LINEAR, *train(canonical_rows, len(LABELS)))
