"""The reader averages the regressions with the encoder, asks the encoder only where it must, and doubts chatter."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.dialogue.components import reader as module
from bot.dialogue.components.reader import Reader

NEEDS = {
    "food": ["necesito comida", "need food", "tengo hambre", "food please", "i want food", "comida por favor"],
    "employment": ["busco trabajo", "need work", "a job please", "quiero trabajo", "i want a job", "jale por favor"],
}
OTHERS = {
    "greet": ["hola", "hello", "hi there", "hey hey", "good morning", "buenas tardes"],
    "out_of_scope": ["play a song", "que hora es", "set a timer", "weather today", "cuentame un chiste", "lol"],
}


class FakeEncoder:
    """Records what it is asked; says what it is told."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.needs: dict[str, float] = {}

    def read(self, texts: list[str]) -> list[Any]:
        self.asked += texts
        return [(self.needs, {}) for _ in texts]


def message(text: str, **values: Any) -> Message:
    made = Message({"text": text, **values})
    # The words, as a stand-in for a sentence vector.
    vector = np.array([[float(word in text) for word in ("food", "comida", "trabajo", "job")]], dtype=np.float32)
    made.add_features(Features(vector, "sentence", "text", "stand-in"))
    return made


class ReaderTest(unittest.TestCase):
    def setUp(self) -> None:
        self.encoder = FakeEncoder()
        with patch.object(module, "Encoder", lambda path, heads: self.encoder):
            self.reader = self._trained({**Reader.get_default_config(), "vector_dimensions": 2})

    def _trained(self, config: dict[str, Any]) -> Reader:
        examples = [
            message(text, intent="need", metadata={"intent": {"needs": [code], "urgent": code == "food"}})
            for code, texts in NEEDS.items()
            for text in texts
        ]
        examples += [message(text, intent=intent) for intent, texts in OTHERS.items() for text in texts]
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        storage = LocalModelStorage.create(Path(self.folder.name))
        resource = Resource("reader")
        Reader(config, storage, resource).train(TrainingData(examples))
        return Reader.load(config, storage, resource, None)  # type: ignore[arg-type]

    def read(self, *texts: str) -> list[dict[str, Any]]:
        read = self.reader.process([message(text) for text in texts])
        return [
            {
                "intent": one.get("intent")["name"],
                "ranking": one.get("intent_ranking"),
                "needs": [e["value"] for e in one.get("entities") if e["entity"] == "need"],
                "urgent": any(e["entity"] == "urgent" for e in one.get("entities")),
                "scores": one.get("need_scores"),
            }
            for one in read
        ]

    def test_a_need_is_an_entity_with_its_urgency(self) -> None:
        (found,) = self.read("need food please")
        self.assertEqual((found["intent"], found["needs"], found["urgent"]), ("need", ["food"], True))
        (found,) = self.read("quiero trabajo")
        self.assertEqual((found["needs"], found["urgent"]), (["employment"], False))

    def test_intents_are_ranked_and_sum_to_one(self) -> None:
        (found,) = self.read("hola")
        self.assertEqual(found["intent"], "greet")
        self.assertAlmostEqual(sum(entry["confidence"] for entry in found["ranking"]), 1.0, places=4)

    def test_urgency_alone_is_no_need_but_every_need_has_a_score(self) -> None:
        (found,) = self.read("hola")
        self.assertEqual((found["needs"], found["urgent"]), ([], False))
        self.assertEqual(set(found["scores"]), set(NEEDS))

    def test_the_encoder_is_asked_only_about_doubtful_texts_and_all_at_once(self) -> None:
        self.reader._config = {**self.reader._config, "sure_present": 0.0, "sure_absent": 1.1, "sure_intent": 0.0}
        self.read("need food", "quiero trabajo")
        self.assertEqual(self.encoder.asked, [])
        self.reader._config = {**self.reader._config, "sure_intent": 1.0}
        self.read("need food", "quiero trabajo")
        self.assertEqual(self.encoder.asked, ["need food", "quiero trabajo"])

    def test_the_encoder_can_overrule_the_regressions(self) -> None:
        self.reader._config = {**self.reader._config, "sure_intent": 1.0}
        self.encoder.needs = {"food": -12.0, "employment": 12.0}
        self.assertEqual(self.read("need food")[0]["needs"], ["employment"])

    def test_a_need_that_is_waved_away_is_not_read(self) -> None:
        self.encoder.needs = {"food": 6.0, "employment": -6.0}
        (found,) = self.read("no busco trabajo, quiero comida por favor")
        self.assertEqual(found["needs"], ["food"])
        self.assertIn("quiero comida por favor", self.encoder.asked)

    def test_what_stays_unclear_without_the_denial_is_left_as_it_was(self) -> None:
        self.encoder.needs = {"food": -6.0, "employment": -6.0}
        with_all = self.read("need food, need work")[0]["needs"]
        self.assertEqual(self.read("need food, need work, i already have a place")[0]["needs"], with_all)

    def test_a_short_refusal_states_no_need(self) -> None:
        self.reader._config = {**self.reader._config, "need_threshold": 0.0, "out_of_scope_need_threshold": 0.0}
        self.assertEqual(self.read("ya tengo trabajo")[0]["needs"], [])

    def test_many_texts_are_read_as_one_by_one(self) -> None:
        texts = ["need food", "hola", "busco trabajo", "play a song", ""]
        together = [(found["intent"], found["needs"]) for found in self.read(*texts)]
        alone = [(found["intent"], found["needs"]) for text in texts for found in self.read(text)]
        self.assertEqual(together, alone)

    def test_nothing_is_read_of_nothing(self) -> None:
        self.assertEqual(self.reader.process([]), [])
