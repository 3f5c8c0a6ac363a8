"""Reads one text: its dialogue intent, the set of needs in it, and whether a need is urgent.

One multi-label model for all of it, because a text may state several needs at once, which an
intent classifier cannot say. Labels come from the training data: `intent`, and the block metadata
`{needs: [...], urgent: true}`. Features: sentence vectors, and TF-IDF of character and word n-grams.
"""

from __future__ import annotations

import pickle
from typing import Any, Dict, List, Optional, Text

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack

from bot.dialogue.components.linear import Linear, Ngrams

NEED_SCORES = "need_scores"
_URGENT = "urgent"


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR],
    is_trainable=True,
)
class Reader(IntentClassifier, EntityExtractorMixin, GraphComponent):
    """Sets `intent`, `intent_ranking`, entities `need` and `urgent`, and `need_scores` (code → 0..1)."""

    @classmethod
    def required_components(cls) -> List[Any]:
        return [Featurizer]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"C": 10.0, "need_threshold": 0.25, "urgent_threshold": 0.5}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Reader:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Reader:
        reader = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder, (folder / "reader.pkl").open("rb") as file:
            reader._ngrams, reader._intents, reader._labels = pickle.load(file)
        return reader

    def __init__(self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._ngrams = Ngrams()
        self._intents: Optional[Linear] = None
        self._labels: Optional[Linear] = None

    def train(self, training_data: TrainingData) -> Resource:
        examples = [e for e in training_data.training_examples if e.get(TEXT) and e.get(INTENT)]
        self._ngrams.fit([example.get(TEXT) for example in examples])
        features = self._features(examples)
        self._intents = Linear.fit(features, [{example.get(INTENT)} for example in examples], self._config["C"])
        self._labels = Linear.fit(features, [_labels(example) for example in examples], self._config["C"])
        with self._model_storage.write_to(self._resource) as folder, (folder / "reader.pkl").open("wb") as file:
            pickle.dump((self._ngrams, self._intents, self._labels), file)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        if not messages or self._intents is None or self._labels is None:
            return messages
        features = self._features(messages)
        for message, intents, labels in zip(messages, self._intents.scores(features), self._labels.scores(features)):
            self._set_intent(message, intents)
            self._set_needs(message, labels)
        return messages

    def _features(self, messages: List[Message]) -> csr_matrix:
        vectors = []
        for message in messages:
            _, sentence = message.get_dense_features(TEXT)
            vectors.append(sentence.features[0])
        ngrams = self._ngrams.transform([message.get(TEXT) or "" for message in messages])
        return hstack([ngrams, csr_matrix(np.array(vectors))]).tocsr()

    @staticmethod
    def _set_intent(message: Message, scores: Dict[Text, float]) -> None:
        total = sum(scores.values()) or 1.0
        ranking = sorted(scores.items(), key=lambda item: -item[1])[:10]
        ranked = [{"name": name, "confidence": float(score / total)} for name, score in ranking]
        message.set(INTENT, ranked[0], add_to_output=True)
        message.set("intent_ranking", ranked, add_to_output=True)

    def _set_needs(self, message: Message, scores: Dict[Text, float]) -> None:
        urgency = scores.pop(_URGENT, 0.0)
        message.set(NEED_SCORES, {code: round(float(s), 4) for code, s in scores.items()}, add_to_output=True)
        found = [(code, score) for code, score in scores.items() if score >= self._config["need_threshold"]]
        entities = [self._entity("need", code, score, message) for code, score in found]
        if found and urgency >= self._config["urgent_threshold"]:
            entities.append(self._entity(_URGENT, _URGENT, urgency, message))
        message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)

    def _entity(self, kind: Text, value: Text, score: float, message: Message) -> Dict[Text, Any]:
        return {
            "entity": kind,
            "value": value,
            "start": 0,
            "end": len(message.get(TEXT)),
            "confidence_entity": float(score),
            "extractor": type(self).__name__,
        }


def _labels(example: Message) -> set:
    """The needs and urgency that an example's block metadata states."""
    metadata = (example.get(METADATA) or {}).get("intent") or {}
    labels = set(metadata.get("needs") or ())
    if metadata.get("urgent"):
        labels.add(_URGENT)
    return labels
