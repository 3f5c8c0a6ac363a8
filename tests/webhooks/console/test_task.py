"""Working one task: claim, attempt, release, and never losing words or overwriting a colleague."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.cases.consents import Consents
from bot.cases.correspondence import CaseCorrespondence
from bot.i18n import as_language, render
from tests.webhooks.console.conftest import TODAY_AT_THREE, Office
from tests.webhooks.pages_app import PASSWORD


def test_opening_a_task_shows_the_person_and_is_audited(office: Office) -> None:
    task = office.callback()
    sid = office.services.messages.record_inbound(task.person_id, "sms", "SM1", "im hungry, <b>90011</b>")
    office.services.messages.record_reply(sid.message_id, ["Three places near you"], "dialogue", "answered", "en")
    browser = office.browser("rosa")

    page = browser.get("/console/tasks/1")
    assert "Ana" not in page and "55501" not in page.replace("-", "") and "Three places" not in page
    assert "Food" in page and "SPA 6, South" in page, "enough to choose by"
    assert office.events("person.viewed") == []

    page = browser.submit("/console/tasks/1/open", why="before_claiming")

    assert "Ana" in page and "55501" not in browser.source.replace("-", ""), "a person's number is shown to nobody"
    assert "90011" in page and "Food" in page
    assert "Three places near you" in page
    assert "<b>90011</b>" not in browser.source, "what a person wrote is never markup"
    seen = office.events("person.viewed")
    rosa = next(account for account in office.services.accounts.all() if account.email.startswith("rosa"))
    assert [(event.actor, event.entity_id, event.details["why"]) for event in seen] == [
        (f"account:{rosa.id}", task.person_id, "before_claiming")
    ]

    browser.submit("/console/tasks/1/claim")
    assert [event.details["why"] for event in office.events("person.viewed")] == ["before_claiming", "own_task"]


def test_the_reason_must_be_one_of_those_offered(office: Office) -> None:
    office.callback()
    browser = office.browser("rosa")
    browser.get("/console/tasks/1")

    page = browser.submit("/console/tasks/1/open", why="just curious")

    assert browser.status == 400 and "Choose why" in page and "Ana" not in page
    assert office.events("person.viewed") == []


def test_a_reason_is_asked_again_in_the_next_login(office: Office) -> None:
    office.callback()
    first = office.browser("rosa")
    first.get("/console/tasks/1")
    first.submit("/console/tasks/1/open", why="before_claiming")
    assert "Ana" in first.get("/console/tasks/1")

    assert "Ana" not in office.browser("rosa").get("/console/tasks/1")


def test_the_page_says_what_may_be_left_on_a_machine_and_in_which_language(office: Office) -> None:
    task = office.callback()
    browser = office.browser("rosa")
    browser.get("/console/tasks/1")
    page = browser.submit("/console/tasks/1/open", why="before_claiming")
    assert "A voicemail</dt><dd>Not asked, so no" in page and "Leave no message." in page

    consents = Consents(office.services.database, office.services.clock)
    consents.record(task.person_id, "voicemail", True, "en", "sms", asked=True)
    page = browser.get("/console/tasks/1")
    assert (
        "A voicemail</dt><dd>Yes" in page and render("voicemail.script", as_language(task.language), "console") in page
    )

    consents.record(task.person_id, "voicemail", False, "en", "sms", asked=False)
    page = browser.get("/console/tasks/1")
    assert "A voicemail</dt><dd>No" in page and "Leave no message." in page


def test_the_page_offers_no_number_that_is_somebody_elses(office: Office) -> None:
    task = office.callback()
    browser = office.browser("rosa")
    correspondence = CaseCorrespondence(office.services.database, office.services.vault, office.services.clock)
    correspondence.number_is_somebody_elses(task.person_id)

    browser.get("/console/tasks/1")
    page = browser.submit("/console/tasks/1/open", why="before_claiming")
    assert "belongs to somebody else now" in page
    assert "tel:" not in browser.source and "555-0100" not in page


def test_a_task_that_is_not_there_is_not_found(office: Office) -> None:
    browser = office.browser("rosa")

    page = browser.get("/console/tasks/77")

    assert browser.status == 404
    assert "There is no such task" in page


def test_claim_then_release(office: Office) -> None:
    office.callback()
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
    office.callback()
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
    assert "rosa@example.org changed it at 10:00 am." in page and "It is now: Claimed, with rosa@example.org." in page
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
    page = browser.post("/console/tasks/1/attempts", sent)

    assert browser.status == 200 and "saved the first time you sent it" in page
    assert office.services.tasks.get(1).attempts == 1
    browser.post("/console/tasks/1/attempts", {**sent, "form_key": "f" * 32})
    assert browser.status == 409, "a form drawn before the change is another matter"


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

    browser.submit("/console/login", email="rosa@example.org", password="wrong at first")
    browser.submit("/console/login", email="rosa@example.org", password=PASSWORD)
    browser.submit("/console/login/code", code="000000")
    page = browser.give_code("rosa")
    assert 'said "Tuesday"</textarea>' in page and "Send it now" in page
    assert office.services.tasks.get(1).attempts == 0, "nothing is sent without a click"

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

    browser.go_on_signing_in("rosa")
    page = browser.submit("/console/tasks/1/attempts")

    assert browser.status == 409 and "The person changed it by text at 12:00 pm." in page
    assert browser.form("/console/tasks/1/attempts")["note"] == "rang out"
    assert office.services.tasks.get(task.number).attempts == 0


def test_a_note_from_before_another_login_in_the_same_browser_is_offered_again(office: Office) -> None:
    office.callback()
    browser = office.browser("rosa")
    browser.get("/console/tasks/1")
    browser.submit("/console/tasks/1/claim")
    typed = {**browser.form("/console/tasks/1/attempts"), "outcome": "no_answer", "note": "rang out twice"}
    browser.submit("/console/logout")
    browser.sign_in("rosa")

    page = browser.post("/console/tasks/1/attempts", typed)
    assert browser.status == 400 and "rang out twice</textarea>" in page
    assert "Send it now" not in page, "a form that may come from elsewhere is only shown"

    browser.client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    page = browser.post("/console/tasks/1/attempts", typed)
    assert "Send it now" in page
    browser.submit("/console/tasks/1/attempts")
    assert office.services.tasks.get(1).attempts == 1


def test_a_form_from_elsewhere_is_not_carried_into_a_login(office: Office) -> None:
    office.callback()
    browser = office.browser()

    page = browser.post("/console/tasks/1/attempts", {"note": "planted by somebody", "outcome": "reached"})

    assert browser.status == 401 and "planted" not in page


def test_substance_use_is_shown_and_its_consent_recorded_only_by_leave(office: Office) -> None:
    office.callback(needs=["food", "substance_use"])
    accounts = office.services.accounts
    rosa = office.browser("rosa")
    page = rosa.get("/console/unassigned")
    assert "Food" in page and "Substance" not in page
    rosa.get("/console/tasks/1")
    page = rosa.submit("/console/tasks/1/claim")
    assert "Food" in page and "Substance" not in page and "part2-consent" not in rosa.source
    rosa.post("/console/tasks/1/part2-consent", {**rosa.form("/console/tasks/1/release"), "granted": "yes"})
    assert rosa.status == 404

    accounts.change(accounts.named("rosa@example.org").id, sees_part2=True)
    page = rosa.get("/console/tasks/1")
    assert "Substance" in page and "No signed consent" in page
    assert "A signed consent is on file" in rosa.submit("/console/tasks/1/part2-consent")
    assert "No signed consent" in rosa.submit("/console/tasks/1/part2-consent")


def test_pages_with_people_are_kept_by_no_browser(office: Office) -> None:
    office.callback()
    browser = office.browser("rosa")

    browser.get("/console/tasks/1")

    assert browser.headers["Cache-Control"] == "no-store"
