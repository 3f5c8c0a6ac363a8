"""Through the signed webhook: who is texting and what they agreed to, in both languages, with any dialogue behind it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from xml.etree import ElementTree

import httpx
import pytest
from sqlalchemy import select

from bot.cases.models import Person, Task
from bot.cases.people import PersonView
from bot.i18n import Language, render
from bot.messaging.segments import count, gsm7_safe
from tests.webhooks.conftest import Site

PHONE = "+13235550100"
IN: dict[Language, dict[str, str]] = {
    "en": {
        "food": "i need food", "yes": "yes", "no": "no", "me": "ITS ME", "new": "new person", "not": "I'm not Maria",
        "back": "back", "wrong": "wrong number", "recado": "dont leave voicemails", "ask": "dont ask me later",
        "call": "don't call me anymore", "thanks": "thanks",
    },
    "es": {
        "food": "necesito comida", "yes": "sí", "no": "no gracias", "me": "SOY YO", "new": "otra persona",
        "not": "no soy María", "back": "volví", "wrong": "número equivocado", "recado": "no dejen recados",
        "ask": "no me pregunten después", "call": "ya no me llamen", "thanks": "gracias",
    },
}  # fmt: skip
LANGUAGES = pytest.mark.parametrize("language", ["en", "es"])


def texts(site: Site, words: str, **more: str) -> list[str]:
    answer = site.sms(words, **more)
    assert answer.status_code == 200
    return [one.text or "" for one in ElementTree.fromstring(answer.text).iter("Message")]


def said(name: str, language: Language, **values: object) -> str:
    return gsm7_safe(render(name, language, **values))


def here(site: Site) -> PersonView:
    found = site.services.people.find("sms", PHONE)
    assert found is not None
    return found


def replies_with(site: Site, reply: str, intent: str = "greet", book: bool = False) -> None:
    """What the dialogue answers from now on; with `book` each turn books a call, as its action would."""

    def answer(body: dict[str, object]) -> httpx.Response:
        person = site.services.people.find_by_pseudonym(str(body["sender"]))
        if book and person:
            soon = site.clock.now() + timedelta(hours=3)
            site.services.booking.book(
                person.id, ["food"], person.preferred_language, 6, "90011", soon, soon + timedelta(hours=1), "Maria"
            )
        reading = {"intent": intent, "confidence": 0.9, "needs": [], "urgent": False, "need_scores": {}}
        return httpx.Response(200, json={"replies": [{"text": reply}], "reading": reading})

    site.rasa.answer = answer


def booked(site: Site, language: Language) -> list[str]:
    """Maria asks for food and has a call booked."""
    texts(site, IN[language]["food"])
    replies_with(site, "Done, Maria.", book=True)
    answer = texts(site, IN[language]["food"])
    replies_with(site, "answer")
    return answer


@LANGUAGES
def test_first_contact_is_one_text_of_one_part_with_all_it_must_say(site: Site, language: Language) -> None:
    first, answer = texts(site, IN[language]["food"])
    assert count(first).segments == 1
    must = {
        "en": ("Puente", "computer", "not police, probation or ICE", "rates", "STOP to end", "HELP for help"),
        "es": ("Puente", "computadora", "no policia, probation ni migra", "cobrar", "ALTO para salir", "AYUDA"),
    }
    assert [one for one in must[language] if one not in first] == []
    assert answer.startswith("answer to")


@LANGUAGES
def test_voicemail_and_follow_up_are_asked_once_a_call_is_booked_and_answered_without_the_dialogue(
    site: Site, language: Language
) -> None:
    said_yes, said_no = IN[language]["yes"], IN[language]["no"]
    assert said("ask_voicemail", language) in booked(site, language)[-1]
    turns = len(site.rasa.texts)
    assert texts(site, said_yes) == [f"{said('voicemail_yes', language)}\n{said('ask_follow_up', language)}"]
    assert texts(site, said_no) == [said("follow_up_no", language)]
    assert len(site.rasa.texts) == turns
    held = site.services.cases.everything_about(here(site).id)
    assert held["consent_now"] == {"callback": True, "voicemail": True, "follow_up": False}
    assert {row["channel"] for row in held["consents"]} == {"sms"}
    assert {row["language"] for row in held["consents"]} == {language}
    assert texts(site, said_yes) == ["answer"], "a yes answers a question once"


@LANGUAGES
def test_a_question_left_unanswered_is_no_consent_and_does_not_stand_in_the_way(site: Site, language: Language) -> None:
    booked(site, language)
    assert texts(site, IN[language]["food"])[0].startswith("answer")
    assert site.services.cases.everything_about(here(site).id)["consent_now"]["voicemail"] is None


@LANGUAGES
def test_after_a_referral_follow_up_is_asked_when_the_person_is_done(site: Site, language: Language) -> None:
    texts(site, IN[language]["food"])
    cases = site.services.cases
    cases.record_referrals(cases.open_case(here(site).id), "food", [("s1", 1.0)], language)
    replies_with(site, "1) Pantry", intent="need")
    assert texts(site, IN[language]["food"]) == ["1) Pantry"], "a list asks nothing more"
    replies_with(site, "You're welcome.", intent="thanks")
    assert texts(site, IN[language]["thanks"]) == [f"You're welcome.\n{said('ask_follow_up', language)}"]
    assert texts(site, IN[language]["yes"]) == [said("follow_up_yes", language)]
    assert texts(site, IN[language]["thanks"]) == ["You're welcome."]


@LANGUAGES
def test_each_consent_is_taken_back_in_words_and_calls_end_with_theirs(site: Site, language: Language) -> None:
    booked(site, language)
    assert texts(site, IN[language]["recado"]) == [said("voicemail_no", language)]
    assert texts(site, IN[language]["ask"]) == [said("follow_up_no", language)]
    assert texts(site, IN[language]["call"]) == [said("utter_callback_cancelled", language)]
    person = here(site)
    assert site.services.cases.everything_about(person.id)["consent_now"] == {
        "callback": False, "voicemail": False, "follow_up": False,
    }  # fmt: skip
    assert site.services.tasks.open_callback(person.id) is None
    assert not person.opted_out


def test_taking_back_the_call_works_with_rasa_down(site: Site) -> None:
    booked(site, "en")

    def refuse(body: dict[str, object]) -> httpx.Response:
        raise httpx.ConnectError("refused")

    site.rasa.answer = refuse
    assert texts(site, "don't call me") == [said("utter_callback_cancelled", "en")]


@LANGUAGES
def test_a_number_silent_for_long_is_met_as_somebody_new_until_they_say_otherwise(
    site: Site, language: Language
) -> None:
    booked(site, language)
    old = here(site)
    site.clock.instant += timedelta(days=45)
    first, answer = texts(site, IN[language]["food"])
    assert first == f"{said('first_contact', language)}\n{said('returning', language)}"
    assert "Maria" not in first + answer
    assert here(site).pseudonym != old.pseudonym
    assert texts(site, IN[language]["me"]) == [said("welcome_back", language)]
    assert here(site).id == old.id
    assert site.services.tasks.open_callback(old.id) is not None


@LANGUAGES
def test_who_is_not_the_person_we_know_gets_none_of_their_history(site: Site, language: Language) -> None:
    booked(site, language)
    old = here(site)
    first, answer = texts(site, IN[language]["not"])
    assert first == said("first_contact", language), "who we are, to somebody new"
    assert answer == said("someone_else", language)
    assert "Maria" not in first + answer
    new = here(site)
    assert (new.name, new.opted_out, new.id == old.id) == (None, False, False)
    assert texts(site, IN[language]["food"]) == ["answer"]
    with site.services.database.read() as db_session:
        kept = db_session.get_one(Person, old.id)
        assert (kept.number_link, kept.address_sealed) == ("ended", None)
        assert db_session.scalars(select(Task.status)).all() == ["cancelled"]


@LANGUAGES
def test_a_wrong_number_ends_the_texts_too(site: Site, language: Language) -> None:
    booked(site, language)
    old = here(site)
    assert texts(site, IN[language]["wrong"]) == [said("opted_out", language)]
    assert here(site).opted_out
    assert here(site).id != old.id
    assert texts(site, IN[language]["wrong"]) == [], "confirmed once"
    texts(site, "START")
    assert texts(site, IN[language]["food"])[-1] == "answer"
    assert here(site).name is None


def test_a_return_word_is_never_taken_for_a_wish_that_the_texts_end(site: Site) -> None:
    texts(site, "hola")
    texts(site, "mi palabra es robot")
    texts(site, "VOLVI ROBOT")
    assert not here(site).opted_out


@LANGUAGES
def test_two_people_on_one_phone_keep_their_talks_apart(site: Site, language: Language) -> None:
    booked(site, language)
    maria = here(site)
    first, told = texts(site, IN[language]["new"])
    assert first == said("first_contact", language)
    back = "VOLVI" if language == "es" else "BACK"
    new_word, old_word = (part.split(".")[0] for part in told.split(f"{back} ")[1:])
    assert old_word.isalpha() and new_word.isalpha()
    assert told == said("new_person", language, word=new_word, other=old_word)
    other = here(site)
    assert texts(site, IN[language]["food"]) == ["answer"]
    assert texts(site, f"{IN[language]['back']} {old_word.lower()}") == [said("welcome_back", language)]
    assert here(site).id == maria.id
    assert texts(site, f"{IN[language]['back']} {new_word}") == [said("welcome_back", language)]
    assert here(site).id == other.id
    assert texts(site, f"{IN[language]['back']} elephant") == [said("wrong_return_word", language)]
    assert here(site).id == other.id


def test_a_new_person_may_say_what_they_need_in_the_same_text(site: Site) -> None:
    texts(site, "i need food")
    first, rest = texts(site, "new person here, i need shoes")
    assert first == said("first_contact", "en")
    assert rest.endswith("answer to i need shoes")


def test_help_and_stop_count_for_the_whole_number(site: Site) -> None:
    texts(site, "i need food")
    maria = here(site)
    texts(site, "new person")
    assert texts(site, "HELP") == [said("help", "en")]
    assert texts(site, "STOP") == [said("opted_out", "en")]
    assert site.services.people.get(maria.id).opted_out
    assert texts(site, "new person") == [said("still_opted_out", "en")]


def test_a_crisis_changes_nobody(site: Site) -> None:
    texts(site, "i need food")
    maria = here(site)
    (answer,) = texts(site, "new person. i want to kill myself")
    assert "988" in answer
    assert here(site).id == maria.id


def test_with_rasa_down_somebody_else_still_gets_no_history(site: Site) -> None:
    booked(site, "en")

    def refuse(body: dict[str, object]) -> httpx.Response:
        raise httpx.ConnectError("refused")

    site.rasa.answer = refuse
    assert texts(site, "i'm not Maria")[-1] == said("someone_else", "en")
    assert "Maria" not in "".join(texts(site, "when is my call"))


def test_a_repeat_of_new_person_gets_the_same_words_again(site: Site) -> None:
    texts(site, "i need food")
    first = texts(site, "new person", sid="SM-n")
    assert texts(site, "new person", sid="SM-n") == first
    assert len(site.services.people.on_number("sms", PHONE)) == 2


def test_one_number_texting_twice_at_once_after_a_silence_is_one_newcomer(site: Site) -> None:
    booked(site, "en")
    site.clock.instant += timedelta(days=60)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda words: texts(site, words), ["i need food", "in 90011"]))
    assert all("Maria" not in "".join(answer) for answer in answers)
    assert len(site.services.people.on_number("sms", PHONE)) == 2


def test_a_yes_typed_twice_at_once_is_recorded_once(site: Site) -> None:
    booked(site, "en")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: texts(site, "yes"), range(2)))
    rows = site.services.cases.everything_about(here(site).id)["consents"]
    assert [row["kind"] for row in rows].count("voicemail") == 1
