"""The lists: what a row says, which tasks and people are on which list, what comes first, and what a search finds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.cases.models import Case, Task
from tests.webhooks.console.conftest import TODAY_AT_THREE, Office
from tests.webhooks.pages_app import Browser

DAY = timedelta(days=1)


def claimed(office: Office, browser: Browser, phone: str, start: object = TODAY_AT_THREE, **values: object) -> int:
    """A callback that the browser's account has claimed."""
    task = office.callback(phone, start, **values)  # type: ignore[arg-type]
    browser.get("/console/unassigned")
    browser.submit(f"/console/tasks/{task.number}/claim")
    return task.number


def change(office: Office, number: int, **values: object) -> None:
    with office.services.database.write() as db_session:
        task = db_session.query(Task).filter(Task.number == number).one()
        for name, value in values.items():
            setattr(task, name, value)


def shown(browser: Browser, address: str) -> list[int]:
    """Numbers of the tasks on a list, in order."""
    browser.get(address)
    return [int(part.split('"')[0]) for part in browser.source.split('id="task-')[1:]]


def test_a_row_says_all_a_chw_needs_to_choose_and_names_nobody(office: Office) -> None:
    office.callback(language="es", needs=["housing", "food"])

    page = office.browser("rosa").get("/console/unassigned")

    assert "Callback 1" in page and "Housing, Food" in page
    assert "Spanish" in page and "SPA 6, South" in page
    assert "Today, 3:00 pm to 4:00 pm" in page
    assert "Ana" not in page and "555" not in page, "whose task nobody has is named to nobody"


def test_each_list_holds_its_own_tasks(office: Office) -> None:
    rosa = office.browser("rosa")
    office.clock.instant -= DAY
    late = claimed(office, rosa, "+13235550101", TODAY_AT_THREE - DAY)
    office.clock.instant += DAY
    today = claimed(office, rosa, "+13235550102")
    tomorrow = claimed(office, rosa, "+13235550103", TODAY_AT_THREE + DAY)
    nobodys = office.callback("+13235550104").number
    returned = office.callback("+13235550105", TODAY_AT_THREE + DAY).number
    change(office, returned, status_reason="untouched", returned_at=office.clock.now())

    assert shown(rosa, "/console/") == [late, today], "a missed call is still today's work"
    assert shown(rosa, "/console/people") == [late, today, tomorrow]
    assert shown(rosa, "/console/unassigned") == [nobodys, returned]
    assert shown(rosa, "/console/overdue") == [late, returned]
    luis = office.browser("luis")
    assert shown(luis, "/console/") == [] and shown(luis, "/console/people") == []
    assert shown(luis, "/console/overdue") == [returned], "a colleague's overdue call is no business of his"
    assert shown(office.browser("ada"), "/console/overdue") == [late, returned], "a supervisor sees everyone's"


def test_own_people_are_named_and_the_next_call_comes_first(office: Office) -> None:
    rosa = office.browser("rosa")
    claimed(office, rosa, "+13235550102", TODAY_AT_THREE + timedelta(hours=1), name="Beto")
    claimed(office, rosa, "+13235550101", name="Ana")

    page = rosa.get("/console/")

    assert page.index("Next") < page.index("Ana") < page.index("Later today") < page.index("Beto")


def test_urgent_tasks_nobody_has_come_before_ones_own(office: Office) -> None:
    rosa = office.browser("rosa")
    claimed(office, rosa, "+13235550101")
    person = office.services.people.get_or_create("sms", "+13235550102", "en")
    office.services.tasks.create(person.id, "crisis", language="en", priority="stat", reason="overdose", window=None)

    page = rosa.get("/console/")

    assert page.index("Crisis 2") < page.index("Callback 1")
    assert "Right now" in page


def test_what_was_done_today_is_told(office: Office) -> None:
    rosa = office.browser("rosa")
    number = claimed(office, rosa, "+13235550101", name="Ana")
    rosa.get(f"/console/tasks/{number}")
    rosa.submit(f"/console/tasks/{number}/attempts", outcome="reached")

    page = rosa.get("/console/")

    assert "Done today" in page and "Reached" in page[page.index("Done today") :]
    assert shown(rosa, "/console/people") == []
    office.clock.instant += DAY
    assert "Done today" not in office.browser("rosa").get("/console/")


def test_a_person_with_two_open_tasks_is_one_of_ones_people_once(office: Office) -> None:
    rosa = office.browser("rosa")
    claimed(office, rosa, "+13235550101")
    person = office.services.people.get_or_create("sms", "+13235550101", "en")
    office.services.tasks.create(person.id, "follow_up", language="en", reason="prefers_text", window=None)
    rosa.get("/console/unassigned")
    rosa.submit("/console/tasks/2/claim")

    assert shown(rosa, "/console/people") == [2]
    assert 'href="/console/tasks/1"' in rosa.source and "Also" in rosa.page


def test_paused_people_come_last_and_are_not_due(office: Office) -> None:
    rosa = office.browser("rosa")
    first = claimed(office, rosa, "+13235550101")
    second = claimed(office, rosa, "+13235550102", TODAY_AT_THREE + DAY)
    with office.services.database.write() as db_session:
        task = db_session.query(Task).filter(Task.number == first).one()
        db_session.get_one(Case, task.case_id).status = "paused"
        task.status = "on-hold"

    assert shown(rosa, "/console/people") == [second, first]
    assert "Paused" in rosa.page
    assert shown(rosa, "/console/") == []


def test_a_text_that_came_after_the_last_work_is_told(office: Office) -> None:
    rosa = office.browser("rosa")
    claimed(office, rosa, "+13235550101")
    assert "Wrote" not in rosa.get("/console/people")
    office.clock.instant += timedelta(minutes=5)
    person = office.services.people.get_or_create("sms", "+13235550101", "en")
    office.services.messages.record_inbound(person.id, "sms", "SM9", "are you still calling?")

    assert "Wrote today 10:05 am" in rosa.get("/console/people")


