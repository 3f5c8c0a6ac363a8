"""HSDS comes in whole, with every bad row named, or not at all."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.clock import FixedClock
from bot.db import Database
from bot.directory.importing.entry import import_path
from bot.directory.importing.writing import Writer
from bot.directory.models import (
    DirectoryEntry,
    DirectoryImport,
    Metadata,
    Organization,
    Phone,
    Schedule,
    Service,
)
from bot.errors import InvalidInput, NotFound
from tests.directory.packages import add_service, made_id, small_directory, write_package


def count(database: Database, model: type[Any]) -> int:
    with database.read() as db_session:
        return db_session.scalar(select(func.count()).select_from(model)) or 0


def test_a_package_comes_in_and_can_be_searched(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    report = import_path(database, write_package(tmp_path / "p", small_directory(5)), clock)
    assert (report.added, report.updated, report.unchanged, report.withdrawn) == (5, 0, 0, 0)
    assert report.faults == []
    assert report.rows["service"] == 5
    assert count(database, DirectoryEntry) == 5


def test_a_zip_is_read_like_a_folder(sqlite_database: Database, clock: FixedClock, tmp_path: Path) -> None:
    folder = write_package(tmp_path / "p", small_directory(3))
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"export/{file.name}")
    assert import_path(sqlite_database, tmp_path / "p.zip", clock).added == 3


def test_the_same_package_again_changes_nothing(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    folder = write_package(tmp_path / "p", small_directory(5))
    import_path(database, folder, clock)
    again = import_path(database, folder, clock)
    assert (again.added, again.updated, again.unchanged, again.withdrawn) == (0, 0, 5, 0)


def test_changed_rows_update_their_service(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    tables = small_directory(5)
    import_path(database, write_package(tmp_path / "p", tables), clock)
    tables["service"][0]["name"] = "New name"
    tables["phone"][1]["number"] = "+13105550000"
    tables["organization"][2]["name"] = "New owner"
    tables["schedule"][3]["opens_at"] = "10:00"
    report = import_path(database, write_package(tmp_path / "p", tables), clock)
    assert (report.added, report.updated, report.unchanged) == (0, 4, 1)
    with database.read() as db_session:
        cards = {row.service_id: row.card for row in db_session.scalars(select(DirectoryEntry))}
    assert cards[made_id("service", 0)]["name"] == "New name"
    assert cards[made_id("service", 1)]["phone"] == "+13105550000"
    assert cards[made_id("service", 2)]["organization"] == "New owner"
    assert cards[made_id("service", 3)]["schedules"][0][3] == "10:00"


def test_a_service_missing_from_its_package_is_withdrawn(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    import_path(database, write_package(tmp_path / "p", small_directory(5)), clock)
    import_path(database, write_package(tmp_path / "other", small_directory(0), name="other-package"), clock)
    report = import_path(database, write_package(tmp_path / "p", small_directory(3)), clock)
    assert report.withdrawn == 2
    assert report.unchanged == 3
    assert count(database, DirectoryEntry) == 3
    with database.read() as db_session:
        assert db_session.get_one(Service, made_id("service", 4)).status == "inactive"


def test_a_service_marked_inactive_leaves_the_search(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    tables = small_directory(2)
    import_path(database, write_package(tmp_path / "p", tables), clock)
    tables["service"][0]["status"] = "temporarily closed"
    import_path(database, write_package(tmp_path / "p", tables), clock)
    assert count(database, DirectoryEntry) == 1


def test_rows_gone_from_the_package_are_gone_from_the_service(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    tables = small_directory(2)
    import_path(database, write_package(tmp_path / "p", tables), clock)
    del tables["schedule"][0]
    report = import_path(database, write_package(tmp_path / "p", tables), clock)
    assert report.updated == 1
    assert count(database, Schedule) == 1


def test_a_typo_in_a_known_service_does_not_withdraw_it(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    tables = small_directory(2)
    import_path(database, write_package(tmp_path / "p", tables), clock)
    tables["service"][0]["status"] = "actve"
    report = import_path(database, write_package(tmp_path / "p", tables), clock)
    assert report.withdrawn == 0
    assert [fault.field for fault in report.faults] == ["status"]
    assert count(database, DirectoryEntry) == 2


FAULTS: list[tuple[str, int, str, Any, str]] = [
    ("service", 0, "id", "not-a-uuid", "UUID"),
    ("service", 1, "name", "", "required"),
    ("service", 2, "status", "open", "one of"),
    ("service", 3, "minimum_age", "eighteen", "number"),
    ("service", 4, "assured_date", "10/01/2026", "date"),
    ("service", 5, "organization_id", made_id("nobody"), "refers to no organization"),
    ("service", 6, "maximum_age", "3", "minimum_age"),
    ("organization", 27, "name", " ", "required"),
    ("location", 20, "latitude", "134.05", "between"),
    ("location", 21, "location_type", "mobile", "one of"),
    ("location", 22, "longitude", "", "pair"),
    ("phone", 10, "number", "-", "phone number"),
    ("phone", 11, "service_id", made_id("nothing"), "refers to no service"),
    ("schedule", 12, "opens_at", "nine", "time"),
    ("schedule", 13, "byday", "Monday", "weekdays"),
    ("schedule", 14, "freq", "DAILY", "one of"),
    ("schedule", 15, "closes_at", "", "pair"),
    ("attribute", 16, "taxonomy_term_id", made_id("no term"), "refers to no taxonomy_term"),
    ("attribute", 17, "link_entity", "person", "table"),
    ("address", 18, "address_type", "home", "one of"),
]


def test_twenty_planted_faults_are_twenty_reports_and_all_else_is_in(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    tables = small_directory(30)
    tables["service"][6]["minimum_age"] = "18"
    # What hangs on a row that is left out is left out with a report of its own; here nothing shall
    # hang on them, so that every report is one of the planted ones.
    for number in (0, 1, 2, 3, 4, 5, 6, 27):
        service, place = made_id("service", number), made_id("location", number)
        for kind in ("service_at_location", "phone", "schedule", "language"):
            tables[kind] = [row for row in tables[kind] if row["service_id"] != service]
        tables["attribute"] = [row for row in tables["attribute"] if row["link_id"] != service]
        tables["address"] = [row for row in tables["address"] if row["location_id"] != place]
    tables["service"] = [row for row in tables["service"] if row["id"] != made_id("service", 27)]
    for number in (20, 21, 22):
        place = made_id("location", number)
        tables["service_at_location"] = [r for r in tables["service_at_location"] if r["location_id"] != place]
        tables["address"] = [row for row in tables["address"] if row["location_id"] != place]
    total = sum(len(rows) for rows in tables.values())
    expected: set[tuple[str, int, str]] = set()
    for kind, number, field, value, _ in FAULTS:
        position, row = next((at, row) for at, row in enumerate(tables[kind]) if row["id"] == made_id(kind, number))
        row[field] = value
        expected.add((f"{kind}.csv", position + 2, field))
    report = import_path(database, write_package(tmp_path / "p", tables), clock)
    assert {(fault.file, fault.line, fault.field) for fault in report.faults} == expected
    assert len(report.faults) == len(FAULTS) == 20
    for fault in report.faults:
        reason = next(r for k, n, f, _, r in FAULTS if (f"{k}.csv", f) == (fault.file, fault.field))
        assert reason in fault.reason
    assert sum(report.rows.values()) == total - 20
    assert report.added == 22
    assert count(database, Service) == 22


def test_what_hangs_on_a_bad_row_is_reported_and_left_out_too(
    sqlite_database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    tables = small_directory(2)
    tables["organization"][0]["id"] = "?"
    report = import_path(sqlite_database, write_package(tmp_path / "p", tables), clock)
    reasons = {(fault.file, fault.field): fault.reason for fault in report.faults}
    assert "no organization" in reasons["service.csv", "organization_id"]
    assert "no service" in reasons["phone.csv", "service_id"]
    assert report.added == 1


def test_rows_of_the_wrong_width_doubles_and_unknown_columns_are_reported(
    sqlite_database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    tables = small_directory(2)
    tables["phone"].append(dict(tables["phone"][0]))
    tables["service"][0]["colour"] = "green"
    folder = write_package(tmp_path / "p", tables)
    with (folder / "organization.csv").open("a") as file:
        file.write("a,b\n")
    with (folder / "language.csv").open("ab") as file:
        file.write(f"{made_id('l')},{made_id('service', 0)},Espa\xf1ol,es\n".encode("latin-1"))
    report = import_path(sqlite_database, folder, clock)
    assert {(fault.file, fault.line, fault.field) for fault in report.faults} == {
        ("service.csv", 1, "colour"),
        ("phone.csv", 4, "id"),
        ("organization.csv", 4, ""),
        ("language.csv", 4, "name"),
    }
    assert report.added == 2


def test_when_writing_fails_nothing_at_all_is_in(
    database: Database, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(self: Writer) -> set[str]:
        raise RuntimeError("power cut")

    monkeypatch.setattr(Writer, "_withdraw_missing", breaks)
    with pytest.raises(RuntimeError):
        import_path(database, write_package(tmp_path / "p", small_directory(5)), clock)
    for model in (Organization, Service, Phone, DirectoryEntry, DirectoryImport):
        assert count(database, model) == 0


def test_a_feed_that_is_none_is_refused_with_a_reason(
    sqlite_database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.zip").write_bytes(b"PK nothing")
    (tmp_path / "bad.json").write_text('[{"id": ')
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    for name in ("empty", "bad.zip", "bad.json", "bad.csv"):
        with pytest.raises(InvalidInput):
            import_path(sqlite_database, tmp_path / name, clock)
    with pytest.raises(NotFound):
        import_path(sqlite_database, tmp_path / "nowhere", clock)


def test_files_may_be_named_in_the_plural_and_without_a_description(
    sqlite_database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_package(tmp_path / "p", small_directory(2))
    (folder / "datapackage.json").unlink()
    for singular, plural in (("service", "services"), ("taxonomy", "taxonomies"), ("address", "addresses")):
        (folder / f"{singular}.csv").rename(folder / f"{plural}.csv")
    assert import_path(sqlite_database, folder, clock).added == 2


def test_open_eligibility_terms_become_needs(sqlite_database: Database, clock: FixedClock, tmp_path: Path) -> None:
    tables = small_directory(1)
    taxonomy, term = made_id("oe"), made_id("pantry")
    tables["taxonomy"].append({"id": taxonomy, "name": "Open Eligibility"})
    tables["taxonomy_term"].append(
        {"id": term, "code": "1105", "name": "Food Pantry", "description": "", "taxonomy_id": taxonomy}
    )
    tables["attribute"][0]["taxonomy_term_id"] = term
    import_path(sqlite_database, write_package(tmp_path / "p", tables), clock)
    with sqlite_database.read() as db_session:
        assert [row.need for row in db_session.scalars(select(DirectoryEntry))] == ["food"]


def test_listings_nobody_could_reach_are_kept_but_not_offered(
    sqlite_database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    tables = small_directory(0)
    add_service(tables, 1, address=False)
    add_service(tables, 2, address=False)
    tables["phone"] = [row for row in tables["phone"] if row["id"] != made_id("phone", 2)]
    import_path(sqlite_database, write_package(tmp_path / "p", tables), clock)
    assert count(sqlite_database, Service) == 2
    with sqlite_database.read() as db_session:
        assert [row.service_id for row in db_session.scalars(select(DirectoryEntry))] == [made_id("service", 1)]


def test_metadata_of_a_package_is_kept(sqlite_database: Database, clock: FixedClock, tmp_path: Path) -> None:
    tables = small_directory(1)
    tables["metadata"] = [
        {
            "id": made_id("m"), "resource_id": made_id("service", 0), "resource_type": "service",
            "last_action_date": "2024-05-01", "last_action_type": "publish", "updated_by": "County list",
        }
    ]  # fmt: skip
    assert import_path(sqlite_database, write_package(tmp_path / "p", tables), clock).faults == []
    assert count(sqlite_database, Metadata) == 1
