"""Texting a person from the console, and taking their conversation over from Puente, through the real webhook."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from sqlalchemy import func, select

from bot.callbacks.handover import Handover
from bot.callbacks.pausing import Pauses
from bot.cases.consents import Consents
from bot.cases.correspondence import CaseCorrespondence
from bot.cases.models import AuditEvent
from bot.clock import LOS_ANGELES
from bot.messaging.outbox_worker import OutboxWorker
from bot.messaging.segments import count
from bot.messaging.sender import Outcome, RecordingSender, SendResult
from tests.live import twilio_form
from tests.webhooks.conftest import Site
from tests.webhooks.console.conftest import TODAY_AT_THREE
from tests.webhooks.pages_app import Browser, FormReader, add_account

ANA = "+13235550100"


@dataclass
class Talk:
    """Ana, who texts; Rosa, who has her task on the screen; and the worker that sends."""

    site: Site
    sender: RecordingSender
    rosa: Browser

    def ana_says(self, words: str, sid: str | None = None, **extra: str) -> list[str]:
        answer = self.site.sms(words, phone=ANA, sid=sid, **extra)
        assert answer.status_code == 200, answer.text
        return [each.text or "" for each in ElementTree.fromstring(answer.text).iter("Message")]

    def page(self) -> str:
        return self.rosa.get("/console/tasks/1")

    def send(self, words: str, **values: str) -> str:
        self.page()
        return self.rosa.submit("/console/tasks/1/texts", text=words, **values)

    def take_over(self) -> str:
        self.page()
        return self.rosa.submit("/console/tasks/1/take-over")

    def work(self) -> list[str]:
        """What the worker sends now."""
        services, before = self.site.services, len(self.sender.sent)
        correspondence = CaseCorrespondence(services.database, services.vault, services.clock)
        OutboxWorker(services.database, services.vault, services.clock, self.sender, correspondence).run_once()
        return [text.body for text in self.sender.sent[before:]]

    def upkeep(self) -> int:
        services = self.site.services
        return Handover(services.database, services.vault, services.clock).run_once()

    def at(self, when: str) -> None:
        self.site.clock.instant = datetime.fromisoformat(when).replace(tzinfo=LOS_ANGELES)

    def events(self, what: str) -> int:
        with self.site.services.database.read() as db_session:
            counted = select(func.count()).select_from(AuditEvent).where(AuditEvent.what == what)
            return db_session.scalar(counted) or 0


def make_talk(site: Site, language: str = "en") -> Talk:
    services = site.services
    add_account(services, "rosa", "chw")
    site.sms("hello", phone=ANA)
    person = services.people.find("sms", ANA)
    assert person is not None
    services.people.set_language(person.id, "es" if language == "es" else "en", chosen=True)
    consents = Consents(services.database, site.clock)
    for kind in ("voicemail", "follow_up"):  # nothing is left to ask for
        consents.record(person.id, kind, False, "en", "sms", asked=True)
    end = TODAY_AT_THREE + timedelta(hours=1)
    task = services.booking.book(person.id, ["food"], "en", 6, "90011", TODAY_AT_THREE, end, "Ana")
    rosa = services.accounts.named("rosa@example.org")
    services.casework.claim(task.id, rosa.id, task.version)
    site.client.application.config["PREFERRED_URL_SCHEME"] = "https"  # else the login's cookie is not sent back
    browser = Browser(site.client.application.test_client(), site.clock)
    browser.sign_in("rosa")
    return Talk(site, RecordingSender(), browser)


@pytest.fixture
def talk(sqlite_site: Site) -> Talk:
    return make_talk(sqlite_site)


@pytest.fixture
def talk_on_either(site: Site) -> Talk:
    return make_talk(site)


def test_a_text_goes_out_and_its_delivery_and_the_reply_are_shown(talk: Talk) -> None:
    page = talk.send("Hi Ana, this is Rosa. Are you free at 3?")
    assert "Your text is on its way." in page and "You answer from now on" not in page
    assert "You answer this person" in page, "who writes, answers"
    assert talk.work() == ["Hi Ana, this is Rosa. Are you free at 3?"]
    page = talk.page()
    assert "You wrote:" in page and "you · 10:00 am · sent" in page
    message_id = talk.sender.sent[0].message_id
    talk.site.services.messages.set_delivery_status(message_id, "delivered")
    assert "you · 10:00 am · delivered" in talk.page()

    assert talk.ana_says("yes i am") == [], "Puente does not answer what Rosa asked"
    assert "yes i am" in talk.page() and "They wait for an answer" in talk.page()
    assert talk.site.rasa.texts == ["hello"]


def test_a_text_is_spelled_cheaply_and_its_cost_is_shown(talk: Talk) -> None:
    talk.page()
    token = talk.rosa.form("/console/logout")["csrf_token"]
    words = "Señora, ¿está lista mañana a las 3? Llámeme — Rosa"
    shown = talk.rosa.post("/console/tasks/1/texts/cost", {"csrf_token": token, "text": words})
    assert f"{len(words)} characters, parts: 1" in shown
    talk.send(words)
    [sent] = talk.work()
    assert sent == "Señora, ¿esta lista mañana a las 3? Llameme - Rosa" and count(sent).segments == 1


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Your probation officer called about the rehab", ("probation", "rehab")),
        ("Ya hablé con su oficial de libertad condicional", ("oficial", "libertad")),
    ],
)
def test_telling_words_are_refused_by_name_and_the_text_is_kept(talk: Talk, words: str, shown: tuple[str, ...]) -> None:
    page = talk.send(words)
    assert talk.rosa.status == 400 and "Nothing was sent" in page
    assert all(f"“{word}”" in page for word in shown), page
    assert talk.rosa.form("/console/tasks/1/texts")["text"] == words
    assert talk.work() == []
    page = talk.rosa.submit("/console/tasks/1/texts")
    assert talk.rosa.status == 400 and talk.work() == [], "pressing again does not send it either"


@pytest.mark.parametrize("words", ["", " \r\n ", "x" * 601, "ł" * 300, "\u200b\u2066"])
def test_what_cannot_be_a_text_is_refused(talk: Talk, words: str) -> None:
    talk.send(words)
    assert talk.rosa.status == 400 and talk.work() == []


def test_a_text_typed_at_night_waits_for_the_morning_and_can_be_taken_back(talk: Talk) -> None:
    talk.at("2026-11-23T22:30")
    talk.rosa.sign_in("rosa")
    page = talk.page()
    assert "A text typed now goes out Tomorrow 8:00 am" in page
    page = talk.send("Good morning Ana")
    assert "Your text goes out tomorrow 8:00 am." in page and "Goes out: Tomorrow 8:00 am" in page
    talk.send("A second one")
    assert talk.work() == []
    page = talk.page()
    waiting = [action for action in _actions(talk.rosa) if action.endswith("/take-back")]
    assert len(waiting) == 2
    assert "It will not be sent." in talk.rosa.submit(waiting[1])
    talk.at("2026-11-24T08:00")
    assert len(talk.work()) == 1


def _actions(browser: Browser) -> list[str]:
    return list(FormReader(browser.source).forms)


def test_a_form_sent_twice_texts_once(talk: Talk) -> None:
    talk.page()
    form = {**talk.rosa.form("/console/tasks/1/texts"), "text": "Once only", "take_over": "yes"}
    for _ in range(3):
        talk.rosa.post("/console/tasks/1/texts", form)
    assert talk.work() == ["Once only"]


def _stop(talk: Talk) -> None:
    talk.ana_says("STOP")


def _custody(talk: Talk) -> None:
    services = talk.site.services
    person = services.people.find("sms", ANA)
    assert person is not None
    Pauses(services.database, services.vault, services.clock).pause(person.id, "system")


def _gone(talk: Talk) -> None:
    services = talk.site.services
    person = services.people.find("sms", ANA)
    assert person is not None
    CaseCorrespondence(services.database, services.vault, services.clock).number_is_somebody_elses(person.id)


@pytest.mark.parametrize(
    ("happens", "why"),
    [(_stop, "is closed"), (_custody, "in custody"), (_gone, "is closed")],
    ids=["stop", "custody", "number gone"],
)
def test_nothing_is_sent_against_the_rules_also_not_what_waits(talk: Talk, happens: Any, why: str) -> None:
    talk.page()
    form = {**talk.rosa.form("/console/tasks/1/texts"), "text": "hello", "take_over": "yes"}
    talk.send("on its way")
    happens(talk)
    assert talk.work() == []
    page = talk.rosa.post("/console/tasks/1/texts", {**form, "form_key": "0" * 32})
    assert talk.rosa.status == 409 and why in page and talk.work() == []


def test_after_stop_a_crisis_task_sends_nothing_either(talk: Talk) -> None:
    services = talk.site.services
    talk.ana_says("STOP")
    person = services.people.find("sms", ANA)
    rosa = services.accounts.named("rosa@example.org")
    assert person is not None
    crisis = services.tasks.create(person.id, "crisis", language="en", reason="suicide", priority="stat")
    services.casework.claim(crisis.id, rosa.id, crisis.version)
    page = talk.rosa.get(f"/console/tasks/{crisis.number}")
    assert "asked us to stop texting" in page and f"/console/tasks/{crisis.number}/texts" not in _actions(talk.rosa)


def test_words_typed_before_the_login_ended_are_sent_after_it(talk: Talk) -> None:
    talk.page()
    form = {**talk.rosa.form("/console/tasks/1/texts"), "text": "Typed while the session ran out", "take_over": "yes"}
    talk.at("2026-11-23T14:30")
    page = talk.rosa.post("/console/tasks/1/texts", form)
    assert talk.rosa.status == 401
    talk.rosa.go_on_signing_in("rosa")
    assert "Typed while the session ran out" in talk.rosa.page
    page = talk.rosa.submit("/console/tasks/1/texts")
    assert "Your text is on its way." in page and talk.work() == ["Typed while the session ran out"]


def test_taking_over_silences_puente_and_handing_back_resumes_where_it_was(talk: Talk) -> None:
    talk.site.rasa.answer = lambda body: httpx.Response(
        200,
        json={
            "replies": [{"text": "Food near you. Let's look."}, {"text": "Where are you? Text a ZIP code."}],
            "reading": {"intent": "need", "confidence": 0.9, "needs": ["food"], "urgent": False, "need_scores": {}},
        },
    )
    talk.ana_says("i need food")
    talk.site.rasa.answer = None
    assert "You answer from now on." in talk.take_over()
    assert talk.ana_says("is this a person?") == [] and talk.ana_says("hello?") == []
    assert talk.site.rasa.texts == ["hello", "i need food"], "Rasa hears nothing meanwhile"

    talk.page()
    assert "Where are you? Text a ZIP code." in talk.rosa.page
    page = talk.rosa.submit("/console/tasks/1/hand-back", ask_again="yes")
    assert "Puente answers again." in page
    assert talk.work() == ["Where are you? Text a ZIP code."]
    assert talk.ana_says("90011") == ["answer to 90011"]
    assert talk.events("conversation.taken_over") == talk.events("conversation.handed_back") == 1


def test_handing_back_without_the_question_sends_nothing(talk: Talk) -> None:
    talk.take_over()
    talk.rosa.submit("/console/tasks/1/hand-back")
    assert talk.work() == [] and talk.ana_says("hi") == ["answer to hi"]


def test_stop_help_and_a_crisis_are_answered_at_once_all_the_same(talk: Talk) -> None:
    talk.take_over()
    [helped] = talk.ana_says("HELP")
    assert helped
    [crisis] = talk.ana_says("i want to kill myself")
    assert "988" in crisis
    opened = [task for task in talk.site.services.tasks.queue() if task.kind == "crisis"]
    assert [(task.priority, task.reason) for task in opened] == [("stat", "suicide")]
    [stopped] = talk.ana_says("STOP")
    assert stopped and talk.site.services.people.find("sms", ANA).opted_out  # type: ignore[union-attr]


def test_a_wish_not_to_be_called_is_heeded_while_a_chw_answers(talk: Talk) -> None:
    talk.take_over()
    assert talk.ana_says("dont call me") != []
    assert talk.site.services.tasks.get(1).status == "cancelled"


def test_a_chw_who_does_not_answer_in_two_hours_hands_back_by_itself(talk: Talk) -> None:
    talk.take_over()
    talk.ana_says("are you there")
    talk.site.clock.instant += timedelta(hours=1, minutes=50)
    assert talk.upkeep() == 0 and talk.ana_says("hello?") == []
    talk.site.clock.instant += timedelta(minutes=15)
    assert talk.upkeep() == 1 and talk.upkeep() == 0
    [told] = talk.work()
    assert told.startswith("I'm sorry, nobody has answered you yet")
    assert talk.ana_says("food please") == ["answer to food please"]
    assert talk.events("conversation.handed_back") == 1


def test_the_first_text_after_too_long_a_wait_is_answered_with_a_note(talk: Talk) -> None:
    talk.take_over()
    talk.ana_says("are you there")
    talk.site.clock.instant += timedelta(hours=2, minutes=1)
    first = talk.ana_says("i need a bed")
    assert "\n".join(first).startswith("Your helper is away right now.") and "answer to i need a bed" in "\n".join(
        first
    )
    assert talk.ana_says("thanks") == ["answer to thanks"]


def test_outside_working_hours_puente_answers_unless_the_chw_is_at_it(talk: Talk) -> None:
    talk.at("2026-11-23T20:20")
    talk.rosa.sign_in("rosa")
    talk.take_over()
    assert talk.ana_says("quick question") == [], "she took it over a moment ago"
    talk.at("2026-11-23T20:55")
    said = "\n".join(talk.ana_says("hello?"))
    assert said.startswith("Your helper is away right now.") and "answer to hello?" in said


def test_an_answer_stops_the_waiting(talk: Talk) -> None:
    talk.take_over()
    talk.ana_says("are you there")
    talk.site.clock.instant += timedelta(minutes=50)
    talk.send("Yes, I am here")
    talk.site.clock.instant += timedelta(minutes=100)
    assert talk.upkeep() == 0 and talk.ana_says("good") == []


def test_a_text_under_way_when_the_conversation_is_taken_over_is_still_answered(talk_on_either: Talk) -> None:
    """What came first is Puente's to answer, so that nothing it did for it stays untold."""
    talk = talk_on_either
    asked, may_answer = threading.Event(), threading.Event()

    def slowly(body: dict[str, object]) -> httpx.Response:
        asked.set()
        assert may_answer.wait(20)
        reading = {"intent": "greet", "confidence": 0.9, "needs": [], "urgent": False, "need_scores": {}}
        return httpx.Response(200, json={"replies": [{"text": "Booked."}], "reading": reading})

    talk.site.rasa.answer = slowly
    answers: list[list[str]] = []
    under_way = threading.Thread(target=lambda: answers.append(talk.ana_says("book it", sid="SMslow")))
    under_way.start()
    assert asked.wait(20)
    talk.site.clock.instant += timedelta(seconds=1)
    talk.take_over()
    assert talk.ana_says("and hello") == [], "this one came after"
    may_answer.set()
    under_way.join(20)

    assert answers == [["Booked."]]
    assert talk.ana_says("book it", sid="SMslow") == ["Booked."], "the same text delivered again gets the same answer"


