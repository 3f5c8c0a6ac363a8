"""The public chat in a real browser, with and without scripting, on a bad connection, and left in a hurry."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import select

from bot.cases.models import Person
from bot.clock import FixedClock
from bot.db import Database
from bot.privacy.encryption import Vault
from tests.browser.conftest import PHONE, NewPage, Serve, Site
from tests.browser.site import make_site
from webhooks.chat import LEAVE_TO

pytestmark = pytest.mark.browser


@pytest.fixture
def site(serve: Serve, sqlite_database: Database, vault: Vault, clock: FixedClock) -> Site:
    return serve(make_site(sqlite_database, vault, clock))


@pytest.mark.parametrize("scripting", [True, False], ids=["with scripting", "without scripting"])
def test_a_conversation(site: Site, new_page: NewPage, scripting: bool) -> None:
    page = new_page(viewport=PHONE, java_script_enabled=scripting)
    page.goto(f"{site.address}/chat")
    thread = page.locator("#thread .turn")
    expect(thread).to_have_count(1)

    page.get_by_label("Your message").fill("hi")
    page.get_by_role("button", name="Send").click()
    expect(thread).to_have_count(2)

    page.get_by_label("Your message").fill("im hungry 90011")
    page.get_by_role("button", name="Send").click()
    expect(thread).to_have_count(5)
    expect(thread.nth(3)).to_contain_text("Central City Pantry")
    expect(page.get_by_role("link", name="213-555-0142")).to_have_attribute("href", "tel:+12135550142")
    expect(page.get_by_label("Your message")).to_have_value("")

    page.reload()
    expect(thread).to_have_count(5)


def test_what_could_not_be_sent_stays_and_is_answered_once_when_it_goes(site: Site, new_page: NewPage) -> None:
    page = new_page(viewport=PHONE)
    page.goto(f"{site.address}/chat")

    def answered_but_lost(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/chat/", answered_but_lost)
    page.get_by_label("Your message").fill("im hungry 90011")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Not sent")
    expect(page.get_by_label("Your message")).to_have_value("im hungry 90011")

    page.unroute("**/chat/")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#thread .turn.us")).to_have_count(2)
    expect(page.locator("#thread .turn.them")).to_have_count(1)
    expect(page.get_by_role("alert")).to_be_hidden()


def test_leaving_quickly_leaves_nothing_behind_the_back_button(site: Site, new_page: NewPage) -> None:
    page = new_page(viewport=PHONE)
    page.route(f"{LEAVE_TO}**", lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html"))
    page.goto("about:blank")
    page.goto(f"{site.address}/chat")
    page.get_by_label("Your message").fill("my secret")
    page.keyboard.press("Enter")
    expect(page.locator("#thread .them")).to_contain_text("my secret")

    page.get_by_role("link", name="Leave quickly").click()
    expect(page).to_have_title("Weather")
    page.go_back()

    assert page.url == "about:blank"
    page.goto(f"{site.address}/chat")
    expect(page.locator("#thread")).not_to_contain_text("my secret")


def test_switching_to_spanish(site: Site, new_page: NewPage) -> None:
    page = new_page(viewport=PHONE)
    page.goto(f"{site.address}/chat")

    page.get_by_role("button", name="Español").click()

    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("link", name="Salir rápido")).to_be_visible()


def test_what_a_chw_writes_comes_into_the_open_chat_by_itself(
    serve: Serve, new_page: NewPage, sqlite_database: Database, vault: Vault, clock: FixedClock
) -> None:
    site = serve(make_site(sqlite_database, vault, clock))
    page = new_page(viewport=PHONE)
    page.clock.install()
    page.goto(f"{site.address}/chat")
    page.get_by_label("Your message").fill("im hungry 90011")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#thread")).to_contain_text("Reply MORE")
    services = site.services
    with sqlite_database.read() as db_session:
        person = db_session.scalars(select(Person.id)).one()
    task = services.tasks.create(person, "follow_up", language="en", reason="not_called")
    rosa = services.accounts.named("rosa@example.org").id
    services.casework.claim(task.id, rosa, task.version)
    services.staff_texts.send(rosa, task.number, "Hi, this is Rosa. Are you near 41st St?", "a" * 32, take_over=True)
    page.get_by_label("Your message").fill("half a sen")

    page.clock.fast_forward(21_000)

    expect(page.locator("#thread")).to_contain_text("Hi, this is Rosa. Are you near 41st St?")
    expect(page.locator("#held")).to_contain_text("A person answers you here now.")
    expect(page.get_by_label("Your message")).to_have_value("half a sen")
    services.staff_texts.send(rosa, task.number, "No hurry.", "b" * 32, take_over=False)
    page.clock.fast_forward(5_000)
    expect(page.locator("#thread")).to_contain_text("No hurry.")
