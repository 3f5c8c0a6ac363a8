"""Lists, searches and free hours of one CHW, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.callbacks.casework import Casework
from bot.callbacks.diary import Diary
from bot.callbacks.finding import Finder
from bot.callbacks.overviews import Counts, Overviews
from bot.callbacks.page_marks import PageMarks
from bot.callbacks.tasks import Tasks
from bot.callbacks.working_hours import Hours, WorkingWeek
from bot.cases.accounts import Accounts
from bot.cases.people import People
from bot.cases.sent_forms import Known, SentForms
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import InvalidInput
from bot.privacy.encryption import Vault

AT_THREE = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
"""15:00 in Los Angeles on the day the test clock shows (10:00)."""


@pytest.fixture
def rosa(accounts: Accounts) -> str:
    return accounts.add("rosa@example.org", "a long enough password", "chw").id


def callback(people: People, tasks: Tasks, last: int, start: datetime = AT_THREE) -> int:
    person = people.get_or_create("sms", f"+132355501{last:02d}", "en")
    people.set_name(person.id, f"Ana {last}")
    window = (start, start + timedelta(hours=1))
    return tasks.create(person.id, "callback", needs=["food"], language="en", window=window).number


def test_lists_counts_and_search_agree(
    database: Database, vault: Vault, clock: FixedClock, people: People, rosa: str
) -> None:
    tasks, overviews = Tasks(database, vault, clock), Overviews(database, vault, clock)
    marks = PageMarks(database, clock)
    numbers = [callback(people, tasks, n, AT_THREE + timedelta(days=n - 1)) for n in range(4)]
    assert overviews.counts(rosa) == Counts(today=0, people=0, unassigned=4, late=1)
    before = marks.of_lists(rosa)
    for number in numbers[:3]:
        task = tasks.get(number)
        Casework(database, vault, clock).claim(task.id, rosa, task.version)

    assert marks.of_lists(rosa) != before and marks.of_lists(rosa) == marks.of_lists(rosa)
    assert overviews.counts(rosa) == Counts(today=2, people=3, unassigned=1, late=1)
    assert [row.task.number for row in overviews.today(rosa).due] == numbers[:2]
    assert [row.name for row in overviews.people(rosa)] == ["Ana 0", "Ana 1", "Ana 2"]
    assert [(row.task.number, row.name) for row in overviews.unassigned(rosa)] == [(numbers[3], None)]
    assert [row.task.number for row in overviews.late(rosa)] == numbers[:1]
    week = overviews.calendar(rosa, date(2026, 11, 23), date(2026, 11, 24))
    assert [(one.call.task.number, one.at) for one in week] == [
        (numbers[1], AT_THREE), (numbers[2], AT_THREE + timedelta(days=1)),
    ]  # fmt: skip
    finder = Finder(database, vault, clock)
    assert [row.task.number for row in finder.find(rosa, "ana")] == numbers[2::-1]
    assert [row.task.number for row in finder.find(rosa, "323 555 0103")] == numbers[3:]
    with pytest.raises(InvalidInput):
        finder.find(rosa, " . ")


def test_a_record_is_marked_by_its_texts_and_its_task(
    database: Database, vault: Vault, clock: FixedClock, people: People, rosa: str
) -> None:
    tasks, marks = Tasks(database, vault, clock), PageMarks(database, clock)
    number = callback(people, tasks, 1)
    before = marks.of_record(number)
    task = tasks.get(number)
    Casework(database, vault, clock).claim(task.id, rosa, task.version)

    assert marks.of_record(number) != before
    assert marks.of_record(999) == ""


def test_free_hours_are_ones_own_or_the_countys_dayparts(database: Database, clock: FixedClock, rosa: str) -> None:
    diary = Diary(database, clock)
    assert len(diary.free_with(rosa)) > 10, "no hours of one's own: the county's mornings, afternoons and evenings"
    WorkingWeek(database, clock).set_hours(rosa, [Hours(0, time(14), time(16))])

    free = diary.free_with(rosa)

    assert free[:2] == [(AT_THREE - timedelta(hours=1), AT_THREE), (AT_THREE, AT_THREE + timedelta(hours=1))]


def test_a_form_is_carried_out_once_and_forgotten_after_two_days(
    database: Database, clock: FixedClock, rosa: str
) -> None:
    forms, key = SentForms(database, clock), "a" * 32
    assert forms.begin(key, rosa) is None
    assert forms.begin(key, rosa) == Known(None), "still at work"
    forms.end(key, rosa, None)
    assert forms.begin(key, rosa) is None, "not taken the first time: it may be sent again"
    forms.end(key, rosa, "/console/tasks/1")
    assert forms.begin(key, rosa) == Known("/console/tasks/1")
    assert forms.begin("no key", rosa) is None

    clock.instant += timedelta(days=3)
    assert forms.forget_old() == 1
