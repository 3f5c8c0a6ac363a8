"""Yes and no are bare; consent is taken back in many words, and the hour of a call is another matter."""

from __future__ import annotations

import pytest

from bot.dialogue.consent_words import read_wish, read_yes_no


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "Yes!",
        "y",
        "yeah",
        "ok",
        "sure",
        "yes please",
        "Sí",
        "si por favor",
        "claro",
        "simón",
        "yeah sure",
        "si claro que si",
        "👍",
    ],
)
def test_a_bare_yes(text: str) -> None:
    assert read_yes_no(text) is True


@pytest.mark.parametrize("text", ["no", "NO.", "nah", "no thanks", "no gracias", "mejor no", "nel"])
def test_a_bare_no(text: str) -> None:
    assert read_yes_no(text) is False


@pytest.mark.parametrize(
    "text", ["yes but after 5", "no i need food", "90011", "thanks", "gracias", "maybe", "necesito comida", ""]
)
def test_anything_else_is_neither(text: str) -> None:
    assert read_yes_no(text) is None


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("dont leave voicemails", ("voicemail", False)),
        ("Please don't leave me any messages", ("voicemail", False)),
        ("no voicemails", ("voicemail", False)),
        ("no dejen recados", ("voicemail", False)),
        ("no me dejen mensajes de voz por favor", ("voicemail", False)),
        ("you can leave a voicemail", ("voicemail", True)),
        ("pueden dejar recado", ("voicemail", True)),
        ("dont ask me later", ("follow_up", False)),
        ("stop asking me how it went", ("follow_up", False)),
        ("no check ins", ("follow_up", False)),
        ("no me pregunten después", ("follow_up", False)),
        ("ya no me pregunten", ("follow_up", False)),
        ("you can check in on me", ("follow_up", True)),
        ("don't call me anymore", ("callback", False)),
        ("dont call me", ("callback", False)),
        ("I don't want anyone to call me", ("callback", False)),
        ("ya no me llamen", ("callback", False)),
        ("no quiero que me llamen", ("callback", False)),
        ("dejen de llamarme", ("callback", False)),
    ],
)
def test_a_wish_says_what_it_gives_or_takes_back(text: str, wish: tuple[str, bool]) -> None:
    assert read_wish(text) == wish


@pytest.mark.parametrize(
    "text",
    [
        "dont call me before 9",
        "don't call me at night",
        "dont call me tomorrow",
        "no me llamen hoy",
        "no me llamen antes de las 9",
        "call me",
        "nobody called me",
        "they never call me back about the job",
        "no me dejaron entrar",
        "i left a message and they dont answer",
        "can i leave a message for my mom",
        "no tengo recados",
        "dont ask me for id",
    ],
)
def test_the_hour_of_a_call_and_other_peoples_calls_are_no_wish(text: str) -> None:
    assert read_wish(text) is None


@pytest.mark.parametrize(
    "text", ["i want to die dont call me", "dont leave me he is going to kill me", "no me llamen me quiero matar"]
)
def test_no_crisis_hides_in_a_wish(text: str) -> None:
    assert read_wish(text) is None


@pytest.mark.parametrize(
    "text",
    ["can u not call me he checks my phone", "dont call me im at work", "no me llamen mi esposo me revisa el telefono"],
)
def test_a_wish_may_give_its_reason_once_no_crisis_can_hide_in_it(text: str) -> None:
    assert read_wish(text) is None
    assert read_wish(text, with_reason=True) == ("callback", False)


@pytest.mark.parametrize(
    "text",
    ["dont call me im busy until 5", "dont call me because im asleep in the morning", "no me llamen mejor mensaje"],
)
def test_a_reason_that_names_an_hour_or_another_way_is_no_wish(text: str) -> None:
    assert read_wish(text, with_reason=True) is None
