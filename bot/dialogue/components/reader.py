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
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.dialogue.components.text import plain

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
        return {"C": 10.0, "need_threshold": 0.35, "urgent_threshold": 0.5}

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
        with model_storage.read_from(resource) as folder:
            with (folder / "reader.pkl").open("rb") as file:
                reader._vectorizers, reader._intents, reader._labels = pickle.load(file)
        return reader

    def __init__(self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._vectorizers: List[TfidfVectorizer] = []
        self._intents: Optional[Linear] = None
        self._labels: Optional[Linear] = None

    def train(self, training_data: TrainingData) -> Resource:
        examples = [e for e in training_data.training_examples if e.get(TEXT) and e.get(INTENT)]
        texts = [plain(example.get(TEXT)) for example in examples]
        self._vectorizers = [
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True, dtype=np.float32),
            TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), min_df=2, sublinear_tf=True, dtype=np.float32),
        ]
        for vectorizer in self._vectorizers:
            vectorizer.fit(texts)
        features = self._features(texts, examples)
        self._intents = Linear.fit(features, [{example.get(INTENT)} for example in examples], self._config["C"])
        self._labels = Linear.fit(features, [_labels(example) for example in examples], self._config["C"])
        with self._model_storage.write_to(self._resource) as folder:
            with (folder / "reader.pkl").open("wb") as file:
                pickle.dump((self._vectorizers, self._intents, self._labels), file)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        if not messages or self._intents is None or self._labels is None:
            return messages
        features = self._features([plain(m.get(TEXT) or "") for m in messages], messages)
        for message, intents, labels in zip(messages, self._intents.scores(features), self._labels.scores(features)):
            self._set_intent(message, intents)
            self._set_needs(message, labels)
        return messages

    def _features(self, texts: List[Text], messages: List[Message]) -> csr_matrix:
        vectors = []
        for message in messages:
            _, sentence = message.get_dense_features(TEXT)
            vectors.append(sentence.features[0])
        parts = [vectorizer.transform(texts) for vectorizer in self._vectorizers]
        return hstack([*parts, csr_matrix(np.array(vectors))]).tocsr()

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


class Linear:
    """One logistic regression per label, kept as one matrix so that a text costs one product."""

    def __init__(self, labels: List[Text], weights: np.ndarray, bias: np.ndarray) -> None:
        self.labels = labels
        self._weights = weights
        self._bias = bias

    @classmethod
    def fit(cls, features: csr_matrix, targets: List[set], regularization: float) -> Linear:
        """`features`: examples × dimensions. `targets`: the labels of each example."""
        labels = sorted(set().union(*targets))
        rows: List[np.ndarray] = []
        bias: List[float] = []
        for label in labels:
            truth = np.array([label in target for target in targets])
            model = LogisticRegression(C=regularization, solver="liblinear", random_state=0).fit(features, truth)
            rows.append(model.coef_[0].astype(np.float32))
            bias.append(float(model.intercept_[0]))
        return cls(labels, np.vstack(rows), np.array(bias, dtype=np.float32))

    def scores(self, features: csr_matrix) -> List[Dict[Text, float]]:
        """The probability of each label, for each example."""
        margins = features @ self._weights.T + self._bias
        probabilities = 1.0 / (1.0 + np.exp(-np.asarray(margins)))
        return [dict(zip(self.labels, row)) for row in probabilities]


def _labels(example: Message) -> set:
    """The needs and urgency that an example's block metadata states."""
    metadata = (example.get(METADATA) or {}).get("intent") or {}
    labels = set(metadata.get("needs") or ())
    if metadata.get("urgent"):
        labels.add(_URGENT)
    return labels
