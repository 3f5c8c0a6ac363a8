"""A CHW calls and texts from the person's page in a real browser, on a phone-size screen, with and without scripting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx
import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from twilio.request_validator import RequestValidator

from bot.clock import FixedClock
from bot.db import Database
from bot.privacy.encryption import Vault
from tests.browser.conftest import PHONE, NewPage, Serve, Site
from tests.browser.site import fill_queue, make_site
from tests.browser.test_console_in_browser import sign_in
from tests.twilio_voice import ACCOUNT, COUNTY, VoiceAccount, running_voice_account
from tests.webhooks.console.test_calling import register_phone
from tests.webhooks.pages_app import make_app
from webhooks.sending import make_calls, make_line
from webhooks.services import Services

pytestmark = pytest.mark.browser


@pytest.fixture
def twilio() -> Iterator[VoiceAccount]:
    with running_voice_account() as account:
        yield account


@pytest.fixture
def site(serve: Serve, sqlite_database: Database, vault: Vault, clock: FixedClock, twilio: VoiceAccount) -> Site:
    whole = make_site(sqlite_database, vault, clock)

    def make(port: int) -> tuple[Flask, Services]:
        _, services = whole(port)
        update = {"twilio_account_sid": ACCOUNT, "twilio_from": COUNTY, "twilio_api_base": twilio.url}
        settings = services.settings.model_copy(update=update)
        calls, progress = make_calls(settings, sqlite_database, vault, clock, services.attempts, make_line(settings))
        services = replace(services, settings=settings, calls=calls, call_progress=progress)
        return make_app(services), services

    site = serve(make)
    fill_queue(site.services, clock)
    rosa = next(account for account in site.services.accounts.all() if account.email.startswith("rosa"))
    register_phone(sqlite_database, vault, clock, rosa.id)

    def post(path: str, form: dict[str, str]) -> httpx.Response:
        signed = RequestValidator("12345").compute_signature(f"{site.address}{path}", form)
        return httpx.post(f"{site.address}{path}", data=form, headers={"X-Twilio-Signature": signed})

    twilio.post = post
    return site


def open_task(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"{site.address}/console/tasks/2")
    page.get_by_label("To see if I can take it").check()
    page.get_by_role("button", name="Show the person").click()
    page.get_by_role("button", name="Claim").click()
    expect(page.get_by_role("status").first).to_contain_text("yours now")


@pytest.mark.parametrize("scripting", [True, False], ids=["with scripting", "without scripting"])
def test_call_no_answer_then_reached(
    site: Site, new_page: NewPage, twilio: VoiceAccount, picture: Callable[[Page, str], None], scripting: bool
) -> None:
    page = new_page(viewport=PHONE, java_script_enabled=scripting)
    open_task(page, site)
    picture(page, f"calling-1-before-{scripting}")

    def looks_again() -> None:
        """Without scripting the CHW reloads; with it the page does so by itself."""
        if not scripting:
            page.reload()

    page.locator("#calling").get_by_role("button", name="Call").click()
    expect(page.locator("#calling")).to_contain_text("Your phone is ringing")
    picture(page, f"calling-2-ringing-{scripting}")
    bridge = twilio.last
    bridge.staff_answers()
    bridge.presses("1")
    bridge.reports("in-progress")
    looks_again()
    expect(page.locator("#calling")).to_contain_text("You are connected")
    if scripting:
        page.get_by_label("Note").fill("typed while talking")
    bridge.reports("completed", 125)
    bridge.staff_leg("completed")
    looks_again()
    expect(page.locator("#calling")).to_contain_text("2 min 5 s")
    expect(page.locator("#calling")).to_contain_text("Say below how it went")
    picture(page, f"calling-3-answered-{scripting}")
    if scripting:
        expect(page.get_by_label("Note")).to_have_value("typed while talking")
    page.locator("#attempt").get_by_role("radio", name="Reached").check()
    page.get_by_role("button", name="Save the attempt").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved: Reached.")
    assert [site.services.tasks.get(2).status, site.services.tasks.get(2).attempts] == ["completed", 1]
    assert "555-0102" not in page.content() and "5550102" not in page.content()


@pytest.mark.parametrize("scripting", [True, False], ids=["with scripting", "without scripting"])
def test_text_take_over_and_hand_back(
    site: Site, new_page: NewPage, picture: Callable[[Page, str], None], scripting: bool
) -> None:
    page = new_page(viewport=PHONE, java_script_enabled=scripting)
    open_task(page, site)
    box = page.get_by_label("Your text")
    box.fill("Su oficial de probatoria llamo")
    if scripting:
        expect(page.locator("#text-cost")).to_contain_text("30 characters, parts: 1")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("Nothing was sent")
    picture(page, f"texting-1-refused-{scripting}")
    expect(box).to_have_value("Su oficial de probatoria llamo")
    box.fill("Hola, soy Rosa. ¿Puede hablar a las 3?")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("on its way")
    expect(page.locator("#held")).to_contain_text("You answer this person")
    expect(page.locator("#waiting")).to_contain_text("Hola, soy Rosa.")
    picture(page, f"texting-2-sent-{scripting}")
    page.get_by_role("button", name="Let Puente answer again").click()
    expect(page.get_by_role("status").first).to_contain_text("Puente answers again.")
    page.get_by_role("button", name="Answer them myself").click()
    expect(page.locator("#held")).to_contain_text("You answer this person")
    picture(page, f"texting-3-held-{scripting}")
