"""The console: who gets in, what the queue shows, and how a CHW works a task without losing words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.cases.models import AuditEvent
from bot.clock import FixedClock
from bot.db import Database
from bot.privacy.encryption import Vault
from tests.webhooks.pages_app import PASSWORD, Browser, add_account, make_app, make_services
from webhooks.console import create_console_blueprint
from webhooks.metrics import create_metrics_blueprint

TODAY_AT_THREE = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
"""15:00 in Los Angeles on the day the test clock shows (10:00)."""


@dataclass
class Office:
    """A console with two CHWs, one member of staff and one administrator."""

    services: Any
    app: Any
    clock: FixedClock

    def browser(self, name: str = "") -> Browser:
        browser = Browser(self.app.test_client())
        if name:
            browser.sign_in(name)
        return browser

    def callback(self, phone: str = "+13235550100", start: datetime = TODAY_AT_THREE, **values: Any) -> Any:
        person = self.services.people.get_or_create("sms", phone, values.get("language", "en"))
        return self.services.booking.book(
            person.id,
            values.get("needs", ["food"]),
            values.get("language", "en"),
            values.get("spa", 6),
            values.get("zip", "90011"),
            start,
            start + timedelta(hours=1),
            values.get("name", "Ana"),
        )

    def events(self, what: str) -> list[AuditEvent]:
        with self.services.database.read() as db_session:
            return list(db_session.scalars(select(AuditEvent).where(AuditEvent.what == what).order_by(AuditEvent.id)))


@pytest.fixture
def office(sqlite_database: Database, vault: Vault, clock: FixedClock, tmp_path: Path) -> Office:
    services = make_services(sqlite_database, vault, clock, tmp_path)
    for name, role in (("rosa", "chw"), ("luis", "chw"), ("stella", "staff"), ("ada", "admin")):
        add_account(services, name, role)  # type: ignore[arg-type]
    return Office(services, make_app(services, create_console_blueprint, create_metrics_blueprint), clock)


def test_nobody_sees_a_task_without_signing_in(office: Office) -> None:
    office.callback()
    browser = office.browser()

    for address in ("/console/", "/console/queue", "/console/tasks/1", "/metrics/"):
        page = browser.get(address)
        assert browser.address == "/console/login"
        assert "Ana" not in page and "90011" not in page


def test_a_chw_signs_in_and_lands_on_the_queue(office: Office) -> None:
    browser = office.browser("rosa")

    assert browser.address == "/console/"
    assert "<h1>Tasks</h1>" in browser.page
    assert "rosa@example.org" in browser.page


def test_signing_in_leads_back_to_the_page_that_was_asked_for(office: Office) -> None:
    office.callback()
    browser = office.browser()
    browser.get("/console/tasks/1")

    browser.submit("/console/login", email="rosa@example.org", password=PASSWORD)

    assert browser.address == "/console/tasks/1"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/console/\\evil", "/chat"])
def test_signing_in_leads_nowhere_else(office: Office, elsewhere: str) -> None:
    browser = office.browser()
    browser.get("/console/login")

    browser.submit("/console/login", email="rosa@example.org", password=PASSWORD, next=elsewhere)

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
    assert "<h1>Tasks</h1>" in office.browser("rosa").page


def test_guessing_from_one_address_is_slowed_down(office: Office) -> None:
    browser = office.browser()
    browser.get("/console/login")
    for number in range(10):
        browser.submit("/console/login", email=f"somebody{number}@example.org", password="guess")

    page = browser.sign_in("rosa")

    assert browser.status == 429
    assert "Too many tries" in page


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
        response = browser.client.get("/console/queue", headers={"HX-Request": "true"})

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
    for address in ("/console/", "/console/queue", "/console/tasks/1"):
        page = staff.get(address)
        assert staff.status == 403 and "Ana" not in page
    staff.post("/console/tasks/1/claim", {"version": "1", **staff.form("/console/logout")})
    assert staff.status == 403

    chw = office.browser("rosa")
    chw.get("/metrics/")
    assert chw.status == 403

    admin = office.browser("ada")
    assert "Ana" in admin.get("/console/tasks/1")
    admin.get("/metrics/")
    assert admin.status == 200


def test_a_row_says_all_a_chw_needs_to_choose(office: Office) -> None:
    office.callback(language="es", needs=["housing", "food"])

    page = office.browser("rosa").page

    assert "Callback 1" in page
    assert "Housing, Food" in page
    assert "Spanish" in page and "SPA 6, South" in page
    assert "Today, 3:00 pm to 4:00 pm" in page
    assert "Waiting" in page and "Nobody yet" in page
    assert "Ana" not in page and "555" not in page, "the queue names nobody"


def test_the_queue_has_a_tab_for_each_kind_of_work(office: Office) -> None:
    yesterday, tomorrow = TODAY_AT_THREE - timedelta(days=1), TODAY_AT_THREE + timedelta(days=1)
    office.clock.instant -= timedelta(days=1)
    late = office.callback("+13235550101", yesterday)
    office.clock.instant += timedelta(days=1)
    today = office.callback("+13235550102")
    mine = office.callback("+13235550103", tomorrow)
    browser = office.browser("rosa")
    browser.get("/console/?show=all")
    browser.submit(f"/console/tasks/{mine.number}/claim")

    def shown(tab: str) -> set[int]:
        page = browser.get(f"/console/?show={tab}")
        return {number for number in (late.number, today.number, mine.number) if f'id="task-{number}"' in page}

    assert shown("today") == {late.number, today.number}, "a missed call is still today's work"
    assert shown("overdue") == {late.number}
    assert shown("unassigned") == {late.number, today.number}
    assert shown("mine") == {mine.number}
    assert shown("all") == {late.number, today.number, mine.number}
    assert shown("nonsense") == shown("today")


def test_urgent_tasks_come_first(office: Office) -> None:
    office.callback("+13235550101", TODAY_AT_THREE - timedelta(hours=2))
    person = office.services.people.get_or_create("sms", "+13235550102", "en")
    office.services.tasks.create(
        person.id, "crisis", language="en", priority="stat", reason="overdose", window=None
    )

    page = office.browser("rosa").page

    assert page.index("Crisis 2") < page.index("Callback 1")
    assert "Right now" in page


def test_opening_a_task_shows_the_person_and_is_audited(office: Office) -> None:
    task = office.callback()
    sid = office.services.messages.record_inbound(task.person_id, "sms", "SM1", "im hungry, <b>90011</b>")
    office.services.messages.record_reply(sid.message_id, ["Three places near you"], "dialogue", "answered", "en")
    browser = office.browser("rosa")

    page = browser.get("/console/tasks/1")

    assert "Ana" in page and "(323) 555-0100" in page and 'href="tel:+13235550100"' in page
    assert "90011" in page and "Food" in page
    assert "Three places near you" in page
    assert "<b>90011</b>" not in browser.source, "what a person wrote is never markup"
    seen = office.events("person.viewed")
    rosa = next(account for account in office.services.accounts.all() if account.email.startswith("rosa"))
    assert [(event.actor, event.entity_id) for event in seen] == [(f"account:{rosa.id}", task.person_id)]


def test_a_task_that_is_not_there_is_not_found(office: Office) -> None:
    browser = office.browser("rosa")

    page = browser.get("/console/tasks/77")

    assert browser.status == 404
    assert "There is no such task" in page


def test_claim_then_release(office: Office) -> None:
    task = office.callback()
    browser = office.browser("rosa")
    browser.get("/console/tasks/1")
    assert "Record an attempt" not in browser.page, "only who has claimed a task records attempts"

    page = browser.submit("/console/tasks/1/claim")
    assert "This task is yours now." in page and "Claimed" in page and "Record an attempt" in page
    assert office.services.tasks.get(1).assignee_email == "rosa@example.org"

    page = browser.submit("/console/tasks/1/release")
    assert browser.address == "/console/" and "Task 1 is back in the queue." in page
    assert office.services.tasks.get(1).assignee_email is None


@pytest.mark.parametrize(
    ("outcome", "words", "status"),
    [
        ("reached", "Reached", "completed"),
        ("no_answer", "No answer", "in-progress"),
        ("left_message", "Left a message", "in-progress"),
        ("wrong_number", "Wrong number", "failed"),
        ("declined", "Does not want a call", "cancelled"),
    ],
)
def test_an_attempt_is_recorded_with_its_outcome_and_note(
    office: Office, outcome: str, words: str, status: str
) -> None:
    task = office.callback()
    browser = office.browser("rosa")
    browser.get("/console/tasks/1")
    page = browser.submit("/console/tasks/1/claim")

    page = browser.submit("/console/tasks/1/attempts", outcome=outcome, note="Asked for Tuesday\r\nor later")

    assert f"Saved: {words}." in page
    assert "Asked for Tuesday\nor later" in page
    assert office.services.tasks.get(1).status == status
    assert [(event.details["outcome"], event.details["status"]) for event in office.events("task.attempted")] == [
        (outcome, status)
    ]


def test_an_attempt_without_an_outcome_keeps_the_note(office: Office) -> None:
    office.callback()
    browser = office.browser("rosa")
    browser.get("/console/tasks/1")
    browser.submit("/console/tasks/1/claim")

    page = browser.submit("/console/tasks/1/attempts", note="rang twice")

    assert browser.status == 400
    assert "Choose what happened." in page and "rang twice</textarea>" in page
    assert office.services.tasks.get(1).attempts == 0


def test_two_chws_do_not_overwrite_each_other(office: Office) -> None:
    office.callback()
    rosa, luis = office.browser("rosa"), office.browser("luis")
    rosa.get("/console/tasks/1")
    luis.get("/console/tasks/1")
    rosa.submit("/console/tasks/1/claim")

    page = luis.submit("/console/tasks/1/claim")

    assert luis.status == 409
    assert "rosa@example.org changed it at 10:00 am." in page and "It is now: Claimed." in page
    assert office.services.tasks.get(1).assignee_email == "rosa@example.org"


def test_a_stale_attempt_is_not_saved_and_keeps_what_was_typed(office: Office) -> None:
    office.callback()
    first, second = office.browser("rosa"), office.browser("rosa")
    first.get("/console/tasks/1")
    first.submit("/console/tasks/1/claim")
    second.get("/console/tasks/1")
    first.submit("/console/tasks/1/attempts", outcome="no_answer", note="rang out")

    page = second.submit("/console/tasks/1/attempts", outcome="left_message", note="no voicemail set up")

    assert second.status == 409
    assert "You changed it at 10:00 am" in page
    assert second.form("/console/tasks/1/attempts")["note"] == "no voicemail set up"
    assert second.form("/console/tasks/1/attempts")["outcome"] == "left_message"
    assert office.services.tasks.get(1).attempts == 1

    second.submit("/console/tasks/1/attempts")
    assert second.status == 200
    assert office.services.tasks.get(1).attempts == 2, "saving again after looking works"


def test_sending_the_same_attempt_twice_records_it_once(office: Office) -> None:
    office.callback()
    browser = office.browser("rosa")
    browser.get("/console/tasks/1")
    browser.submit("/console/tasks/1/claim")
    sent = {**browser.form("/console/tasks/1/attempts"), "outcome": "no_answer"}

    browser.post("/console/tasks/1/attempts", sent)
    browser.post("/console/tasks/1/attempts", sent)

    assert browser.status == 409
    assert office.services.tasks.get(1).attempts == 1


def test_words_typed_for_a_task_that_went_to_somebody_else_are_still_shown(office: Office) -> None:
    office.callback()
    rosa, luis = office.browser("rosa"), office.browser("luis")
    rosa.get("/console/tasks/1")
    rosa.submit("/console/tasks/1/claim")
    typed_on = {**rosa.form("/console/tasks/1/attempts"), "outcome": "reached", "note": "spoke to Ana"}
    rosa.submit("/console/tasks/1/release")
    luis.get("/console/tasks/1")
    luis.submit("/console/tasks/1/claim")

    page = rosa.post("/console/tasks/1/attempts", typed_on)

    assert rosa.status == 409 and "luis@example.org changed it" in page
    assert "readonly>spoke to Ana</textarea>" in page
    assert office.services.tasks.get(1).attempts == 0


def test_a_note_survives_the_end_of_the_login(office: Office) -> None:
    office.callback()
    browser = office.browser("rosa")
    browser.get("/console/tasks/1")
    browser.submit("/console/tasks/1/claim")
    office.clock.instant += timedelta(hours=2)

    page = browser.submit("/console/tasks/1/attempts", outcome="left_message", note='said "Tuesday"')
    assert browser.status == 401 and "What you typed is kept" in page
    assert office.services.tasks.get(1).attempts == 0

    page = browser.submit("/console/login", email="rosa@example.org", password="wrong at first")
    page = browser.submit("/console/login", email="rosa@example.org", password=PASSWORD)
    assert "You are signed in again" in page
    kept = browser.form("/console/tasks/1/attempts")
    assert (kept["outcome"], kept["note"]) == ("left_message", 'said "Tuesday"')

    page = browser.submit("/console/tasks/1/attempts")
    assert "Saved: Left a message." in page and 'said "Tuesday"' in page
    assert office.services.tasks.get(1).attempts == 1


def test_a_note_from_an_ended_login_is_not_saved_over_somebody_elses_change(office: Office) -> None:
    task = office.callback()
    browser = office.browser("rosa")
    browser.get("/console/tasks/1")
    browser.submit("/console/tasks/1/claim")
    office.clock.instant += timedelta(hours=2)
    browser.submit("/console/tasks/1/attempts", outcome="no_answer", note="rang out")
    office.callback(start=TODAY_AT_THREE + timedelta(days=1))

    page = browser.submit("/console/login", email="rosa@example.org", password=PASSWORD)

    assert browser.status == 409 and "this task changed" in page
    assert browser.form("/console/tasks/1/attempts")["note"] == "rang out"
    assert office.services.tasks.get(task.number).attempts == 0


def test_the_interface_speaks_spanish_once_chosen_and_keeps_it_across_the_login(office: Office) -> None:
    office.callback(needs=["medical"])
    browser = office.browser()
    browser.get("/console/login")
    browser.submit("/console/language")
    assert '<html lang="es">' in browser.page and "Iniciar sesión" in browser.page

    page = browser.sign_in("rosa")
    assert "<h1>Tareas</h1>" in page and "Atención médica" in page and "Hoy, de 3:00 pm a 4:00 pm" in page

    browser.get("/console/?show=mine")
    page = browser.submit("/console/language")
    assert "<h1>Tasks</h1>" in page and 'show=mine" aria-current="page"' in page, "and the same tab is open"


def test_a_browser_that_asks_for_spanish_gets_it(office: Office) -> None:
    page = office.browser().get("/console/login", headers={"Accept-Language": "es-US,es;q=0.9,en;q=0.5"})

    assert '<html lang="es">' in page


def test_pages_with_people_are_kept_by_no_browser(office: Office) -> None:
    office.callback()
    browser = office.browser("rosa")

    browser.get("/console/tasks/1")

    assert browser.headers["Cache-Control"] == "no-store"


def test_the_live_part_of_the_queue_is_the_queue_and_nothing_around_it(office: Office) -> None:
    office.callback()
    browser = office.browser("rosa")

    part = browser.client.get("/console/queue?show=all", headers={"HX-Request": "true"}).text

    assert part.lstrip().startswith('<div id="queue"') and 'id="task-1"' in part and "<html" not in part
