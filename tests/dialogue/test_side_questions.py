"""Questions beside the matter, told from needs and answers by their words."""

from __future__ import annotations

import pytest

from bot.dialogue.actions.answers import read_answers
from bot.dialogue.actions.listed_places import number_meant
from bot.dialogue.actions.side_questions import asks_closest, asks_what_was_found, in_place_of, side_answer
from tests.dialogue.turns import place_of, turn_of

LISTED = {"shown_needs": ["food"], "shown_services": [{"id": "a", "need": "food", "name": "Pantry"}]}


@pytest.mark.parametrize(
    "text",
    [
        "do i gotta give my name",
        "do i have to show id",
        "do u need my social",
        "do i need papers",
        "tengo que dar mi nombre",
        "me van a pedir id",
        "piden papeles",
    ],
)
def test_nobody_has_to_show_us_anything(text: str) -> None:
    assert side_answer(turn_of(text)) == "utter_nothing_to_show"
    assert side_answer(turn_of(text, **LISTED)) == "utter_nothing_to_show_listed"


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("do they take seniors", "utter_ask_them"),
        ("is there one that takes boys my son is 14", "utter_ask_them"),
        ("can i bring my dog", "utter_ask_them"),
        ("i got a dog tho", "utter_ask_them"),
        ("puedo llevar a mi perro", "utter_ask_them"),
        ("can i go hoy", "utter_ask_them"),
        ("can i get it hoy", "utter_ask_them"),
        ("can they bring it to me", "utter_ask_them"),
        ("how do i get there", "utter_the_way"),
        ("como llego", "utter_the_way"),
    ],
)
def test_what_only_the_places_listed_know_is_said_so_once_they_are_listed(text: str, response: str) -> None:
    assert side_answer(turn_of(text, **LISTED)) == response
    assert side_answer(turn_of(text)) is None


@pytest.mark.parametrize(
    "text", ["how much are they", "is it free", "which one is cheapest", "cuanto cobran", "wait first do u guys charge"]
)
def test_what_it_costs_is_said_of_us_and_of_the_places_listed(text: str) -> None:
    assert side_answer(turn_of(text)) == "utter_cost"
    assert side_answer(turn_of(text, **LISTED)) == "utter_cost_listed"
    assert side_answer(turn_of(text, "need", needs=("housing",))) is None


@pytest.mark.parametrize(
    "text",
    [
        "are they open now",
        "do they have a phone number",
        "can they call me",
        "can they just text me",
        "i need my id",
        "how do i get my id",
        "i lost my papers",
        "necesito sacar mi id",
        "how much longer",
        "2",
        "more",
        "yes",
        "90011",
    ],
)
def test_other_texts_are_no_side_questions(text: str) -> None:
    assert side_answer(turn_of(text, **LISTED)) is None


def test_a_need_that_was_not_listed_is_a_need() -> None:
    asked = turn_of("is there any place that takes pets, i need a room", "need", needs=("housing",), **LISTED)
    assert side_answer(asked) is None


def test_a_side_question_fills_nothing() -> None:
    filled = read_answers(turn_of("me van a pedir id", "need", needs=("identification",), form="find_services_form"))
    assert "needs" not in filled
    assert filled["doubts"] == 0


class TestInPlaceOfPlainResponses:
    def test_a_need_in_a_question_to_us_is_taken_up(self) -> None:
        asked = turn_of("do u guys help with ebt", "bot_question", waiting=["benefits"])
        said = in_place_of("utter_bot_question", asked)
        assert said == [("utter_bot_question", {}), ("utter_ask_place", {"needs": ["benefits"]})]

    def test_an_open_form_asks_by_itself(self) -> None:
        asked = turn_of("who is this", "bot_question", waiting=["benefits"], form="find_services_form", asked="place")
        assert in_place_of("utter_bot_question", asked) == [("utter_bot_question", {})]

    def test_a_known_place_is_not_asked_for(self) -> None:
        asked = turn_of("do u help with ebt", "bot_question", waiting=["benefits"], known=place_of())
        assert in_place_of("utter_bot_question", asked) == [("utter_bot_question", {})]

    def test_a_goodbye_that_asks_for_a_call_says_how_to_get_one(self) -> None:
        assert in_place_of("utter_goodbye", turn_of("bueno pues llamenme then", "goodbye")) == [
            ("utter_no_callback", {})
        ]

    def test_a_side_question_taken_for_a_cry_for_a_person_is_answered_once_by_the_action_that_follows(self) -> None:
        asked = turn_of("wait first do u guys charge", "human_now", form="find_services_form", asked="place")
        assert in_place_of("utter_human_now", asked) == []
        assert in_place_of("utter_human_now", turn_of("a HUMAN", "human_now")) == [("utter_human_now", {})]

    def test_a_complaint_taken_for_a_question_to_us_hears_no_introduction(self) -> None:
        assert in_place_of("utter_bot_question", turn_of("ya no me sirve esto", "bot_question")) == [
            ("utter_abuse", {})
        ]

    def test_other_responses_stay(self) -> None:
        assert in_place_of("utter_thanks", turn_of("do i need id")) == [("utter_thanks", {})]
        assert in_place_of("utter_goodbye", turn_of("bye")) == [("utter_goodbye", {})]


@pytest.mark.parametrize(
    "text",
    [
        "which one is closest",
        "whats the nearest one",
        "cual es la mas cerca",
        "cual me queda cerca",
        "cual queda mas cerca",
    ],
)
def test_the_closest_of_a_list_is_asked_for_and_known(text: str) -> None:
    assert asks_closest(text)
    assert side_answer(turn_of(text, **LISTED)) is None
    listed = [{"id": "a", "name": "A", "miles": None}, {"id": "b", "name": "B", "miles": 2.0}]
    near = {"id": "c", "name": "C", "miles": 0.4}
    assert number_meant(turn_of(text, "more_results", shown_services=[*listed, near], shown_count=3)) == 3
    assert number_meant(turn_of(text, "more_results", shown_services=[*listed, near], shown_count=2)) == 2
    assert number_meant(turn_of(text, "more_results", shown_services=listed[:1], shown_count=1)) is None


@pytest.mark.parametrize("text", ["did u find anything", "any luck", "encontro algo"])
def test_what_was_found_is_asked_for(text: str) -> None:
    assert asks_what_was_found(text)
    assert not asks_what_was_found("when is my call")


@pytest.mark.parametrize(
    "text", ["dont tell my po", "pls dont snitch", "no le digan a mi oficial", "no le avisen a la migra"]
)
def test_a_plea_to_tell_nobody_is_answered(text: str) -> None:
    assert side_answer(turn_of(text)) == "utter_privacy"
    assert side_answer(turn_of("my po told me not to call")) is None