def test_who_has_a_task_reads_why_it_is_theirs(office: Office) -> None:
    rosa = office.browser("rosa")
    number = claimed(office, rosa, "+13235550101")
    change(office, number, assigned_why=["language:es", "spa:6", "speciality:housing", "load:lightest", "new_rule"])

    assert "speaks Spanish, works in SPA 6, South, speciality: Housing, fewest open tasks, new rule" in rosa.get(
        "/console/people"
    )


def test_a_list_refreshing_itself_is_sent_only_when_something_changed(office: Office) -> None:
    office.callback()
    rosa = office.browser("rosa")
    for address in ("/console/", "/console/people", "/console/unassigned", "/console/overdue", "/console/calendar"):
        rosa.get(address)
        asks = {"HX-Request": "true", "If-None-Match": rosa.headers["ETag"]}
        assert rosa.client.get(address, headers=asks).status_code == 304
        assert rosa.client.get(address).status_code == 200, "a person asking always gets the page"

    rosa.get("/console/unassigned")
    asks = {"HX-Request": "true", "If-None-Match": rosa.headers["ETag"]}
    office.callback("+13235550102")
    again = rosa.client.get("/console/unassigned", headers=asks)
    assert again.status_code == 200 and 'id="task-2"' in again.text


def test_a_page_refreshing_itself_leaves_what_a_click_came_to_for_the_next_page(office: Office) -> None:
    office.callback()
    rosa = office.browser("rosa")
    rosa.get("/console/unassigned")
    rosa.client.post("/console/tasks/1/claim", data=rosa.form("/console/tasks/1/claim"))

    rosa.client.get("/console/", headers={"HX-Request": "true"})

    assert "This task is yours now." in rosa.get("/console/tasks/1")


def test_a_long_list_is_read_page_by_page(office: Office) -> None:
    for number in range(65):
        person = office.services.people.get_or_create("sms", f"+132355502{number:02d}", "en")
        office.services.tasks.create(person.id, "follow_up", language="en", reason="prefers_text", window=None)
    rosa = office.browser("rosa")

    first = shown(rosa, "/console/unassigned")
    assert 'href="/console/unassigned?from=60"' in rosa.source
    rest = shown(rosa, "/console/unassigned?from=60")

    assert [*first, *rest] == list(range(1, 66))
    assert shown(rosa, "/console/unassigned?from=nonsense") == first


@pytest.mark.parametrize(
    "words", ["Guadalupe", "guada", "maría", "MARIA gua", "1", "#1", "(323) 555-0101", "+13235550101"]
)
def test_a_person_is_found_by_name_task_or_phone_number(office: Office, words: str) -> None:
    rosa = office.browser("rosa")
    claimed(office, rosa, "+13235550101", name="María Guadalupe")
    claimed(office, rosa, "+13235550102", name="DeShawn")
    rosa.get("/console/people")

    page = rosa.submit("/console/find", words=words)

    assert 'id="task-1"' in rosa.source and 'id="task-2"' not in rosa.source
    assert "Found: 1" in page and rosa.address == "/console/find", "what was looked for is in no address"
    assert office.events("people.searched")[-1].details["found"] == 1


def test_a_search_finds_nobody_elses_people_by_name(office: Office) -> None:
    rosa, luis = office.browser("rosa"), office.browser("luis")
    claimed(office, rosa, "+13235550101", name="Ana")
    office.callback("+13235550102", name="Anabel")
    luis.get("/console/people")

    for words in ("Ana", "1", "+13235550101"):
        assert "Found: 0" in luis.submit("/console/find", words=words), words
    page = luis.submit("/console/find", words="323-555-0102")
    assert "Found: 1" in page and "Anabel" not in page, "nobody's yet: found by who knows the number, named to nobody"


def test_an_empty_search_says_what_to_type(office: Office) -> None:
    rosa = office.browser("rosa")
    rosa.get("/console/people")

    for words in ("", "   ", "%", "'"):
        assert "Type a first name" in rosa.submit("/console/find", words=words) and rosa.status == 400
    assert "Found: 0" in rosa.submit("/console/find", words="x" * 5000)


def test_ones_people_stand_under_the_day_of_their_call(office: Office) -> None:
    rosa = office.browser("rosa")
    office.clock.instant -= DAY
    claimed(office, rosa, "+13235550101", TODAY_AT_THREE - DAY, name="Late")
    office.clock.instant += DAY
    claimed(office, rosa, "+13235550103", TODAY_AT_THREE + DAY, name="Next")
    claimed(office, rosa, "+13235550102", name="Now")

    page = rosa.get("/console/people")

    order = ["Missed: call these first", "Late", "Today", "Now", "Tomorrow", "Next"]
    places = [page.index(f">{each} " if each in ("Today", "Tomorrow") else each) for each in order]
    assert places == sorted(places)
    under_today = page[page.index(">Today ") : page.index(">Tomorrow ")]
    assert "3:00 pm to 4:00 pm" in under_today and "Today, 3:00 pm" not in under_today, "the heading says the day"


def test_a_teams_tasks_stand_under_who_has_them(office: Office) -> None:
    claimed(office, office.browser("rosa"), "+13235550101")
    claimed(office, office.browser("luis"), "+13235550102")

    page = office.browser("ada").get("/console/team")

    assert (
        page.index("luis@example.org")
        < page.index("Callback 2")
        < page.index("rosa@example.org")
        < page.index("Callback 1")
    )
    assert page.count("luis@example.org") == 1
