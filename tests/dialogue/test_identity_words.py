"""Who is writing is read from a few words, and from nothing that only sounds like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.identity_words import read_claim


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("new person", ""),
        ("NEW PERSON!", ""),
        ("hi this is a new person", ""),
        ("I'm someone else", ""),
        ("im a different person on this phone", ""),
        ("new person here, i need food in 90011", "i need food in 90011"),
        ("new person i need a bed", "i need a bed"),
        ("Otra persona", ""),
        ("soy otra persona", ""),
        ("hola, soy otra persona. ocupo comida", "ocupo comida"),
        ("nueva persona necesito ropa", "necesito ropa"),
        ("soy alguien más", ""),
    ],
)
def test_a_new_person_says_so_and_may_go_on(text: str, rest: str) -> None:
    claim = read_claim(text, "Maria")
    assert (claim.kind, claim.rest) == ("new_person", rest)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("wrong number", None),
        ("sorry u got the wrong number", None),
        ("numero equivocado", None),
        ("Está equivocado de número", None),
        ("I'm not Maria", "Maria"),
        ("im not maria sorry", "Maria Lopez"),
        ("this isn’t Maria", "Maria"),
        ("there's no maria here", "Maria"),
        ("this aint marias phone", "Maria"),
        ("who is maria?", "Maria"),
        ("maria doesn't have this number anymore", "Maria"),
        ("no soy María", "Maria"),
        ("yo no soy la maria, disculpe", "Maria"),
        ("este no es el numero de maria", "Maria"),
        ("quien es maria", "María"),
        ("I'm not Kevin", None),
        ("No soy Kevin", None),
        ("I'm not who you think i am", None),
        ("this is my number now", None),
        ("i just got this phone number", None),
        ("no soy la persona que buscan", None),
        ("no soy quien buscan", None),
        ("este numero ya no es de ella", None),
        ("acabo de sacar este numero", None),
    ],
)
def test_somebody_else_says_that_they_are_not_who_we_mean(text: str, name: str | None) -> None:
    assert read_claim(text, name).kind == "someone_else"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("back panda", "panda"),
        ("I'm back PANDA", "panda"),
        ("ya volví panda", "panda"),
        ("VOLVI KOALA", "koala"),
        ("clave koala", "koala"),
        ("its me", ""),
        ("It's me!", ""),
        ("ITS ME", ""),
        ("yes its me", ""),
        ("same person", ""),
        ("im back", ""),
        ("SOY YO", ""),
        ("sí soy yo", ""),
        ("la misma", ""),
        ("ya regresé", ""),
    ],
)
def test_who_comes_back_says_it_with_or_without_a_word(text: str, word: str) -> None:
    claim = read_claim(text, None)
    assert (claim.kind, claim.word) == ("back", word)


@pytest.mark.parametrize(("text", "word"), [("my word is Tiger", "tiger"), ("mi palabra es tigre", "tigre")])
def test_a_word_of_ones_own_can_be_chosen(text: str, word: str) -> None:
    claim = read_claim(text, None)
    assert (claim.kind, claim.word) == ("word", word)


@pytest.mark.parametrize(
    "text",
    [
        "i need a new person to call me",
        "can someone else call me",
        "another person",
        "im not well",
        "i'm not homeless",
        "im not from here",
        "I'm not American",
        "I'm not Mexican",
        "no soy de aqui",
        "no soy ciudadano",
        "Maria",
        "its maria",
        "me llamo Maria",
        "no, maria",
        "who is calling me",
        "quien me va a llamar",
        "the shelter number was wrong",
        "i put the wrong number its 323 555 0134",
        "ese numero esta equivocado",
        "im back home",
        "im back in LA and need a bed",
        "call me back",
        "codigo postal 90011",
        "same day detox",
        "i lost my phone and got a new number",
        "yes",
        "",
    ],
)
def test_what_only_sounds_like_it_changes_nothing(text: str) -> None:
    assert read_claim(text, "Maria").kind == "none"


@given(st.text(max_size=200), st.one_of(st.none(), st.text(min_size=1, max_size=20).filter(lambda n: n.strip())))
def test_no_text_and_no_name_breaks_the_reader(text: str, name: str | None) -> None:
    read_claim(text, name)
