"""Spoils the spelling of training texts the way people here type."""

from __future__ import annotations

import random

# Sounds alike, texting shorthand, dropped letters.
_SLIPS = (
    ("v", "b"), ("b", "v"), ("z", "s"), ("c", "s"), ("s", "c"), ("h", ""), ("ll", "y"), ("que", "q"), ("para", "pa"),
    ("qu", "k"), ("you", "u"), ("ing", "in"), ("porque", "xq"), ("s", "z"), ("to ", "2 "), ("for", "4"), ("hac", "as"),
)  # fmt: skip
_SHARE = 0.3


def misspelt(text: str, chance: random.Random) -> str:
    """`text`, three times in ten with one to three slips."""
    if chance.random() >= _SHARE:
        return text
    for _ in range(chance.choice((1, 1, 2, 3))):
        text = _slip(text, chance) if chance.random() < 0.5 else _typo(text, chance)
    return text


def _slip(text: str, chance: random.Random) -> str:
    right, wrong = chance.choice(_SLIPS)
    places = [i for i in range(len(text)) if text.startswith(right, i)]
    if not places:
        return text
    at = chance.choice(places)
    return text[:at] + wrong + text[at + len(right) :]


def _typo(text: str, chance: random.Random) -> str:
    """A letter left out, doubled, or typed after its neighbour."""
    if len(text) <= 6:
        return text
    at = chance.randrange(1, len(text) - 1)
    here, following = text[at], text[at + 1]
    if not (here.isalpha() and following.isalpha()):
        return text
    kind = chance.randrange(3)
    if kind == 2:
        return text[:at] + following + here + text[at + 2 :]
    return text[:at] + here * 2 * kind + text[at + 1 :]
