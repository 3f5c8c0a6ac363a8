"""What people say of a listing, and when it is not sent any more."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import FixedClock
from bot.db import Database
from bot.directory.importing.entry import import_path
from bot.directory.reports import ListingReports
from bot.directory.search import DirectorySearch
from bot.errors import InvalidInput, NotFound
from bot.tally import Tally
from tests.directory.packages import made_id, small_directory, write_package

LISTING = made_id("service_at_location", 0)


@pytest.fixture
def reports(database: Database, clock: FixedClock, tmp_path: Path) -> ListingReports:
    import_path(database, write_package(tmp_path / "p", small_directory(3)), clock)
    return ListingReports(database, clock)


def offered(database: Database, clock: FixedClock) -> list[str]:
    return [each.name for each in DirectorySearch(database, clock).nearest("food", 34.05, -118.24)]


def test_two_people_who_found_it_closed_hide_it(database: Database, clock: FixedClock, reports: ListingReports) -> None:
    assert reports.record(LISTING, "ana", "closed") is False
    assert "Pantry 0" in offered(database, clock)
    assert reports.record(LISTING, "ben", "wrong_number") is True
    assert "Pantry 0" not in offered(database, clock)


def test_one_person_twice_is_still_one_person(database: Database, clock: FixedClock, reports: ListingReports) -> None:
    reports.record(LISTING, "ana", "closed")
    assert reports.record(LISTING, "ana", "closed") is False
    clock.instant += timedelta(hours=1)
    assert reports.record(LISTING, "ana", "wrong_number") is False
    assert "Pantry 0" in offered(database, clock)


def test_who_takes_it_back_is_not_counted(reports: ListingReports) -> None:
    reports.record(LISTING, "ana", "closed")
    reports.record(LISTING, "ana", "reached")
    assert reports.record(LISTING, "ben", "closed") is False


@pytest.mark.parametrize("outcome", ["reached", "full", "did_not_go"])
def test_what_does_not_make_the_listing_wrong_never_hides_it(reports: ListingReports, outcome: str) -> None:
    for person in ("ana", "ben", "cy"):
        assert reports.record(LISTING, person, outcome) is False
    assert reports.reported() == []


def test_staff_see_what_was_reported_hidden_first(clock: FixedClock, reports: ListingReports) -> None:
    other = made_id("service_at_location", 1)
    reports.record(other, "ana", "closed")
    clock.instant += timedelta(days=1)
    reports.record(LISTING, "ana", "closed")
    reports.record(LISTING, "ben", "closed")
    assert [(each.name, each.bad_reports, each.hidden) for each in reports.reported()] == [
        ("Pantry 0", 2, True),
        ("Pantry 1", 1, False),
    ]


def test_once_staff_have_checked_it_is_shown_and_counted_from_zero(
    database: Database, clock: FixedClock, reports: ListingReports
) -> None:
    reports.record(LISTING, "ana", "closed")
    reports.record(LISTING, "ben", "closed")
    clock.instant += timedelta(hours=1)
    reports.settle(LISTING, "staff-1")
    assert "Pantry 0" in offered(database, clock)
    assert reports.reported() == []
    assert reports.record(LISTING, "cy", "closed") is False


def test_a_hidden_listing_stays_hidden_through_an_import(
    database: Database, clock: FixedClock, reports: ListingReports, tmp_path: Path
) -> None:
    reports.record(LISTING, "ana", "closed")
    reports.record(LISTING, "ben", "closed")
    tables = small_directory(3)
    tables["service"][0]["name"] = "Pantry Zero"
    import_path(database, write_package(tmp_path / "p", tables), clock)
    assert "Pantry Zero" not in offered(database, clock)


def test_days_from_the_first_bad_report_to_leaving_search_are_counted(
    database: Database, clock: FixedClock, reports: ListingReports
) -> None:
    for number, days in ((0, 3), (1, 1)):
        listing = made_id("service_at_location", number)
        reports.record(listing, "ana", "closed")
        clock.instant += timedelta(days=days)
        reports.record(listing, "ben", "closed")
    reports.settle(LISTING, "staff-1")
    with database.read() as db_session:
        counted = db_session.execute(select(Tally.detail, Tally.count).where(Tally.measure == "listings_hidden"))
        assert sorted(tuple(row) for row in counted) == [("up_to_1", 1), ("up_to_3", 1)]


def test_a_person_can_be_forgotten_and_the_hidden_listing_stays_hidden(
    database: Database, clock: FixedClock, reports: ListingReports
) -> None:
    reports.record(LISTING, "ana", "closed")
    reports.record(LISTING, "ben", "closed")
    assert reports.forget("ana") == 1
    assert reports.forget("ben") == 0
    assert "Pantry 0" not in offered(database, clock)


def test_unknown_outcomes_and_listings_are_refused(reports: ListingReports) -> None:
    with pytest.raises(InvalidInput):
        reports.record(LISTING, "ana", "meh")
    with pytest.raises(NotFound):
        reports.record("nowhere", "ana", "closed")
