"""From the first text to the booked call, in each language, through the signed webhook and the trained model."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from bot import correlation
from bot.conversation import InboundMessage
from bot.i18n import Language, render
from bot.messaging.segments import gsm7_safe
from tests.live import MONDAY_MORNING, Puente, Somebody
from tests.webhooks.pages_app import Browser, add_account
from webhooks.app import create_app

pytestmark = [pytest.mark.dialogue, pytest.mark.timeout(1200)]  # the first of them may train the model


def callbacks_of(puente: Puente, somebody: Somebody) -> list[dict[str, object]]:
    person = puente.services.people.find("sms", somebody.phone)
    assert person is not None
    task = puente.services.tasks.open_callback(person.id)
    return [task.as_json()] if task else []


def services_in(text: str) -> set[str]:
    """The names of the services listed in a reply."""
    return set(re.findall(r"^\d\) ([^,]+),", text, re.MULTILINE))


def console_page_of_the_call(puente: Puente, somebody: Somebody) -> str:
    """The page of the person's callback task as a CHW sees it after logging in and opening the queue."""
    name = f"chw{somebody.phone[-4:]}"
    add_account(puente.services, name, "chw")
    browser = Browser(create_app(puente.services.settings, puente.services).test_client(), puente.clock)
    browser.sign_in(name)
    person = puente.services.people.find("sms", somebody.phone)
    assert person is not None
    task = puente.services.tasks.open_callback(person.id)
    assert task is not None
    assert f"/console/tasks/{task.number}" in browser.get("/console/unassigned")
    browser.get(f"/console/tasks/{task.number}")
    return browser.submit(f"/console/tasks/{task.number}/open", why="before_claiming")


def test_spanish_from_hunger_to_a_booked_call(puente: Puente, somebody: Somebody) -> None:
    first = somebody.says("hola acabo de salir y necesito comida")
    assert "Soy" in first or "soy Puente" in first
    assert "postal" in first, "asks where"

    listed = somebody.says("90011")
    assert len(re.findall(r"^\d\) ", listed, re.MULTILINE)) == 3
    assert " mi" in listed
    assert "Comida cerca de" in listed

    asked = somebody.says("quiero que me llamen")
    assert "¿" in asked

    read_back = somebody.says("mañana a las 3 de la tarde")
    assert "martes 1 de diciembre a las 3:00 pm" in read_back

    booked = somebody.says("sí")
    assert "Listo" in booked
    (task,) = callbacks_of(puente, somebody)
    assert task["window_start"] == "2026-12-01T15:00:00-08:00"
    assert task["window_end"] == "2026-12-01T16:00:00-08:00"
    assert task["language"] == "es"
    assert task["needs"] == ["food"]
    assert task["spa"] == 6
    page = console_page_of_the_call(puente, somebody)
    assert "Spanish" in page and "Food" in page and "SPA 6" in page and "3:00 pm" in page


def test_english_from_no_bed_to_a_booked_call(puente: Puente, somebody: Somebody) -> None:
    first = somebody.says("just got out n need a place to sleep tonite")
    assert "Puente" in first
    assert "ZIP" in first

    listed = somebody.says("inglewood")
    assert len(re.findall(r"^\d\) ", listed, re.MULTILINE)) == 3
    assert "near Inglewood" in listed

    assert "ask for" in somebody.says("call me")
    assert "When" in somebody.says("maria")
    read_back = somebody.says("tmrw after 3")
    assert "Maria" in read_back
    assert "Tuesday, December 1 between 3:00 pm and 8:00 pm" in read_back
    assert "Done, Maria" in somebody.says("yes")
    (task,) = callbacks_of(puente, somebody)
    assert task["window_start"] == "2026-12-01T15:00:00-08:00"
    assert task["language"] == "en"
    assert task["needs"] == ["housing"]
    page = console_page_of_the_call(puente, somebody)
    assert "Maria" in page and "English" in page and somebody.phone[-4:] in page


def test_everything_in_one_text_needs_only_a_yes(puente: Puente, somebody: Somebody) -> None:
    answer = somebody.says("need food in 90044, can somebody call me tomorrow at 2pm")
    assert re.search(r"^1\) ", answer, re.MULTILINE)
    assert "Tuesday, December 1 at 2:00 pm" in answer
    assert "Done" in somebody.says("yes")
    (task,) = callbacks_of(puente, somebody)
    assert task["window_start"] == "2026-12-01T14:00:00-08:00"


def test_the_menu_works_by_number_and_turns_its_page(somebody: Somebody) -> None:
    menu = somebody.says("hi")
    assert "1 place to stay" in menu
    assert "6 more" in menu
    second = somebody.says("6")
    assert "1 benefits" in second
    assert "legal" in second or "lawyer" in second
    assert "legal help" in somebody.says("4")
    assert "Legal help near" in somebody.says("90001")


def test_several_needs_are_all_answered(somebody: Somebody) -> None:
    somebody.says("i need food and clothes")
    listed = somebody.says("90013")
    assert "Food near" in listed
    assert "Clothes and showers" in listed


