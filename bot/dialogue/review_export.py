"""What reviewers agreed on as training lines: the format of nlu_data, and nothing that is measured with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.dialogue.components.text import plain
from bot.i18n import Language
from bot.privacy.anonymize import KINDS
from bot.reviewing.desk import Agreed
from bot.reviewing.labels import Label

_STAND_INS: dict[Language, dict[str, str]] = {
    "en": {
        "name": "Alex", "phone": "that number", "number": "that number", "address": "that address", "place": "that place",
        "date": "that day", "contact": "that account", "age": "90",
    },
    "es": {
        "name": "Alex", "phone": "ese numero", "number": "ese numero", "address": "esa direccion", "place": "ese lugar",
        "date": "ese dia", "contact": "esa cuenta", "age": "90",
    },
}  # fmt: skip
"""What stands for something hidden in a training line; a word nobody knew is left out."""
_PLACEHOLDER = re.compile(rf"\[({'|'.join(KINDS)})\]")
_NOT_IN_LINES = re.compile(r"[\[\]{}|\n\r]+")
_FEWEST_COMPARED = 4
"""Shorter texts are anybody's: `si`, `need food`."""


@dataclass(frozen=True)
class Exported:
    """`needs`: YAML for nlu_data; `crises`: lines for bot/safety/lines. The rest: how many were left out, and why."""

    needs: str
    crises: str
    lines: int
    measured: int
    known: int
    in_dispute: int


def export(agreed: Iterable[Agreed], language: Language, measured: Path | None, trained: Path | None) -> Exported:
    """Training lines of one language.

    `measured`: the folder of held-out texts, none of which may be trained on. `trained`: nlu_data, whose lines are
    not repeated. Texts that come twice with different labels are left out.
    """
    held_out = _held_out(measured) if measured else frozenset()
    there = _trained(trained) if trained else frozenset()
    labels: dict[str, set[Label]] = {}
    lines: dict[str, str] = {}
    for one in agreed:
        line = _line(one.text, language)
        if line:
            labels.setdefault(_bare(line), set()).add(one.label)
            lines[_bare(line)] = line
    kept: dict[Label, list[str]] = {}
    counts = {"measured": 0, "known": 0, "in_dispute": 0}
    for bare, line in sorted(lines.items()):
        why = (
            "measured"
            if bare in held_out
            else "known"
            if bare in there
            else "in_dispute"
            if len(labels[bare]) > 1
            else ""
        )
        if why:
            counts[why] += 1
        else:
            kept.setdefault(next(iter(labels[bare])), []).append(line)
    crises = [f"{label.crisis}|{line}" for label, of_it in kept.items() if label.crisis for line in of_it]
    return Exported(_yaml(kept), "".join(f"{line}\n" for line in crises), sum(map(len, kept.values())), **counts)


def _line(text: str, language: Language) -> str:
    """One training line: stand-ins for what was hidden, no character that the format means something by."""
    stand_ins = _STAND_INS[language]
    said = _PLACEHOLDER.sub(lambda match: stand_ins.get(match.group(1), ""), text)
    return " ".join(_NOT_IN_LINES.sub(" ", said).split())


def _yaml(kept: dict[Label, list[str]]) -> str:
    blocks = []
    for label, lines in sorted(kept.items(), key=lambda item: (item[0].intent, item[0].needs, item[0].urgent)):
        if label.crisis:
            continue
        block = f"- intent: {label.intent}\n"
        if label.needs:
            urgent = ", urgent: true" if label.urgent else ""
            block += f"  metadata: {{needs: [{', '.join(label.needs)}]{urgent}}}\n"
        blocks.append(block + "  examples: |\n" + "".join(f"    - {line}\n" for line in lines))
    return 'version: "3.1"\nnlu:\n' + "".join(blocks) if blocks else ""


def _bare(text: str) -> str:
    """Its words alone: no capitals, accents or punctuation."""
    return " ".join(re.findall(r"\w+", plain(text)))


def _held_out(folder: Path) -> frozenset[str]:
    texts = (
        str(json.loads(line).get("text", ""))
        for path in sorted(folder.rglob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    )
    return frozenset(bare for bare in map(_bare, texts) if len(bare.split()) >= _FEWEST_COMPARED)


def _trained(folder: Path) -> frozenset[str]:
    return frozenset(
        _bare(line.strip().removeprefix("- "))
        for path in sorted(folder.rglob("*.yml"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith("- ")
    )
