"""Somebody in the public web chat is answered by a CHW there: no phone rings, and nobody else sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.cases.models import Person
from tests.webhooks.conftest import Site
from tests.webhooks.console.conftest import TODAY_AT_THREE
from tests.webhooks.pages_app import Browser, add_account

TASK = "/console/tasks/1"


@dataclass
class Chat:
    """A visitor's browser, and Rosa's on the page of their task."""

    site: Site
    visitor: Browser
    rosa: Browser

    def says(self, words: str) -> str:
        self.visitor.get("/chat/")
        return self.visitor.submit("/chat/", body=words)

    def answers(self, words: str) -> str:
        self.rosa.get(TASK)
        return self.rosa.submit(f"{TASK}/texts", text=words, take_over="yes")


@pytest.fixture
def chat(sqlite_site: Site) -> Chat:
    services, application = sqlite_site.services, sqlite_site.client.application
    application.config.update(PREFERRED_URL_SCHEME="https", RATELIMIT_ENABLED=False)
    visitor = Browser(application.test_client(), sqlite_site.clock)
    visitor.get("/chat/")
    visitor.submit("/chat/", body="hello")
    rosa = add_account(services, "rosa", "chw")
    with services.database.read() as db_session:
        person = db_session.query(Person).one().id
    end = TODAY_AT_THREE + timedelta(hours=1)
    task = services.booking.book(person, ["food"], "en", 6, "90011", TODAY_AT_THREE, end, "Ana")
    services.casework.claim(task.id, rosa.id, services.tasks.get(1).version)
    browser = Browser(application.test_client(), sqlite_site.clock)
    browser.sign_in("rosa")
    return Chat(sqlite_site, visitor, browser)


def test_what_the_chw_writes_stands_in_the_open_chat_and_the_chw_sees_that_it_was_seen(chat: Chat) -> None:
    assert "They use the web chat" in chat.rosa.get(TASK)
    page = chat.answers("Hi, this is Rosa. Can I help?")
    assert "It is in their web chat now." in page and "You answer this person" in page
    assert "delivered" not in page

    news = chat.visitor.get("/chat/news")
    assert "Hi, this is Rosa. Can I help?" in news and "from a person" in news
    assert "A person answers you here now." in news
    assert "delivered" in chat.rosa.get(TASK)


def test_puente_is_silent_until_the_conversation_is_handed_back(chat: Chat) -> None:
    chat.answers("Hi, this is Rosa. Can I help?")
    page = chat.says("yes please")
    assert "answer to yes please" not in page and "A person answers you here now." in page
    assert "They wait for your answer: 1" in chat.rosa.get("/console/")

    chat.rosa.get(TASK)
    chat.rosa.submit(f"{TASK}/hand-back")
    page = chat.says("thanks")
    assert "answer to thanks" in page
    assert "They wait for your answer" not in chat.rosa.get("/console/")


def test_the_same_form_sent_twice_stands_there_once(chat: Chat) -> None:
    chat.rosa.get(TASK)
    form = chat.rosa.form(f"{TASK}/texts")
    for _ in range(3):
        chat.rosa.post(f"{TASK}/texts", {**form, "text": "only once"})
    assert chat.visitor.get("/chat/news").count("only once") == 1


def test_news_is_not_drawn_again_while_nothing_came_and_nobody_else_sees_it(chat: Chat) -> None:
    chat.visitor.get("/chat/news")
    mark = chat.visitor.headers["ETag"]
    assert chat.visitor.client.get("/chat/news", headers={"If-None-Match": mark}).status_code == 304
    chat.answers("Hi, this is Rosa.")
    assert chat.visitor.client.get("/chat/news", headers={"If-None-Match": mark}).status_code == 200
    stranger = chat.site.client.application.test_client()
    assert stranger.get("/chat/news").status_code == 204
    stranger.get("/chat/")
    assert b"Rosa" not in stranger.get("/chat/news").data


def test_a_chat_that_is_over_says_so_and_nothing_is_lost(chat: Chat) -> None:
    chat.rosa.get(TASK)
    form = chat.rosa.form(f"{TASK}/texts")
    chat.site.clock.instant += timedelta(days=8)
    chat.rosa.sign_in("rosa")
    token = chat.rosa.form("/console/logout")["csrf_token"]
    page = chat.rosa.post(f"{TASK}/texts", {**form, "csrf_token": token, "text": "are you there?"})
    assert chat.rosa.status == 409 and "have not been back for 7 days" in page and "are you there?" in page


def test_after_stop_nothing_is_written_into_the_chat_either(chat: Chat) -> None:
    chat.says("STOP")
    assert "The person asked us to stop texting." in chat.rosa.get(TASK) or "closed" in chat.rosa.page
