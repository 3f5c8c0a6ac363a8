"""The coverage table names what is missing where."""

from __future__ import annotations

from pathlib import Path

from bot.clock import FixedClock
from bot.db import Database
from bot.directory.check import check
from bot.directory.importing.entry import import_path
from bot.directory.reports import ListingReports
from tests.directory.packages import add_service, made_id, small_directory, write_package


def test_listings_are_counted_by_area_and_holes_named(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    tables = small_directory(2)
    add_service(tables, 7, lat=34.69, lon=-118.14, service={"assured_date": "2013-01-01"})
    add_service(tables, 8, lat=None, address=False, service={"assured_date": ""})
    import_path(database, write_package(tmp_path / "p", tables), clock)
    for person in ("ana", "ben"):
        ListingReports(database, clock).record(made_id("service_at_location", 1), person, "closed")
    report = check(database, clock)
    food = {each.spa: each for each in report.coverage if each.need == "food"}
    assert (food[4].near, food[4].far) == (1, 1)
    assert (food[1].near, food[1].far) == (1, 1)
    assert not food[4].hole and food[8].hole
    assert all(each.hole for each in report.coverage if each.need == "legal")
    (age,) = [each for each in report.ages if each.need == "food"]
    assert (age.places, age.lines, age.stale, age.undated, age.hidden, age.with_hours) == (3, 1, 2, 1, 1, 4)
    assert "legal" in report.without_line and "food" not in report.without_line
