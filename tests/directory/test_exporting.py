"""HSDS goes out again: the same bytes each time, and never where a confidential place is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import FixedClock
from bot.db import Database
from bot.directory.exporting import export_path
from bot.directory.importing.entry import import_path
from bot.directory.models import Location
from bot.directory.shipped import PACKAGE, ensure_shipped
from bot.directory.terms import CONDITIONS_TAXONOMY, term_id
from bot.errors import InvalidInput
from tests.directory.packages import made_id, small_directory, write_package


@pytest.fixture
def fresh(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    (tmp_path / "fresh.sqlite3").write_bytes(sqlite_template.read_bytes())
    made = Database(f"sqlite:///{tmp_path / 'fresh.sqlite3'}")
    yield made
    made.dispose()


def bytes_of(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else sorted(path.iterdir())
    return {file.name: file.read_bytes() for file in files}


@pytest.mark.parametrize(("form", "name"), [("csv", "d"), ("zip", "d.zip"), ("json", "d.json"), ("jsonl", "d.jsonl")])
def test_export_import_export_gives_the_same_bytes(
    sqlite_database: Database, fresh: Database, clock: FixedClock, tmp_path: Path, form: str, name: str
) -> None:
    ensure_shipped(sqlite_database, clock)
    first, second = tmp_path / "one" / name, tmp_path / "two" / name
    count = export_path(sqlite_database, first, form)
    report = import_path(fresh, first, clock)
    assert report.faults == [] and report.added == count > 900
    export_path(fresh, second, form)
    assert bytes_of(first) == bytes_of(second)


def test_the_two_databases_export_the_same(
    database: Database, fresh: Database, clock: FixedClock, tmp_path: Path
) -> None:
    folder = write_package(tmp_path / "p", small_directory(20))
    for each, target in ((database, "a"), (fresh, "b")):
        import_path(each, folder, clock)
        export_path(each, tmp_path / target, "csv")
    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "b")


def test_the_shipped_package_comes_out_as_it_went_in(
    sqlite_database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    ensure_shipped(sqlite_database, clock)
    export_path(sqlite_database, tmp_path / "out", "csv")
    shipped, out = bytes_of(PACKAGE), bytes_of(tmp_path / "out")
    assert {name: text for name, text in shipped.items() if name.endswith(".csv")} == {
        name: text for name, text in out.items() if name.endswith(".csv")
    }


@pytest.mark.parametrize("by", ["need", "condition"])
@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_confidential_place_is_exported_without_its_whereabouts(
    sqlite_database: Database, fresh: Database, clock: FixedClock, tmp_path: Path, by: str, form: str
) -> None:
    tables = small_directory(2)
    secret = made_id("location", 0)
    tables["location"][0]["name"] = "The house on Main St"
    tables["metadata"] = [
        {
            "id": made_id("m"), "resource_id": secret, "resource_type": "location", "last_action_date": "2024-05-01",
            "field_name": "address_1", "previous_value": "1 Main St", "replacement_value": "1 Main St",
        }
    ]  # fmt: skip
    if by == "need":
        tables["attribute"][0]["taxonomy_term_id"] = term_id("puente-needs", "safety")
    else:
        tables["attribute"].append(
            {
                "id": made_id("a"), "link_id": secret, "link_entity": "location",
                "taxonomy_term_id": term_id(CONDITIONS_TAXONOMY, "confidential_address"),
            }
        )  # fmt: skip
    import_path(sqlite_database, write_package(tmp_path / "p", tables), clock)
    target = tmp_path / ("out" if form == "csv" else "out.json")
    export_path(sqlite_database, target, form)
    everything = b"".join(bytes_of(target).values()).decode()
    assert "2 Main St" in everything
    assert "1 Main St" not in everything and "house on Main" not in everything
    assert "34.05" in everything and "-118.24," not in everything.replace("-118.2225", "")
    import_path(fresh, target, clock)
    with fresh.read() as db_session:
        assert list(db_session.scalars(select(Location.id).where(Location.confidential))) == [secret]


def test_exported_json_nests_as_hsds_does(sqlite_database: Database, clock: FixedClock, tmp_path: Path) -> None:
    import_path(sqlite_database, write_package(tmp_path / "p", small_directory(1)), clock)
    export_path(sqlite_database, tmp_path / "out.json", "json")
    (service,) = json.loads((tmp_path / "out.json").read_text())
    assert service["organization"]["name"] == "Helpers 0"
    assert service["service_at_locations"][0]["location"]["addresses"][0]["city"] == "Los Angeles"
    assert service["attributes"][0]["taxonomy_term"]["code"] == "food"
    assert service["attributes"][0]["taxonomy_term"]["taxonomy_detail"]["name"] == "puente-needs"
    assert service["schedules"][0]["byday"] == "MO,TU,WE,TH,FR"


def test_an_unknown_format_is_refused(sqlite_database: Database, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        export_path(sqlite_database, tmp_path / "x", "xml")
