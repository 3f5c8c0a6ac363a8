"""Reads spelling.txt: which written forms stand for which canonical words."""

from __future__ import annotations

import re
from pathlib import Path

from bot.errors import ConfigurationError


def read_spelling(path: Path) -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """The canonical words by written form, and the phrase rewrites in order.

    Raises ConfigurationError for a line that is neither, and for a form given twice.
    """
    spellings: dict[str, str] = {}
    rewrites: list[tuple[re.Pattern[str], str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if " => " in line:
            pattern, _, replacement = line.partition(" => ")
            rewrites.append((re.compile(pattern), replacement))
        elif " = " in line:
            canonical, _, forms = line.partition(" = ")
            for form in forms.split():
                if spellings.setdefault(form, canonical) != canonical:
                    raise ConfigurationError(f"{path.name}: {form} is given twice")
        else:
            raise ConfigurationError(f"{path.name}: not understood: {line[:40]}")
    return spellings, rewrites


def read_words(path: Path) -> list[str]:
    """The words of a list file; lines that begin with `#` are remarks."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]
