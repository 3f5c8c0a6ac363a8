"""The plain form in which a text is read: lower case, no accents, no stretched letters."""

from __future__ import annotations

import re
import unicodedata

_STRETCHED = re.compile(r"(.)\1{2,}")
_APOSTROPHES = re.compile(r"['’`´]")
_SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """`Necesítooo  COMIDA, don't` → `necesitoo comida, dont`. Keeps punctuation, digits and emoji."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _SPACES.sub(" ", _STRETCHED.sub(r"\1\1", _APOSTROPHES.sub("", bare))).strip()
