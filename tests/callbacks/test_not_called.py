"""Who says that nobody called is told what happened, and comes first where that is so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.callbacks.not_called import NotCalled
from bot.callbacks.on_call import OnCallRota
from bot.callbacks.pausing import Pauses
from bot.callbacks.staff_models import StaffNotice
from bot.callbacks.upkeep import Upkeep
from bot.cases.task_view import TaskView
from bot.clock import FixedClock
from bot.db import Database
from bot.privacy.encryption import Vault
from tests.callbacks.rota import Desk, at

ELEVEN = (at("2026-11-23T11:00"), at("2026-11-23T12:00"))
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(database: Database, vault: Vault, clock: FixedClock) -> Desk:
    return Desk(database, vault, clock)


@pytest.fixture
def not_called(desk: Desk) -> NotCalled:
    return NotCalled(desk.database, desk.clock)


def book(desk: Desk, person: str) -> TaskView:
    return desk.booking.book(person, ["food"], "es", 6, None, *ELEVEN, None)


def test_before_and_in_its_time_nothing_is_changed(desk: Desk, not_called: NotCalled) -> None:
    desk.chw("rosa")
    person = desk.somebody()
    assert not_called.hear(person).kind == "none"
    task = book(desk, person)
    assert not_called.hear(person).kind == "not_yet"
    desk.clock.instant = at("2026-11-23T11:30")
    assert not_called.hear(person).kind == "now"
    assert desk.tasks.get(task.number) == task
    assert not_called.hear("nobody").kind == "none"


def test_a_missed_call_goes_first_back_to_the_queue_once_and_who_is_on_call_hears(
    desk: Desk, not_called: NotCalled
) -> None:
    rosa = desk.chw("rosa")
    ana = desk.accounts.add("ana@example.org", "correct horse battery", "chw").id
    OnCallRota(desk.database, desk.clock).add(ana, at("2026-11-23T00:00"), at("2026-11-24T00:00"))
    person = desk.somebody()
    task = book(desk, person)
    desk.casework.claim(task.id, rosa, task.version)
    desk.clock.instant = at("2026-11-23T12:05")

    assert not_called.look(person).kind == "missed"
    happened = not_called.hear(person)

    assert (happened.kind, happened.window, happened.next) == ("missed", ELEVEN, None)
    now = desk.tasks.get(task.number)
    assert (now.status, now.priority, now.assignee_id, now.status_reason, now.former_email) == (
        "requested", "urgent", None, "not_called", "rosa@example.org",
    )  # fmt: skip
    assert not_called.hear(person) == happened
    assert desk.tasks.get(task.number).version == now.version, "told twice, done once"
    with desk.database.read() as db_session:
        told = db_session.execute(select(StaffNotice.account_id, StaffNotice.kind).where(StaffNotice.kind == "urgent"))
        assert [tuple(row) for row in told] == [(ana, "urgent")]
    offers = desk.booking.offers(person, [], "es", 6)
    assert len(offers) == 3 and offers[0][0] == at("2026-11-23T13:00")
    again = desk.booking.book(person, ["food"], "es", 6, None, *offers[0], None)
    assert (again.number, again.priority, again.assignee_id) == (task.number, "urgent", rosa)


def test_who_was_given_another_time_already_hears_of_it(desk: Desk, not_called: NotCalled) -> None:
    desk.chw("rosa")
    person = desk.somebody()
    task = book(desk, person)
    desk.clock.instant = at("2026-11-23T12:15")
    Upkeep(desk.database, desk.vault, desk.clock).run_once()
    promised = desk.tasks.get(task.number)

    happened = not_called.hear(person)

    assert (happened.kind, happened.window, happened.next) == (
        "missed", ELEVEN, (promised.window_start, promised.window_end),
    )  # fmt: skip
    assert desk.tasks.get(task.number) == promised, "it comes first already"


def test_who_was_called_in_vain_hears_when(desk: Desk, not_called: NotCalled) -> None:
    rosa = desk.chw("rosa")
    person = desk.somebody()
    task = book(desk, person)
    mine = desk.casework.claim(task.id, rosa, task.version)
    desk.clock.instant = at("2026-11-23T11:10")
    tried = desk.attempts.record(task.id, rosa, "no_answer", None, mine.version)
    desk.clock.instant = at("2026-11-23T15:00")

    happened = not_called.hear(person)

    assert (happened.kind, happened.tried_at) == ("tried", at("2026-11-23T11:10"))
    assert happened.next == (tried.window_start, tried.window_end)
    assert desk.tasks.get(task.number) == tried
    desk.clock.instant = at("2026-11-24T17:05")
    assert not_called.look(person).kind == "missed", "the next one was missed"


def test_a_paused_case_is_left_alone(desk: Desk, not_called: NotCalled) -> None:
    person = desk.somebody()
    task = book(desk, person)
    Pauses(desk.database, desk.vault, desk.clock).pause(person, "system")
    desk.clock.instant += 5 * HOUR
    before = desk.tasks.get(task.number)
    not_called.hear(person)
    assert desk.tasks.get(task.number) == before
