"""What a text fills, given what was asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest

from bot.callbacks.times import TimeReading
from bot.clock import LOS_ANGELES
from bot.dialogue.actions.answers import read_answers
from bot.dialogue.actions.callback_answers import NO_NUMBER
from bot.dialogue.actions.listed_places import number_meant, numbers_meant, picks_from_list
from bot.dialogue.actions.need_answers import MORE
from bot.dialogue.actions.place_answers import AGAIN, OUTSIDE, SKIPPED, UNSURE, moves_vaguely
from bot.dialogue.actions.turn import CALLBACK_FORM, ERASE_FORM, SEARCH_FORM
from tests.dialogue.turns import OUTSIDE_COUNTY, place_of, turn_of

TOMORROW_AT_THREE = datetime(2026, 12, 1, 15, tzinfo=LOS_ANGELES)
AT_THREE = TimeReading("exact", TOMORROW_AT_THREE, TOMORROW_AT_THREE + timedelta(hours=1), True, None)
MENU = ["housing", "food", "employment", "identification", "medical", MORE]
LISTED = [
    {"id": "a", "need": "food", "name": "Union Rescue Mission"},
    {"id": "b", "need": "food", "name": "Midnight Mission"},
]


def filled(text: str, intent: str = "nlu_fallback", **read: Any) -> dict[str, Any]:
    return read_answers(turn_of(text, intent, **read))


def searching(text: str, intent: str, asked: str, **read: Any) -> dict[str, Any]:
    return filled(text, intent, form=SEARCH_FORM, asked=asked, **read)


def calling(text: str, intent: str, asked: str, **read: Any) -> dict[str, Any]:
    return filled(text, intent, form=CALLBACK_FORM, asked=asked, **read)


class TestNeeds:
    def test_needs_are_added_to_those_that_wait(self) -> None:
        found = searching("and clothes", "need", "place", needs=("clothing_hygiene",), waiting=["employment"])
        assert found["needs"] == ["employment", "clothing_hygiene"]

    @pytest.mark.parametrize(
        "text",
        [
            "no wait, i need a place to sleep",
            "actually a place to sleep",
            "no, mejor un lugar donde dormir",
            "i dont need a job i need a bed",
            "nah i need a bed",
        ],
    )
    def test_a_correction_takes_their_place(self, text: str) -> None:
        found = searching(text, "need", "place", needs=("housing",), waiting=["employment"])
        assert found["needs"] == ["housing"]

    @pytest.mark.parametrize(
        "text", ["i also need a place to sleep", "no tengo donde dormir", "y un lugar donde dormir", "a bed"]
    )
    def test_what_corrects_nothing_is_added(self, text: str) -> None:
        found = searching(text, "need", "place", needs=("housing",), waiting=["employment"])
        assert found["needs"] == ["housing", "employment"]

    @pytest.mark.parametrize(
        ("text", "needs"),
        [
            ("1", ["housing"]),
            ("2 please", ["food"]),
            ("1 and 5", ["housing", "medical"]),
            ("la tercera", ["employment"]),
        ],
    )
    def test_numbers_pick_from_the_menu(self, text: str, needs: list[str]) -> None:
        assert searching(text, "result_detail", "needs", need_options=MENU)["needs"] == needs

    @pytest.mark.parametrize(("text", "intent"), [("6", "inform_time"), ("more", "more_results")])
    def test_the_last_entry_turns_the_page(self, text: str, intent: str) -> None:
        found = searching(text, intent, "needs", need_options=MENU, menu_page=1)
        assert found["needs"] is None
        assert found["menu_page"] == 2

    def test_a_number_the_menu_lacks_asks_again(self) -> None:
        assert searching("9", "inform_time", "needs", need_options=MENU)["needs"] is None

    def test_two_guesses_are_asked_about_once(self) -> None:
        scores = {"housing": 0.2, "family": 0.15, "food": 0.01}
        found = filled("its about my situation", "need", scores=scores)
        assert found["need_options"] == ["housing", "family"]
        again = searching("my situation", "need", "needs", scores=scores, need_options=["housing", "family"])
        assert again["need_options"] is None

    @pytest.mark.parametrize(
        "text", ["i need help with my situation", "Necesito ayuda", "hola ocupo una ayuda porfa", "can u help me pls"]
    )
    def test_help_with_nothing_named_is_asked_about_once(self, text: str) -> None:
        found = filled(text, "need", needs=("case_management",), scores={"case_management": 0.9, "legal": 0.2})
        assert found["needs"] is None
        assert found["need_options"] is None
        again = searching(text, "need", "needs", needs=("case_management",), need_options=MENU)
        assert again["needs"] == ["case_management"]

    @pytest.mark.parametrize(
        "text", ["help with everything", "no se por donde empezar, necesito ayuda", "i need a case worker"]
    )
    def test_help_with_everything_is_a_need(self, text: str) -> None:
        assert filled(text, "need", needs=("case_management",))["needs"] == ["case_management"]

    def test_nothing_is_guessed_below_the_floor(self) -> None:
        assert filled("help with stuff", "need", scores={"housing": 0.05, "family": 0.04})["need_options"] is None

    @pytest.mark.parametrize(
        ("text", "intent", "needs"),
        [
            ("1", "result_detail", ["housing"]),
            ("both", "nlu_fallback", ["housing", "family"]),
            ("las dos", "nlu_fallback", ["housing", "family"]),
            ("yes", "affirm", ["housing", "family"]),
            ("no", "deny", None),
        ],
    )
    def test_a_guess_is_answered(self, text: str, intent: str, needs: list[str] | None) -> None:
        found = searching(text, intent, "needs", need_options=["housing", "family"])
        assert found["needs"] == needs

    @pytest.mark.parametrize(("text", "intent"), [("skip", "skip"), ("no", "deny"), ("olvidelo", "nlu_fallback")])
    def test_the_menu_can_be_left(self, text: str, intent: str) -> None:
        assert searching(text, intent, "needs", need_options=MENU)["needs"] == []

    def test_an_insult_with_a_need_in_it_is_none(self) -> None:
        assert "needs" not in filled("go get a job you bot", "out_of_scope", needs=("employment",))

    def test_a_new_place_asks_for_what_was_shown(self) -> None:
        found = filled("actually 90011", "inform_place", place=place_of("90011", "90011"), shown_needs=["food"])
        assert found["needs"] == ["food"]
        assert found["place"]["zip"] == "90011"


class TestPlace:
    def test_a_place_is_taken(self) -> None:
        found = searching("compton", "inform_place", "place", place=place_of(), place_tries=1)
        assert found["place"]["name"] == "Compton"
        assert found["place_tries"] == 0

    def test_where_nobody_can_see_is_asked_back_once_and_then_done_without(self) -> None:
        first = searching("near me", "inform_place", "place", vague=True)
        assert (first["place"], first["place_problem"]) == (None, "vague")
        assert searching("at my moms", "inform_place", "place", vague=True, place_tries=1)["place"][UNSURE]

    @pytest.mark.parametrize("intent", ["inform_place", "nlu_fallback", "inform_name", "inform_time"])
    def test_an_unknown_place_is_asked_back(self, intent: str) -> None:
        assert searching("xyzzyville", intent, "place")["place_problem"] == "unknown"

    def test_the_same_need_again_is_no_answer_to_where(self) -> None:
        found = searching("i need food", "need", "place", needs=("food",), waiting=["food"])
        assert (found["place"], found["place_problem"], found["place_tries"]) == (None, None, 1)
        assert found["needs"] == ["food"]

    def test_near_me_keeps_the_place_known(self) -> None:
        assert "place" not in filled("a doctor near me", "need", needs=("medical",), vague=True, known=place_of())

    def test_outside_the_county_is_said_once_and_then_left(self) -> None:
        first = searching("san diego", "inform_place", "place", place=OUTSIDE_COUNTY)
        assert (first["place"], first["place_problem"]) == (None, OUTSIDE)
        second = searching("san diego", "inform_place", "place", place=OUTSIDE_COUNTY, place_tries=1)
        assert second["needs"] == []
        assert second["place"][OUTSIDE]

    def test_a_whole_city_is_too_wide_the_first_time(self) -> None:
        city = place_of("Los Angeles", spa=None, spa_choices=[4, 2, 5, 6, 8])
        assert searching("los angeles", "inform_place", "place", place=city)["place_problem"] == "wide"
        assert searching("los angeles", "inform_place", "place", place=city, place_tries=1)["place"] == city

    @pytest.mark.parametrize(("text", "intent"), [("skip", "skip"), ("no", "deny")])
    def test_the_question_can_be_skipped(self, text: str, intent: str) -> None:
        assert searching(text, intent, "place")["place"] == {SKIPPED: True}

    def test_a_name_that_is_a_city_is_a_name_where_a_name_was_asked(self) -> None:
        found = calling("Carson", "inform_place", "callback_name", place=place_of("Carson"))
        assert found["callback_name"] == "Carson"
        assert "place" not in found

    def test_the_name_of_a_listed_service_is_no_new_place(self) -> None:
        landmark = place_of("Union Rescue Mission", kind="landmark")
        found = filled(
            "union rescue mission", "inform_place", place=landmark, shown_services=LISTED, shown_needs=["food"]
        )
        assert "place" not in found
        assert "needs" not in found


class TestCall:
    def test_a_time_before_the_name_makes_the_name_needless(self) -> None:
        found = calling("tomorrow at 3", "inform_time", "callback_name", time=AT_THREE)
        assert found["callback_time"]["kind"] == "exact"
        assert found["callback_name"] == ""

    @pytest.mark.parametrize("intent", ["skip", "affirm"])
    def test_no_time_in_particular_is_any_time(self, intent: str) -> None:
        assert calling("whatever", intent, "callback_time", callback_name="")["callback_time"]["kind"] == "any"

    def test_a_time_not_understood_is_asked_again_once(self) -> None:
        first = calling("when ever", "inform_time", "callback_time", callback_name="")
        assert (first["callback_time"], first["time_tries"]) == (None, 1)
        assert calling("when ever", "inform_time", "callback_time", time_tries=1)["callback_time"]["kind"] == "any"

    def test_yes_confirms_and_no_asks_for_another_time(self) -> None:
        asked = {"callback_name": "", "callback_time": {"kind": "exact"}}
        assert calling("yes", "affirm", "callback_confirmed", **asked)["callback_confirmed"] is True
        refused = calling("no", "deny", "callback_confirmed", **asked)
        assert refused["callback_time"] is None
        assert refused.get("callback_confirmed") is None

    @pytest.mark.parametrize("asked", ["callback_name", "callback_time", "callback_confirmed", "callback_area"])
    @pytest.mark.parametrize("text", ["never mind", "nvm", "olvídelo", "ya no gracias", "mejor no"])
    def test_the_call_can_be_dropped_at_every_question(self, asked: str, text: str) -> None:
        found = calling(text, "nlu_fallback", asked)
        assert found["callback_confirmed"] is False
        assert found["callback_time"] == {"kind": "left"}

    def test_a_need_said_with_never_mind_is_a_need(self) -> None:
        found = calling("never mind, i need food", "need", "callback_name", needs=("food",))
        assert found["needs"] == ["food"]
        assert found["next_form"] == CALLBACK_FORM

    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("is this the police", "privacy_question"),
            ("hi", "greet"),
            ("thanks", "thanks"),
            ("who are you", "bot_question"),
        ],
    )
    @pytest.mark.parametrize("asked", ["callback_name", "callback_time", "callback_area", "callback_confirmed"])
    def test_a_question_in_between_fills_nothing_of_the_form(self, text: str, intent: str, asked: str) -> None:
        found = calling(text, intent, asked)
        assert not {"callback_name", "callback_time", "callback_area", "callback_confirmed"} & set(found)

    def test_an_insult_is_no_name(self) -> None:
        assert "callback_name" not in calling("fuck you", "out_of_scope", "callback_name")

    def test_a_nickname_is(self) -> None:
        assert calling("smiley", "out_of_scope", "callback_name")["callback_name"] == "Smiley"

    def test_the_area_is_chosen_by_number_and_asked_once(self) -> None:
        split = place_of("90058", "90058", spa=None, spa_choices=[7, 6])
        assert calling("2", "result_detail", "callback_area", known=split)["callback_area"] == 6
        assert calling("no idea", "nlu_fallback", "callback_area")["callback_area"] == 0

    def test_a_name_said_early_is_kept_for_the_call(self) -> None:
        assert filled("my name is Keisha i need food", "need", needs=("food",))["callback_name"] == "Keisha"


class TestWhatComesNext:
    def test_a_need_with_a_time_to_call_leads_to_the_call(self) -> None:
        found = filled("food, call me tomorrow at 3", "need", needs=("food",), time=AT_THREE)
        assert found["next_form"] == CALLBACK_FORM
        assert found["callback_time"]["kind"] == "exact"

    def test_a_call_wanted_for_a_need_without_a_place_searches_first(self) -> None:
        found = filled("i need food can someone call me", "callback_request", needs=("food",))
        assert found["next_form"] == CALLBACK_FORM

    def test_a_place_that_answers_the_question_and_asks_for_a_call_leads_to_the_call(self) -> None:
        found = searching("90011 and call me", "callback_request", "place", place=place_of("90011", "90011"))
        assert found["next_form"] == CALLBACK_FORM

    def test_a_yes_that_asks_for_a_call_accepts_one(self) -> None:
        assert filled("yes call me", "affirm")["offered"] == "callback"

    def test_what_was_interrupted_by_delete_is_kept(self) -> None:
        assert calling("delete my info", "delete_data", "callback_name")["next_form"] == CALLBACK_FORM


class TestDoubt:
    def test_what_was_understood_ends_the_count(self) -> None:
        assert filled("need food", "need", needs=("food",), doubts=2)["doubts"] == 0
        assert "doubts" not in filled("blah", "nlu_fallback", doubts=2)

    def test_an_offer_lasts_for_one_answer(self) -> None:
        assert filled("thanks", "thanks", offered="callback")["offered"] == "nothing"
        assert "offered" not in filled("yes", "affirm", offered="callback")

    @pytest.mark.parametrize(
        ("text", "intent", "erase"), [("yes", "affirm", True), ("no", "deny", False), ("never mind", "deny", False)]
    )
    def test_erasing_is_confirmed_or_not(self, text: str, intent: str, erase: bool) -> None:
        assert filled(text, intent, form=ERASE_FORM, asked="erase_confirmed")["erase_confirmed"] is erase


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        ("the second one was full", 2),
        ("number 1 never answers", 1),
        ("whats the address of the midnight mission", 2),
        ("union rescue", 1),
        ("the mission", None),
        ("when are they open", None),
    ],
)
def test_a_listed_service_is_meant_by_number_or_name(text: str, number: int | None) -> None:
    assert number_meant(turn_of(text, "result_detail", shown_services=LISTED)) == number


class TestTimesOfOtherThings:
    def test_a_court_date_is_no_time_to_call(self) -> None:
        found = filled("got court tomorrow at 3 and need a ride", "need", needs=("transportation",), time=AT_THREE)
        assert "callback_time" not in found
        assert "next_form" not in found

    def test_a_time_said_where_a_place_was_asked_books_nothing(self) -> None:
        found = searching("i can only come at 3", "inform_time", "place", time=AT_THREE, waiting=["food"])
        assert "callback_time" not in found
        assert found["place"] is None

    def test_work_that_ends_at_five_says_when(self) -> None:
        found = calling(
            "i get off work at 3",
            "need",
            "callback_time",
            needs=("employment",),
            scores={"employment": 0.5},
            time=AT_THREE,
        )
        assert found["callback_time"]["kind"] == "exact"
        assert "needs" not in found

    @pytest.mark.parametrize("intent", ["privacy_question", "services_feedback"])
    def test_a_question_to_us_sets_no_time(self, intent: str) -> None:
        assert "callback_time" not in calling("are you there at 3", intent, "callback_time", time=AT_THREE)


class TestNumberToCall:
    GIVEN: ClassVar[dict[str, str]] = {"sealed": "c2VhbGVk", "ends": "0100"}

    def test_only_the_last_digits_are_remembered(self) -> None:
        found = calling("my number is that number", "inform_name", "callback_phone", phone=self.GIVEN)
        assert found["callback_phone"] == "0100"

    def test_what_is_no_number_is_asked_again_once_and_then_no_call_is_made(self) -> None:
        assert calling("555", "result_detail", "callback_phone")["phone_tries"] == 1
        left = calling("555", "result_detail", "callback_phone", phone_tries=1)
        assert left["callback_phone"] == NO_NUMBER
        assert left["callback_confirmed"] is False

    def test_it_can_be_skipped(self) -> None:
        assert calling("skip", "skip", "callback_phone")["callback_phone"] == NO_NUMBER


@pytest.mark.parametrize(
    "text", ["dont call just text me", "prefiero mensaje", "text me instead", "mejor textame no me llamen"]
)
def test_whoever_would_rather_text_leaves_the_call(text: str) -> None:
    found = calling(text, "callback_request", "callback_name")
    assert found["callback_confirmed"] is False
    assert "next_form" not in filled(text, "callback_request")


def test_a_need_taken_back_in_the_same_text_is_not_asked_for() -> None:
    filled = read_answers(
        turn_of(
            "actually nvm the dentist i need a bus pass", "need", needs=("medical", "transportation"),
            known=place_of(), shown_needs=["medical"],
        )
    )  # fmt: skip
    assert filled["needs"] == ["transportation"]


def test_a_name_where_the_area_was_asked_leaves_the_area_open() -> None:
    filled = read_answers(
        turn_of("Sal", "inform_name", form=CALLBACK_FORM, asked="callback_area", known=place_of(spa_choices=[6, 7]))
    )
    assert filled["callback_name"] == "Sal"
    assert filled.get("callback_area") is None


def test_a_day_refused_does_not_drop_the_call() -> None:
    filled = read_answers(turn_of("not tomorrow", "deny", form=CALLBACK_FORM, asked="callback_time"))
    assert filled["callback_time"] is None
    assert filled["time_tries"] == 1


@pytest.mark.parametrize("intent", ["skip", "deny"])
def test_a_complaint_does_not_leave_the_menu(intent: str) -> None:
    assert "needs" not in read_answers(turn_of("nobody answers", intent, form=SEARCH_FORM, asked="needs"))


@pytest.mark.parametrize("intent", ["deny", "skip", "callback_cancel", "callback_request"])
def test_whoever_would_rather_text_does_not_leave_the_search(intent: str) -> None:
    said = "textame mejor no me llamen plis"
    filled = read_answers(turn_of(said, intent, form=SEARCH_FORM, asked="place", waiting=["clothing_hygiene"]))
    assert not {"needs", "place"} & set(filled)


@pytest.mark.parametrize("text", ["no", "idk", "prefiero no decir", "no se"])
def test_where_may_be_left_open(text: str) -> None:
    assert read_answers(turn_of(text, "deny", form=SEARCH_FORM, asked="place", waiting=["food"]))["place"][SKIPPED]


def test_a_plea_is_no_answer_to_where() -> None:
    asked = turn_of("me da verguenza pedir", "deny", form=SEARCH_FORM, asked="place", waiting=["food"])
    assert "place" not in read_answers(asked)


class TestSomewhereElse:
    """After a list, somewhere that nobody can know: it is asked for, and nothing is listed again for the old place."""

    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("actually can u look by my moms house", "out_of_scope"),
            ("mejor en la casa de mi mama", "nlu_fallback"),
            ("look near me instead", "more_results"),
            ("at my moms house", "inform_place"),
        ],
    )
    def test_it_is_asked_for(self, text: str, intent: str) -> None:
        found = filled(text, intent, vague=True, known=place_of(), shown_needs=["food"])
        assert (found["needs"], found["place"], found["place_problem"]) == (["food"], None, "vague")

    def test_what_only_mentions_a_home_does_not_move(self) -> None:
        assert not moves_vaguely(turn_of("my moms house is a mess", "out_of_scope", vague=True, shown_needs=["food"]))
        assert not moves_vaguely(turn_of("look by my moms house", "out_of_scope", vague=True))

    def test_after_a_place_left_out_it_is_asked_for_too(self) -> None:
        known = {SKIPPED: True, UNSURE: True}
        found = filled("by the bus stop", "inform_place", vague=True, known=known, shown_needs=["food"])
        assert (found["place"], found["place_problem"]) == (None, "vague")


def test_a_mere_ok_is_no_place_and_is_asked_again_in_few_words() -> None:
    assert searching("ok", "affirm", "place", waiting=["food"])["place_problem"] == AGAIN


def test_whenever_takes_the_time_that_was_read_back() -> None:
    offered = {"kind": "window", "start": "2026-12-01T15:00:00-08:00", "end": "2026-12-01T20:00:00-08:00"}
    whenever = TimeReading("any", None, None, False, None)
    found = calling("idk any time", "inform_time", "callback_confirmed", time=whenever, callback_time=offered)
    assert found["callback_confirmed"] is True
    assert "callback_time" not in found, "and does not widen it to another day"


def test_several_places_of_a_list_are_meant_at_once() -> None:
    assert numbers_meant(turn_of("1 and 3", shown_services=LISTED, shown_count=2)) == [1, 3]
    assert numbers_meant(turn_of("both", shown_services=LISTED, shown_count=2)) == [1, 2]
    assert numbers_meant(turn_of("both", shown_services=[*LISTED, LISTED[0]], shown_count=3)) == []


class TestANeedBesideAPlace:
    """`housing in watts`, read as a place and nothing else, is not answered with the menu of all needs."""

    def read(self, score: float, **known: Any) -> dict[str, Any]:
        scores = {"housing": score, "safety": 0.01, "food": 0.0}
        return filled("housing in watts", "inform_place", place=place_of("Watts"), scores=scores, **known)

    def test_a_likely_one_is_taken_with_the_place(self) -> None:
        found = self.read(0.34)
        assert found["needs"] == ["housing"]
        assert found["place"]["name"] == "Watts"
        assert self.read(0.34, shown_needs=["food"])["needs"] == ["housing"], "and not what was listed before"

    def test_a_less_likely_one_is_asked_back(self) -> None:
        assert self.read(0.1)["need_options"] == ["housing", "safety"]

    def test_a_place_alone_asks_for_nothing(self) -> None:
        assert self.read(0.05).get("need_options") is None
        assert self.read(0.05).get("needs") is None
        assert self.read(0.05, shown_needs=["food"])["needs"] == ["food"]

    def test_a_place_given_as_an_answer_adds_nothing(self) -> None:
        assert "needs" not in self.read(0.34, waiting=["food"], form=SEARCH_FORM, asked="place")


class TestNumbersOfAListThatReadLikeTimes:
    @pytest.mark.parametrize("text", ["el 1 y el 4", "2", "the 1st"])
    def test_after_a_list_they_pick_from_it(self, text: str) -> None:
        assert picks_from_list(turn_of(text, "inform_time", time=AT_THREE, shown_services=LISTED))

    @pytest.mark.parametrize("text", ["a las 4", "at 4", "como a las 2"])
    def test_an_hour_stays_an_hour(self, text: str) -> None:
        assert not picks_from_list(turn_of(text, "inform_time", time=AT_THREE, shown_services=LISTED))

    def test_without_a_list_or_while_a_call_is_set_up_they_are_days(self) -> None:
        assert not picks_from_list(turn_of("el 1", "inform_time", time=AT_THREE))
        assert not picks_from_list(turn_of("2", "inform_time", form=CALLBACK_FORM, shown_services=LISTED))


def test_ya_says_yes_to_the_time_read_back_and_not_right_now() -> None:
    found = calling("ya", "inform_time", "callback_confirmed", time=AT_THREE)
    assert found["callback_confirmed"] is True
    assert "callback_time" not in found
