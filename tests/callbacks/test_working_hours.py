"""Working hours and days off are entered whole or not at all, within the hours residents are told of."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.callbacks.working_hours import Hours
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import InvalidInput, NotFound
from bot.privacy.encryption import Vault
from tests.callbacks.rota import Desk, day


@pytest.fixture
def desk(database: Database, vault: Vault, clock: FixedClock) -> Desk:
    return Desk(database, vault, clock)


def test_a_week_replaces_the_one_before(desk: Desk) -> None:
    rosa = desk.chw("rosa", specialities=["housing"])
    desk.week.set_hours(rosa, [Hours(5, time(9), time(12)), Hours(5, time(13), time(15))])

    week = desk.week.week_of(rosa)
    assert week.hours == (Hours(5, time(9), time(12)), Hours(5, time(13), time(15)))
    assert (week.calls_an_hour, week.specialities, week.away) == (2, ("housing",), ())


@pytest.mark.parametrize(
    "wrong",
    [
        [Hours(0, time(12), time(9))],
        [Hours(0, time(9), time(9))],
        [Hours(6, time(9), time(12))],
        [Hours(0, time(7), time(12))],
        [Hours(0, time(9), time(21))],
        [Hours(0, time(9), time(12)), Hours(0, time(11), time(13))],
        [Hours(1, time(9), time(12)), Hours(8, time(9), time(12))],
    ],
)
def test_hours_that_cannot_be_leave_the_week_as_it_was(desk: Desk, wrong: list[Hours]) -> None:
    rosa = desk.chw("rosa")
    before = desk.week.week_of(rosa)
    with pytest.raises(InvalidInput):
        desk.week.set_hours(rosa, wrong)
    assert desk.week.week_of(rosa) == before


def test_days_off_are_entered_once_and_taken_back(desk: Desk) -> None:
    rosa = desk.chw("rosa")
    for _ in range(2):
        desk.week.add_days_off(rosa, day("2026-12-24"), day("2026-12-31"))
        desk.week.add_days_off(None, day("2026-12-25"), day("2026-12-25"))
    assert desk.week.week_of(rosa).away == ((day("2026-12-24"), day("2026-12-31")),)
    assert desk.week.holidays() == ((day("2026-12-25"), day("2026-12-25")),)

    desk.week.remove_days_off(rosa, day("2026-12-24"), day("2026-12-31"))
    assert desk.week.week_of(rosa).away == ()
    with pytest.raises(NotFound):
        desk.week.remove_days_off(rosa, day("2026-12-24"), day("2026-12-31"))


@pytest.mark.parametrize(
    ("first", "last"), [("2026-12-31", "2026-12-24"), ("2026-11-01", "2026-11-02"), ("2026-12-01", "2028-12-01")]
)
def test_days_off_that_cannot_be_are_refused(desk: Desk, first: str, last: str) -> None:
    with pytest.raises(InvalidInput):
        desk.week.add_days_off(None, date.fromisoformat(first), date.fromisoformat(last))
    assert desk.week.holidays() == ()


def test_only_chws_have_a_week(desk: Desk) -> None:
    staff = desk.accounts.add("staff@example.org", "correct horse battery", "staff")
    for nobody in (staff.id, "nobody"):
        with pytest.raises(NotFound):
            desk.week.set_hours(nobody, [])
        with pytest.raises(NotFound):
            desk.week.add_days_off(nobody, day("2026-12-24"), day("2026-12-24"))


def test_a_profile_has_a_capacity_one_can_keep_and_needs_that_exist(desk: Desk) -> None:
    rosa = desk.chw("rosa")
    for calls, needs in ((0, ["food"]), (13, ["food"]), (3, ["money"])):
        with pytest.raises(InvalidInput):
            desk.week.set_profile(rosa, calls_an_hour=calls, specialities=needs)
    assert desk.week.week_of(rosa).calls_an_hour == 2
