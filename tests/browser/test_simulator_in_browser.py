"""The simulator on a screen the size of a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bot.clock import FixedClock
from bot.db import Database
from bot.privacy.encryption import Vault
from tests.browser.conftest import PHONE, NewPage, Serve, Site
from tests.browser.site import make_site

pytestmark = pytest.mark.browser


@pytest.fixture
def site(serve: Serve, sqlite_database: Database, vault: Vault, clock: FixedClock) -> Site:
    return serve(make_site(sqlite_database, vault, clock))


def test_a_text_is_answered_with_its_cost_beside_it(site: Site, new_page: NewPage) -> None:
    page = new_page(viewport=PHONE)
    page.goto(f"{site.address}/simulator")
    page.get_by_label("Message", exact=True).fill("tengo hambre")
    page.get_by_role("button", name="Send", exact=True).click()

    turns = page.locator("#thread .turn")
    expect(turns).to_have_count(2)
    expect(turns.nth(1)).to_contain_text("UCS-2 · 1 segment · 42 characters")
    expect(page.locator("#last-turn")).to_contain_text("replies: 1")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out sideways"
    send = page.get_by_role("button", name="Send", exact=True).bounding_box()
    assert send and send["y"] + send["height"] <= PHONE["height"], "the send button is on the first screen"


def test_a_text_delivered_twice_is_answered_once(site: Site, new_page: NewPage) -> None:
    page = new_page(viewport=PHONE)
    page.goto(f"{site.address}/simulator")
    page.get_by_label("Message", exact=True).fill("im hungry 90011")
    page.keyboard.press("Enter")
    expect(page.locator("#thread .turn.us")).to_have_count(2)

    page.get_by_role("button", name="Deliver the last text again").click()

    expect(page.get_by_role("button", name="Deliver the last text again")).to_be_enabled()
    expect(page.locator("#thread .turn")).to_have_count(3)


def test_each_number_has_its_own_thread_and_new_ones_can_be_added(site: Site, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{site.address}/simulator")
    page.get_by_label("Message", exact=True).fill("hi")
    page.keyboard.press("Enter")
    expect(page.locator("#thread .turn")).to_have_count(2)

    page.get_by_role("button", name="New number").click()
    expect(page.get_by_label("Texting as")).to_have_value("+13235550103")
    expect(page.locator("#thread")).to_contain_text("No texts yet")

    page.get_by_label("Texting as").select_option("+13235550100")
    expect(page.locator("#thread .turn")).to_have_count(2)


def test_texts_puente_sends_on_its_own_appear(site: Site, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{site.address}/simulator")
    expect(page.locator("#outbound-none")).to_be_visible()
    site.services.sender.send("+13235550100", "We call you today at 3:00 pm.", "message-1")

    expect(page.locator("#outbound")).to_contain_text("We call you today at 3:00 pm.")
