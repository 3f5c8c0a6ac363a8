"""The training examples as the encoder meets them: sometimes two in one text, sometimes misspelt, never the same twice."""

from __future__ import annotations

import random
from collections.abc import Collection
from pathlib import Path

import yaml

from bot.dialogue.components.text import plain
from bot.dialogue.components.together import URGENT, Example, Together

# What people here type for what: sounds alike, texting shorthand, dropped letters.
_SLIPS = (
    ("v", "b"), ("b", "v"), ("z", "s"), ("c", "s"), ("s", "c"), ("h", ""), ("ll", "y"), ("que", "q"), ("para", "pa"),
    ("qu", "k"), ("you", "u"), ("ing", "in"), ("porque", "xq"), ("s", "z"), ("to ", "2 "), ("for", "4"), ("hac", "as"),
)  # fmt: skip


def load(folder: Path, files: Collection[str] = ()) -> list[Example]:
    """Every line of `folder`/en and `folder`/es, once, in a fixed order. `files`: of those so named alone."""
    found: list[Example] = []
    seen: set[str] = set()
    for path in sorted(path for path in folder.glob("e[ns]/*/*.yml") if not files or path.name in files):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            metadata = block.get("metadata") or {}
            labels = frozenset([*metadata.get("needs", ()), *([URGENT] if metadata.get("urgent") else [])])
            for line in block["examples"].splitlines():
                text = line.strip().removeprefix("- ").strip()
                if text and text not in seen:
                    seen.add(text)
                    found.append(Example(plain(text), path.parts[-3], block["intent"], labels))
    return found


class Varied:
    """Draws each epoch's version of the examples."""

    def __init__(self, examples: list[Example], chance: random.Random) -> None:
        self._examples = examples
        self._chance = chance
        self._together = Together(examples, chance)

    def epoch(self, new: Collection[Example] = (), rehearsed: float = 1.0) -> list[Example]:
        """Half of the one-need ones joined with something, three in ten of all misspelt.

        All of `new`, as written and varied, and of the others a share of `rehearsed`, 0 to 1.
        """
        known = set(new)
        others = [one for one in self._examples if one not in known and self._chance.random() < rehearsed]
        return [*new, *(self._misspelt(self._joined(example)) for example in [*new, *others])]

    def _joined(self, example: Example) -> Example:
        draw = self._chance.random()
        if not example.is_one_need or draw >= 0.5:
            return example
        if draw < 0.26:
            return self._together.two_needs(example)
        if draw < 0.40:
            return self._together.after_something(example)
        return self._together.beside_something(example)

    def _misspelt(self, example: Example) -> Example:
        chance = self._chance
        if chance.random() >= 0.3:
            return example
        text = example.text
        for _ in range(chance.choice((1, 1, 2, 3))):
            text = self._slip(text) if chance.random() < 0.5 else self._typo(text)
        return Example(text, example.language, example.intent, example.labels)

    def _slip(self, text: str) -> str:
        right, wrong = self._chance.choice(_SLIPS)
        places = [i for i in range(len(text)) if text.startswith(right, i)]
        if not places:
            return text
        at = self._chance.choice(places)
        return text[:at] + wrong + text[at + len(right) :]

    def _typo(self, text: str) -> str:
        """A letter left out, doubled, or typed after its neighbour."""
        if len(text) <= 6:
            return text
        at = self._chance.randrange(1, len(text) - 1)
        here, following = text[at], text[at + 1]
        if not (here.isalpha() and following.isalpha()):
            return text
        kind = self._chance.randrange(3)
        if kind == 2:
            return text[:at] + following + here + text[at + 2 :]
        return text[:at] + here * 2 * kind + text[at + 1 :]
