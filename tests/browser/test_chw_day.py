"""A CHW's day in a real browser: a colleague in between, a bad connection, and no mouse."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from bot.callbacks.working_hours import Hours
from bot.clock import FixedClock
from bot.db import Database
from bot.directory.importing.entry import import_path
from bot.privacy.encryption import Vault
from tests.browser.conftest import PHONE, NewPage, Serve, Site
from tests.browser.site import fill_queue, make_site
from tests.browser.test_console_in_browser import sign_in, wait_for_refresh
from tests.directory.packages import small_directory, write_package

pytestmark = pytest.mark.browser


@pytest.fixture
def site(serve: Serve, sqlite_database: Database, vault: Vault, clock: FixedClock, tmp_path: Path) -> Site:
    site = serve(make_site(sqlite_database, vault, clock))
    fill_queue(site.services, clock)
    import_path(sqlite_database, write_package(tmp_path / "directory", small_directory(6)), clock)
    week = [Hours(n, time(9), time(17)) for n in range(5)]
    site.services.working_week.set_hours(site.services.accounts.named("rosa@example.org").id, week)
    return site


def claim_two(page: Page, site: Site, name: str = "rosa") -> None:
    """Sign in and claim callback 2."""
    sign_in(page, site, name)
    page.goto(f"{site.address}/console/unassigned")
    page.get_by_role("button", name="Claim 2").click()
    expect(page.get_by_text("This task is yours now.")).to_be_visible()


def record(page: Page, outcome: str, note: str = "") -> None:
    page.get_by_label(outcome, exact=True).check()
    page.get_by_label("Note").fill(note)
    page.get_by_role("button", name="Save the attempt").click()


def test_two_chws_on_one_task_see_each_others_change_and_keep_their_words(site: Site, new_page: NewPage) -> None:
    rosa, luis = new_page(), new_page(viewport=PHONE)
    rosa.clock.install()
    claim_two(rosa, site)
    rosa.get_by_label("No answer").check()
    rosa.get_by_label("Note").fill("Her sister answered, try after six.")
    task, account = site.services.tasks.get(2), site.services.accounts.named("rosa@example.org")
    site.services.casework.release(task.id, account.id, task.version)
    claim_two(luis, site, "luis")

    wait_for_refresh(rosa)
    expect(rosa.locator("#live")).to_contain_text("luis@example.org changed it")
    expect(rosa.get_by_label("Note")).to_have_value("Her sister answered, try after six.")
    rosa.get_by_role("button", name="Save the attempt").click()

    expect(rosa.get_by_role("alert").first).to_contain_text("luis@example.org")
    expect(rosa.get_by_label("What you typed, not saved")).to_have_value("Her sister answered, try after six.")
    assert site.services.tasks.get(2).attempts == 0


def test_a_text_that_comes_in_shows_while_a_note_is_being_typed(site: Site, new_page: NewPage) -> None:
    page = new_page()
    page.clock.install()
    claim_two(page, site)
    note = page.get_by_label("Note")
    note.fill("Half a sen")
    person = site.services.people.find("sms", "+13235550102")
    assert person is not None
    site.services.messages.record_inbound(person.id, "sms", "SM77", "mejor mañana por favor")

    wait_for_refresh(page)

    expect(page.locator("#talk")).to_contain_text("mejor mañana por favor")
    expect(note).to_have_value("Half a sen")
    expect(note).to_be_focused()


def test_a_note_survives_a_dropped_connection_and_is_saved_once(site: Site, new_page: NewPage) -> None:
    page = new_page(viewport=PHONE)
    claim_two(page, site)

    page.context.set_offline(True)
    record(page, "No answer", "Rang out twice.")
    expect(page.locator("#connection")).to_contain_text("not saved yet")
    expect(page.get_by_label("Note")).to_have_value("Rang out twice.")
    page.context.set_offline(False)

    expect(page.get_by_text("Saved: No answer.")).to_be_visible()
    expect(page.locator("#told")).to_be_focused()
    assert site.services.tasks.get(2).attempts == 1


def test_a_form_whose_answer_was_lost_is_sent_again_and_done_once(site: Site, new_page: NewPage) -> None:
    page = new_page()
    claim_two(page, site)
    tries = []

    def lose_the_first_answer(route: Route) -> None:
        tries.append(route.request.post_data)
        if len(tries) == 1:
            route.fetch(max_redirects=0)  # it arrives and is done, but nobody here hears of it
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/attempts", lose_the_first_answer)
    record(page, "No answer", "Rang out.")

    expect(page.get_by_text("saved the first time you sent it")).to_be_visible(timeout=20_000)
    assert len(tries) == 2 and site.services.tasks.get(2).attempts == 1


def test_a_fault_on_our_side_keeps_the_words_and_tries_again(site: Site, new_page: NewPage) -> None:
    page = new_page()
    claim_two(page, site)
    faults = [500, 503]
    page.route("**/attempts", lambda route: route.fulfill(status=faults.pop(0)) if faults else route.continue_())

    record(page, "No answer", "Rang out.")
    expect(page.locator("#connection")).to_contain_text("wrong on our side")
    expect(page.get_by_label("Note")).to_have_value("Rang out.")

    expect(page.get_by_text("Saved: No answer.")).to_be_visible(timeout=20_000)
    assert site.services.tasks.get(2).attempts == 1


def tab_to(page: Page, role: str, name: str) -> None:
    """Press Tab until this is focused; fails where the keyboard never gets there."""
    wanted = page.get_by_role(role, name=name).first  # type: ignore[arg-type]
    for _ in range(90):
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{role} {name!r} is not reached with Tab")


def test_a_call_is_claimed_moved_and_recorded_with_the_keyboard_alone(site: Site, new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, site)
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    tab_to(page, "link", "Unassigned")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Unassigned")).to_be_visible()
    tab_to(page, "button", "Claim 2")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This task is yours now.")).to_be_visible()

    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Set another time":
            break
    page.keyboard.press("Enter")
    tab_to(page, "combobox", "Your free hours")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "button", "Set this time")
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_contain_text("Set: Today")
    expect(page.locator("#told")).to_be_focused()

    tab_to(page, "radio", "Reached")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "textbox", "Note")
    page.keyboard.type("Rang out.")
    tab_to(page, "button", "Save the attempt")
    page.keyboard.press("Enter")

    expect(page.locator("#told")).to_have_text("Saved: No answer.")
    assert site.services.tasks.get(2).attempts == 1


def test_a_person_is_found_by_name_and_no_address_tells_of_it(site: Site, new_page: NewPage) -> None:
    page = new_page(viewport=PHONE)
    claim_two(page, site)
    page.goto(f"{site.address}/console/")

    page.get_by_label("Find a person or a task").fill("guadalupe")
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="María Guadalupe")).to_be_visible()
    assert "guadalupe" not in page.url.lower()
