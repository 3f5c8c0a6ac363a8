"""Adds training examples with several needs by putting two single-need examples into one text.

People state two needs in one text far more often than any list of examples can show, pair by pair.
"""

from __future__ import annotations

import random
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

# Both languages alike: residents mix them, and the second example may be in the other one.
_JOINTS = (" ", " ", ", ", ", ", ". ", " and ", " y ", " also ", " tambien ", " n ", " i ")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class JoinedExamples(GraphComponent):
    """Only acts in training; comes before the featurizers. The same examples in every run (`seed`)."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"count": 3000, "longest": 110, "seed": 0}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> JoinedExamples:
        return cls(config)

    def __init__(self, config: Dict[Text, Any]) -> None:
        self._config = config

    def process(self, messages: List[Message]) -> List[Message]:
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        # In a fixed order, so that the same examples always give the same joints.
        single = sorted((e for e in training_data.training_examples if self._is_short_and_single(e)), key=_text)
        if len(single) < 2:
            return training_data
        chance = random.Random(self._config["seed"])
        joined: List[Message] = []
        while len(joined) < self._config["count"]:
            first, second = chance.choice(single), chance.choice(single)
            if first is not second:
                joined.append(_join(first, second, chance.choice(_JOINTS)))
        return training_data.merge(TrainingData(joined))

    def _is_short_and_single(self, example: Message) -> bool:
        if example.get(INTENT) != "need" or not example.get(TEXT):
            return False
        return len(_labels(example).get("needs", ())) == 1 and len(_text(example)) < self._config["longest"]


def _text(example: Message) -> Text:
    return str(example.get(TEXT))


def _labels(example: Message) -> Dict[Text, Any]:
    return (example.get(METADATA) or {}).get("intent") or {}


def _join(first: Message, second: Message, joint: Text) -> Message:
    one, other = _labels(first), _labels(second)
    needs = sorted({*one.get("needs", ()), *other.get("needs", ())})
    labels = {"needs": needs, "urgent": bool(one.get("urgent") or other.get("urgent"))}
    text = f"{_text(first)}{joint}{_text(second)}"
    return Message({TEXT: text, INTENT: "need", METADATA: {"intent": labels}})
