"""Who gets into the console, for how long, and what each role may see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.webhooks.console.conftest import Office
from tests.webhooks.pages_app import PASSWORD, code_of


def test_nobody_sees_a_task_without_signing_in(office: Office) -> None:
    office.callback()
    browser = office.browser()

    for address in ("/console/", "/console/people", "/console/tasks/1", "/metrics/"):
        page = browser.get(address)
        assert browser.address == "/console/login"
        assert "Ana" not in page and "90011" not in page


def test_a_chw_signs_in_and_lands_on_today(office: Office) -> None:
    browser = office.browser("rosa")

    assert browser.address == "/console/"
    assert "<h1>Today</h1>" in browser.page
    assert "rosa@example.org" in browser.page


def test_signing_in_leads_back_to_the_page_that_was_asked_for(office: Office) -> None:
    office.callback()
    browser = office.browser()
    browser.get("/console/tasks/1")

    browser.go_on_signing_in("rosa")

    assert browser.address == "/console/tasks/1"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/console/\\evil", "/chat"])
def test_signing_in_leads_nowhere_else(office: Office, elsewhere: str) -> None:
    browser = office.browser()
    browser.get("/console/login")

    browser.submit("/console/login", email="rosa@example.org", password=PASSWORD, next=elsewhere)
    browser.submit("/console/login/code", code=code_of("rosa", office.clock), next=elsewhere)

    assert browser.address == "/console/"


def test_a_wrong_password_says_so_and_keeps_the_address_typed(office: Office) -> None:
    browser = office.browser()
    browser.get("/console/login")

    page = browser.submit("/console/login", email="rosa@example.org", password="not the password")

    assert browser.status == 401
    assert "That did not work" in page and 'value="rosa@example.org"' in page


def test_five_wrong_passwords_close_the_account_even_to_the_right_one(office: Office) -> None:
    browser = office.browser()
    browser.get("/console/login")
    for _ in range(5):
        browser.submit("/console/login", email="rosa@example.org", password="not the password")

    assert "That did not work" in browser.sign_in("rosa")

    office.clock.instant += timedelta(minutes=16)
    assert "<h1>Today</h1>" in office.browser("rosa").page


def test_guessing_from_one_address_is_stopped_whatever_accounts_are_tried(office: Office) -> None:
    browser = office.browser()
    browser.get("/console/login")
    for number in range(20):
        browser.submit("/console/login", email=f"somebody{number}@example.org", password="guess")

    page = browser.sign_in("rosa")
    assert browser.status == 429
    assert "Wait 15 minutes" in page

    elsewhere = office.browser()
    elsewhere.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert "<h1>Today</h1>" in elsewhere.sign_in("rosa"), "other addresses are not held up"
    office.clock.instant += timedelta(minutes=16)
    assert "<h1>Today</h1>" in office.browser("luis").page


def test_a_login_without_the_form_token_is_refused(office: Office) -> None:
    browser = office.browser()
    browser.get("/console/login")

    browser.submit("/console/login", email="rosa@example.org", password=PASSWORD, csrf_token="made up")

    assert browser.status == 400
    assert "rosa" not in office.browser().get("/console/")


def test_signing_out_ends_it(office: Office) -> None:
    browser = office.browser("rosa")

    browser.submit("/console/logout")

    assert browser.address == "/console/login"
    browser.get("/console/")
    assert browser.address == "/console/login"


def test_a_closed_account_is_out_at_its_next_click(office: Office) -> None:
    browser = office.browser("rosa")
    rosa = next(account for account in office.services.accounts.all() if account.email.startswith("rosa"))

    office.services.accounts.set_active(rosa.id, False)

    browser.get("/console/")
    assert browser.address == "/console/login"


def test_a_login_ends_after_an_hour_without_a_click_and_live_updates_are_no_clicks(office: Office) -> None:
    browser = office.browser("rosa")
    for _ in range(3):
        office.clock.instant += timedelta(minutes=25)
        response = browser.client.get("/console/people", headers={"HX-Request": "true"})

    assert response.status_code == 401
    assert response.headers["HX-Redirect"].startswith("/console/login")


def test_a_login_ends_after_twelve_hours_even_with_clicks(office: Office) -> None:
    browser = office.browser("rosa")
    for _ in range(12):
        office.clock.instant += timedelta(minutes=59)
        browser.get("/console/")
    assert browser.address == "/console/"

    office.clock.instant += timedelta(minutes=59)
    browser.get("/console/")
    assert browser.address == "/console/login"


def test_staff_may_not_see_a_person_and_a_chw_may_not_see_the_counts(office: Office) -> None:
    office.callback()

    staff = office.browser("stella")
    assert staff.address == "/metrics/"
    for address in ("/console/", "/console/people", "/console/tasks/1"):
        page = staff.get(address)
        assert staff.status == 403 and "Ana" not in page
    staff.post("/console/tasks/1/claim", {"version": "1", **staff.form("/console/logout")})
    assert staff.status == 403

    chw = office.browser("rosa")
    chw.get("/metrics/")
    assert chw.status == 403

    admin = office.browser("ada")
    admin.get("/console/tasks/1")
    assert "Ana" in admin.submit("/console/tasks/1/open", why="supervision")
    admin.get("/metrics/")
    assert admin.status == 200


def test_the_interface_speaks_spanish_once_chosen_and_keeps_it_across_the_login(office: Office) -> None:
    office.callback(needs=["medical"])
    browser = office.browser()
    browser.get("/console/login")
    browser.submit("/console/language")
    assert '<html lang="es">' in browser.page and "Iniciar sesión" in browser.page

    assert "<h1>Hoy</h1>" in browser.sign_in("rosa")
    page = browser.get("/console/unassigned")
    assert "<h1>Sin asignar</h1>" in page and "Atención médica" in page and "Hoy, de 3:00 pm a 4:00 pm" in page

    browser.get("/console/people")
    page = browser.submit("/console/language")
    assert "<h1>My people</h1>" in page, "and the same page is open"


def test_a_browser_that_asks_for_spanish_gets_it(office: Office) -> None:
    page = office.browser().get("/console/login", headers={"Accept-Language": "es-US,es;q=0.9,en;q=0.5"})

    assert '<html lang="es">' in page
