"""Names, asked for or said unasked, and what only looks like one."""

from __future__ import annotations

import pytest

from bot.dialogue.actions.names_said import read_name, read_said_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Denise Brown", "Denise Brown"),
        ("maria", "Maria"),
        ("my name is Ray", "Ray"),
        ("my name is actually Jose", "Jose"),
        ("soy el Chuy", "Chuy"),
        ("me llamo Jaime por favor", "Jaime"),
        ("pregunten por Lupe gracias", "Lupe"),
        ("ask for Big Mike", "Big Mike"),
        ("Maria but call my cell", "Maria"),
        ("yes its De'Andre", "De'Andre"),
        ("José Luis", "José Luis"),
        ("J", "J"),
        ("TJ", "TJ"),
        ("JAMES", "James"),
        ("idk", None),
        ("what?", None),
        ("who", None),
        ("skip", None),
        ("lol", None),
        ("fuck you", None),
        ("90011", None),
    ],
)
def test_names(text: str, name: str | None) -> None:
    assert read_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("need food in compton call me at 3 my name is Tony", "Tony"),
        ("my name is tony and i need food", "Tony"),
        ("necesito ropa, llamenme el lunes, soy Lupe", "Lupe"),
        ("soy de Pomona", None),
        ("this is hard", None),
        ("need food", None),
    ],
)
def test_a_name_said_in_so_many_words(text: str, name: str | None) -> None:
    assert read_said_name(text) == name


def test_a_guessed_name_is_the_whole_answer() -> None:
    assert read_name("smiley", alone=True) == "Smiley"
    assert read_name("whats the weather", alone=True) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [("soy Juana ocupo ropa", "Juana"), ("Hola, soy Beto y busco trabajo", "Beto"), ("I'm Ray and i need food", "Ray")],
)
def test_a_name_may_come_first(text: str, name: str) -> None:
    assert read_said_name(text) == name


@pytest.mark.parametrize(
    "text", ["soy de Pomona y ocupo ropa", "im in Compton and i need food", "soy mexicano y busco jale"]
)
def test_where_somebody_is_from_is_no_name(text: str) -> None:
    assert read_said_name(text) is None
