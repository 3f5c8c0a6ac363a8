"""A text without whoever wrote it: what could tell who somebody is becomes the name of its kind in brackets.

Shown is only what is known to be harmless: ordinary words, small numbers. Everything else is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import JaroWinkler

from bot.privacy.identifiers import Span, find_identifiers
from bot.privacy.lexicon import Lexicon, plain_word
from bot.privacy.people_named import find_people

KINDS = ("name", "phone", "number", "address", "place", "date", "contact", "age", "word")
"""What may stand in brackets. `word`: a word that is not known, which might be anything."""
_FIRST = {
    kind: at
    for at, kind in enumerate(("contact", "address", "phone", "date", "age", "number", "place", "name", "word"))
}
_BRACKETS = re.compile(rf"(\[(?:{'|'.join(KINDS)})\])")
_ALIKE = 0.92
"""Jaro-Winkler similarity from which a word is a misspelling of a name that is known."""
_WORD = re.compile(r"[^\W_]+")
_LEAST_KNOWN = 3


@dataclass(frozen=True)
class Known:
    """What is known of the person who wrote, to be hidden wherever it stands: exact and misspelt.

    `names`: theirs, their CHW's. `places`: as they wrote or we noted them, also ZIP codes and streets.
    """

    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    spans: tuple[tuple[int, int, str], ...] = ()
    """Character spans of the very text that were read as something that identifies, with their kind."""


NOTHING = Known()


class Anonymizer:
    """Hides what identifies. Safe to share between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def find(self, text: str, known: Known = NOTHING) -> list[Span]:
        """What is to be hidden, in order, not overlapping."""
        found = [
            *(Span(*span) for span in known.spans),
            *_known(text, known),
            *find_identifiers(text, self._lexicon),
            *find_people(text, self._lexicon),
        ]
        return _merged(text, found)

    def hide(self, text: str, known: Known = NOTHING) -> str:
        """`text` with everything found replaced by its kind in brackets."""
        parts: list[str] = []
        end = 0
        for span in self.find(text, known):
            parts += [_own_brackets(text[end : span.start]), f"[{span.kind}]"]
            end = span.end
        return "".join([*parts, _own_brackets(text[end:])])

    def hide_again(self, shown: str, known: Known) -> str:
        """What is shown already, without what has become known since; the brackets in it stay."""
        parts = _BRACKETS.split(shown)
        return "".join(part if at % 2 else self.hide(part, known) for at, part in enumerate(parts))


def _own_brackets(shown: str) -> str:
    """Brackets of the writer's own would be taken for ours."""
    return shown.replace("[", "(").replace("]", ")")


def _known(text: str, known: Known) -> Iterator[Span]:
    names = {
        plain for name in known.names for word in _WORD.findall(name) if len(plain := plain_word(word)) >= _LEAST_KNOWN
    }
    places = {
        plain
        for place in known.places
        for word in _WORD.findall(place)
        if len(plain := plain_word(word)) >= _LEAST_KNOWN
    }
    for word in _WORD.finditer(text):
        plain = plain_word(word.group())
        if plain in places:
            yield Span(*word.span(), "place")
        elif len(plain) >= _LEAST_KNOWN and any(JaroWinkler.similarity(plain, name) >= _ALIKE for name in names):
            yield Span(*word.span(), "name")


def _merged(text: str, found: list[Span]) -> list[Span]:
    """Overlapping spans become one of the strongest kind, and neighbours of one kind one."""
    merged: list[Span] = []
    for span in sorted(found):
        last = merged[-1] if merged else None
        if last and span.start < last.end:
            kind = min(last.kind, span.kind, key=lambda name: _FIRST[name])
            merged[-1] = Span(last.start, max(last.end, span.end), kind)
        elif last and {last.kind, span.kind} <= {"name", "word"} and not text[last.end : span.start].strip(" -'."):
            merged[-1] = Span(last.start, span.end, "name" if "name" in (last.kind, span.kind) else "word")
        else:
            merged.append(span)
    return merged
