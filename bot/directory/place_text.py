"""How a texted line becomes comparable words: folded letters, words with their spans, and the way a word sounds."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from bot.directory.place_words import respelt

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)*|[&+/@|]")
_BREAK = re.compile(r"[.,;:!?\n()-]")
_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^(?:es(?=[klmnpt]))", "s"),  # Spanish speakers write the vowel they say before s: "eslauson"
        (r"^gu(?=[aeio])", "w"),  # and say "gu" for w: "guilmington"
        (r"ph", "f"),
        (r"gh|g(?=n)", ""),
        (r"gu(?=[ei])", "g"),
        (r"qu|ck|q", "k"),
        (r"sh", "ch"),
        (r"ch", "x"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"z", "s"),
        (r"j", "h"),
        (r"v", "b"),
        (r"dg", "g"),
        (r"th", "t"),
        (r"(?<=.)h", ""),
        (r"oo|ou", "u"),
        (r"ee|ea|ie|ei|ey", "i"),
        (r"au|aw", "o"),
        (r"w", "u"),
        (r"y", "i"),
        (r"(?<=.)e$", ""),
        (r"e", "i"),
        (r"o", "u"),
        (r"(.)\1+", r"\1"),
    )
)


@dataclass(frozen=True)
class Word:
    """A word of the folded text without its apostrophes, its characters [start, end), and whether a stop precedes."""

    text: str
    start: int
    end: int
    after_break: bool


def fold(text: str) -> str:
    """`text` in lower case without accents, one character for one, so that spans stay true."""
    return "".join(_folded(character) for character in text)


@lru_cache(maxsize=1024)
def _folded(character: str) -> str:
    if character in "‘’`´":
        return "'"
    base = unicodedata.normalize("NFD", character.lower())[:1]
    return base if base else " "


def words_of(folded: str) -> list[Word]:
    """The words of a folded text in order; `&` and `+` read as "and", `/`, `@` and `|` stay.

    Small words come as they are usually spelt: "aorita" as "ahorita".
    """
    words: list[Word] = []
    known = respelt()
    end = 0
    for match in _WORD.finditer(folded):
        text = match.group().replace("'", "")
        words.append(
            Word(
                text="and" if text in "&+" else known.get(text, text),
                start=match.start(),
                end=match.end(),
                after_break=bool(_BREAK.search(folded, end, match.start())),
            )
        )
        end = match.end()
    return words


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """Roughly how `word` (folded, no spaces) sounds to an English or a Spanish ear: "linwud" and "lynwood" agree."""
    for pattern, by in _SOUNDS:
        word = pattern.sub(by, word)
    return word