def test_a_colleague_takes_a_conversation_from_another(talk: Talk) -> None:
    services = talk.site.services
    talk.take_over()
    luis = add_account(services, "luis", "chw")
    task = services.tasks.get(1)
    rosa = services.accounts.named("rosa@example.org")
    services.casework.reassign(task.id, rosa.id, luis.id, "workload", task.version)
    browser = Browser(talk.site.client.application.test_client(), talk.site.clock)
    browser.sign_in("luis")
    page = browser.get("/console/tasks/1")
    assert "rosa@example.org answers this person's texts instead of Puente." in page
    browser.submit("/console/tasks/1/texts", text="Luis here")
    held = services.staff_texts.choice(luis.id, 1).held
    assert held is not None and held.email == "luis@example.org"


def test_only_who_has_the_task_texts_and_takes_over(talk: Talk) -> None:
    add_account(talk.site.services, "luis", "chw")
    browser = Browser(talk.site.client.application.test_client(), talk.site.clock)
    browser.sign_in("luis")
    token = browser.form("/console/logout")["csrf_token"]
    for path, values in (("texts", {"text": "hi", "form_key": "0" * 32}), ("take-over", {}), ("hand-back", {})):
        browser.post(f"/console/tasks/1/{path}", {"csrf_token": token, **values})
        assert browser.status in (404, 409), path
        assert "Ana" not in browser.page
    assert talk.work() == [] and talk.ana_says("hi") == ["answer to hi"]


def test_a_text_that_cannot_be_delivered_says_so(talk: Talk) -> None:
    talk.send("Hello Ana")
    talk.sender.results.append(SendResult(Outcome.STOPPED, error_code="30007"))
    talk.work()
    assert "you · 10:00 am · not delivered" in talk.page()


def test_a_forged_webhook_says_nothing_into_a_conversation_taken_over(talk: Talk) -> None:
    talk.take_over()
    form = twilio_form(ANA, "trust me")
    answer = talk.site.client.post("/twilio/sms", data=form, headers={"X-Twilio-Signature": "forged"})
    assert answer.status_code == 403 and "trust me" not in talk.page()
