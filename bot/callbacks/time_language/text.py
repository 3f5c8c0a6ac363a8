"""A text on its way from what was typed to plain lower-case ASCII, every character knowing where it came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

Replacement = str | Callable[[re.Match[str]], str]
Rules = tuple[tuple[str, Replacement], ...]
"""Patterns and what replaces them, applied in order."""
LONGEST = 1000
"""Characters read; a time said later than this in one message is not looked for."""

_PLAIN = {
    "’": "",
    "‘": "",
    "'": "",
    "`": "",
    "´": "",
    "–": "-",
    "—": "-",
    "−": "-",
    "½": " 1/2",
    "\u2044": "/",
    "¿": " ",
}


class TracedText:
    """Folded text with, for each character, the start and end offset in the original it stands for."""

    __slots__ = ("ends", "starts", "text")

    def __init__(self, original: str) -> None:
        letters: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for position, letter in enumerate(original[:LONGEST]):
            for folded in _fold(letter):
                letters.append(folded)
                starts.append(position)
                ends.append(position + 1)
        self.text = "".join(letters)
        self.starts = starts
        self.ends = ends

    def sub(self, pattern: re.Pattern[str], replacement: Replacement) -> None:
        """Replace every match in place; the new characters stand for the whole of what they replace."""
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        copied = 0
        for match in pattern.finditer(self.text):
            new = match.expand(replacement) if isinstance(replacement, str) else replacement(match)
            begin, finish = match.span()
            if begin == finish or new == match.group():
                continue
            pieces += (self.text[copied:begin], new)
            starts += self.starts[copied:begin]
            starts += [self.starts[begin]] * len(new)
            ends += self.ends[copied:begin]
            ends += [self.ends[finish - 1]] * len(new)
            copied = finish
        if copied == 0:
            return
        self.text = "".join(pieces) + self.text[copied:]
        self.starts = starts + self.starts[copied:]
        self.ends = ends + self.ends[copied:]

    def apply(self, rules: tuple[tuple[re.Pattern[str], Replacement], ...]) -> None:
        """Apply compiled rules one after the other."""
        for pattern, replacement in rules:
            self.sub(pattern, replacement)

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the original of the folded characters [start, end)."""
        return min(self.starts[start:end]), max(self.ends[start:end])


def compiled(rules: Rules) -> tuple[tuple[re.Pattern[str], Replacement], ...]:
    """`rules` with their patterns compiled."""
    return tuple((re.compile(pattern), replacement) for pattern, replacement in rules)


def _fold(letter: str) -> str:
    """`letter` in lower case without accents; apostrophes vanish, anything else outside ASCII is a space."""
    if letter in _PLAIN:
        return _PLAIN[letter]
    if letter.isascii():
        return letter.lower() if letter.isprintable() else " \n"[letter == "\n"]
    folded = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    if unicodedata.combining(letter):
        return ""
    return folded.lower() if folded.isascii() and folded.isprintable() else " "
