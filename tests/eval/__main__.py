"""`make eval`: everything Puente reads in the held-out sets, beside the stock Rasa pipeline, held to its floors."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.dialogue.understanding import Understanding
from bot.settings import Settings, load_settings
from tests.eval import measure
from tests.eval.measure import Answer, Pair, Report
from tests.eval.sets import HERE, REAL_MESSAGES, HeldOut, held_out, real_messages
from tests.eval.stock import EPOCHS, RECORDED, ensure_stock_model, read_with_stock, stock_digest
from webhooks.commands.printing import say
from webhooks.commands.texting import an_understanding

_LANGUAGES = ("en", "es", "mixed")
_FOLDERS = ("", "strangers/", "hard/", "fresh/", "blind/")
_CRISES = {"": "crisis", "hard/": "crisis_hard", "fresh/": "crisis_fresh", "blind/": "blind/crisis"}
_OPT_OUTS = ("", "fresh/", "blind/")
_TIMED = 500  # texts read one at a time


@dataclass(frozen=True)
class Kind:
    """Held-out texts measured together. `by_stock`: the stock pipeline can be asked, too."""

    name: str
    texts: list[HeldOut]
    measure: Callable[[Report, str, Sequence[Pair]], None]
    by_stock: bool = True


def kinds(real: Path) -> list[Kind]:
    """All there is to measure, in the order it is printed."""
    found: list[Kind] = []
    for folder in _FOLDERS:
        for code in _LANGUAGES:
            of_needs = held_out(f"{folder}needs_{code}")
            found.append(Kind(f"{folder}{code}", of_needs, measure.needs))
            found.append(Kind(f"{folder}{code}", of_needs, measure.denied))
            found.append(Kind(f"{folder}{code}", held_out(f"{folder}intents_{code}"), measure.intents))
    strangers = real_messages(real)
    for code in ("en", "es"):
        found.append(Kind(code, [text for text in strangers if text.language == code], measure.real_messages))
    for code in _LANGUAGES:
        for folder, name in _CRISES.items():
            found.append(Kind(f"{folder}{code}", held_out(f"{name}_{code}"), measure.crisis, by_stock=False))
        for folder in _OPT_OUTS:
            texts = held_out(f"{folder}opt_out_{code}")
            found.append(Kind(f"{folder}{code}", texts, measure.opt_out, by_stock=False))
            again = [text for text in texts if "opt_in" in text.labels]
            found.append(Kind(f"{folder}{code}", again, measure.opt_in, by_stock=False))
        for name, of_kind in (("places", measure.places), ("times", measure.times), ("language", measure.language)):
            texts = [text for text in held_out(name) if text.language == code]
            found.append(Kind(code, texts, of_kind, by_stock=False))
    return [kind for kind in found if kind.texts]


def measured(of: list[Kind], read: Callable[[list[HeldOut]], list[Answer]]) -> Report:
    """Every kind read in one go, each by its own measure."""
    report = Report()
    answers = iter(read([text for kind in of for text in kind.texts]))
    for kind in of:
        kind.measure(report, kind.name, [(text, next(answers)) for text in kind.texts])
    return report


def by_puente(understanding: Understanding) -> Callable[[list[HeldOut]], list[Answer]]:
    """As `puente understand` reads a file."""
    return lambda texts: understanding.understand([(text.text, text.prior, text.now) for text in texts])


def one_at_a_time(understanding: Understanding, texts: Sequence[HeldOut]) -> list[float]:
    """Milliseconds of each, HTTP included."""
    spent: list[float] = []
    for text in texts[:_TIMED]:
        started = time.perf_counter()
        understanding.understand([(text.text, text.prior, text.now)])
        spent.append((time.perf_counter() - started) * 1000)
    return spent


def stock_report(settings: Settings, of: list[Kind], epochs: int) -> tuple[Report, str]:
    """The stock pipeline's figures on the present data, and in words what its training cost."""
    model, cost = ensure_stock_model(settings, epochs, say)
    asked = [kind for kind in of if kind.by_stock]
    texts = list({text.text for kind in asked for text in kind.texts})
    say(f"the stock pipeline reads {len(texts)} texts")
    answers = {answer["text"]: answer for answer in read_with_stock(model, texts)}
    report = measured(asked, lambda wanted: [answers[text.text] for text in wanted])
    report.figures["ms a text, one at a time"] = statistics.median(answer["ms"] for answer in answers.values())
    return report, f"DIET {epochs} epochs (Rasa suggests 100), {_spent(cost)}"


