"""Names of places that the words beside them make something else: "60 watts bulb", "no me gusta la mirada"."""

from __future__ import annotations

import csv
import re
from functools import cache

from bot.directory.place_tables import GEO
from bot.directory.place_text import Word


def is_other_sense(words: list[Word], first: int, last: int) -> bool:
    """Whether the words [first, last), a place's name, mean something else, by the words right beside them."""
    said = " ".join(word.text for word in words[first:last])
    senses = _senses().get(said)
    if not senses:
        return False
    before = " ".join(word.text for word in words[max(0, first - 3) : first])
    after = " ".join(word.text for word in words[last : last + 3])
    return any((b and b.search(before)) or (a and a.match(after)) for b, a in senses)


@cache
def _senses() -> dict[str, list[tuple[re.Pattern[str] | None, re.Pattern[str] | None]]]:
    """Name -> what before it and what after it makes it no place. Raises OSError where the file is missing."""
    senses: dict[str, list[tuple[re.Pattern[str] | None, re.Pattern[str] | None]]] = {}
    with (GEO / "senses.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            before = re.compile(rf"(?:^| )(?:{row['before']})$") if row["before"] else None
            after = re.compile(rf"(?:{row['after']})(?: |$)") if row["after"] else None
            senses.setdefault(row["said"], []).append((before, after))
    return senses
