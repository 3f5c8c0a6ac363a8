"""The console's lists hold what belongs in them, within an account's reach, and say the same as their counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.callbacks.caseload import Caseload
from bot.callbacks.lists import SHOWS
from bot.callbacks.upkeep import Upkeep
from bot.cases.task_view import TaskView
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import InvalidInput
from bot.privacy.encryption import Vault
from tests.callbacks.rota import Desk, at, day


@pytest.fixture
def desk(database: Database, vault: Vault, clock: FixedClock) -> Desk:
    return Desk(database, vault, clock)


@pytest.fixture
def caseload(desk: Desk) -> Caseload:
    return Caseload(desk.database, desk.vault, desk.clock)


def book(desk: Desk, n: int, start: str, hours: int = 1, spa: int = 6) -> TaskView:
    window = (at(start), at(start) + timedelta(hours=hours))
    return desk.booking.book(desk.somebody(n), ["food"], "es", spa, None, *window, None)


def test_each_list_holds_what_belongs_in_it(desk: Desk, caseload: Caseload) -> None:
    rosa = desk.accounts.add("rosa@example.org", "correct horse battery", "chw", spas=[6]).id
    boss = desk.accounts.add("boss@example.org", "correct horse battery", "admin").id
    soon, tomorrow, far = (book(desk, 1, "2026-11-23T11:00"), book(desk, 2, "2026-11-24T11:00"), book(desk, 3, "2026-11-23T12:00", spa=2))  # fmt: skip
    now = desk.tasks.create(desk.somebody(4), "follow_up", language="es", spa=6, reason="x")
    mine = desk.casework.claim(tomorrow.id, rosa, tomorrow.version)
    desk.clock.instant = at("2026-11-23T12:30")

    def seen(account: str) -> dict[str, list[int]]:
        return {show: [task.number for task in caseload.listed(account, show)] for show in SHOWS}

    assert seen(rosa) == {
        "today": [now.number, soon.number], "mine": [mine.number], "unassigned": [now.number, soon.number],
        "overdue": [soon.number], "returned": [],
    }  # fmt: skip
    assert seen(boss)["unassigned"] == [now.number, soon.number, far.number]
    for account in (rosa, boss):
        assert caseload.counts(account) == {show: len(tasks) for show, tasks in seen(account).items()}

    desk.casework.release(mine.id, rosa, mine.version, "workload")
    (returned,) = caseload.listed(boss, "returned")
    assert (returned.number, returned.former_email, returned.status_reason) == (
        mine.number, "rosa@example.org", "workload",
    )  # fmt: skip
    taken = desk.casework.claim(returned.id, rosa, returned.version)
    assert taken.returned_at is None
    assert caseload.listed(boss, "returned") == []


def test_what_nobody_touched_is_seen_with_who_had_it(desk: Desk, caseload: Caseload) -> None:
    desk.chw("rosa")
    boss = desk.accounts.add("boss@example.org", "correct horse battery", "admin").id
    task = book(desk, 1, "2026-11-25T11:00")
    desk.clock.instant += timedelta(hours=4)
    Upkeep(desk.database, desk.vault, desk.clock).run_once()

    (returned,) = caseload.listed(boss, "returned")
    assert (returned.number, returned.former_email, returned.status_reason) == (
        task.number, "rosa@example.org", "untouched",
    )  # fmt: skip


def test_the_calendar_holds_the_windows_that_touch_its_days(desk: Desk, caseload: Caseload) -> None:
    rosa = desk.accounts.add("rosa@example.org", "correct horse battery", "chw", spas=[6]).id
    inside = [book(desk, 1, "2026-11-24T08:00"), book(desk, 2, "2026-11-25T19:00")]
    dropped = book(desk, 3, "2026-11-24T10:00")
    book(desk, 4, "2026-11-23T19:00")
    book(desk, 5, "2026-11-27T08:00")
    book(desk, 6, "2026-11-24T09:00", spa=2)
    desk.tasks.cancel_open(dropped.person_id)

    shown = caseload.calendar(rosa, day("2026-11-24"), day("2026-11-26"))
    assert [task.number for task in shown] == [task.number for task in inside]
    for first, last in (("2026-11-24", "2026-11-23"), ("2026-01-01", "2026-12-31")):
        with pytest.raises(InvalidInput):
            caseload.calendar(rosa, day(first), day(last))


def test_a_list_there_is_not_is_refused(desk: Desk, caseload: Caseload) -> None:
    rosa = desk.chw("rosa")
    with pytest.raises(InvalidInput):
        caseload.listed(rosa, "everything")  # type: ignore[arg-type]
