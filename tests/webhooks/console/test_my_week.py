"""One's own hours, leave, phone, notices and calendar address, entered by oneself."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.callbacks.working_hours import Hours
from tests.webhooks.console.conftest import Office
from tests.webhooks.pages_app import Browser


@pytest.fixture
def rosa(office: Office) -> Browser:
    browser = office.browser("rosa")
    browser.get("/console/hours")
    return browser


def account_id(office: Office) -> str:
    return office.services.accounts.named("rosa@example.org").id


def test_own_hours_are_entered_and_shown(office: Office, rosa: Browser) -> None:
    page = rosa.submit("/console/hours", **{"from-0-1": "08:00", "until-0-1": "12:00", "from-0-2": "13:00", "until-0-2": "17:00"})  # fmt: skip

    assert "Calls already promised keep their times" in page
    assert office.services.working_week.week_of(account_id(office)).hours == (
        Hours(0, time(8), time(12)), Hours(0, time(13), time(17)),
    )  # fmt: skip
    assert rosa.form("/console/hours")["until-0-2"] == "17:00"
    assert "8 am–12 pm, 1 pm–5 pm" in rosa.get("/console/calendar")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"from-0-1": "12:00", "until-0-1": "08:00"}, "must end after it begins"),
        ({"from-0-1": "05:00", "until-0-1": "09:00"}, "from 8:00 am to 8:00 pm"),
        ({"from-0-1": "09:00"}, "both times"),
        ({"from-0-1": "soon", "until-0-1": "later"}, "must end after it begins"),
        ({"from-0-1": "09:00", "until-0-1": "12:00", "from-0-2": "11:00", "until-0-2": "13:00"}, "may not overlap"),
    ],
)
def test_hours_that_are_none_are_refused_and_stay_in_the_form(
    office: Office, rosa: Browser, typed: dict[str, str], words: str
) -> None:
    page = rosa.submit("/console/hours", **typed)

    assert rosa.status == 400 and words in page
    assert rosa.form("/console/hours")["from-0-1"] == typed["from-0-1"]
    assert office.services.working_week.week_of(account_id(office)).hours == ()


def test_leave_is_added_shown_in_the_calendar_and_removed(office: Office, rosa: Browser) -> None:
    page = rosa.submit("/console/hours/leave", first_day="2026-11-24", last_day="2026-11-25")
    assert "Leave added" in page and "Nov 24 to Nov 25" in page
    assert rosa.get("/console/calendar").count("On leave") == 2

    rosa.get("/console/hours")
    assert "Leave removed" in rosa.submit("/console/hours/leave/remove")
    assert office.services.working_week.week_of(account_id(office)).away == ()


@pytest.mark.parametrize("days", [("2020-01-01", "2020-01-02"), ("2026-12-02", "2026-12-01"), ("", ""), ("x", "y")])
def test_leave_that_is_none_is_refused(rosa: Browser, days: tuple[str, str]) -> None:
    page = rosa.submit("/console/hours/leave", first_day=days[0], last_day=days[1])

    assert rosa.status == 400 and "from a first to a last day" in page


def test_what_a_chw_takes_on_is_kept(office: Office, rosa: Browser) -> None:
    rosa.submit("/console/hours/profile", calls_an_hour="3", speciality="housing")
    week = office.services.working_week.week_of(account_id(office))
    assert (week.calls_an_hour, week.specialities) == (3, ("housing",))

    rosa.submit("/console/hours/profile", calls_an_hour="300")
    assert rosa.status == 400 and "1 to 12" in rosa.page


def test_only_chws_have_hours(office: Office) -> None:
    ada = office.browser("ada")
    ada.get("/console/hours")
    assert ada.status == 403


def test_the_calendar_turns_its_weeks(office: Office, rosa: Browser) -> None:
    assert "Week of Nov 23 to Nov 29" in rosa.get("/console/calendar")
    assert "Week of Nov 30 to Dec 6" in rosa.get("/console/calendar?week=2026-12-02")
    for nonsense in ("yesterday", "9999-12-31", "-1", ""):
        assert "Week of Nov 23 to Nov 29" in rosa.get(f"/console/calendar?week={nonsense}")
    assert date(2026, 11, 23).weekday() == 0


def test_notices_and_the_calendars_address_are_ones_own_to_set(office: Office, rosa: Browser) -> None:
    rosa.get("/console/reach")
    page = rosa.submit("/console/reach/notices", by="email", language="es", quiet_from="19:30", quiet_until="08:00")
    wishes = office.services.notice_wishes.of(account_id(office))
    assert "Saved." in page and (wishes.by, wishes.language, wishes.quiet_from) == ("email", "es", time(19, 30))
    rosa.submit("/console/reach/notices", by="pigeon", quiet_from="x")
    assert rosa.status == 400

    page = rosa.submit("/console/reach/calendar")
    assert "/calendar/" in page and ".ics" in page
    assert ".ics" not in rosa.get("/console/reach"), "shown once"
    assert "no longer works" in rosa.submit("/console/reach/calendar/end")


def test_a_phone_is_proved_by_the_code_that_was_texted_to_it(office: Office, rosa: Browser) -> None:
    rosa.get("/console/reach")
    rosa.submit("/console/reach/phone", phone="not a phone")
    assert rosa.status == 400
    page = rosa.submit("/console/reach/phone", phone="(323) 555-0166")
    assert "Ends in 0166" in page and "Not confirmed yet" in page and "555-0166" not in page
    rosa.submit("/console/reach/phone/code", code="000000")
    assert rosa.status in (409, 200)

    assert "The phone is removed." in rosa.submit("/console/reach/phone/forget")
