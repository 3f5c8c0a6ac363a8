"""The public chat: one answer per message, a thread only its own browser sees, and a quick way out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import cast

import pytest
from flask import Flask
from werkzeug.datastructures import Headers

from bot.cases.messages import Messages
from bot.cases.people import People
from bot.clock import FixedClock
from bot.conversation import Answer, Conversation, InboundMessage
from bot.db import Database
from bot.errors import Unavailable
from bot.i18n import Language
from bot.privacy.encryption import Vault
from tests.webhooks.pages_app import Browser, make_app, make_services
from webhooks import chat
from webhooks.services import Services


@dataclass
class EchoConversation:
    """Records messages as the real conversation does, and answers with an echo."""

    people: People
    messages: Messages
    received: list[InboundMessage] = field(default_factory=list)
    broken: bool = False
    speaks: Language | None = None

    def receive(self, inbound: InboundMessage) -> Answer:
        if self.broken:
            raise Unavailable("the database is away")
        self.received.append(inbound)
        person = self.people.get_or_create(inbound.channel, inbound.address, "en")
        recorded = self.messages.record_inbound(person.id, inbound.channel, inbound.provider_sid, inbound.body)
        if self.speaks:
            self.people.set_language(person.id, self.speaks, chosen=False)
        replies = [f"You wrote: {inbound.body}"]
        if recorded.first:
            self.messages.record_reply(recorded.message_id, replies, "dialogue", "answered", self.speaks or "en")
        return Answer(tuple(replies), duplicate=not recorded.first)


@dataclass
class Visitors:
    services: Services
    conversation: EchoConversation
    app: Flask

    def browser(self) -> Browser:
        browser = Browser(self.app.test_client())
        browser.get("/chat")
        return browser

    @property
    def said(self) -> list[str]:
        return [inbound.body for inbound in self.conversation.received]


@pytest.fixture
def visitors(sqlite_database: Database, vault: Vault, clock: FixedClock) -> Visitors:
    rooms = make_services(sqlite_database, vault, clock)
    conversation = EchoConversation(rooms.people, rooms.messages)
    services = replace(rooms, conversation=cast(Conversation, conversation))
    return Visitors(services, conversation, make_app(services))


def test_the_page_says_what_it_is_and_what_it_is_not_for(visitors: Visitors) -> None:
    page = visitors.browser().page

    assert "automated helper, not a person" in page
    assert "not for emergencies" in page
    assert 'href="tel:911"' in page and 'href="tel:988"' in page and 'href="sms:988"' in page
    assert "Leave quickly" in page


def test_both_spellings_of_the_address_show_the_chat(visitors: Visitors) -> None:
    client = visitors.app.test_client()

    assert client.get("/chat").status_code == client.get("/chat/").status_code == 200


def test_a_message_is_answered_on_the_page_without_scripting(visitors: Visitors) -> None:
    browser = visitors.browser()

    page = browser.submit("/chat/", body="  busco comida y jabón 90011 ")

    assert "busco comida y jabón 90011" in page and "You wrote: busco comida y jabón 90011" in page
    [inbound] = visitors.conversation.received
    assert inbound.channel == "web" and inbound.address.startswith("web:")
    assert inbound.body == "busco comida y jabón 90011", "nothing is folded on the web"


def test_sending_the_same_form_twice_is_answered_once(visitors: Visitors) -> None:
    browser = visitors.browser()
    sent = {**browser.form("/chat/"), "body": "hello"}

    browser.post("/chat/", sent)
    page = browser.post("/chat/", sent)

    assert page.count("You wrote: hello") == 1
    first, second = visitors.conversation.received
    assert first.provider_sid == second.provider_sid


def test_the_next_form_is_a_new_message(visitors: Visitors) -> None:
    browser = visitors.browser()

    browser.submit("/chat/", body="hello")
    page = browser.submit("/chat/", body="hello")

    assert page.count("You wrote: hello") == 2


def test_a_thread_is_seen_only_by_its_own_browser(visitors: Visitors) -> None:
    first, second = visitors.browser(), visitors.browser()
    first.submit("/chat/", body="my secret")

    assert "my secret" in first.get("/chat/")
    assert "my secret" not in second.get("/chat/")
    assert "my secret" not in visitors.browser().page


def test_another_browsers_message_id_gets_nobody_elses_reply(visitors: Visitors) -> None:
    first, second = visitors.browser(), visitors.browser()
    sid = first.form("/chat/")["sid"]
    first.submit("/chat/", body="my secret")

    page = second.submit("/chat/", body="hi", sid=sid)

    assert "my secret" not in page and "You wrote: hi" in page


def test_a_made_up_cookie_opens_no_thread(visitors: Visitors) -> None:
    browser = visitors.browser()
    browser.submit("/chat/", body="my secret")
    address = visitors.conversation.received[0].address
    thief = visitors.app.test_client()
    thief.set_cookie(chat.COOKIE, address.removeprefix("web:"), path="/chat")

    assert "my secret" not in thief.get("/chat/").text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visitors: Visitors) -> None:
    headers: Headers = visitors.app.test_client().get("/chat/").headers
    [cookie] = [value for value in headers.getlist("Set-Cookie") if value.startswith(chat.COOKIE)]

    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/chat" in cookie
    assert "Max-Age" not in cookie and "Expires" not in cookie, "it ends with the browser"


def test_leaving_quickly_goes_elsewhere_and_forgets_the_chat(visitors: Visitors) -> None:
    browser = visitors.browser()
    browser.submit("/chat/", body="my secret")

    left = browser.client.get("/chat/leave")

    assert left.status_code == 303 and left.location == chat.LEAVE_TO
    assert left.headers["Referrer-Policy"] == "no-referrer"
    assert browser.client.get_cookie(chat.COOKIE, path="/chat") is None
    assert browser.client.get_cookie("session") is None
    assert "my secret" not in browser.get("/chat/")


def test_an_answer_that_comes_after_leaving_does_not_bring_the_chat_back(visitors: Visitors) -> None:
    browser = visitors.browser()
    sent = {**browser.form("/chat/"), "body": "my secret"}

    answer = browser.client.post("/chat/", data=sent)
    page = browser.client.get("/chat/")

    for response in (answer, page):
        assert not [one for one in response.headers.getlist("Set-Cookie") if one.startswith(chat.COOKIE)]


def test_the_chat_is_stored_by_no_browser(visitors: Visitors) -> None:
    assert visitors.browser().headers["Cache-Control"] == "no-store"


def test_markup_in_a_message_is_shown_as_it_was_written(visitors: Visitors) -> None:
    browser = visitors.browser()

    browser.submit("/chat/", body="<script>alert(1)</script>")

    assert "<script>alert(1)</script>" not in browser.source
    assert "You wrote: <script>alert(1)</script>" in browser.page


def test_switching_the_language_switches_the_page_and_the_conversation(visitors: Visitors) -> None:
    browser = visitors.browser()
    browser.submit("/chat/", body="hello")

    page = browser.submit("/chat/language")

    assert '<html lang="es">' in page and "Salir rápido" in page and "AYUDA" in page
    person = visitors.services.people.find("web", visitors.conversation.received[0].address)
    assert person
    assert (person.preferred_language, person.language_chosen) == ("es", True)


def test_the_page_follows_when_the_conversation_turns_to_spanish(visitors: Visitors) -> None:
    browser = visitors.browser()
    visitors.conversation.speaks = "es"

    page = browser.submit("/chat/", body="necesito comida")

    assert '<html lang="es">' in page


def test_a_new_person_is_spoken_to_in_the_language_of_the_page(visitors: Visitors) -> None:
    browser = visitors.browser()
    browser.submit("/chat/language")

    browser.submit("/chat/", body="90011")

    person = visitors.services.people.find("web", visitors.conversation.received[0].address)
    assert person and person.preferred_language == "es"


@pytest.mark.parametrize(("body", "words"), [("   ", "Write something first."), ("x" * 1601, "too long")])
def test_a_message_that_cannot_be_sent_says_why_and_keeps_the_words(visitors: Visitors, body: str, words: str) -> None:
    browser = visitors.browser()

    page = browser.submit("/chat/", body=body)

    assert browser.status == 400 and words in page
    assert browser.form("/chat/")["body"] == body.strip()
    assert visitors.said == []


def test_a_browser_that_lost_its_cookies_keeps_its_words_and_can_send_them(visitors: Visitors) -> None:
    browser = visitors.browser()
    sent = {**browser.form("/chat/"), "body": "need a bed tonight"}
    fresh = Browser(visitors.app.test_client())

    page = fresh.post("/chat/", sent)
    assert fresh.status == 400 and "Please press Send again" in page and visitors.said == []

    fresh.submit("/chat/")
    assert visitors.said == ["need a bed tonight"]


def test_a_flood_is_slowed_down_kindly(visitors: Visitors) -> None:
    browser = visitors.browser()
    for number in range(20):
        browser.submit("/chat/", body=f"message {number}")

    page = browser.submit("/chat/", body="one more")

    assert browser.status == 429
    assert "Wait a minute" in page and "911" in page and "988" in page
    assert browser.form("/chat/")["body"] == "one more"
    assert len(visitors.said) == 20


def test_a_counter_of_visits_that_is_away_stops_nobody(visitors: Visitors) -> None:
    settings = visitors.services.settings.model_copy(update={"redis_url": "redis://127.0.0.1:1"})
    visitors.app = make_app(replace(visitors.services, settings=settings))

    assert "You wrote: hello" in visitors.browser().submit("/chat/", body="hello")


def test_when_we_are_broken_it_says_so_and_where_to_turn(visitors: Visitors) -> None:
    browser = visitors.browser()
    visitors.conversation.broken = True
    sid = browser.form("/chat/")["sid"]

    page = browser.submit("/chat/", body="need a bed")

    assert browser.status == 503 and "dial 211" in page and "988" in page
    assert browser.form("/chat/")["body"] == "need a bed"
    assert browser.form("/chat/")["sid"] == sid, "sent again, it is still the same message"
