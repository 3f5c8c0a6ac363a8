"""The words that everybody uses: what may be shown of a text. A word that is not here could be anybody's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

WORDS = Path(__file__).parent / "words"
SHOWN = WORDS / "ordinary.txt"
"""A word a line, plain; `*` after those that are somebody's name too, `-` after mere names. Made by bot/privacy/lexicon_building.py."""

_LEAST_FOR_SOUND = 5
_SOUNDS = (
    ("qu", "k"), ("ce", "se"), ("ci", "si"), ("c", "k"), ("z", "s"), ("v", "b"), ("ll", "y"), ("h", ""), ("x", "s"),
    ("j", "g"), ("w", "gu"),
)  # fmt: skip
"""Letters that Spanish spellings take for one another; ch is k on both sides, which is all that matters here."""
_DOUBLED = re.compile(r"(.)\1+")


@dataclass(frozen=True)
class Lexicon:
    """`ordinary`: plain words that may be shown. `also_names`: those of them that can name a person.

    `only_names`: names that differ from an ordinary word by no more than a slip of the pen.
    """

    ordinary: frozenset[str]
    also_names: frozenset[str]
    only_names: frozenset[str]
    sounds: frozenset[str]

    @classmethod
    def load(cls, path: Path = SHOWN) -> Lexicon:
        """From the shipped list."""
        lines = path.read_text(encoding="utf-8").split()
        return cls.of({line.rstrip("*-"): line[-1] if line[-1] in "*-" else "" for line in lines})

    @classmethod
    def of(cls, marks: Mapping[str, str]) -> Lexicon:
        """From plain words and their marks: `*` also a name, `-` only a name."""

        def marked(mark: str) -> frozenset[str]:
            return frozenset(word for word, its in marks.items() if its == mark)

        plainly = marked("")
        sounds = frozenset(sound(word) for word in plainly if len(word) >= _LEAST_FOR_SOUND)
        return cls(plainly | marked("*"), marked("*"), marked("-"), sounds)

    def knows(self, word: str) -> bool:
        """True for an ordinary word, also one spelled by ear or drawn out (`pleaseee`)."""
        plain = plain_word(word)
        if plain in self.only_names:
            return False
        if plain in self.ordinary or _DOUBLED.sub(r"\1", plain) in self.ordinary:
            return True
        if plain.endswith("in") and f"{plain}g" in self.ordinary - self.also_names:
            return True
        return len(plain) >= _LEAST_FOR_SOUND and sound(plain) in self.sounds

    def may_name(self, word: str) -> bool:
        """True for a word that can name a person: every one that is not ordinary, and some that are."""
        return plain_word(word) in self.also_names or not self.knows(word)


def word_set(*said: str) -> frozenset[str]:
    """The words of several lines as they would be looked up."""
    return frozenset(plain_word(word) for line in said for word in line.split())


def plain_word(word: str) -> str:
    """Lower case, without accents and apostrophes."""
    split = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in split if letter.isalnum())


def sound(plain: str) -> str:
    """How a word sounds to a Spanish ear, one spelling for all that sound alike."""
    for written, heard in _SOUNDS:
        plain = plain.replace(written, heard)
    return _DOUBLED.sub(r"\1", plain)
