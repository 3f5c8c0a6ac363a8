"""How much of what identifies somebody is hidden in the labelled texts, and how much is hidden that does not.

`.venv/bin/python -m tests.eval.redaction [dev|test]` prints the table and every miss. A span counts as found when no
letter or digit of it is left in sight, apart from small words and titles such as `de` or `mrs`.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.clock import SystemClock
from bot.directory.places import Gazetteer
from bot.privacy.anonymize import Anonymizer, Known
from bot.privacy.identifiers import Span
from bot.privacy.lexicon import Lexicon, plain_word, word_set
from tests.eval.sets import HERE

LANGUAGES = ("en", "es", "mixed")
_SMALL = word_set(
    "a an the el la los las de del y and at on of in en con & n s number numero"
    " ms mr mrs miss dr doña don dona sgt señora señorita licenciado counselor"
)
"""Small words and titles."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Labelled:
    text: str
    lang: str
    spans: tuple[Span, ...]
    split: str


@dataclass
class Result:
    """Spans by (language, kind): how many there are, how many were found; what was hidden, and how much of it rightly."""

    there: Counter[tuple[str, str]] = field(default_factory=Counter)
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)
    rightly: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)
    needless: list[str] = field(default_factory=list)

    def recall(self, lang: str | None = None, kind: str | None = None) -> float:
        """Found of there, over all that is not named. 1 where there is none."""
        chosen = [key for key in self.there if lang in (None, key[0]) and kind in (None, key[1])]
        there = sum(self.there[key] for key in chosen)
        return sum(self.found[key] for key in chosen) / there if there else 1.0

    def precision(self, lang: str | None = None) -> float:
        """Of what was hidden, the share that overlaps something that identifies."""
        hidden = sum(count for key, count in self.hidden.items() if lang in (None, key))
        return sum(count for key, count in self.rightly.items() if lang in (None, key)) / hidden if hidden else 1.0


def labelled(split: str | None = None) -> list[Labelled]:
    """The labelled texts of one half, or all."""
    lines = [
        json.loads(line) for lang in LANGUAGES for line in (HERE / f"redaction_{lang}.jsonl").read_text().splitlines()
    ]
    return [
        Labelled(line["text"], line["lang"], tuple(Span(*span) for span in line["spans"]), line["split"])
        for line in lines
        if split in (None, line["split"])
    ]


def as_in_a_turn() -> Callable[[str], list[Span]]:
    """The redaction as a turn runs it: the gazetteer's reading of places is known beforehand."""
    gazetteer, anonymizer = Gazetteer.load(), Anonymizer(Lexicon.load())

    def find(text: str) -> list[Span]:
        place = gazetteer.read(text)
        spans = ((place.start, place.end, "place"),) if place and place.place and place.end > place.start else ()
        return anonymizer.find(text, Known(spans=spans))

    return find


def measure(texts: Iterable[Labelled], find: Callable[[str], list[Span]]) -> Result:
    """Count over the texts."""
    result = Result()
    for text in texts:
        hidden = find(text.text)
        for span in text.spans:
            result.there[text.lang, span.kind] += 1
            left = [
                word.group() for word in _WORD.finditer(text.text, span.start, span.end)
                if plain_word(word.group()) not in _SMALL and not any(h.start <= word.start() and word.end() <= h.end for h in hidden)
            ]  # fmt: skip
            if left:
                result.misses.append(
                    f"{text.lang} {span.kind}: {' '.join(left)!r} of {text.text[span.start : span.end]!r} in {text.text!r}"
                )
            else:
                result.found[text.lang, span.kind] += 1
        for one in hidden:
            result.hidden[text.lang] += 1
            if any(one.start < span.end and span.start < one.end for span in text.spans):
                result.rightly[text.lang] += 1
            else:
                result.needless.append(f"{text.lang} {one.kind}: {text.text[one.start : one.end]!r} in {text.text!r}")
    return result


def main() -> None:
    split = sys.argv[1] if len(sys.argv) > 1 else None
    began = SystemClock().now()
    texts = labelled(split)
    result = measure(texts, as_in_a_turn())
    kinds = sorted({kind for _, kind in result.there})
    print(
        f"{len(texts)} texts, {sum(result.there.values())} spans, {(SystemClock().now() - began).total_seconds():.1f} s"
    )
    print("| kind |", " | ".join(LANGUAGES), "|")
    for kind in kinds:
        cells = [f"{result.found[lang, kind]}/{result.there[lang, kind]}" for lang in LANGUAGES]
        print(f"| {kind} |", " | ".join(cells), "|")
    print("| recall |", " | ".join(f"{result.recall(lang):.3f}" for lang in LANGUAGES), f"| all {result.recall():.3f}")
    print(
        "| precision |",
        " | ".join(f"{result.precision(lang):.3f}" for lang in LANGUAGES),
        f"| all {result.precision():.3f}",
    )
    for line in result.misses:
        print("missed  ", line)
    for line in result.needless:
        print("needless", line)


if __name__ == "__main__":
    main()
