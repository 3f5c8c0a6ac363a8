"""What is waved away is taken out of a text, what is asked for stays."""

from __future__ import annotations

import pytest

from bot.dialogue.components.denials import without_denials


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("i dont need housing i need a job", "i need a job"),
        ("dont need housing need a job", "need a job"),
        ("Not the bus pass. It's a phone I need", "its a phone, i need"),
        ("im good on food, wheres a shower", "wheres a shower"),
        ("already got a lawyer just need a ride to court", "just, need a ride to court"),
        ("my fines are paid. how do i get my license", "how do i get my license"),
        ("no ocupo casa, ocupo jale", "ocupo jale"),
        ("la licencia ya la tengo, me falta trabajo", "me falta trabajo"),
        ("comida si hay, ropa es lo que falta", "ropa es, lo que falta"),
        ("terapia no gracias, alguien que haya estado preso", "alguien que haya estado preso"),
        ("I already have a place gracias a dios, ocupo work", "ocupo work"),
    ],
)
def test_the_rest_is_what_is_asked_for(text: str, rest: str) -> None:
    assert without_denials(text) == rest


@pytest.mark.parametrize(
    "text",
    [
        "i need food",
        "no tengo comida",
        "ya no tengo donde dormir",
        "ya tengo dos meses sin trabajo",
        "ya no quiero seguir tomando",
        "puedo votar si tengo felonia",
        "i dont have a job",
        "no id no phone",
        "not sleeping at all",
        "we have been out here since monday",
        "mis hijos no han comido",
    ],
)
def test_a_lack_is_a_need_and_no_denial(text: str) -> None:
    assert without_denials(text) is None


@pytest.mark.parametrize("text", ["no thanks i already have a place", "no necesito dinero", "ya tengo donde quedarme"])
def test_nothing_is_left_where_all_is_waved_away(text: str) -> None:
    assert without_denials(text) == ""
