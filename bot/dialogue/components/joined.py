"""Adds training examples that say two things at once, for the regressions to learn from (see together.py)."""

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

from bot.dialogue.components.together import URGENT, Example, Together


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class JoinedExamples(GraphComponent):
    """Only acts in training; comes before the featurizers. The same examples in every run (`seed`)."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"two_needs": 3000, "after_something": 1000, "beside_something": 1000, "place_and_call": 600, "seed": 0}

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
        examples = sorted(map(_as_example, filter(_is_labelled, training_data.training_examples)), key=_order)
        chance = random.Random(self._config["seed"])
        together = Together(examples, chance)
        needs = together.needs
        if len(needs) < 2:
            return training_data
        joined = [
            _as_message(join(chance.choice(needs)))
            for name, join in (
                ("two_needs", together.two_needs),
                ("after_something", together.after_something),
                ("beside_something", together.beside_something),
                ("place_and_call", together.place_and_call),
            )
            for _ in range(self._config[name])
        ]
        return training_data.merge(TrainingData(joined))


def _is_labelled(message: Message) -> bool:
    return bool(message.get(TEXT) and message.get(INTENT))


def _order(example: Example) -> Text:
    return example.text


def _as_example(message: Message) -> Example:
    labels = (message.get(METADATA) or {}).get("intent") or {}
    urgent = {URGENT} if labels.get("urgent") else set()
    return Example(str(message.get(TEXT)), "", str(message.get(INTENT)), frozenset({*labels.get("needs", ()), *urgent}))


def _as_message(example: Example) -> Message:
    labels = {"needs": sorted(example.labels - {URGENT}), "urgent": URGENT in example.labels}
    return Message({TEXT: example.text, INTENT: example.intent, METADATA: {"intent": labels}})
