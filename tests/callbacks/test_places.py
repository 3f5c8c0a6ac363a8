"""Calls are booked into CHWs' own hours: as many as they take, with who fits, and never one place twice."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.callbacks.booking import WindowFull
from bot.callbacks.models import CallPlace
from bot.callbacks.windows import Window
from bot.cases.models import AuditEvent, Task
from bot.cases.store import Cases
from bot.cases.task_view import TaskView
from bot.clock import LOS_ANGELES, FixedClock
from bot.db import Database
from bot.privacy.encryption import Vault
from tests.callbacks.rota import Desk, day

HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOS_ANGELES)


MONDAY_11 = at("2026-11-23T11:00")
TUESDAY_MORNING = (at("2026-11-24T08:00"), at("2026-11-24T12:00"))


@pytest.fixture
def desk(database: Database, vault: Vault, clock: FixedClock) -> Desk:
    return Desk(database, vault, clock)


def book(desk: Desk, person: str, window: Window, spa: int | None = 6, needs: tuple[str, ...] = ("food",)) -> TaskView:
    return desk.booking.book(person, needs, "es", spa, None, *window, None)


def said(windows: list[Window] | tuple[Window, ...]) -> list[tuple[str, str]]:
    return [(f"{start:%a %H:%M}", f"{end:%H:%M}") for start, end in windows]


def test_of_200_parallel_bookings_for_10_places_10_are_booked_and_190_are_offered_another(desk: Desk) -> None:
    for name in ("rosa", "luis"):
        desk.chw(name, opens=9, closes=14, calls_an_hour=5, days=range(6))
    people = [desk.somebody(n) for n in range(200)]

    def try_to_book(person: str) -> tuple[str, tuple[Window, ...]]:
        try:
            return book(desk, person, (MONDAY_11, MONDAY_11 + HOUR)).status, ()
        except WindowFull as full:
            return "full", full.offers

    with ThreadPoolExecutor(40) as pool:
        outcomes = list(pool.map(try_to_book, people))

    assert Counter(status for status, _ in outcomes) == {"received": 10, "full": 190}
    offered = {tuple(said(offers)) for status, offers in outcomes if status == "full"}
    assert offered == {(("Mon 10:00", "11:00"), ("Mon 12:00", "14:00"), ("Tue 09:00", "12:00"))}
    with desk.database.read() as db_session:
        places = db_session.execute(select(CallPlace.account_id, CallPlace.place, CallPlace.starts_at)).all()
        assert db_session.scalar(select(func.count()).select_from(Task)) == 10
    assert len(set(places)) == 10
    assert {instant for _, _, instant in places} == {MONDAY_11}
    assert Counter(account for account, _, _ in places).most_common()[0][1] == 5


def test_while_nobody_has_entered_hours_the_county_hours_stand(desk: Desk) -> None:
    person = desk.somebody()

    booked = [book(desk, desk.somebody(n), (MONDAY_11, MONDAY_11 + HOUR)) for n in range(1, 6)]

    assert {(task.status, task.assignee_email) for task in booked} == {("requested", None)}
    assert said(desk.booking.offers(person, ["food"], "es", 6)) == [("Mon 10:00", "20:00")]


def test_the_soonest_three_windows_are_those_of_who_fits(desk: Desk) -> None:
    desk.chw("rosa", spas=[6], languages=["es"], opens=13, closes=18)
    desk.chw("jim", spas=[6], languages=["en"], opens=10, closes=12)
    desk.chw("ana", spas=[2], languages=["es"], opens=10, closes=12)

    assert said(desk.booking.offers(desk.somebody(), ["food"], "es", 6)) == [
        ("Mon 13:00", "17:00"), ("Mon 17:00", "18:00"), ("Tue 13:00", "17:00"),
    ]  # fmt: skip


def test_leave_and_holidays_are_no_working_days(desk: Desk) -> None:
    rosa = desk.chw("rosa", opens=9, closes=12)
    desk.week.add_days_off(rosa, day("2026-11-23"), day("2026-11-24"))
    desk.week.add_days_off(None, day("2026-11-26"), day("2026-11-26"))

    assert said(desk.booking.offers(desk.somebody(), ["food"], "es", 6)) == [
        ("Wed 09:00", "12:00"), ("Fri 09:00", "12:00"), ("Mon 09:00", "12:00"),
    ]  # fmt: skip
    with pytest.raises(WindowFull):
        book(desk, desk.somebody(), TUESDAY_MORNING)


def test_a_holiday_closes_the_county_too(desk: Desk) -> None:
    desk.week.add_days_off(None, day("2026-11-23"), day("2026-11-24"))
    assert said(desk.booking.offers(desk.somebody(), ["food"], "es", 6)) == [("Wed 08:00", "12:00")]
    with pytest.raises(WindowFull) as closed:
        book(desk, desk.somebody(), TUESDAY_MORNING)
    assert said(closed.value.offers) == [("Wed 08:00", "12:00")]


def test_a_booked_call_is_with_who_fits_best_and_says_why(desk: Desk) -> None:
    desk.chw("anybody")
    rosa = desk.chw("rosa", spas=[6], languages=["es"], specialities=["housing"])
    desk.chw("jim", spas=[6], languages=["en"])

    task = book(desk, desk.somebody(), TUESDAY_MORNING, needs=("housing", "food"))

    assert (task.status, task.assignee_id) == ("received", rosa)
    assert task.assigned_why == ("language:es", "spa:6", "speciality:housing", "load:lightest")
    with desk.database.read() as db_session:
        told = [
            (event.what, event.details.get("why"))
            for event in db_session.scalars(select(AuditEvent).where(AuditEvent.entity_id == task.id))
        ]
    assert told == [("task.created", None), ("task.assigned", ",".join(task.assigned_why))]


def test_the_load_is_shared_and_who_is_known_comes_first(desk: Desk) -> None:
    chws = {desk.chw("rosa"), desk.chw("luis")}
    first, second = (book(desk, desk.somebody(n), TUESDAY_MORNING) for n in range(2))
    assert {first.assignee_id, second.assignee_id} == chws

    desk.tasks.cancel_open(first.person_id)
    desk.chw("marta", specialities=["food"])
    again = book(desk, first.person_id, TUESDAY_MORNING)

    assert again.assignee_id == first.assignee_id
    assert "known" in again.assigned_why


def test_a_moved_call_gives_its_place_back_and_stays_with_its_chw(desk: Desk) -> None:
    rosa = desk.chw("rosa", calls_an_hour=1)
    mine, other = desk.somebody(1), desk.somebody(2)
    first = book(desk, mine, (MONDAY_11, MONDAY_11 + HOUR))
    accepted = desk.casework.claim(first.id, rosa, first.version)
    with pytest.raises(WindowFull):
        book(desk, other, (MONDAY_11, MONDAY_11 + HOUR))

    moved = book(desk, mine, TUESDAY_MORNING)

    assert (moved.number, moved.assignee_id, moved.status) == (first.number, rosa, accepted.status)
    assert book(desk, other, (MONDAY_11, MONDAY_11 + HOUR)).assignee_id == rosa


def test_who_cannot_be_moved_keeps_the_place_they_had(desk: Desk) -> None:
    desk.chw("rosa", calls_an_hour=1)
    mine, other = desk.somebody(1), desk.somebody(2)
    first = book(desk, mine, (MONDAY_11, MONDAY_11 + HOUR))
    book(desk, other, (MONDAY_11 + HOUR, MONDAY_11 + 2 * HOUR))

    with pytest.raises(WindowFull):
        book(desk, mine, (MONDAY_11 + HOUR, MONDAY_11 + 2 * HOUR))

    assert desk.tasks.get(first.number) == first
    with pytest.raises(WindowFull):
        book(desk, desk.somebody(3), (MONDAY_11, MONDAY_11 + HOUR))


@pytest.mark.parametrize("ending", ["cancelled", "released", "declined"])
def test_a_call_that_ends_frees_its_place(desk: Desk, ending: str) -> None:
    rosa = desk.chw("rosa", calls_an_hour=1)
    task = book(desk, desk.somebody(1), (MONDAY_11, MONDAY_11 + HOUR))
    if ending == "cancelled":
        desk.tasks.cancel_open(task.person_id)
    elif ending == "released":
        desk.casework.release(task.id, rosa, task.version)
    else:
        desk.attempts.record(task.id, rosa, "declined", None, task.version)

    assert book(desk, desk.somebody(2), (MONDAY_11, MONDAY_11 + HOUR)).assignee_id == rosa


def test_who_is_given_a_task_may_begin_without_accepting_it_first(desk: Desk) -> None:
    rosa = desk.chw("rosa")
    task = book(desk, desk.somebody(), (MONDAY_11, MONDAY_11 + HOUR))
    assert desk.attempts.record(task.id, rosa, "reached", None, task.version).status == "completed"


def test_an_urgent_call_is_booked_though_nobody_is_free(desk: Desk) -> None:
    desk.chw("rosa", calls_an_hour=1)
    book(desk, desk.somebody(1), (MONDAY_11, MONDAY_11 + HOUR))
    pressing = desk.somebody(2)
    cases = Cases(desk.database, desk.vault, desk.clock)
    cases.record_needs(cases.open_case(pressing), ["housing"], True, "es")

    task = book(desk, pressing, (MONDAY_11, MONDAY_11 + HOUR), needs=("housing",))

    assert (task.priority, task.status, task.assignee_id) == ("urgent", "requested", None)


def test_a_time_within_an_hour_needs_half_of_it_left(desk: Desk) -> None:
    desk.chw("rosa", opens=9, closes=12)
    desk.clock.instant = at("2026-11-23T11:20")
    late = (at("2026-11-23T11:20"), at("2026-11-23T12:20"))
    assert book(desk, desk.somebody(1), late).status == "received"
    desk.clock.instant = at("2026-11-23T11:40")
    with pytest.raises(WindowFull):
        book(desk, desk.somebody(2), (at("2026-11-23T11:40"), at("2026-11-23T12:40")))
