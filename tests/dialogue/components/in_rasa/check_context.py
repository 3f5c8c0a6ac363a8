"""A place, a time, a number or a need settles what kind of answer a text is."""

from __future__ import annotations

import unittest
from typing import Any

from rasa.shared.nlu.training_data.message import Message

from bot.dialogue.components.context import ContextReader


def read(
    text: str, intent: str, confidence: float = 0.9, needs: list[str] | None = None, **found: Any
) -> dict[str, Any]:
    entities = [{"entity": "need", "value": code} for code in needs or []]
    message = Message(
        {"text": text, "intent": {"name": intent, "confidence": confidence}, "entities": entities, "metadata": found}
    )
    ContextReader(ContextReader.get_default_config()).process([message])
    return {"intent": message.get("intent")["name"], "needs": [e["value"] for e in message.get("entities")]}


class ContextReaderTest(unittest.TestCase):
    def test_a_bare_number_asks_about_one_of_the_list(self) -> None:
        for text in ("2", " 3 ", "#1", "2.", "number 2", "Numero 3", "el 2", "No. 4", "option 1"):
            self.assertEqual(read(text, "affirm")["intent"], "result_detail", text)

    def test_other_numbers_do_not(self) -> None:
        for text in ("90011", "2 kids", "no", "1 2", "el segundo", "555 1234", ""):
            self.assertEqual(read(text, "goodbye")["intent"], "goodbye", text)

    def test_a_number_that_is_a_time_or_a_place_is_not_one_of_the_list(self) -> None:
        self.assertEqual(read("3", "affirm", time_alone=True)["intent"], "inform_time")
        self.assertEqual(read("90011", "affirm", place_alone=True)["intent"], "inform_place")

    def test_a_place_beside_words_only_settles_a_weak_intent(self) -> None:
        self.assertEqual(read("im in compton", "greet", place={"name": "Compton"})["intent"], "inform_place")
        self.assertEqual(read("call me in compton", "callback_request", place={})["intent"], "callback_request")

    def test_a_need_settles_a_weak_intent_and_leaves_a_strong_one(self) -> None:
        self.assertEqual(read("hello i need housing", "greet", needs=["housing"])["intent"], "need")
        both = read("need food, call me", "callback_request", needs=["food"])
        self.assertEqual(both, {"intent": "callback_request", "needs": ["food"]})

    def test_what_is_surely_out_of_scope_states_no_need(self) -> None:
        self.assertEqual(read("food fight lol", "out_of_scope", 0.9, ["food"])["needs"], [])
        self.assertEqual(read("food", "out_of_scope", 0.4, ["food"]), {"intent": "need", "needs": ["food"]})
