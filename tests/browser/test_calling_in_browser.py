"""A CHW calls and texts from the person's page in a real browser, on a phone-size screen, with and without scripting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import httpx
import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from twilio.request_validator import RequestValidator

from bot.callbacks.working_hours import Hours
from bot.clock import LOS_ANGELES, FixedClock
from bot.db import Database
from bot.directory.importing.entry import import_path
from bot.privacy.encryption import Vault
from tests.browser.conftest import PHONE, NewPage, Serve, Site
from tests.browser.site import fill_queue, make_site
from tests.browser.test_console_in_browser import give_both_factors, sign_in
from tests.directory.packages import small_directory, write_package
from tests.twilio_voice import ACCOUNT, COUNTY, Bridge, VoiceAccount, running_voice_account
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
def site(
    serve: Serve, sqlite_database: Database, vault: Vault, clock: FixedClock, twilio: VoiceAccount, tmp_path: Path
) -> Site:
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
    import_path(sqlite_database, write_package(tmp_path / "directory", small_directory(6)), clock)
    site.services.working_week.set_hours(rosa.id, [Hours(day, time(9), time(17)) for day in range(5)])

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
def test_a_call_is_followed_on_the_page_until_its_chw_says_who_answered(
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


def press_call(page: Page, twilio: VoiceAccount) -> Bridge:
    """The button, and what follows on the CHW's own phone until the person's rings."""
    page.locator("#calling").get_by_role("button", name="Call").click()
    expect(page.locator("#calling")).to_contain_text("Your phone is ringing")
    bridge = twilio.last
    bridge.staff_answers()
    bridge.presses("1")
    assert bridge.person is not None and bridge.person.to == "+13235550102"
    bridge.reports("ringing")
    return bridge


def part_of_day(moment: datetime) -> str:
    """Morning, afternoon or evening, as a person is offered it."""
    hour = moment.astimezone(LOS_ANGELES).hour
    return "morning" if hour < 12 else "afternoon" if hour < 17 else "evening"


@pytest.mark.parametrize("scripting", [True, False], ids=["with scripting", "without scripting"])
def test_claim_call_no_answer_next_day_reached_referred_and_closed(
    site: Site, new_page: NewPage, twilio: VoiceAccount, clock: FixedClock, scripting: bool
) -> None:
    first_try = clock.instant = datetime(2026, 11, 23, 23, 5, tzinfo=UTC)
    page = new_page(viewport=PHONE, java_script_enabled=scripting)
    sign_in(page, site)
    page.goto(f"{site.address}/console/unassigned")
    page.get_by_role("button", name="Claim 2").click()
    expect(page.get_by_text("This task is yours now.")).to_be_visible()

    def looks_again() -> None:
        """Without scripting the CHW reloads; with it the page does so by itself."""
        if not scripting:
            page.reload()

    bridge = press_call(page, twilio)
    bridge.reports("no-answer")
    assert "Nobody answered" in bridge.dialling_ends("no-answer")
    bridge.staff_leg("completed")
    looks_again()
    expect(page.locator("#calling")).to_contain_text("recorded: No answer")
    page.reload()
    expect(page.locator("#history")).to_contain_text("No answer")
    expect(page.locator("#facts")).to_contain_text("Tomorrow")
    planned = site.services.tasks.get(2)
    assert (planned.status, planned.attempts) == ("in-progress", 1)
    assert planned.window_start is not None
    assert planned.window_start.astimezone(LOS_ANGELES).date() == first_try.astimezone(LOS_ANGELES).date() + timedelta(
        1
    )
    assert part_of_day(planned.window_start) != part_of_day(first_try)

    clock.instant = planned.window_start + timedelta(minutes=5)
    page.goto(f"{site.address}/console/")
    give_both_factors(page, site)
    page.get_by_role("link", name="María Guadalupe").click()
    bridge = press_call(page, twilio)
    bridge.reports("in-progress")
    bridge.is_heard_as("human")
    looks_again()
    expect(page.locator("#calling")).to_contain_text("You are connected")
    bridge.reports("completed", 240)
    bridge.dialling_ends("completed", 240)
    bridge.staff_leg("completed")
    looks_again()
    expect(page.locator("#calling")).to_contain_text("Say below how it went")
    page.locator("#attempt").get_by_role("radio", name="Reached").check()
    page.get_by_label("If you reached them").select_option(label="There is more to do: keep it open")
    page.get_by_label("Note").fill("Wants food near home.")
    page.get_by_role("button", name="Save the attempt").click()
    expect(page.get_by_text("Saved: Reached.")).to_be_visible()

    page.get_by_text("Refer the person").click()
    if not scripting:
        page.get_by_role("link", name="Show places near the person").click()
    page.locator("input[name=place]").first.check()
    page.get_by_label("The person wants this").check()
    page.get_by_role("button", name="Save the referral").click()
    expect(page.get_by_text("The referral is saved.")).to_be_visible()
    expect(page.locator("#places-part")).to_contain_text("Referred")

    page.locator("summary", has_text="Close the task").click()
    page.get_by_label("How it ended").select_option(label="Done: referred")
    page.get_by_role("button", name="Close the task").click()
    expect(page.get_by_text("The task is closed.")).to_be_visible()
    page.locator("summary", has_text="Close the case").click()
    page.get_by_label("How it ended").select_option(label="Needs met")
    page.get_by_role("button", name="Close the case").click()
    expect(page.get_by_text("The case is closed.")).to_be_visible()

    task = site.services.tasks.get(2)
    assert (task.status, task.disposition, task.attempts) == ("completed", "referred", 2)
    assert "555-0102" not in page.content() and "5550102" not in page.content()


@pytest.mark.parametrize("scripting", [True, False], ids=["with scripting", "without scripting"])
def test_a_text_is_refused_then_sent_and_the_conversation_taken_over_and_handed_back(
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
    page.get_by_role("link", name="Go to your text").click()
    expect(box).to_be_in_viewport()
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
