"""The held-out sets: texts with what they say, none of which is trained on.

`dev` is the half that choices were made on, `test` the half that only the shipped reading is measured on. `strangers/` was
written later, by people who knew neither the training data nor the other sets. `hard/` holds denials, several needs at once,
needs inside talk of calls, run-on voice texts; the misses of `dev` were read before training lines were added, those of
`test` were not. `fresh/` holds batches of opt-outs written one after another, each before anything was read by what then
stood (its number is `batch`): thresholds were chosen on `dev`, `test` was only measured. Its needs and intents were labelled before
anything read them, and what is missed was never looked into. `crisis_hard` and `crisis_fresh` were written after the models of
their day, and measured once before anything was changed for them (`crisis_fresh` in three rounds; of the last nobody has read
what is missed). Of `times`, batch 13 was written by somebody who knew no rule, 14 to 17 by who wrote the rules, before
running them; what each missed at first try was then mended, so that since then both their halves show what is kept, not what
would be read of new texts.
`blind/` was written last, by people who had read the meaning of the labels and nothing else, and measured
once before anything was changed; of its opt-outs `batch` 2 was read before the models learnt what an opt-in is.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.clock import LOS_ANGELES
from bot.i18n import LANGUAGES, Language
from bot.settings import PROJECT_ROOT

HERE = Path(__file__).resolve().parent
REAL_MESSAGES = PROJECT_ROOT.parent / "shared" / "data" / "text" / "real_messages.csv"
"""Messages by strangers, outside the project: measured where the file is, never trained on."""

_AT = datetime(2026, 12, 2, 10, 15, tzinfo=LOS_ANGELES)  # a Wednesday; only the set of times says its own moment


@dataclass(frozen=True)
class HeldOut:
    """One text and its labels. `prior`: the conversation's language. `labels`: the line of the file."""

    text: str
    language: str
    prior: Language | None
    now: datetime
    labels: dict[str, Any]

    @property
    def needs(self) -> frozenset[str]:
        return frozenset(self.labels.get("needs") or ())

    @property
    def is_test(self) -> bool:
        return bool(self.labels.get("split") == "test")


def held_out(name: str) -> list[HeldOut]:
    """`name`: path below this folder without .jsonl. Empty where there is no such file."""
    path = HERE / f"{name}.jsonl"
    if not path.exists():
        return []
    return [_from_line(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def real_messages(path: Path = REAL_MESSAGES) -> list[HeldOut]:
    """A CSV with columns text, lang, needs (codes with | between, empty where none is meant). Empty without the file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [{**row, "needs": [code for code in row["needs"].split("|") if code]} for row in csv.DictReader(lines)]
    return [_from_line(row) for row in rows]


def _from_line(row: dict[str, Any]) -> HeldOut:
    said = row["prior"] if "prior" in row else None if "kind" not in row and "needs" not in row else row["lang"]
    prior = next((language for language in LANGUAGES if language == said), None)
    now = datetime.fromisoformat(row["now"]) if row.get("now") else _AT
    return HeldOut(row["text"], row["lang"], prior, now, row)
