"""The queue: what a row says, which tasks are under which tab, and what comes first."""

from __future__ import annotations

from datetime import timedelta

from tests.webhooks.console.conftest import TODAY_AT_THREE, Office


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
    office.services.tasks.create(person.id, "crisis", language="en", priority="stat", reason="overdose", window=None)

    page = office.browser("rosa").page

    assert page.index("Crisis 2") < page.index("Callback 1")
    assert "Right now" in page


def test_the_live_part_of_the_queue_is_the_queue_and_nothing_around_it(office: Office) -> None:
    office.callback()
    browser = office.browser("rosa")

    part = browser.client.get("/console/queue?show=all", headers={"HX-Request": "true"}).text

    assert part.lstrip().startswith('<div id="queue"') and 'id="task-1"' in part and "<html" not in part
