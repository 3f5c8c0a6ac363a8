"""A CHW at work in a real browser, with and without scripting."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pyotp import TOTP

from bot.clock import FixedClock
from bot.db import Database
from bot.privacy.encryption import Vault
from tests.browser.conftest import PHONE, NewPage, Serve, Site
from tests.browser.site import fill_queue, make_site
from tests.webhooks.pages_app import PASSWORD, code_of

pytestmark = pytest.mark.browser


@pytest.fixture
def site(serve: Serve, sqlite_database: Database, vault: Vault, clock: FixedClock) -> Site:
    site = serve(make_site(sqlite_database, vault, clock))
    fill_queue(site.services, clock)
    return site


def sign_in(page: Page, site: Site, name: str = "rosa") -> None:
    page.goto(f"{site.address}/console/")
    give_both_factors(page, site, name)


def give_both_factors(page: Page, site: Site, name: str = "rosa") -> None:
    """From the login page that is open."""
    page.get_by_label("E-mail").fill(f"{name}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill(code_of(name, site.services.clock))
    page.get_by_role("button", name="Sign in").click()


def wait_for_refresh(page: Page) -> None:
    """Let the 15 seconds pass after which the queue looks again by itself."""
    page.locator("#live[data-htmx-powered]").wait_for(state="attached")
    page.clock.fast_forward(16_000)


@pytest.mark.parametrize("scripting", [True, False], ids=["with scripting", "without scripting"])
def test_sign_in_claim_and_record_an_attempt(site: Site, new_page: NewPage, scripting: bool) -> None:
    page = new_page(viewport=PHONE, java_script_enabled=scripting)
    sign_in(page, site)
    expect(page.locator(".task").first).to_contain_text("Crisis 5")

    page.get_by_role("link", name="Unassigned").click()
    page.get_by_role("button", name="Claim 2").click()
    expect(page.get_by_role("status")).to_have_text("This task is yours now.")
    expect(page.get_by_role("heading", name="María Guadalupe")).to_be_visible()
    assert "555-0102" not in page.content()

    page.get_by_label("No answer").check()
    page.get_by_label("Note").fill("Rang out. Try after 4.")
    page.get_by_role("button", name="Save the attempt").click()

    expect(page.get_by_role("status")).to_have_text("Saved: No answer.")
    expect(page.locator("#history")).to_contain_text("Rang out. Try after 4.")
    assert site.services.tasks.get(2).attempts == 1


def test_a_task_a_colleague_claims_leaves_the_queue_without_a_reload_and_the_focus_stays(
    site: Site, new_page: NewPage
) -> None:
    page = new_page()
    page.clock.install()
    sign_in(page, site)
    page.get_by_role("link", name="Unassigned").click()
    expect(page.locator("#task-2")).to_be_visible()
    link = page.get_by_role("link", name="Callback 3")
    link.focus()
    luis = next(account for account in site.services.accounts.all() if account.email.startswith("luis"))
    task = site.services.tasks.get(2)
    site.services.casework.claim(task.id, luis.id, task.version)

    wait_for_refresh(page)

    expect(page.locator("#task-2")).to_have_count(0)
    expect(link).to_be_focused()


def test_a_page_left_open_past_the_login_leads_to_the_login_and_back(
    site: Site, new_page: NewPage, clock: FixedClock
) -> None:
    page = new_page()
    page.clock.install()
    sign_in(page, site)
    page.get_by_role("link", name="My people").click()
    expect(page.get_by_role("heading", name="My people")).to_be_visible()
    clock.instant = clock.instant.replace(hour=22)

    wait_for_refresh(page)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    give_both_factors(page, site)
    expect(page).to_have_url(f"{site.address}/console/people")


def test_the_keyboard_alone_is_enough(site: Site, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{site.address}/console/login")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.get_by_label("E-mail").focus()
    page.keyboard.type("rosa@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_be_focused()
    page.keyboard.type(code_of("rosa", site.services.clock))
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Unassigned").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Callback 2").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Callback 2")).to_be_visible()


@pytest.mark.parametrize("scripting", [True, False], ids=["with scripting", "without scripting"])
def test_a_note_typed_before_the_login_ended_is_sent_after_it(
    site: Site, new_page: NewPage, clock: FixedClock, scripting: bool
) -> None:
    page = new_page(viewport=PHONE, java_script_enabled=scripting)
    sign_in(page, site)
    page.goto(f"{site.address}/console/unassigned")
    page.get_by_role("button", name="Claim 2").click()
    page.get_by_label("No answer").check()
    page.get_by_label("Note").fill("Rang out. Try after 4.")
    clock.instant = clock.instant.replace(hour=22)

    page.get_by_role("button", name="Save the attempt").click()
    expect(page.get_by_role("alert")).to_contain_text("Your session ended")
    give_both_factors(page, site)
    expect(page.get_by_label("What you typed, not saved")).to_have_value("Rang out. Try after 4.")
    page.get_by_role("button", name="Send it now").click()

    expect(page.locator("#history")).to_contain_text("Rang out. Try after 4.")
    assert site.services.tasks.get(2).attempts == 1


def test_the_first_login_sets_up_phone_and_recovery_codes_by_keyboard(site: Site, new_page: NewPage) -> None:
    site.services.accounts.add("nuria@example.org", PASSWORD, "chw", temporary=True)
    page = new_page(viewport=PHONE, locale="es-US")
    page.goto(f"{site.address}/console/")
    page.get_by_label("Correo").focus()
    page.keyboard.type("nuria@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Contraseña nueva").focus()
    page.keyboard.type("passwordpassword")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("se adivina pronto")
    page.get_by_label("Contraseña nueva").focus()
    page.keyboard.type("tres palabras sin nada en comun")
    page.keyboard.press("Enter")

    expect(page.get_by_role("img", name="Imagen para escanear")).to_be_visible()
    secret = page.locator("#secret").inner_text().replace(" ", "")
    page.get_by_label("Escriba los 6 dígitos").focus()
    page.keyboard.type(TOTP(secret).at(site.services.clock.now()))
    page.keyboard.press("Enter")
    expect(page.locator("#codes li")).to_have_count(10)
    codes = page.locator("#codes li").all_inner_texts()
    page.get_by_role("button", name="Ya los guardé").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hoy")).to_be_visible()

    page.get_by_role("button", name="Salir").click()
    page.get_by_label("Correo").fill("nuria@example.org")
    page.get_by_label("Contraseña").fill("tres palabras sin nada en comun")
    page.keyboard.press("Enter")
    page.get_by_label("Código").fill(codes[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Códigos que quedan: 9")


def test_a_person_is_shown_after_saying_why(site: Site, new_page: NewPage) -> None:
    page = new_page(viewport=PHONE)
    sign_in(page, site)
    page.goto(f"{site.address}/console/unassigned")
    page.get_by_role("link", name="Callback 2").click()
    expect(page.get_by_text("María Guadalupe")).to_have_count(0)

    page.get_by_label("To see if I can take it").check()
    page.get_by_role("button", name="Show the person").click()

    expect(page.get_by_text("María Guadalupe")).to_be_visible()
