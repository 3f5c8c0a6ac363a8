"""Staff correct, confirm, withdraw and add listings, and what they did stays."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import FixedClock
from bot.db import Database
from bot.directory.editing import DirectoryEditor, ListingChanges
from bot.directory.exporting import export_path
from bot.directory.importing.entry import import_path
from bot.directory.models import Attribute, Service
from bot.directory.search import DirectorySearch
from bot.errors import InvalidInput, NotFound
from tests.directory.packages import made_id, small_directory, write_package

LISTING = made_id("service_at_location", 0)
HERE = (34.05, -118.24)


@pytest.fixture
def editor(database: Database, clock: FixedClock, tmp_path: Path) -> DirectoryEditor:
    tables = small_directory(2)
    tables["service"][0]["assured_date"] = "2020-01-01"
    import_path(database, write_package(tmp_path / "p", tables), clock)
    return DirectoryEditor(database, clock)


def test_a_correction_is_searched_at_once_and_counts_as_checked_today(
    database: Database, clock: FixedClock, editor: DirectoryEditor
) -> None:
    changes = ListingChanges(
        name="Better pantry", phone="(213) 555-9999", address="9 Elm St", city="Pasadena", postal_code="91101",
        hours="Mon-Fri 8am-4pm", eligibility="Everyone", url="https://example.org", needs=("food", "housing"),
        latitude=34.06, longitude=-118.25,
    )  # fmt: skip
    editor.correct(LISTING, changes, "staff-1")
    found = DirectorySearch(database, clock).by_id(LISTING, "housing", *HERE)
    assert found.name == "Better pantry"
    assert (found.phone, found.phone_display) == ("+12135559999", "213-555-9999")
    assert found.address == "9 Elm St, Pasadena 91101"
    assert found.hours is not None and found.hours.spans[0][0].hour == 8
    assert found.assured_date == date(2026, 11, 23) and not found.call_first
    assert found.eligibility == "Everyone" and found.url == "https://example.org"
    assert found.distance_miles == 0.9


def test_every_change_leaves_its_trail(editor: DirectoryEditor) -> None:
    editor.correct(LISTING, ListingChanges(name="New name", phone="213-555-9999", city="Compton"), "staff-1")
    editor.withdraw(LISTING, "staff-2", "closed for good")
    trail = {(each.action, each.field): (each.previous, each.replacement, each.by) for each in editor.trail(LISTING)}
    assert trail["correct", "name"] == ("Pantry 0", "New name", "staff-1")
    assert trail["correct", "phone"] == ("+12135550000", "213-555-9999", "staff-1")
    assert trail["correct", "city"] == ("Los Angeles", "Compton", "staff-1")
    assert trail["correct", "assured_date"] == ("2020-01-01", "2026-11-23", "staff-1")
    assert trail["withdraw", "status"] == ("active", "inactive", "staff-2")
    assert trail["withdraw", "reason"] == ("", "closed for good", "staff-2")


def test_confirming_only_makes_it_young(database: Database, clock: FixedClock, editor: DirectoryEditor) -> None:
    assert DirectorySearch(database, clock).by_id(LISTING).call_first
    editor.confirm(LISTING, "staff-1")
    assert not DirectorySearch(database, clock).by_id(LISTING).call_first


def test_what_is_withdrawn_is_not_found(database: Database, clock: FixedClock, editor: DirectoryEditor) -> None:
    editor.withdraw(LISTING, "staff-1", "closed")
    with pytest.raises(NotFound):
        DirectorySearch(database, clock).by_id(LISTING)


def test_an_older_import_does_not_undo_staff_and_a_newer_one_does(
    database: Database, clock: FixedClock, editor: DirectoryEditor, tmp_path: Path
) -> None:
    editor.correct(LISTING, ListingChanges(name="By staff", phone="213-555-9999", address="9 Elm St"), "staff-1")
    tables = small_directory(2)
    tables["service"][0] |= {"assured_date": "2026-10-01", "name": "By the feed"}
    report = import_path(database, write_package(tmp_path / "p", tables), clock)
    assert (report.kept, report.updated, report.withdrawn) == (1, 0, 0)
    found = DirectorySearch(database, clock).by_id(LISTING)
    assert (found.name, found.phone, found.address) == ("By staff", "+12135559999", "9 Elm St, Los Angeles 90012")
    tables["service"][0]["assured_date"] = "2026-12-24"
    import_path(database, write_package(tmp_path / "p", tables), clock)
    assert DirectorySearch(database, clock).by_id(LISTING).name == "By the feed"


def test_staff_withdrawing_survives_the_same_import_again(
    database: Database, clock: FixedClock, editor: DirectoryEditor, tmp_path: Path
) -> None:
    editor.withdraw(LISTING, "staff-1", "closed")
    import_path(database, write_package(tmp_path / "p", small_directory(2)), clock)
    with pytest.raises(NotFound):
        DirectorySearch(database, clock).by_id(LISTING)


def test_an_added_listing_is_searched_exported_and_kept_by_imports(
    database: Database, clock: FixedClock, editor: DirectoryEditor, tmp_path: Path
) -> None:
    new = ListingChanges(
        name="Night kitchen", needs=("food",), phone="213-555-1234", address="1 Fir St", city="Los Angeles",
        latitude=34.05, longitude=-118.2401, hours="Daily 6pm-11pm",
    )  # fmt: skip
    added = editor.add("Kitchens of LA", new, "staff-1")
    line = editor.add("211", ListingChanges(name="Food line", needs=("food",), phone="211"), "staff-1", countywide=True)
    import_path(database, write_package(tmp_path / "p", small_directory(2)), clock)
    search = DirectorySearch(database, clock)
    assert added in [each.service_at_location_id for each in search.nearest("food", *HERE)]
    assert [each.service_at_location_id for each in search.nearest("food", None, None)] == [line]
    export_path(database, tmp_path / "out.json", "json")
    assert "Night kitchen" in (tmp_path / "out.json").read_text()


def test_needs_can_be_set_where_no_term_was_ever_imported(sqlite_database: Database, clock: FixedClock) -> None:
    editor = DirectoryEditor(sqlite_database, clock)
    listing = editor.add("O", ListingChanges(name="N", needs=("civic",), phone="213-555-1234"), "staff-1")
    editor.correct(listing, ListingChanges(needs=("legal",)), "staff-1")
    assert DirectorySearch(sqlite_database, clock).by_id(listing).need == "legal"
    with sqlite_database.read() as db_session:
        assert len(list(db_session.scalars(select(Attribute)))) == 1


def test_what_cannot_stand_is_refused_and_nothing_changes(database: Database, editor: DirectoryEditor) -> None:
    for wrong in (
        ListingChanges(name="Ok", needs=("sandwiches",)),
        ListingChanges(name="Ok", latitude=200.0),
    ):
        with pytest.raises(InvalidInput):
            editor.correct(LISTING, wrong, "staff-1")
    with pytest.raises(InvalidInput):
        editor.add("O", ListingChanges(name="Nobody can reach it", needs=("food",)), "staff-1")
    with pytest.raises(NotFound):
        editor.confirm("nowhere", "staff-1")
    with database.read() as db_session:
        assert db_session.get_one(Service, made_id("service", 0)).name == "Pantry 0"
