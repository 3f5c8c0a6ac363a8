"""How contacting a service went, as people text it: in digits and words, in both languages, and what is no answer."""

from __future__ import annotations

import pytest

from bot.dialogue.outcome_words import opening, read_outcome

SAID = {
    "reached": ["1", "yes", "si", "they helped me", "got a bed there thank god", "it worked out", "si me atendieron bien",
                "me dieron comida", "went good", "they were real nice", "ya tengo cama", "uno"],
    "full": ["2", "full", "they full", "no beds", "they put me on a waitlist", "estaba lleno", "no habia cupo",
             "si fui pero no tenian lugar", "was full, any others?", "la lista de espera es de meses", "#2", "dos."],
    "closed": ["3", "it was closed", "that place shut down", "no fui adentro, estaba cerrado", "ya no existe",
               "they moved", "went there and nobody was there", "cerraron", "the third one: building was empty" ],
    "wrong_number": ["4", "wrong number", "that number dont work", "number is disconnected", "ese numero no sirve",
                     "el numero esta equivocado", "4 its dead", "numero equivocado"],
    "did_not_go": ["5", "didnt go", "havent called yet", "no fui", "todavia no", "no he podido ir", "i forgot",
                   "I didn't get a chance to go", "no tuve tiempo", "couldn't make it"],
    "no_answer": ["nobody answers", "no contestan", "went to voicemail", "they never called me back", "puro buzon"],
    "not_ok": ["no", "nope", "nel", "not really", "no me ayudaron"],
}  # fmt: skip


@pytest.mark.parametrize(("outcome", "text"), [(outcome, text) for outcome, texts in SAID.items() for text in texts])
def test_an_answer_to_the_question_is_read(outcome: str, text: str) -> None:
    assert read_outcome(text, just_asked=True) == outcome


@pytest.mark.parametrize(
    "text",
    ["2 kids need shelter", "is it open on sunday?", "¿está cerrado hoy?", "my bank account was closed", "6", "90011",
     "im looking for full time work", "they closed my case", "necesito comida", "call me", "thanks"],
)  # fmt: skip
def test_what_is_no_answer_is_left_to_the_dialogue(text: str) -> None:
    assert read_outcome(text, just_asked=True) is None


@pytest.mark.parametrize("text", ["2", "no", "tres", "1."])
def test_a_bare_digit_or_no_means_something_else_once_other_texts_came_between(text: str) -> None:
    assert read_outcome(text, just_asked=False) is None


def test_words_still_tell_it_later() -> None:
    assert read_outcome("that place was closed when i went", just_asked=False) == "closed"


def test_the_opening_of_a_text_is_what_stands_for_itself() -> None:
    assert opening("it was full, i need food in 90011") == "it was full"
    assert opening("si pero estaba lleno y ocupo comida") == "estaba lleno"
    assert opening("they took my licence away last year when i was still inside") == ""
