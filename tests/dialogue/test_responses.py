"""The words put together from the catalogue: menus, needs, windows."""

from __future__ import annotations

import pytest

from bot.dialogue.responses import compose, is_response, join_words, say_window
from bot.errors import NotFound
from bot.i18n import Language

AT_THREE = {"kind": "exact", "start": "2026-12-01T15:00:00-08:00", "end": "2026-12-01T16:00:00-08:00"}
AFTERNOON = {"kind": "window", "start": "2026-12-04T12:00:00-08:00", "end": "2026-12-04T17:00:00-08:00"}


@pytest.mark.parametrize(
    ("window", "language", "today", "words"),
    [
        (AT_THREE, "en", "2026-11-30", "tomorrow, Tuesday, December 1 at 3:00 pm"),
        (AT_THREE, "en", "2026-12-01", "today, Tuesday, December 1 at 3:00 pm"),
        (AT_THREE, "en", "2026-11-28", "Tuesday, December 1 at 3:00 pm"),
        (AFTERNOON, "en", "2026-11-30", "Friday, December 4 between 12:00 pm and 5:00 pm"),
        (AT_THREE, "es", "2026-11-30", "mañana martes 1 de diciembre a las 3:00 pm"),
        (AT_THREE, "es", "2026-12-01", "hoy martes 1 de diciembre a las 3:00 pm"),
        (AFTERNOON, "es", "2026-11-30", "el viernes 4 de diciembre entre las 12:00 pm y las 5:00 pm"),
    ],
)
def test_a_window_in_words(window: dict[str, str], language: Language, today: str, words: str) -> None:
    assert say_window(window, language, today) == words


def test_one_o_clock_is_singular_in_spanish() -> None:
    at_one = {"kind": "exact", "start": "2026-12-01T13:00:00-08:00", "end": "2026-12-01T14:00:00-08:00"}
    assert say_window(at_one, "es", "2026-11-30").endswith("a la 1:00 pm")


@pytest.mark.parametrize(
    ("words", "language", "joined"),
    [
        ([], "en", ""),
        (["food"], "en", "food"),
        (["food", "work"], "en", "food and work"),
        (["food", "work", "benefits"], "en", "food, work and benefits"),
        (["food", "clothes and showers"], "en", "food, clothes and showers"),
        (["comida", "trabajo"], "es", "comida y trabajo"),
        (["comida", "ropa y regaderas"], "es", "comida, ropa y regaderas"),
        (["comida", "familia e hijos"], "es", "comida, familia e hijos"),
    ],
)
def test_needs_are_joined_without_two_ands(words: list[str], language: Language, joined: str) -> None:
    assert join_words(words, language) == joined


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_menu_numbers_its_choices(language: Language) -> None:
    menu = compose("utter_ask_needs", language, {"options": ["housing", "food", "more"]})
    assert "1 " in menu
    assert "3 " in menu
    assert menu.index("1 ") < menu.index("2 ") < menu.index("3 ")


def test_an_urgent_need_is_asked_about_in_other_words() -> None:
    calm = compose("utter_ask_place", "en", {"needs": ["housing"], "urgent": False})
    assert compose("utter_ask_place", "en", {"needs": ["housing"], "urgent": True}) != calm


@pytest.mark.parametrize("name", ["utter_greet_back", "utter_no_more"])
def test_the_place_is_named_where_it_is_known(name: str) -> None:
    assert "Compton" in compose(name, "en", {"needs": ["food"], "place": "Compton"})
    assert "None" not in compose(name, "en", {"needs": ["food"], "place": None})


def test_the_areas_are_numbered_and_named() -> None:
    asked = compose("utter_ask_callback_area", "en", {"areas": [7, 6], "place": "90058"})
    assert "1 East LA 2 South LA" in asked


def test_the_name_is_in_the_question_where_there_is_one() -> None:
    arguments = {"window": AT_THREE, "today": "2026-11-30"}
    assert "Ray" in compose("utter_ask_callback_confirmed", "en", {**arguments, "name": "Ray"})
    assert "ask for" not in compose("utter_ask_callback_confirmed", "en", {**arguments, "name": ""})


def test_a_name_with_braces_breaks_nothing() -> None:
    arguments = {"window": AT_THREE, "today": "2026-11-30", "name": "{when}"}
    assert "{when}" in compose("utter_callback_booked", "en", arguments)


def test_an_unknown_response_is_not_made_up() -> None:
    assert not is_response("utter_nothing")
    with pytest.raises(NotFound):
        compose("utter_nothing", "en", {})
