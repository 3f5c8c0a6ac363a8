"""What was read, against what is said: figures by name, what was confused with what, and the misses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.eval.sets import HeldOut

OUT_OF_SCOPE = "out_of_scope"
Answer = dict[str, Any]
"""As `puente understand` prints it."""
Pair = tuple[HeldOut, Answer]


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
    """Figures by name ("needs_f1 en"), and what went wrong. A miss: how many labels, and its line."""

    figures: dict[str, float] = field(default_factory=dict)
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)
    misses: list[tuple[int, str]] = field(default_factory=list)

    def missed(self, said: HeldOut, true: Iterable[str], found: Iterable[str]) -> None:
        true, found = set(true), set(found)
        line = f"[{said.language}] {said.text[:110]} | {_named(true)} | {_named(found)}"
        self.misses.append((len(true ^ found), line))


def needs(report: Report, name: str, pairs: Sequence[Pair]) -> None:
    """Needs and urgency. `name` distinguishes the set in the figures' names."""
    if not pairs:
        return
    of_all, of_test, urgent = Counts(), Counts(), Counts()
    for said, answer in pairs:
        found = frozenset(answer["needs"])
        of_all.add(said.needs, found)
        if said.is_test:
            of_test.add(said.needs, found)
        urgent.add(_flag(said.labels.get("urgent")), _flag(answer["urgent"]))
        if said.needs != found:
            gone, extra = sorted(said.needs - found) or ["-"], sorted(found - said.needs) or ["-"]
            report.confused.update((one, other) for one in gone for other in extra)
            report.missed(said, said.needs, found)
    report.figures[f"needs_f1 {name}"] = of_all.f1
    report.figures[f"needs_f1 (test half) {name}"] = of_test.f1
    report.figures[f"needs_all_right {name}"] = _share(pairs, lambda said, answer: said.needs == set(answer["needs"]))
    report.figures[f"urgent_f1 {name}"] = urgent.f1


def denied(report: Report, name: str, pairs: Sequence[Pair]) -> None:
    """Texts that deny a need, by their `denied` label: how many report none of the denied ones."""
    denying = [pair for pair in pairs if pair[0].labels.get("denied")]
    if denying:
        report.figures[f"denied_need_not_read {name}"] = _share(
            denying, lambda said, answer: not set(said.labels["denied"]) & set(answer["needs"])
        )


def intents(report: Report, name: str, pairs: Sequence[Pair]) -> None:
    """Dialogue intents, and that what is out of scope states no need."""
    if not pairs:
        return
    for said, answer in pairs:
        if said.labels["intent"] != answer["intent"]:
            report.confused[(said.labels["intent"], answer["intent"])] += 1
            report.missed(said, {said.labels["intent"]}, {answer["intent"]})
    for half, some in (("", pairs), ("(test half) ", [pair for pair in pairs if pair[0].is_test])):
        if some:
            report.figures[f"intent_accuracy {half}{name}"] = _share(
                some, lambda said, answer: said.labels["intent"] == answer["intent"]
            )
    unrelated = [pair for pair in pairs if pair[0].labels["intent"] == OUT_OF_SCOPE]
    if unrelated:
        report.figures[f"out_of_scope_without_need {name}"] = _share(unrelated, _states_nothing)


def real_messages(report: Report, name: str, pairs: Sequence[Pair]) -> None:
    """Messages by strangers: with needs in our scope, and with none."""
    wanting = [pair for pair in pairs if pair[0].needs]
    unrelated = [pair for pair in pairs if not pair[0].needs]
    if not wanting or not unrelated:
        return
    counts = Counts()
    for said, answer in wanting:
        counts.add(said.needs, frozenset(answer["needs"]))
    report.figures[f"real_a_need_right {name}"] = _share(wanting, lambda s, a: bool(s.needs & set(a["needs"])))
    report.figures[f"real_needs_f1 {name}"] = counts.f1
    report.figures[f"real_out_of_scope_without_need {name}"] = _share(unrelated, _states_nothing)


