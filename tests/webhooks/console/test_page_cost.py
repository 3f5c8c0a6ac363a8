"""What the console's pages cost: as many queries for a CHW with many people as for one with few."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.clock import FixedClock
from bot.db import Database
from tests.browser.caseload import fill_caseload, fill_person
from tests.browser.site import fill_directory
from tests.webhooks.console.conftest import TODAY_AT_THREE, Office

LISTS = ("/console/", "/console/people", "/console/unassigned", "/console/overdue", "/console/calendar")
WINDOW = (TODAY_AT_THREE, TODAY_AT_THREE + timedelta(hours=1))
MOST_ON_A_PERSONS_PAGE = 90


@pytest.fixture
def counted(sqlite_database: Database) -> Callable[[Callable[[], object]], int]:
    """How many statements something sends."""
    sent: list[str] = []
    event.listen(sqlite_database.engine, "before_cursor_execute", lambda *given: sent.append(given[2]))

    def count(do: Callable[[], object]) -> int:
        sent.clear()
        do()
        return len(sent)

    return count


def test_lists_take_as_many_queries_for_many_people_as_for_few(
    office: Office, clock: FixedClock, counted: Callable[[Callable[[], object]], int]
) -> None:
    fill_caseload(office.services, clock, people=3)
    rosa = office.browser("rosa")
    few = {address: counted(lambda address=address: rosa.get(address)) for address in LISTS}  # type: ignore[misc]
    rosas = office.services.accounts.named("rosa@example.org").id
    for number in range(20, 32):
        person = office.services.people.get_or_create("sms", f"+132355577{number}", "en")
        task = office.services.tasks.create(person.id, "callback", needs=["food"], language="en", window=WINDOW)
        office.services.casework.claim(task.id, rosas, task.version)

    many = {address: counted(lambda address=address: rosa.get(address)) for address in LISTS}  # type: ignore[misc]

    assert many == few


def test_a_persons_page_takes_a_bounded_number_of_queries(
    office: Office, clock: FixedClock, counted: Callable[[Callable[[], object]], int], tmp_path: Path
) -> None:
    fill_caseload(office.services, clock, people=1)
    fill_directory(office.services, tmp_path)
    fill_person(office.services, clock)
    rosa = office.browser("rosa")

    assert counted(lambda: rosa.get("/console/tasks/1")) <= MOST_ON_A_PERSONS_PAGE
    assert "Danger of suicide" in rosa.page and "Pantry" in rosa.page
