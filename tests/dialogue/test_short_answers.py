"""What a few words say when the question is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.actions.names_said import NAME_LIMIT, read_name
from bot.dialogue.actions.short_answers import (
    asked_language,
    is_abuse,
    is_complaint,
    is_leaving,
    is_praise,
    mentioned_number,
    missed_it,
    read_number,
    read_numbers,
    replaces,
    says_no,
    wants_call,
    wants_text,
)
from bot.i18n import Language


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2", [2]),
        ("#2", [2]),
        ("number 3 please", [3]),
        ("the second one", [2]),
        ("la tres", [3]),
        ("quiero la segunda", [2]),
        ("1 y 3", [1, 3]),
        ("1,2", [1, 2]),
        ("12", [12]),
        ("90011", []),
        ("i have 2 kids", []),
        ("need food at 3", []),
        ("no", []),
        ("", []),
    ],
)
def test_choices_by_number(text: str, numbers: list[int]) -> None:
    assert read_numbers(text) == numbers
    assert read_number(text) == (numbers[0] if len(numbers) == 1 else None)


@pytest.mark.parametrize(
    ("text", "number"),
    [("the second one was full", 2), ("number 1 never answers", 1), ("el 3 no contesta", 3), ("they were full", None)],
)
def test_a_number_inside_a_sentence(text: str, number: int | None) -> None:
    assert mentioned_number(text) == number


@given(st.text(max_size=200))
def test_no_text_breaks_a_reader_and_a_name_is_short(text: str) -> None:
    name = read_name(text)
    assert name is None or 0 < len(name) <= NAME_LIMIT
    assert all(0 <= number <= 99 for number in read_numbers(text))
    for reader in (is_leaving, is_abuse, is_praise, is_complaint, replaces, wants_call):
        assert reader(text) in (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "never mind",
        "nvm",
        "forget it",
        "not right now",
        "olvídelo",
        "olvidalo",
        "ya no gracias",
        "ya no",
        "mejor no",
        "no importa",
    ],
)
def test_ways_out(text: str) -> None:
    assert is_leaving(text)


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "skip",
        "they said ya no hay espacio",
        "dont forget me",
        "i need a bed right now",
        "ya no tengo donde vivir",
    ],
)
def test_what_is_no_way_out(text: str) -> None:
    assert not is_leaving(text)


@pytest.mark.parametrize(
    "text",
    ["need food, call me", "can someone call me at 5", "llámenme", "me pueden marcar porfa", "i want someone to call"],
)
def test_calls_wanted(text: str) -> None:
    assert wants_call(text)


@pytest.mark.parametrize(
    "text", ["dont call me", "nobody called me", "no me llamen", "my mom will call you names", "i called them"]
)
def test_calls_not_wanted(text: str) -> None:
    assert not wants_call(text)


@pytest.mark.parametrize(
    "text", ["they helped me thank you", "got a bed thank god", "me ayudaron mucho", "ya tengo cama"]
)
def test_good_news_of_a_service(text: str) -> None:
    assert is_praise(text)


@pytest.mark.parametrize(
    "text",
    [
        "they were full",
        "they didnt help",
        "nice people but no beds",
        "no me ayudaron",
        "the number dont work",
        "cerrado",
    ],
)
def test_bad_or_doubtful_news_is_no_praise(text: str) -> None:
    assert not is_praise(text)


@pytest.mark.parametrize(
    "text",
    ["the second one was full", "number 1 never answers", "they turned me away", "no contestan", "ya no hay cupo"],
)
def test_complaints(text: str) -> None:
    assert is_complaint(text)


@pytest.mark.parametrize("text", ["tell me about number 2", "when are they open", "la segunda"])
def test_questions_are_no_complaints(text: str) -> None:
    assert not is_complaint(text)


@pytest.mark.parametrize(
    "text",
    ["fuck this", "ur a stupid bot", "this is bullshit", "pinche robot", "no sirven para nada", "chinga tu madre"],
)
def test_insults(text: str) -> None:
    assert is_abuse(text)


@pytest.mark.parametrize(
    "text", ["i need a class", "assist me please", "computer class", "necesito ayuda", "whats the weather"]
)
def test_what_only_looks_like_one(text: str) -> None:
    assert not is_abuse(text)


@pytest.mark.parametrize(
    ("text", "current", "language"),
    [
        ("english please", "es", "en"),
        ("en español", "en", "es"),
        ("no hablo ingles", "en", "es"),
        ("i dont speak spanish", "es", "en"),
        ("habla español?", "en", "es"),
        ("change the language", "en", "es"),
        ("otro idioma", "es", "en"),
    ],
)
def test_the_language_asked_for(text: str, current: Language, language: Language) -> None:
    assert asked_language(text, current) == language


@pytest.mark.parametrize(
    "text", ["no", "nah im good", "none of those", "ninguno", "no thanks", "nope", "nada", "i dont want to"]
)
def test_a_no_is_a_no(text: str) -> None:
    assert says_no(text)


@pytest.mark.parametrize(
    "text", ["not tomorrow", "nobody answers", "no contestan", "no el viernes", "i dont know", "no help at all"]
)
def test_a_day_refused_and_a_complaint_are_no_mere_no(text: str) -> None:
    assert not says_no(text)


@pytest.mark.parametrize(
    "text", ["i missed ur call", "sorry i missed your call", "no alcance a contestar", "se me paso la llamada"]
)
def test_whoever_missed_our_call_says_so(text: str) -> None:
    assert missed_it(text)
    assert not missed_it("you missed my call")
    assert not missed_it("nobody called me")


@pytest.mark.parametrize("text", ["i cant talk on phone im deaf", "soy sorda", "no puedo hablar por telefono"])
def test_whoever_cannot_talk_on_the_phone_wants_texts(text: str) -> None:
    assert wants_text(text)