def crisis(report: Report, name: str, pairs: Sequence[Pair]) -> None:
    """Crises of any kind found, of the right kind, and calm texts left alone."""
    in_crisis = [pair for pair in pairs if pair[0].labels["crisis"]]
    calm = [pair for pair in pairs if not pair[0].labels["crisis"]]
    report.figures[f"crisis_found {name}"] = _share(in_crisis, lambda _, answer: bool(answer["crisis"]))
    report.figures[f"crisis_kind {name}"] = _share(in_crisis, lambda s, a: bool(s.labels["crisis"] == a["crisis"]))
    report.figures[f"crisis_calm_left_alone {name}"] = _share(calm, lambda _, answer: not answer["crisis"])


def opt_out(report: Report, name: str, pairs: Sequence[Pair]) -> None:
    """Wishes that the texts end found, and others left alone: of all, and of the test half."""
    for half, some in (("", pairs), ("(test half) ", [pair for pair in pairs if pair[0].is_test])):
        ending = [pair for pair in some if pair[0].labels["opt_out"]]
        others = [pair for pair in some if not pair[0].labels["opt_out"]]
        if not ending:
            continue
        report.figures[f"opt_out_found {half}{name}"] = _share(ending, lambda _, answer: bool(answer["opt_out"]))
        report.figures[f"opt_out_others_left_alone {half}{name}"] = _share(
            others, lambda _, answer: not answer["opt_out"]
        )


def opt_in(report: Report, name: str, pairs: Sequence[Pair]) -> None:
    """Wishes that the texts start again found, and others left alone."""
    asking = [pair for pair in pairs if pair[0].labels["opt_in"]]
    others = [pair for pair in pairs if not pair[0].labels["opt_in"]]
    report.figures[f"opt_in_found {name}"] = _share(asking, lambda _, answer: bool(answer["opt_in"]))
    report.figures[f"opt_in_others_left_alone {name}"] = _share(others, lambda _, answer: not answer["opt_in"])


def places(report: Report, name: str, pairs: Sequence[Pair]) -> None:
    """All of a place right (ZIP, name, service planning area, in the county), or rightly none."""
    report.figures[f"place_right {name}"] = _share(pairs, _has_right_place)


def _has_right_place(said: HeldOut, answer: Answer) -> bool:
    found = answer["place"]
    if "zip" not in said.labels:  # none is named, or a vague one ("near me"), which is asked back
        return found is None
    return found is not None and all(found[key] == said.labels[key] for key in ("zip", "name", "spa", "in_county"))


def times(report: Report, name: str, pairs: Sequence[Pair]) -> None:
    """Kind, start and end of a callback time all right."""
    keys = ("kind", "start", "end")
    report.figures[f"time_right {name}"] = _share(
        pairs, lambda said, answer: all(answer["time"][key] == said.labels[key] for key in keys)
    )


def language(report: Report, name: str, pairs: Sequence[Pair]) -> None:
    """The language of a text."""
    report.figures[f"language_right {name}"] = _share(pairs, lambda said, answer: bool(said.language == answer["lang"]))


def _states_nothing(_: HeldOut, answer: Answer) -> bool:
    return not answer["needs"]


def _share(pairs: Sequence[Pair], holds: Callable[[HeldOut, Answer], bool]) -> float:
    return sum(holds(said, answer) for said, answer in pairs) / len(pairs) if pairs else 1.0


def _flag(value: object) -> frozenset[str]:
    return frozenset({"urgent"} if value else ())


def _named(labels: Iterable[str]) -> str:
    return " ".join(sorted(labels)) or "-"


def below_floors(figures: dict[str, float], floors: dict[str, float]) -> list[str]:
    """One line for each figure that is missing or worse than its floor (a gap or a time: than its ceiling)."""
    failures: list[str] = []
    for name, floor in floors.items():
        figure = figures.get(name)
        if figure is None:
            failures.append(f"{name}: not measured")
        elif figure > floor if name.startswith(("gap", "ms")) else figure < floor:
            failures.append(f"{name}: {figure:.3f}, floor {floor:.3f}")
    return failures