def recorded_report(epochs: int) -> tuple[Report, str]:
    """The figures written down when the stock pipeline was last trained, and in words when and on which data."""
    record = json.loads(RECORDED.read_text(encoding="utf-8"))
    words = (
        f"NOT of this run: recorded on {record['date']} with training data {record['data']} (today's are "
        f"{stock_digest(epochs)}), DIET {record['epochs']} epochs, {_spent(record['cost'])}"
    )
    return Report(figures=record["figures"]), words


def _spent(cost: dict[str, float]) -> str:
    return (
        f"trained in {cost['processor_seconds']:.0f} s of the processor ({cost['seconds']:.0f} s of the clock), "
        f"{cost['megabytes']:.0f} MB"
    )


def add_gaps(report: Report) -> None:
    """Between the languages."""
    for folder in _FOLDERS:
        by_language = [report.figures[f"needs_f1 {folder}{code}"] for code in _LANGUAGES]
        report.figures[f"gap of needs_f1 {folder}".strip()] = max(by_language) - min(by_language)


def show(puente: Report, stock: Report | None, worst: int) -> None:
    """The table, then what was confused and missed."""
    print(f"{'':52}{'Puente':>8}{'stock':>8}")
    for name, figure in puente.figures.items():
        beside = stock.figures.get(name) if stock else None
        print(f"{name:52}{figure:8.3f}{f'{beside:8.3f}' if beside is not None else '       -'}")
    for title, report in (("Puente", puente), ("stock", stock)):
        if report:
            print(f"\nMost confused by {title} (is | read as):")
            for (true, found), count in report.confused.most_common(15):
                print(f"{count:4} {true} | {found}")
    print("\nPuente's worst misses (text | is | read as):")
    for _, miss in sorted(puente.misses, key=lambda pair: -pair[0])[:worst]:
        print(f"  {miss}")


def main() -> int:
    """Prints the figures; 1 when one is below its floor."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--real", type=Path, default=REAL_MESSAGES, help="real_messages.csv")
    arguments.add_argument("--worst", type=int, default=25, help="how many misses to print")
    arguments.add_argument("--stock-epochs", type=int, default=EPOCHS, help="of DIET; 0 leaves the stock pipeline out")
    arguments.add_argument(
        "--stock", choices=("trained", "recorded"), default="trained", help="on today's data, or as last written down"
    )
    given = arguments.parse_args()
    settings, of = load_settings(), kinds(given.real)
    if not any(kind.measure is measure.real_messages for kind in of):
        say(f"{given.real} is not there: messages by strangers are not measured")
    with an_understanding(settings) as understanding:
        texts = sum(len(kind.texts) for kind in of)
        say(f"Puente reads {texts} texts")
        puente = measured(of, by_puente(understanding))
        spent = one_at_a_time(understanding, [text for kind in of for text in kind.texts][:: texts // _TIMED])
    puente.figures["ms a text, one at a time"] = statistics.median(spent)
    add_gaps(puente)
    stock: Report | None = None
    if given.stock == "recorded":
        stock, words = recorded_report(EPOCHS)
        print(f"stock: {words}")
    elif given.stock_epochs:
        stock, words = stock_report(settings, of, given.stock_epochs)
        add_gaps(stock)
        print(f"stock: {words}")
    show(puente, stock, given.worst)
    failures = measure.below_floors(puente.figures, json.loads((HERE / "floors.json").read_text(encoding="utf-8")))
    for failure in failures:
        print(f"BELOW FLOOR {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
