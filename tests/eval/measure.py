"""Measures how texts were read against the held-out files: needs, urgency, intents, out of scope, per language.

Input: one or two files of JSON lines as `puente understand --json` prints them (`text`, `intent`, `needs`,
`urgent`); a second file is shown as a second column. Exits 1 when the first falls below floors.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
LANGUAGES = ("en", "es", "mixed")
OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Reading:
    """What a text says, by its label or by a reader."""

    text: str
    language: str
    intent: str
    needs: frozenset[str]
    urgent: bool


@dataclass
class Counts:
    """Of labels found, rightly and wrongly, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, true: frozenset[str], found: frozenset[str]) -> None:
        self.right += len(true & found)
        self.wrong += len(found - true)
        self.missed += len(true - found)

    @property
    def f1(self) -> float:
        """Micro-F1, 0 to 1."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 1.0


@dataclass
class Report:
    """Figures by name ("needs_f1 en"), and what went wrong."""

    figures: dict[str, float] = field(default_factory=dict)
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)


def held_out(kind: str, language: str) -> list[Reading]:
    """`kind`: "needs" or "intents". Empty where there is no such file."""
    path = HERE / f"{kind}_{language}.jsonl"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return [_reading(json.loads(line), language) for line in lines if line.strip()]


def _reading(row: dict[str, object], language: str = "") -> Reading:
    needs = row.get("needs") or []
    assert isinstance(needs, Iterable)
    return Reading(
        str(row["text"]), language, str(row["intent"]), frozenset(map(str, needs)), bool(row.get("urgent", False))
    )


def read_answers(path: Path) -> dict[str, Reading]:
    """By text."""
    with path.open(encoding="utf-8") as lines:
        answers = [_reading(json.loads(line)) for line in lines if line.strip()]
    return {answer.text: answer for answer in answers}


def measure(answers: dict[str, Reading]) -> Report:
    """KeyError when a held-out text has no answer."""
    report = Report()
    for language in LANGUAGES:
        _measure_needs(report, language, [(true, answers[true.text]) for true in held_out("needs", language)])
        _measure_intents(report, language, [(true, answers[true.text]) for true in held_out("intents", language)])
    by_language = [report.figures[f"needs_f1 {language}"] for language in LANGUAGES]
    report.figures["needs_f1 gap between languages"] = max(by_language) - min(by_language)
    return report


def _measure_needs(report: Report, language: str, pairs: Sequence[tuple[Reading, Reading]]) -> None:
    if not pairs:
        return
    needs, urgent = Counts(), Counts()
    for true, found in pairs:
        needs.add(true.needs, found.needs)
        urgent.add(_as_label(true.urgent), _as_label(found.urgent))
        if true.needs != found.needs:
            report.confused.update((missed, extra) for missed in _gone(true, found) for extra in _gone(found, true))
            report.misses.append(f"[{language}] {true.text[:100]} | {_named(true.needs)} | {_named(found.needs)}")
    report.figures[f"needs_f1 {language}"] = needs.f1
    report.figures[f"needs_all_right {language}"] = _share(pairs, lambda t, f: t.needs == f.needs)
    report.figures[f"urgent_f1 {language}"] = urgent.f1


def _measure_intents(report: Report, language: str, pairs: Sequence[tuple[Reading, Reading]]) -> None:
    if not pairs:
        return
    for true, found in pairs:
        if true.intent != found.intent:
            report.confused[(true.intent, found.intent)] += 1
            report.misses.append(f"[{language}] {true.text[:100]} | {true.intent} | {found.intent}")
    report.figures[f"intent_accuracy {language}"] = _share(pairs, lambda t, f: t.intent == f.intent)
    unrelated = [pair for pair in pairs if pair[0].intent == OUT_OF_SCOPE]
    if unrelated:
        report.figures[f"out_of_scope_without_need {language}"] = _share(unrelated, lambda _, f: not f.needs)


def _share(pairs: Sequence[tuple[Reading, Reading]], holds: Callable[[Reading, Reading], bool]) -> float:
    return sum(holds(true, found) for true, found in pairs) / len(pairs)


def _as_label(flag: bool) -> frozenset[str]:
    return frozenset({"urgent"} if flag else ())


def _gone(reading: Reading, other: Reading) -> list[str]:
    return sorted(reading.needs - other.needs) or ["-"]


def _named(needs: frozenset[str]) -> str:
    return " ".join(sorted(needs)) or "-"


def below_floors(report: Report, floors: dict[str, float]) -> list[str]:
    """One line for each figure that is worse than its floor (a gap: than its ceiling)."""
    failures: list[str] = []
    for name, floor in floors.items():
        figure = report.figures[name]
        if figure > floor if "gap" in name else figure < floor:
            failures.append(f"{name}: {figure:.3f}, floor {floor:.3f}")
    return failures


def main() -> int:
    """Prints the figures; the exit code."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("answers", type=Path)
    arguments.add_argument("beside", type=Path, nargs="?", help="a second reader's answers, as a second column")
    arguments.add_argument("--worst", type=int, default=25, help="how many misses to print")
    given = arguments.parse_args()
    report = measure(read_answers(given.answers))
    beside = measure(read_answers(given.beside)).figures if given.beside else {}
    print(f"{'':44}{'Puente':>8}" + (f"{'beside':>8}" if beside else ""))
    for name, figure in sorted(report.figures.items()):
        print(f"{name:44}{figure:8.3f}" + (f"{beside[name]:8.3f}" if beside else ""))
    print("\nMost confused (is | read as):")
    for (true, found), count in report.confused.most_common(15):
        print(f"{count:4} {true} | {found}")
    print("\nMisses (text | is | read as):")
    for miss in report.misses[: given.worst]:
        print(f"  {miss}")
    floors: dict[str, float] = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))
    failures = below_floors(report, floors)
    for failure in failures:
        print(f"BELOW FLOOR {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
