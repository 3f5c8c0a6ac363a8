"""Numbers as people write and say them: which stretches of a text are figures, and how many digits they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy.lexicon import plain_word, word_set

_ONE_DIGIT = word_set(
    "zero oh cero one two three four five six seven eight nine un uno una dos tres cuatro cinco seis siete ocho nueve"
)
_TWO_DIGITS = word_set(
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fourty fifty sixty"
    " seventy eighty ninety diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno"
    " veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve treinta cuarenta cincuenta"
    " sesenta setenta ochenta noventa third fourth fifth sixth seventh eighth ninth tenth"
)
_MANY = word_set("hundred thousand mil cien ciento hundreds double triple doble")
_JOINS = frozenset({"y", "and", "area", "code"})
_WEAK = frozenset({"un", "uno", "una", "one", "once"})
"""Words that are hardly ever meant as a figure on their own."""

_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_BETWEEN = re.compile(r"[\s,.\-()+/]*(?:\b(?:y|and|area|code)\b[\s,.\-]*)?")


@dataclass(frozen=True)
class Figures:
    """A stretch of a text that is all figures. `digits`: how many it would take to write them."""

    start: int
    end: int
    digits: int
    written: bool
    """True where only digits stand in it, False where words do too."""


def digits_of(word: str) -> int:
    """How many digits a word stands for: `seven` 1, `trece` 2, `214` 3; 0 for a word that is no number."""
    if word.isdecimal():
        return len(word)
    plain = plain_word(word)
    return 1 if plain in _ONE_DIGIT else 2 if plain in _TWO_DIGITS or plain in _MANY else 0


def find_figures(text: str) -> Iterator[Figures]:
    """Every longest stretch of figures, in order."""
    run: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text):
        if run and token.group().lower() in _JOINS:
            continue
        if not digits_of(token.group()) or _part_of_word(text, token):
            yield from _close(run)
            run = []
        elif run and not _BETWEEN.fullmatch(text, run[-1].end(), token.start()):
            yield from _close(run)
            run = [token]
        else:
            run.append(token)
    yield from _close(run)


def _close(run: list[re.Match[str]]) -> Iterator[Figures]:
    words = [token.group() for token in run]
    if not words or (len(words) == 1 and plain_word(words[0]) in _WEAK):
        return
    yield Figures(run[0].start(), run[-1].end(), sum(map(digits_of, words)), all(word.isdecimal() for word in words))


def _part_of_word(text: str, token: re.Match[str]) -> bool:
    """True for the digits of `4th` and `x85`: letters hang on them."""
    before, after = text[token.start() - 1 : token.start()], text[token.end() : token.end() + 1]
    return before.isalpha() or after.isalpha() or before.isdecimal() or after.isdecimal()
