"""What people say of themselves in passing, and what only sounds like it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.person_facts import as_person_facts, read_facts

SAID: tuple[tuple[str, dict[str, Any]], ...] = (
    ("im a veteran n need a place tonight", {"veteran": True}),
    ("army vet here, sleeping at the park", {"veteran": True}),
    ("soy veterano de los marines", {"veteran": True}),
    ("estuve en el ejército, necesito cuarto", {"veteran": True}),
    ("I'm not a veteran", {"veteran": False}),
    ("me and my 2 kids need somewhere to stay", {"children": True}),
    ("tengo 2 hijos, donde dormimos", {"children": True}),
    ("ando con mis niños en la calle", {"children": True}),
    ("single mom of three here", {"children": True, "gender": "woman"}),
    ("no tengo hijos", {"children": False}),
    ("i dont have id", {"has_id": False}),
    ("no ID, they took it at county", {"has_id": False}),
    ("me robaron la cartera", {"has_id": False}),
    ("necesito cama pero no traigo identificación", {"has_id": False}),
    ("i have my id already", {"has_id": True}),
    ("ya tengo mi licencia", {"has_id": True}),
    ("i use a wheelchair", {"wheelchair": True}),
    ("ando en silla de ruedas", {"wheelchair": True}),
    ("no tengo carro", {"no_car": True}),
    ("aint got no car and the bus stopped", {"no_car": True}),
    ("no tengo como llegar", {"no_car": True}),
    ("i have a car", {"no_car": False}),
    ("registered sex offender need housing", {"registrant": True}),
    ("im a 290, who takes me", {"registrant": True}),
    ("estoy en el registro de ofensores sexuales", {"registrant": True}),
    ("im 24 and need a job", {"age": 24}),
    ("Tengo 62 años, busco donde vivir", {"age": 62}),
    ("51 yrs old woman need a bed", {"age": 51}),
    ("soy mujer, busco albergue", {"gender": "woman"}),
    ("im 5 months pregnant", {"gender": "woman"}),
    ("im a man 40 years old", {"gender": "man", "age": 40}),
    ("im nonbinary, is there a safe shelter", {"gender": "nonbinary"}),
)


@pytest.mark.parametrize(("text", "facts"), SAID)
def test_a_fact_said_is_read(text: str, facts: dict[str, Any]) -> None:
    read = read_facts(text)
    assert {name: read.get(name) for name in facts} == facts


@pytest.mark.parametrize(
    "text",
    [
        "i need food in 90011",
        "i want to see my kids",
        "dcfs took my 2 kids, i have 2 kids there",
        "how do i get custody of my son",
        "tengo 5 años limpio",
        "i did 24 years in soledad",
        "im 15 minutes away",
        "my son is 22 years old",
        "do i need id to get in?",
        "que piden, id?",
        "where do i register to vote",
        "i have to register for classes",
        "my brother is a sex offender, im not a sex offender",
        "mi mamá está en silla de ruedas",
        "is that place for veterans only",
        "clases de cómo ser papá",
        "he made me pee in front of a man",
        "i live in my car",
        "no son míos",
        "im a dog walker looking for a vet",
    ],
)
def test_what_only_sounds_like_a_fact_is_none(text: str) -> None:
    assert read_facts(text) == {}


def test_search_gets_what_is_known() -> None:
    facts = as_person_facts({"veteran": True, "registrant": True, "age": 62}, "es")
    assert (facts.veteran, facts.age, facts.language, facts.has_id) == (True, 62, "es", None)
    assert facts.conviction_bars == {"registrant"}