def test_more_shows_others_and_a_number_shows_details(somebody: Somebody) -> None:
    somebody.says("need food")
    first = somebody.says("90011")
    more = somebody.says("MORE")
    assert len(services_in(more)) == 3
    assert not services_in(first) & services_in(more)
    detail = somebody.says("5")
    fifth = re.search(r"^5\) ([^,]+),", more, re.MULTILINE)
    assert fifth
    assert fifth[1][:20] in detail


def test_a_picture_with_words_is_answered_for_its_words_and_said_to_be_unseen(
    puente: Puente, somebody: Somebody
) -> None:
    words = "this my paper from court i need a lawyer in compton"
    text = "\n".join(puente.text(somebody.phone, words, NumMedia="1", MediaContentType0="image/jpeg"))
    assert "can't see pictures" in text
    assert "Legal help near Compton" in text
    assert "can't see pictures" not in somebody.says("more")


def test_writing_in_the_other_language_switches(somebody: Somebody) -> None:
    assert "What" in somebody.says("hello")
    assert "código postal" in somebody.says("necesito comida para mis hijos").replace("codigo", "código")
    assert "near" in somebody.says("english please, im in compton") or "English" in somebody.says("english please")


def test_start_over_forgets_the_question(somebody: Somebody) -> None:
    somebody.says("i need a lawyer")
    fresh = somebody.says("start over")
    assert "fresh" in fresh
    assert "1 place to stay" in fresh


@pytest.mark.parametrize(
    "need", ["i want to vote, can i register", "my po keeps moving, i need to find my probation officer"]
)
def test_a_need_without_a_listing_nearby_gets_the_countywide_line(somebody: Somebody, need: str) -> None:
    somebody.says(need)
    listed = somebody.says("93535")
    assert re.search(r"^1\) ", listed, re.MULTILINE)
    assert re.search(r"\d{3}[-) ]|211", listed)


def test_a_chat_is_asked_where_to_call_and_only_the_case_store_knows(puente: Puente) -> None:
    puente.clock.instant = MONDAY_MORNING
    address = f"web:{uuid4()}"

    def says(words: str) -> str:
        message = InboundMessage(channel="web", address=address, body=words, provider_sid=f"web-{uuid4()}")
        return "\n".join(puente.services.conversation.receive(message).replies)

    says("can somebody call me")
    assert "What number" in says("Maria")
    assert "10 digits" in says("555-0100")
    assert "When" in says("its 323 555 0142")
    assert "the number ending in 0142" in says("tomorrow at 3")
    assert "Done, Maria" in says("yes")
    person = puente.services.people.find("web", address)
    assert person is not None
    assert person.call_number == "+13235550142"
    assert puente.services.tasks.open_callback(person.id) is not None


def test_a_chat_without_a_number_books_no_call_and_says_whom_to_call(puente: Puente) -> None:
    puente.clock.instant = MONDAY_MORNING
    address = f"web:{uuid4()}"

    def says(words: str) -> str:
        message = InboundMessage(channel="web", address=address, body=words, provider_sid=f"web-{uuid4()}")
        return "\n".join(puente.services.conversation.receive(message).replies)

    says("quiero que me llamen")
    assert "número" in says("Ana")
    assert "833-522-5263" in says("saltar")
    person = puente.services.people.find("web", address)
    assert person is not None
    assert puente.services.tasks.open_callback(person.id) is None


def test_rasas_own_log_names_the_id_the_answer_carries_and_nothing_that_was_said(puente: Puente) -> None:
    answer = puente.post("+13235550999", "i need food near zorbulax")
    log = puente.services.settings.puente_instance / "logs" / "rasa.log"
    lines = [line for line in log.read_text("utf-8").splitlines() if answer.headers[correlation.HEADER] in line]
    assert any("turn request=" in line and "milliseconds=" in line for line in lines)
    assert "zorbulax" not in log.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "entries"),
    [
        (
            ("i need food in 90011", "STOP", "delete my info", "i cant do this anymore im going to end my life", "delete my info",
             "delete my info", "i need food"),
            (None, "opted_out", "ask_erase_stopped", "crisis_suicide", "ask_erase_stopped", "erase_done_stopped",
             "still_opted_out"),
        ),
        (
            ("necesito comida en el 90011", "ya no me manden mensajes", "borren mis datos", "ya no quiero vivir me quiero matar",
             "borren mis datos", "borren mis datos", "necesito comida"),
            (None, "opted_out", "ask_erase_stopped", "crisis_suicide", "ask_erase_stopped", "erase_done_stopped",
             "still_opted_out"),
        ),
    ],
)  # fmt: skip
def test_who_opted_out_is_heard_in_a_crisis_and_when_asking_to_be_erased(
    puente: Puente, somebody: Somebody, words: tuple[str, ...], entries: tuple[str | None, ...]
) -> None:
    language: Language = "es" if "comida" in words[0] else "en"
    began = puente.clock.instant
    for said, entry in zip(words, entries, strict=True):
        puente.clock.instant += timedelta(minutes=1)
        answer = somebody.says(said)
        if entry:
            assert answer == gsm7_safe(render(entry, language)), said
    puente.clock.instant = began
    person = puente.services.people.find("sms", somebody.phone)
    assert person is not None
    assert person.opted_out
