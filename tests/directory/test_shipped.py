"""The directory that comes with Puente."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import FixedClock
from bot.db import Database
from bot.directory.check import check
from bot.directory.data.build import build
from bot.directory.models import Address, DirectoryEntry, Location, Phone, Service
from bot.directory.shipped import PACKAGE, ensure_shipped
from bot.needs.taxonomy import NEED_CODES

LISTS = Path(os.environ.get("PUENTE_PUBLIC_LISTS", "not set"))
"""Folder with the two public lists and the ZIP points, where somebody has them."""


def test_it_is_imported_once_and_then_left_alone(database: Database, clock: FixedClock) -> None:
    report = ensure_shipped(database, clock)
    assert report is not None and report.faults == []
    assert report.added > 900
    assert ensure_shipped(database, clock) is None


def test_every_need_has_a_line_for_the_whole_county(sqlite_database: Database, clock: FixedClock) -> None:
    ensure_shipped(sqlite_database, clock)
    report = check(sqlite_database, clock)
    assert report.without_line == ()
    assert {age.need for age in report.ages} == NEED_CODES
    assert len(report.coverage) == 21 * 8


def test_for_safety_there_are_only_county_and_national_lines(sqlite_database: Database, clock: FixedClock) -> None:
    ensure_shipped(sqlite_database, clock)
    with sqlite_database.read() as db_session:
        rows = list(db_session.scalars(select(DirectoryEntry).where(DirectoryEntry.need == "safety")))
        assert {row.card["phone_display"] for row in rows} == {"800-978-3600", "800-799-7233", "877-477-3646"}
        assert all(row.countywide and row.card["address"] is None for row in rows)
        names = " ".join(db_session.scalars(select(Service.name))).lower()
        assert not list(db_session.scalars(select(Location.id).where(Location.confidential)))
        streets = " ".join(db_session.scalars(select(Address.address_1))).lower()
    for shelter in ("rainbow services", "haven hills", "jenesse", "valley oasis", "battered", "womenshelter"):
        assert shelter not in names
    for street in ("453 w. 7th", "930 pacific", "13305 penn", "1736 monterey"):
        assert street not in streets


def test_every_number_can_be_dialled_and_every_source_is_named(sqlite_database: Database, clock: FixedClock) -> None:
    ensure_shipped(sqlite_database, clock)
    with sqlite_database.read() as db_session:
        numbers = list(db_session.scalars(select(Phone.number)))
    assert all(number == "988" or (number.startswith("+1") and len(number) == 12) for number in numbers)
    with (PACKAGE / "metadata.csv").open(newline="") as file:
        sourced = {row["resource_id"] for row in csv.DictReader(file) if row["updated_by"]}
    with (PACKAGE / "service.csv").open(newline="") as file:
        assert {row["id"] for row in csv.DictReader(file)} <= sourced


def test_the_same_place_under_two_sources_is_one_listing_with_two_sources(
    sqlite_database: Database, clock: FixedClock
) -> None:
    ensure_shipped(sqlite_database, clock)
    with sqlite_database.read() as db_session:
        rescue = list(db_session.scalars(select(Service).where(Service.name == "Union Rescue Mission")))
    assert len(rescue) == 1
    with (PACKAGE / "metadata.csv").open(newline="") as file:
        sources = [row for row in csv.DictReader(file) if row["resource_id"] == rescue[0].id]
    assert len(sources) == 2


@pytest.mark.skipif(not LISTS.exists(), reason="PUENTE_PUBLIC_LISTS does not name the folder of the public lists")
def test_the_package_is_what_the_lists_make_today(tmp_path: Path) -> None:
    build(
        [LISTS / "directory/la_services.csv", LISTS / "directory/la_gap_services.csv"],
        LISTS / "geo/la_zip.csv",
        tmp_path,
    )
    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert made == {file.name: file.read_bytes() for file in PACKAGE.iterdir()}
