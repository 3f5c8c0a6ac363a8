"""Reads one text: its dialogue intent, the set of needs in it, and whether a need is urgent.

A text may state several needs at once, which an intent classifier cannot say, so needs are labels
of their own: block metadata `{needs: [...], urgent: true}` in the training data. Two readers that
err differently are averaged: a transformer fine-tuned on the same data ahead of time (encoder.npz),
which knows what words mean, and regressions over n-grams and sentence vectors fitted in training
(linear.py), which know how people here spell them.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any, Dict, List, Optional, Text, Tuple

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

from bot.dialogue.components.denials import without_denials
from bot.dialogue.components.linear import Linear, MainDirections, Ngrams
from bot.dialogue.components.text import plain
from bot.encoder.transformer import Encoder

SHIPPED = Path(__file__).resolve().parent / "encoder.npz"  # made by encoder_training/fine_tune.py
HEADS = {"needs": "need", "intents": "int"}  # each need (and `urgent`) for itself; of the intents one holds
NEED_SCORES = "need_scores"
_URGENT = "urgent"
_NEED = "need"  # the intent
_OUT_OF_SCOPE = "out_of_scope"
_LEAST_ODDS = 1e-4  # a regression is never surer than this


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
        return {
            "C": 10.0,  # inverse strength of the regressions' regularization
            "vector_dimensions": 128,  # of the sentence vectors: their main directions, which halves the fitting
            "encoder_share": 0.5,  # of the averaged log-odds; the rest is the regressions'
            # Where the regressions are this sure, the encoder is not asked: half of all texts, and no loss measured.
            "sure_present": 0.8,
            "sure_absent": 0.05,
            "sure_intent": 0.7,
            # Half of the training data are needs, residents' texts are not: so much less likely they are taken to be.
            "need_prior": 0.2,
            "need_threshold": 0.35,
            "urgent_threshold": 0.4,
            # A text that waves something away is read again without those words: a need must still be there, however
            # faintly, or come out clearly. Where nothing else is said, and in few words, nothing is needed.
            "rest_still": 0.2,
            "rest_clear": 0.5,
            "refusal_words": 8,
            # A text that is probably about nothing we help with must state a need clearly.
            "out_of_scope_doubt": 0.35,
            "out_of_scope_need_threshold": 0.7,
        }

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
            reader._ngrams, reader._main_directions, reader._intents, reader._labels = pickle.load(file)
        return reader

    def __init__(self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._ngrams = Ngrams()
        self._main_directions = MainDirections()
        self._intents: Optional[Linear] = None
        self._labels: Optional[Linear] = None
        self._encoder = Encoder(SHIPPED, HEADS)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [e for e in training_data.training_examples if e.get(TEXT) and e.get(INTENT)]
        self._ngrams.fit([example.get(TEXT) for example in examples])
        self._main_directions = MainDirections.of(_vectors(examples), self._config["vector_dimensions"])
        features = self._features(examples)
        self._intents = Linear.fit(features, [{example.get(INTENT)} for example in examples], self._config["C"])
        self._labels = Linear.fit(features, [_labels(example) for example in examples], self._config["C"])
        with self._model_storage.write_to(self._resource) as folder, (folder / "reader.pkl").open("wb") as file:
            pickle.dump((self._ngrams, self._main_directions, self._intents, self._labels), file)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        if not messages or self._intents is None or self._labels is None:
            return messages
        features = self._features(messages)
        by_regression = list(zip(self._intents.scores(features), self._labels.scores(features)))
        unsure = [
            number for number, (intents, labels) in enumerate(by_regression) if not self._is_sure(intents, labels)
        ]
        by_encoder = dict(
            zip(unsure, self._encoder.read([plain(messages[number].get(TEXT) or "") for number in unsure]))
        )
        for number, (message, (intents, labels)) in enumerate(zip(messages, by_regression)):
            if number in by_encoder:
                by_need, by_intent = by_encoder[number]
                intents, labels = self._averaged_intents(intents, by_intent), self._averaged_labels(labels, by_need)
            else:
                intents = self._averaged_intents(intents, {})
            self._set_intent(message, intents)
            self._set_needs(message, labels)
        self._drop_denied(messages)
        return messages

    def _drop_denied(self, messages: List[Message]) -> None:
        """Of needs found in texts that deny something: only what the rest of the text says."""
        rests: List[Tuple[Message, Text]] = []
        for message in messages:
            rest = without_denials(message.get(TEXT) or "") if _needs(message) else None
            if rest:
                rests.append((message, rest))
            elif rest == "" and len(message.get(TEXT).split()) <= self._config["refusal_words"]:
                message.set(ENTITIES, [], add_to_output=True)
        for (message, _), (logits, _) in zip(rests, self._encoder.read([rest for _, rest in rests])):
            found = {entity["value"] for entity in _needs(message)}
            scores = {code: float(1.0 / (1.0 + np.exp(-logit))) for code, logit in logits.items() if code != _URGENT}
            least = {code: self._config["rest_still" if code in found else "rest_clear"] for code in scores}
            stated = {code: score for code, score in scores.items() if score >= least[code]}
            if stated:
                kept = [e for e in message.get(ENTITIES) if e["entity"] == _URGENT or e["value"] in stated]
                new = [self._entity("need", code, stated[code], message) for code in stated if code not in found]
                message.set(ENTITIES, kept + new, add_to_output=True)

    def _is_sure(self, intents: Dict[Text, float], labels: Dict[Text, float]) -> bool:
        """Of the regressions' scores: too clear for the encoder to change."""
        intents = self._averaged_intents(intents, {})
        likeliest = max(intents, key=lambda name: intents[name])
        if intents[likeliest] <= self._config["sure_intent"]:
            return False
        present = [label for label, score in labels.items() if score > self._config["sure_present"]]
        if any(score >= self._config["sure_absent"] for label, score in labels.items() if label not in present):
            return False
        return likeliest != _NEED or any(label != _URGENT for label in present)

    def _averaged_intents(self, scores: Dict[Text, float], logits: Dict[Text, float]) -> Dict[Text, float]:
        """`logits`: the encoder's; a name it does not have is left to the regressions. The values sum to 1."""
        share = self._config["encoder_share"] if logits else 0.0
        most = max(logits.values(), default=0.0)
        weights: Dict[Text, float] = {}
        for name, score in scores.items():
            first = float(np.log(max(score, _LEAST_ODDS)))
            mean = share * (logits[name] - most) + (1 - share) * first if name in logits else first
            weights[name] = float(np.exp(mean)) * (self._config["need_prior"] if name == _NEED else 1.0)
        total = sum(weights.values())
        return {name: weight / total for name, weight in weights.items()}

    def _averaged_labels(self, scores: Dict[Text, float], logits: Dict[Text, float]) -> Dict[Text, float]:
        share = self._config["encoder_share"]
        averaged: Dict[Text, float] = {}
        for label, score in scores.items():
            first = _log_odds(score)
            mean = share * logits[label] + (1 - share) * first if label in logits else first
            averaged[label] = float(1.0 / (1.0 + np.exp(-mean)))
        return averaged

    def _features(self, messages: List[Message]) -> csr_matrix:
        vectors = self._main_directions.along(_vectors(messages))
        ngrams = self._ngrams.transform([message.get(TEXT) or "" for message in messages])
        return hstack([ngrams, csr_matrix(vectors)]).tocsr()

    @staticmethod
    def _set_intent(message: Message, scores: Dict[Text, float]) -> None:
        ranking = sorted(scores.items(), key=lambda item: -item[1])[:10]
        ranked = [{"name": name, "confidence": float(score)} for name, score in ranking]
        message.set(INTENT, ranked[0], add_to_output=True)
        message.set("intent_ranking", ranked, add_to_output=True)

    def _set_needs(self, message: Message, scores: Dict[Text, float]) -> None:
        urgency = scores.pop(_URGENT, 0.0)
        message.set(NEED_SCORES, {code: round(float(s), 4) for code, s in scores.items()}, add_to_output=True)
        threshold = self._threshold(message)
        found = [(code, score) for code, score in scores.items() if score >= threshold]
        entities = [self._entity("need", code, score, message) for code, score in found]
        if found and urgency >= self._config["urgent_threshold"]:
            entities.append(self._entity(_URGENT, _URGENT, urgency, message))
        message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)

    def _threshold(self, message: Message) -> float:
        ranking = message.get("intent_ranking") or []
        doubt = sum(entry["confidence"] for entry in ranking if entry["name"] == _OUT_OF_SCOPE)
        name = "out_of_scope_need_threshold" if doubt >= self._config["out_of_scope_doubt"] else "need_threshold"
        return float(self._config[name])

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


def _needs(message: Message) -> List[Dict[Text, Any]]:
    """The entities of the needs found in a text."""
    return [entity for entity in message.get(ENTITIES) or [] if entity["entity"] == "need"]


def _vectors(messages: List[Message]) -> np.ndarray:
    """Messages × the dimensions of the sentence vectors."""
    return np.array([message.get_dense_features(TEXT)[1].features[0] for message in messages], dtype=np.float32)


def _log_odds(probability: float) -> float:
    bounded = min(max(float(probability), _LEAST_ODDS), 1.0 - _LEAST_ODDS)
    return float(np.log(bounded / (1.0 - bounded)))
