"""Two examples become one text with the labels of both."""

from __future__ import annotations

import random

from bot.dialogue.components.together import Example, Together

FOOD = Example("need food", "en", "need", frozenset({"food", "urgent"}))
JOB = Example("i want a job", "en", "need", frozenset({"employment"}))
TRABAJO = Example("busco trabajo", "es", "need", frozenset({"employment"}))
HELLO = Example("hello", "en", "greet", frozenset())
CALL = Example("call me", "en", "callback_request", frozenset())
HERE = Example("im in 90044", "en", "inform_place", frozenset())
SEVERAL = Example("food and a bed", "en", "need", frozenset({"food", "housing"}))
LONG = Example("long " * 40, "en", "need", frozenset({"food"}))


def together(*examples: Example) -> Together:
    return Together(examples, random.Random(0))


def test_only_short_texts_with_one_need_are_joined() -> None:
    assert together(FOOD, JOB, HELLO, SEVERAL, LONG, TRABAJO).needs == [FOOD, JOB, TRABAJO]


def test_two_needs_state_both_and_are_urgent_when_either_is() -> None:
    made = together(FOOD, TRABAJO)
    drawn = [made.two_needs(FOOD) for _ in range(40)]
    assert all(one.intent == "need" and FOOD.labels <= one.labels and "need food" in one.text for one in drawn)
    assert any("busco trabajo" in one.text and one.labels == {"food", "employment", "urgent"} for one in drawn)


def test_a_need_after_a_greeting_is_still_the_need() -> None:
    one = together(FOOD, HELLO).after_something(FOOD)
    assert one.text.startswith("hello")
    assert one.text.endswith("need food")
    assert (one.intent, one.labels) == ("need", FOOD.labels)


def test_a_need_beside_a_wish_to_be_called_is_both() -> None:
    one = together(FOOD, CALL).beside_something(FOOD)
    assert "need food" in one.text
    assert "call me" in one.text
    assert (one.intent, one.labels) == ("callback_request", FOOD.labels)


def test_all_said_at_once_is_a_wish_to_be_called_with_its_needs() -> None:
    made = together(FOOD, TRABAJO, CALL, HERE)
    drawn = [made.place_and_call(FOOD) for _ in range(20)]
    assert all(one.intent == "callback_request" and FOOD.labels <= one.labels for one in drawn)
    assert all("need food" in one.text and "90044" in one.text and "call me" in one.text for one in drawn)
    assert any("employment" in one.labels for one in drawn)


def test_with_nothing_to_join_the_example_stays_as_it_is() -> None:
    alone = together(FOOD)
    assert alone.after_something(FOOD) == FOOD
    assert alone.beside_something(FOOD) == FOOD


def test_the_same_chance_gives_the_same_texts() -> None:
    assert together(FOOD, JOB).two_needs(FOOD) == together(FOOD, JOB).two_needs(FOOD)
