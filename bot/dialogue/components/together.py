"""Two things said in one text: draws new training examples by putting two examples into one.

People state two needs at once, or a need beside something else ("hi, im john, need a job", "need food, call me"),
far more often than any list of examples can show pair by pair.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Dict, FrozenSet, List, Sequence, Text

NEED = "need"  # the intent
URGENT = "urgent"  # the label beside the needs

_LONGEST = 110  # characters of either half
# Both languages alike: residents mix them, and the second half may be in the other one.
_JOINTS = (" ", " ", ", ", ", ", ". ", " and ", " y ", " also ", " n ", " i ", " tambien ")
_PAUSES = (" ", " ", ", ", ", ", ". ", "! ", " - ", "... ")

# Said before a need, they leave the text a need.
_BEFORE = ("greet", "inform_name", "affirm", "deny", "thanks", "inform_place", "out_of_scope")
_WEIGHTS_BEFORE = (6, 4, 2, 1, 2, 2, 1)
# Said beside a need, they stay what the person wants done; the need is reported with them.
_BESIDE = (
    "callback_request", "human_now", "callback_status", "services_feedback", "bot_question", "privacy_question",
    "switch_language",
)  # fmt: skip
_WEIGHTS_BESIDE = (8, 5, 1, 2, 1, 1, 1)


@dataclass(frozen=True)
class Example:
    """`language`: "en", "es", or "" where it is not known. `labels`: needs, and "urgent"."""

    text: Text
    language: Text
    intent: Text
    labels: FrozenSet[Text]

    @property
    def is_one_need(self) -> bool:
        """One need, and short: with another half it reads like one person's text."""
        return self.intent == NEED and len(self.labels - {URGENT}) == 1 and len(self.text) < _LONGEST


class Together:
    """Joins examples of the given ones."""

    def __init__(self, examples: Sequence[Example], chance: random.Random) -> None:
        self._chance = chance
        self._needs: Dict[Text, List[Example]] = {}
        self._others: Dict[Text, Dict[Text, List[Example]]] = {}
        for example in examples:
            if example.is_one_need:
                self._needs.setdefault(example.language, []).append(example)
            elif example.intent != NEED and not example.labels and len(example.text) < _LONGEST:
                self._others.setdefault(example.language, {}).setdefault(example.intent, []).append(example)

    @property
    def needs(self) -> List[Example]:
        """The examples that can be joined with another."""
        return [example for examples in self._needs.values() for example in examples]

    def two_needs(self, example: Example) -> Example:
        """`example` and another need, in either order; one time in five in the other language."""
        partner = self._chance.choice(self._needs[self._language_beside(example.language)])
        first, second = (example, partner) if self._chance.random() < 0.5 else (partner, example)
        text = first.text + self._chance.choice(_JOINTS) + second.text
        return Example(text, example.language, NEED, example.labels | partner.labels)

    def after_something(self, example: Example) -> Example:
        """`example` after a greeting, a name or the like, sometimes after two of them."""
        text = example.text
        for _ in range(self._chance.choice((1, 1, 1, 2))):
            opening = self._other(example.language, _BEFORE, _WEIGHTS_BEFORE)
            if opening is not None:
                text = opening.text + self._chance.choice(_PAUSES) + text
        return Example(text, example.language, NEED, example.labels)

    def beside_something(self, example: Example) -> Example:
        """`example` and a request to be called or the like, in either order: both stand."""
        other = self._other(example.language, _BESIDE, _WEIGHTS_BESIDE)
        if other is None:
            return example
        first, second = (example, other) if self._chance.random() < 0.5 else (other, example)
        text = first.text + self._chance.choice(_JOINTS) + second.text
        return Example(text, example.language, other.intent, example.labels)

    def place_and_call(self, example: Example) -> Example:
        """`example`, or it and another need, with where the person is and a wish to be called: all said in one text."""
        said = self.two_needs(example) if self._chance.random() < 0.5 else example
        text = said.text
        for intents in (("inform_place",), ("callback_request",)):
            other = self._other(example.language, intents, (1,))
            if other is None:
                return said
            text += self._chance.choice(_PAUSES) + other.text
        return Example(text, example.language, "callback_request", said.labels)

    def _other(self, language: Text, intents: Sequence[Text], weights: Sequence[int]) -> Example | None:
        by_intent = self._others.get(language, {})
        known = [(intent, weight) for intent, weight in zip(intents, weights) if intent in by_intent]
        if not known:
            return None
        (intent,) = self._chance.choices([name for name, _ in known], [weight for _, weight in known])
        return self._chance.choice(by_intent[intent])

    def _language_beside(self, language: Text) -> Text:
        others = [code for code in sorted(self._needs) if code != language]
        return self._chance.choice(others) if others and self._chance.random() < 0.2 else language
