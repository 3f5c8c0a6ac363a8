"""Training examples are put together two by two, the same in every run, with the labels of both."""

from __future__ import annotations

import unittest
from typing import Any

from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.dialogue.components.joined import JoinedExamples


def example(text: str, intent: str, **labels: Any) -> Message:
    return Message({"text": text, "intent": intent, "metadata": {"intent": labels} if labels else {}})


EXAMPLES = [
    example("need food", "need", needs=["food"], urgent=True),
    example("busco trabajo", "need", needs=["employment"]),
    example("i need an id", "need", needs=["identification"]),
    example("hola", "greet"),
    example("call me", "callback_request"),
    example("call me about a job", "callback_request", needs=["employment"]),
]
COUNTS = {"two_needs": 30, "after_something": 20, "beside_something": 10, "place_and_call": 0, "seed": 0}


def joined(examples: list[Message], **counts: int) -> list[Message]:
    config: dict[str, Any] = {**COUNTS, **counts}
    data = JoinedExamples(config).process_training_data(TrainingData(list(examples)))
    return data.training_examples[len(examples) :]


def labels(message: Message) -> dict[str, Any]:
    return dict(message.get("metadata")["intent"])


class JoinedExamplesTest(unittest.TestCase):
    def test_two_needs_carry_both_labels(self) -> None:
        drawn = joined(EXAMPLES, after_something=0, beside_something=0)
        self.assertGreater(len(drawn), 10)
        for message in drawn:
            self.assertEqual(message.get("intent"), "need")
            wanted = {"food": "food", "trabajo": "employment", " id": "identification"}
            present = sorted(code for word, code in wanted.items() if word in message.get("text"))
            self.assertEqual(labels(message)["needs"], present)
            self.assertEqual(labels(message)["urgent"], "food" in message.get("text"))

    def test_a_greeting_leaves_the_text_a_need(self) -> None:
        for message in joined(EXAMPLES, two_needs=0, beside_something=0):
            self.assertTrue(message.get("text").startswith("hola"))
            self.assertEqual(message.get("intent"), "need")

    def test_a_request_to_be_called_stays_one_and_keeps_the_need(self) -> None:
        for message in joined(EXAMPLES, two_needs=0, after_something=0):
            self.assertEqual(message.get("intent"), "callback_request")
            self.assertEqual(len(labels(message)["needs"]), 1)

    def test_the_same_examples_give_the_same_joints_in_any_order(self) -> None:
        once = {message.get("text") for message in joined(EXAMPLES)}
        self.assertEqual(once, {message.get("text") for message in joined(EXAMPLES[::-1])})
        self.assertNotEqual(once, {message.get("text") for message in joined(EXAMPLES, seed=1)})

    def test_without_needs_nothing_is_added(self) -> None:
        self.assertEqual(joined(EXAMPLES[3:5]), [])
