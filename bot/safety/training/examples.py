"""The training texts of both models: `python -m bot.safety.training.examples FILE` writes them for fine_tune.py.

From lines/ (crisis_*.txt: `kind|text`; calm_*.txt: one text a line), the dev half of tests/eval and, as calm lines, the
dialogue's own training messages that are not about safety and every place the directory knows by name: whoever is at a
place called La Puente, Midnight Mission or the 118 is not in danger for that. Never the test half.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path

from bot.safety.crisis import explain_by_rules
from bot.safety.second_opinion import CLASSES
from bot.safety.sentence_reader import as_read, windows
from bot.settings import PROJECT_ROOT

LINES = Path(__file__).resolve().parents[1] / "lines"
_PLACES = PROJECT_ROOT / "bot" / "directory" / "data" / "geo"
_CRISIS_WEIGHT, _CALM_WEIGHT, _ORDINARY_WEIGHT = 4.0, 2.0, 1.0
_AT_A_PLACE = (
    "im over by {}", "estoy en {}", "im in {}", "vivo por {}", "{}", "is there food around {}", "ando por {} sin carro",
    "close to {} please", "cerca de {}", "staying by {} for now", "me quedo en {}", "busco trabajo por {}", "im at {}",
)  # fmt: skip


def examples() -> list[tuple[str, int, float]]:
    """Text, class number and weight of every training line."""
    found: list[tuple[str, int, float]] = []
    for path in sorted(LINES.glob("crisis_*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            kind, _, text = line.partition("|")
            found.append((text, CLASSES.index(kind), _CRISIS_WEIGHT))
    for path in sorted(LINES.glob("calm_*.txt")):
        found += [(text, 0, _CALM_WEIGHT) for text in path.read_text(encoding="utf-8").splitlines()]
    for path in sorted((PROJECT_ROOT / "tests" / "eval").glob("crisis_*.jsonl")):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if row["split"] == "dev":
                kind = row["crisis"] or "none"
                found.append((row["text"], CLASSES.index(kind), _CRISIS_WEIGHT if kind != "none" else _CALM_WEIGHT))
    for path in sorted((PROJECT_ROOT / "nlu_data").glob("*/*/*.yml")):
        if "safety" not in path.name:
            texts = re.findall(r"^    - (.+)$", path.read_text(encoding="utf-8"), re.M)
            plain = (re.sub(r"\[([^\]]*)\](?:\{[^}]*\}|\([^)]*\))", r"\1", text) for text in texts)
            found += [(text, 0, _ORDINARY_WEIGHT) for text in plain if explain_by_rules(text) is None]
    found += [(text, 0, _ORDINARY_WEIGHT) for text in at_places() if explain_by_rules(text) is None]
    return found


def at_places() -> list[str]:
    """Every way the directory knows to name a place, each said in one of a dozen ways."""
    names: set[str] = set()
    for name in ("places", "names", "landmarks", "streets", "outside"):
        with (_PLACES / f"{name}.csv").open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                names.update((row["name"].lower(), *filter(None, row.get("said", "").split("|"))))
    return [_AT_A_PLACE[number % len(_AT_A_PLACE)].format(name) for number, name in enumerate(sorted(names))]


def as_fine_tuned(rows: list[tuple[str, int, float]]) -> list[tuple[str, str, bool]]:
    """Text as the transformer reads it, kind ("none" for calm), and whether it is one of the ordinary messages; each once.

    Long calm ones in the windows that they are read in; of a crisis nobody knows which window holds it.
    """
    found: dict[str, tuple[str, str, bool]] = {}
    for text, kind, weight in rows:
        for words in filter(None, [as_read(text)] if kind else windows(as_read(text))):
            found.setdefault(words, (words, CLASSES[kind], weight == _ORDINARY_WEIGHT))
    return list(found.values())


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(as_fine_tuned(examples())), encoding="utf-8")
