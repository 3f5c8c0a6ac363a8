"""What is done with a task besides calling: another time, a colleague, a referral, a pause, and its end."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.callbacks.diary import Diary
from bot.callbacks.working_hours import Hours
from bot.directory.importing.entry import import_path
from tests.directory.packages import made_id, small_directory, write_package
from tests.webhooks.console.conftest import TODAY_AT_THREE, Office
from tests.webhooks.pages_app import Browser

TASK = "/console/tasks/1"


@pytest.fixture
def rosa(office: Office) -> Browser:
    """Rosa on the page of task 1, which she has claimed."""
    office.callback()
    browser = office.browser("rosa")
    browser.get(TASK)
    browser.submit(f"{TASK}/claim")
    return browser


def account_id(office: Office, name: str) -> str:
    return office.services.accounts.named(f"{name}@example.org").id


def test_a_call_is_moved_to_an_hour_that_is_free_and_to_no_other(office: Office, rosa: Browser) -> None:
    week = [Hours(n, time(9), time(12)) for n in range(5)]
    office.services.working_week.set_hours(account_id(office, "rosa"), week)
    page = rosa.get(TASK)
    assert "Today" in page and "11:00 am – 12:00 pm" in page and "3:00 pm – 4:00 pm" not in page
    offered = rosa.source.split('<option value="2026-11-24T09')[1].split('"')[0]

    page = rosa.submit(f"{TASK}/reschedule", window=f"2026-11-24T09{offered}")
    assert "Set: Tomorrow, 9:00 am to 10:00 am." in page

    for window, words in (
        ("2026-11-24T19:00:00-08:00/2026-11-24T20:00:00-08:00", "just taken"),
        ("2020-01-01T09:00:00-08:00/2020-01-01T10:00:00-08:00", "just taken"),
        ("2026-11-24T09:00:00/2026-11-24T10:00:00", "Choose one of the hours"),
        ("whenever", "Choose one of the hours"),
        ("", "Choose one of the hours"),
    ):
        page = rosa.submit(f"{TASK}/reschedule", window=window)
        assert rosa.status in (400, 409) and words in page, window
    assert office.services.tasks.get(1).window_start == TODAY_AT_THREE + timedelta(hours=18)


def test_an_hour_with_all_its_calls_promised_is_not_offered(office: Office) -> None:
    rosa = account_id(office, "rosa")
    office.services.working_week.set_hours(rosa, [Hours(n, time(8), time(17)) for n in range(5)])
    diary: Diary = office.services.diary
    assert TODAY_AT_THREE in [start for start, _ in diary.free_with(rosa)]
    for phone in ("+13235550101", "+13235550102"):
        office.callback(phone)

    assert TODAY_AT_THREE not in [start for start, _ in diary.free_with(rosa)]


def test_a_task_is_given_to_a_colleague_with_a_reason(office: Office, rosa: Browser) -> None:
    luis = account_id(office, "luis")
    rosa.submit(f"{TASK}/reassign", to=luis, reason="because")
    assert rosa.status == 400 and "Choose why" in rosa.page
    rosa.submit(f"{TASK}/reassign", to=account_id(office, "stella"), reason="language")
    assert rosa.status == 400 and "Choose a colleague" in rosa.page

    page = rosa.submit(f"{TASK}/reassign", to=luis, reason="language")

    assert "Task 1 is with your colleague now." in page and rosa.address == "/console/"
    page = office.browser("luis").get("/console/people")
    assert "Callback 1" in page and "handed over: language" in page


def test_a_supervisor_hands_over_what_a_colleague_has(office: Office, rosa: Browser) -> None:
    ada = office.browser("ada")
    ada.get(TASK)
    ada.submit(f"{TASK}/open", why="supervision")

    ada.submit(f"{TASK}/reassign", to=account_id(office, "luis"), reason="leave")

    assert office.services.tasks.get(1).assignee_email == "luis@example.org"


def test_a_case_is_paused_for_custody_and_taken_up_again(office: Office, rosa: Browser) -> None:
    page = rosa.submit(f"{TASK}/pause")
    assert "Nothing is sent" in page and office.services.tasks.get(1).status == "on-hold"
    assert "Record an attempt" not in page or f"{TASK}/attempts" in rosa.source

    page = rosa.submit(f"{TASK}/resume")
    assert "taken up again" in page and office.services.tasks.get(1).status == "accepted"


def test_only_who_has_the_task_or_a_supervisor_pauses_it(office: Office, rosa: Browser) -> None:
    luis = office.browser("luis")

    luis.post(f"{TASK}/pause", {**rosa.form(f"{TASK}/pause"), "csrf_token": csrf_of(luis)})

    assert luis.status == 404 and office.services.tasks.get(1).status == "accepted"


def test_a_supervisor_pauses_and_hands_over_what_a_colleague_has_and_sees_the_team(
    office: Office, rosa: Browser
) -> None:
    luis = office.services.accounts.named("luis@example.org").id
    office.services.accounts.change(luis, supervisor=True)
    lead = office.browser("luis")
    page = lead.get("/console/team")
    assert "Callback 1" in page and "rosa@example.org" in page and "Ana" not in page
    assert "My team's tasks" in lead.get("/console/overdue")
    lead.get(TASK)
    lead.submit(f"{TASK}/open", why="supervision")
    assert f"{TASK}/close" not in lead.source and f"{TASK}/call" not in lead.source
    lead.submit(f"{TASK}/pause")
    assert office.services.tasks.get(1).status == "on-hold"
    lead.submit(f"{TASK}/resume")
    lead.submit(f"{TASK}/reassign", to=luis, reason="workload")
    assert office.services.tasks.get(1).assignee_id == luis


def test_who_supervises_nobody_has_no_team_page(office: Office, rosa: Browser) -> None:
    rosa.get("/console/team")
    assert rosa.status == 403
    assert "My team's tasks" not in rosa.get("/console/overdue")


def test_places_near_are_looked_up_only_when_asked_for(office: Office, rosa: Browser, tmp_path: Path) -> None:
    import_path(office.services.database, write_package(tmp_path / "directory", small_directory(6)), office.clock)
    name = office.services.directory.by_id(made_id("service_at_location", 0)).name
    assert name not in rosa.get(TASK) and "Show places near the person" in rosa.page
    assert name in rosa.get(f"{TASK}/near")
    assert name in rosa.get(f"{TASK}?near=1"), "and without scripting"
    luis = office.browser("luis")
    luis.get(f"{TASK}/near")
    assert luis.status == 404


def csrf_of(browser: Browser) -> str:
    browser.get("/console/people")
    return browser.form("/console/find")["csrf_token"]


def test_a_task_closes_with_why_and_then_its_case(office: Office, rosa: Browser) -> None:
    rosa.submit(f"{TASK}/close", disposition="bored")
    assert rosa.status == 400 and "Choose how it ended" in rosa.page
    assert f"{TASK}/close-case" not in rosa.source, "a case with an open task stays open"

    page = rosa.submit(f"{TASK}/close", disposition="no_longer_needed")
    assert "The task is closed." in page and "No longer needed" in page

    assert "The case is closed." in rosa.submit(f"{TASK}/close-case", disposition="needs_met")
    assert f"{TASK}/close-case" not in rosa.source


def test_a_call_that_reached_the_person_may_stay_open_and_then_end_as_a_referral(office: Office, rosa: Browser) -> None:
    page = rosa.submit(f"{TASK}/attempts", outcome="reached", after="keep_open")
    assert office.services.tasks.get(1).status == "in-progress"

    page = rosa.submit(f"{TASK}/attempts", outcome="reached", after="referred")

    assert office.services.tasks.get(1).status == "completed" and "Done: referred" in page


def test_a_person_is_referred_with_their_yes_and_the_loop_is_closed(
    office: Office, rosa: Browser, tmp_path: Path
) -> None:
    import_path(office.services.database, write_package(tmp_path / "directory", small_directory(6)), office.clock)
    place = made_id("service_at_location", 0)
    found = office.services.directory.by_id(place)
    rosa.get(TASK)
    need = rosa.form(f"{TASK}/close")
    value = f"{found.need}:{place}"

    rosa.post(f"{TASK}/referrals", {**need, "form_key": "", "place": value})
    assert rosa.status == 400 and "Refer only where the person wants it" in rosa.page
    rosa.post(f"{TASK}/referrals", {**need, "form_key": "", "place": "food:nowhere", "agreed": "yes"})
    assert rosa.status == 400 and "Choose one of the places" in rosa.page
    page = rosa.post(f"{TASK}/referrals", {**need, "form_key": "", "place": value, "agreed": "yes"})
    assert "The referral is saved." in page and found.name in page and "Referred" in page

    loop = next(part.split('"')[0] for part in rosa.source.split('action="') if "/outcome" in part.split('"')[0])
    rosa.submit(loop, outcome="enchanted")
    assert rosa.status == 400 and "Choose what happened" in rosa.page
    page = rosa.submit(loop, outcome="reached", confirmed_by="provider")
    assert "Got the service, The place" in page


def test_who_looked_at_the_record_stands_on_its_page(office: Office, rosa: Browser) -> None:
    ada = office.browser("ada")
    ada.get(TASK)
    ada.submit(f"{TASK}/open", why="supervision")

    page = rosa.get(TASK)

    assert "Who looked at this record" in page
    looks = page[page.index("Who looked at this record") :]
    assert "ada@example.org" in looks and "Supervision" in looks and "own task" in looks


def test_an_open_page_tells_of_a_colleagues_change_and_keeps_its_own_version(office: Office, rosa: Browser) -> None:
    tag = {"HX-Request": "true", "If-None-Match": rosa.headers.get("ETag", "")}
    ada = office.browser("ada")
    ada.get(TASK)
    ada.submit(f"{TASK}/open", why="supervision")
    seen = office.services.tasks.get(1).version
    assert rosa.client.get(f"{TASK}?seen={seen}", headers=tag).status_code in (200, 304)
    ada.submit(f"{TASK}/reassign", to=account_id(office, "luis"), reason="leave")

    part = rosa.client.get(f"{TASK}?seen={seen}", headers=tag).text

    assert "ada@example.org changed it" in part and "with luis@example.org" in part


def test_a_page_refreshing_itself_opens_no_record_while_nothing_changed(office: Office, rosa: Browser) -> None:
    rosa.get(TASK)
    seen = office.services.tasks.get(1).version
    before = len(office.events("person.viewed"))
    tag = rosa.source.split('If-None-Match": "\\"')[1].split("\\")[0]
    asks = {"HX-Request": "true", "If-None-Match": f'"{tag}"'}

    assert rosa.client.get(f"{TASK}?seen={seen}", headers=asks).status_code == 304
    assert len(office.events("person.viewed")) == before
