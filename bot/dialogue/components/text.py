"""The forms in which a text is read: plain (lower case, no accents), and as it sounds in Spanish."""

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


# Spellings that sound alike in Los Angeles Spanish, and so are mixed up in texts: b/v, s/c/z, silent h,
# k/c/qu, y/ll, j/g. Order matters: each rule reads what the ones before it left.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(?<!c)h", ""),
        ("v", "b"),
        ("z", "s"),
        ("ll", "y"),
        ("c(?=[eiy])", "s"),
        ("qu?", "k"),
        ("c(?!h)", "k"),
        ("g(?=[ei])", "j"),
        ("gu(?=[ei])", "g"),
        ("x", "s"),
        ("w", "gu"),
        (r"\by\b", "i"),
        (r"([a-z])\1", r"\1"),
    )
)


def sounded(plain_text: str) -> str:
    """`ya no ay quien me resiva` and `ya no hay quien me reciba` become one. Takes what `plain` gives."""
    for pattern, sound in _SOUNDS:
        plain_text = pattern.sub(sound, plain_text)
    return plain_text
