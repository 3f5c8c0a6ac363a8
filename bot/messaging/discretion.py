"""Discretion: what Puente begins by itself, or a CHW leaves behind, tells nobody else what the person's matter is.

A catalogue entry that may be sent unasked, or read aloud to an answering machine, carries the flag `proactive` in
its .po file. The words such an entry may not hold are in discretion.txt.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from bot.errors import ConfigurationError
from bot.i18n import LANGUAGES, LOCALES, read_catalogue

FLAG = "proactive"
_LEXICON = Path(__file__).with_name("discretion.txt")


@cache
def proactive_entries(domain: str = "messages") -> frozenset[str]:
    """The catalogue entries that may be sent unasked. Raises ConfigurationError where the languages disagree."""
    marked = [
        frozenset(
            str(entry.id)
            for entry in read_catalogue(LOCALES / language / "LC_MESSAGES" / f"{domain}.po")
            if entry.id and FLAG in entry.flags
        )
        for language in LANGUAGES
    ]
    if len(set(marked)) > 1:
        raise ConfigurationError(f"marked {FLAG} in one language only: {sorted(marked[0] ^ marked[1])}")
    return marked[0]


def telling_words(text: str) -> tuple[str, ...]:
    """The words of `text` that tell of health, justice, recovery or violence, as written, in order; English and Spanish.

    Shown to a CHW before words of their own are sent; an entry marked proactive may have none.
    """
    folded = _fold(text)
    found: dict[int, str] = {}
    for exact, pattern in _lexicon():
        for match in pattern.finditer(text if exact else folded):
            found.setdefault(match.start(), text[match.start() : match.end()])
    return tuple(dict.fromkeys(found[place] for place in sorted(found)))


def _fold(text: str) -> str:
    """Lower case without accents, letter for letter, so that a place in it is the same place in `text`."""
    return "".join(unicodedata.normalize("NFD", letter)[0].lower()[:1] or letter for letter in text)


@cache
def _lexicon() -> tuple[tuple[bool, re.Pattern[str]], ...]:
    """Whether the spelling counts, and the pattern; one of each kind."""
    lines = [line.strip() for line in _LEXICON.read_text(encoding="utf-8").splitlines()]
    words = [line for line in lines if line and line[0] not in "#["]
    spelled = [re.escape(word[1:]) for word in words if word.startswith("=")]
    folded = [
        re.escape(word.rstrip("*")).replace(r"\ ", r"[\W_]+") + (r"\w*" if word.endswith("*") else "")
        for word in words
        if not word.startswith("=")
    ]
    return tuple(
        (exact, re.compile(rf"(?<!\w)(?:{'|'.join(sorted(patterns, key=len, reverse=True))})(?!\w)"))
        for exact, patterns in ((True, spelled), (False, folded))
    )
