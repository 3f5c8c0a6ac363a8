"""What people say between the lines is answered kindly, and is never taken for an answer or a need."""

from __future__ import annotations

import pytest

from bot.dialogue.actions.answers import read_answers
from bot.dialogue.actions.small_talk import is_puzzled, small_talk
from bot.dialogue.actions.turn import CALLBACK_FORM, SEARCH_FORM
from tests.dialogue.turns import place_of, turn_of

LISTED = {"shown_needs": ["food"], "shown_services": [{"id": "a", "need": "food", "name": "Pantry"}]}


@pytest.mark.parametrize(
    "text",
    [
        "hold on",
        "wait",
        "ok hold up",
        "one sec",
        "gimme a min pls",
        "brb",
        "espereme tantito",
        "un momento por favor",
        "permitame",
        "ahorita vuelvo",
    ],
)
def test_somebody_who_needs_a_moment_is_given_one(text: str) -> None:
    waiting = turn_of(text, "deny", form=SEARCH_FORM, asked="place", waiting=["food"])
    assert small_talk(waiting) == "utter_take_your_time"
    assert "place" not in read_answers(waiting), "and has skipped nothing"


@pytest.mark.parametrize("text", ["wait i need food", "hold on 90011", "wait no tomorrow", "wait for my check"])
def test_a_moment_asked_for_with_more_is_read_for_the_more(text: str) -> None:
    needs, place = ("food",) if "food" in text else (), place_of(zip="90011") if "90011" in text else None
    assert small_talk(turn_of(text, "need", needs=needs, place=place)) is None


@pytest.mark.parametrize(
    "text",
    [
        "huh",
        "what",
        "que",
        "??",
        "¿?",
        "no entiendo",
        "i dont get it",
        "what do u mean",
        "como asi",
        "mande",
        "im confused",
    ],
)
def test_somebody_who_did_not_understand_is_told_again(text: str) -> None:
    assert is_puzzled(text)
    assert small_talk(turn_of(text, "bot_question", form=CALLBACK_FORM, asked="callback_time")) == "utter_say_again"
    assert small_talk(turn_of(text, "bot_question", **LISTED)) == "utter_explain_list"
    assert small_talk(turn_of(text, "bot_question")) is None, "a first text is told who we are"


@pytest.mark.parametrize("text", ["what about food", "que horas abren", "como llego", "what is a po", "", "!!"])
def test_a_question_of_something_is_not_puzzlement(text: str) -> None:
    assert not is_puzzled(text)


@pytest.mark.parametrize(
    "text",
    ["yeah right u lying", "i dont trust yall", "sounds like a trap", "is this legit", "no les creo", "puras mentiras"],
)
def test_distrust_is_met_without_offence(text: str) -> None:
    assert small_talk(turn_of(text, "affirm")) == "utter_trust"


@pytest.mark.parametrize(
    "text",
    [
        "whats the number gonna say",
        "what number will u call from",
        "whos gonna call me",
        "de que numero me llaman",
        "quien me va a llamar",
    ],
)
def test_who_will_ring_is_told(text: str) -> None:
    assert small_talk(turn_of(text, "bot_question", form=CALLBACK_FORM, asked="callback_name")) == "utter_who_calls"


@pytest.mark.parametrize(
    "text", ["who called me", "nobody called me", "quien me llamo", "call me", "give me the number"]
)
def test_a_call_that_came_or_is_wanted_is_another_matter(text: str) -> None:
    assert small_talk(turn_of(text, "callback_status")) is None


def test_an_excuse_is_no_topic_of_its_own() -> None:
    excuse = "sorry my kid grabbed the phone"
    assert small_talk(turn_of(excuse, "out_of_scope")) == "utter_no_problem"
    assert small_talk(turn_of("perdon me equivoque", "out_of_scope", language="es")) == "utter_no_problem"
    assert small_talk(turn_of("sorry i need food", "need", needs=("food",))) is None
    assert small_talk(turn_of("sorry call me later", "callback_reschedule")) is None


def test_whom_it_is_for_is_heard_while_looking_and_is_a_name_when_one_is_asked_for() -> None:
    brother = turn_of("for my brother", "out_of_scope", form=SEARCH_FORM, asked="place", waiting=["substance_use"])
    assert small_talk(brother) == "utter_fact_noted"
    assert small_talk(turn_of("for my brother", "inform_name", form=CALLBACK_FORM, asked="callback_name")) is None


@pytest.mark.parametrize("text", ["u there", "hello anyone there", "hay alguien", "oiga sigue ahi", "anybody"])
def test_somebody_is_here(text: str) -> None:
    assert small_talk(turn_of(text, "out_of_scope")) == "utter_im_here"


def test_an_age_is_no_place() -> None:
    young = turn_of("im 17", "inform_name", form=SEARCH_FORM, asked="place", waiting=["employment"])
    assert small_talk(young) == "utter_fact_noted"
    assert "place" not in read_answers(young)
