"""A CHW's calendar: their calls in Los Angeles' time, nobody's name, what is off marked so, and an end when revoked."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from icalendar import Calendar, Event
from sqlalchemy import select

from bot.callbacks.calendar_feed import CalendarFeeds
from bot.callbacks.staff_models import CalendarFeed
from bot.cases.task_view import TaskView
from bot.clock import LOS_ANGELES, FixedClock
from bot.db import Database
from bot.errors import NotFound
from bot.privacy.encryption import Vault
from tests.callbacks.rota import Desk, at


@pytest.fixture
def desk(database: Database, vault: Vault, clock: FixedClock) -> Desk:
    return Desk(database, vault, clock)


@pytest.fixture
def feeds(desk: Desk) -> CalendarFeeds:
    return CalendarFeeds(desk.database, desk.clock, "https://puente.example.org/")


def token_of(address: str) -> str:
    return address.removeprefix("https://puente.example.org/calendar/").removesuffix(".ics")


def events(feeds: CalendarFeeds, address: str) -> dict[str, Event]:
    parsed = Calendar.from_ical(feeds.read(token_of(address)))
    assert parsed.errors == []
    return {str(event["summary"]): event for event in parsed.walk("VEVENT")}


def book(desk: Desk, n: int, start: str, hours: int = 1) -> TaskView:
    window = (at(start), at(start) + timedelta(hours=hours))
    return desk.booking.book(desk.somebody(n), ["substance_use"], "es", 6, None, *window, "Lupe")


def test_calls_stand_at_their_hour_on_both_sides_of_a_clock_change(desk: Desk, feeds: CalendarFeeds) -> None:
    rosa = desk.chw("rosa")
    desk.clock.instant = at("2027-03-12T10:00")
    winter, summer = book(desk, 1, "2027-03-12T14:00", 3), book(desk, 2, "2027-03-15T14:00")
    desk.casework.claim(summer.id, rosa, summer.version)
    address = feeds.make(rosa)

    found = events(feeds, address)
    assert set(found) == {f"Call, task {winter.number}", f"Call, task {summer.number}"}
    before, after = found[f"Call, task {winter.number}"], found[f"Call, task {summer.number}"]
    assert (before["status"], after["status"]) == ("TENTATIVE", "CONFIRMED")
    assert before["dtstart"].params["TZID"] == "America/Los_Angeles"
    for event, offset in ((before, -8), (after, -7)):
        start: datetime = event["dtstart"].dt
        assert start.hour == 14
        assert start.utcoffset() == timedelta(hours=offset)
    assert before["dtend"].dt - before["dtstart"].dt == timedelta(hours=1), "the hour planned, not the whole window"
    zones = Calendar.from_ical(feeds.read(token_of(address))).walk("VTIMEZONE")
    assert [str(zone["tzid"]) for zone in zones] == ["America/Los_Angeles"]


def test_nothing_tells_who_is_called_or_why(desk: Desk, feeds: CalendarFeeds) -> None:
    rosa = desk.chw("rosa")
    task = book(desk, 1, "2026-11-24T14:00")
    words = feeds.read(token_of(feeds.make(rosa))).decode()
    for telling in ("Lupe", "substance", "323", task.person_id, "Spanish", "urgent"):
        assert telling not in words
    assert f"https://puente.example.org/console/tasks/{task.number}" in words


def test_a_call_that_is_off_or_somebody_elses_is_cancelled_and_a_moved_one_has_a_higher_sequence(
    desk: Desk, feeds: CalendarFeeds
) -> None:
    rosa = desk.chw("rosa")
    dropped, handed, moved = (book(desk, n, f"2026-11-24T1{n}:00") for n in range(3))
    address = feeds.make(rosa)
    first = events(feeds, address)
    luis = desk.accounts.add("luis@example.org", "correct horse battery", "chw").id
    desk.tasks.cancel_open(dropped.person_id)
    desk.casework.reassign(handed.id, rosa, luis, "workload", handed.version)
    desk.casework.reschedule(moved.id, rosa, at("2026-11-25T09:00"), at("2026-11-25T10:00"), moved.version)

    now = events(feeds, address)
    names = [f"Call, task {each.number}" for each in (dropped, handed, moved)]
    assert [str(now[name]["status"]) for name in names] == ["CANCELLED", "CANCELLED", "TENTATIVE"]
    assert now[names[2]]["dtstart"].dt == at("2026-11-25T09:00").astimezone(LOS_ANGELES)
    for name in names:
        assert now[name]["uid"] == first[name]["uid"]
        assert int(now[name]["sequence"]) > int(first[name]["sequence"])
    assert [str(each["status"]) for each in events(feeds, feeds.make(luis)).values()] == ["TENTATIVE"]


def test_an_address_ends_when_it_is_replaced_revoked_or_its_account_is_closed(desk: Desk, feeds: CalendarFeeds) -> None:
    rosa = desk.chw("rosa")
    old, new = feeds.make(rosa), feeds.make(rosa)
    assert old != new and len(token_of(new)) >= 43
    for token in (token_of(old), "", "x", "é" * 50, "9" * 100_000):
        with pytest.raises(NotFound):
            feeds.read(token)
    assert feeds.read(token_of(new)) and feeds.since(rosa) == desk.clock.instant
    with desk.database.read() as db_session:
        assert token_of(new) not in db_session.scalars(select(CalendarFeed.token_hash)).all()
    desk.accounts.set_active(rosa, False)
    with pytest.raises(NotFound):
        feeds.read(token_of(new))
    desk.accounts.set_active(rosa, True)
    assert [feeds.revoke(rosa) for _ in range(2)] == [True, False]
    with pytest.raises(NotFound):
        feeds.read(token_of(new))
    with pytest.raises(NotFound):
        feeds.make("nobody")


def test_what_is_long_over_is_left_out(desk: Desk, feeds: CalendarFeeds) -> None:
    rosa = desk.chw("rosa")
    task = book(desk, 1, "2026-11-24T14:00")
    mine = desk.casework.claim(task.id, rosa, task.version)
    desk.attempts.record(task.id, rosa, "reached", None, mine.version)
    address = feeds.make(rosa)
    assert [str(each["status"]) for each in events(feeds, address).values()] == ["CONFIRMED"]
    desk.clock.instant += timedelta(days=32)
    assert events(feeds, address) == {}
