"""Every form with words in it, in a real browser: a dropped connection and an expired login lose none of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.cases.review_models import ReviewCard
from bot.clock import FixedClock
from bot.db import Database, new_id
from bot.privacy.encryption import Vault
from tests.browser.conftest import PHONE, NewPage, Serve, Site
from tests.browser.site import fill_directory, fill_queue, make_site
from tests.browser.test_console_in_browser import give_both_factors
from tests.browser.test_every_page import sign_in
from tests.directory.packages import made_id
from tests.webhooks.pages_app import add_account

pytestmark = pytest.mark.browser
LISTING = f"/console/directory/{made_id('service_at_location', 5)}"


@pytest.fixture
def site(serve: Serve, sqlite_database: Database, vault: Vault, clock: FixedClock, tmp_path: Path) -> Site:
    site = serve(make_site(sqlite_database, vault, clock))
    fill_queue(site.services, clock)
    fill_directory(site.services, tmp_path)
    add_account(site.services, "rita", "reviewer")
    with sqlite_database.write() as db_session:
        card_id = new_id()
        sealed = vault.seal("what do i do", f"review_card.text:{card_id}")
        db_session.add(
            ReviewCard(id=card_id, week=date(2026, 11, 16), language="en", why="unsure", part2=False, state="new",
                       text_sealed=sealed)
        )  # fmt: skip
    return site


def correct_a_listing(page: Page) -> None:
    page.get_by_label("Who it is for").fill("Anyone coming home")
    page.get_by_role("button", name="Save and mark as checked").click()


def add_a_listing(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("Casa Nueva")
    page.get_by_label("Phone", exact=True).fill("213-555-0188")
    page.get_by_label("Food").check()
    page.get_by_role("button", name="Add", exact=True).click()


def take_leave(page: Page) -> None:
    page.get_by_label("First day").fill("2026-12-01")
    page.get_by_label("Last day").fill("2026-12-04")
    page.get_by_role("button", name="Add leave").click()


def label_a_text(page: Page) -> None:
    page.locator("input[value=housing]").check()
    page.locator(".label-form button").click()


FORMS: list[tuple[str, str, Callable[[Page], None], str]] = [
    ("stella", LISTING, correct_a_listing, "Saved. It counts as checked today."),
    ("stella", "/console/directory/new", add_a_listing, "Added. It can be found from now on."),
    ("rosa", "/console/hours", take_leave, "Dec 1"),
    ("rita", "/console/review/", label_a_text, "Saved. A second reviewer will be asked."),
]


@pytest.mark.parametrize(("name", "address", "fill_in", "saved"), FORMS, ids=[each[2].__name__ for each in FORMS])
def test_a_form_sent_without_a_connection_waits_and_is_sent_once_there_is_one(
    site: Site, new_page: NewPage, name: str, address: str, fill_in: Callable[[Page], None], saved: str
) -> None:
    page = new_page(viewport=PHONE)
    sign_in(page, site, name)
    page.goto(f"{site.address}{address}")

    page.context.set_offline(True)
    fill_in(page)
    expect(page.locator("#connection")).to_contain_text("not saved yet")
    page.context.set_offline(False)

    expect(page.locator("#main")).to_contain_text(saved)


@pytest.mark.parametrize(("name", "address", "fill_in", "saved"), FORMS, ids=[each[2].__name__ for each in FORMS])
def test_a_form_sent_after_the_login_ended_is_sent_after_the_next_one(
    site: Site, new_page: NewPage, clock: FixedClock, name: str, address: str, fill_in: Callable[[Page], None], saved: str
) -> None:  # fmt: skip
    page = new_page(viewport=PHONE)
    sign_in(page, site, name)
    page.goto(f"{site.address}{address}")
    clock.instant = clock.instant.replace(hour=22)

    fill_in(page)
    expect(page.get_by_role("alert")).to_contain_text("Your session ended")
    expect(page.locator("#top")).not_to_contain_text("Sign out")
    give_both_factors(page, site, name)
    page.get_by_role("button", name="Send it now").click()

    expect(page.locator("#main")).to_contain_text(saved)
