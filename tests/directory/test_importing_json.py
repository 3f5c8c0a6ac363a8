"""HSDS JSON comes in: full services in an array, as JSON lines, one by one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot.clock import FixedClock
from bot.db import Database
from bot.directory.importing.entry import import_path
from bot.directory.models import DirectoryEntry, Schedule
from bot.directory.public_rows import PublicRows
from tests.directory.packages import made_id, small_directory, write_package


def count(database: Database, model: type[Any]) -> int:
    with database.read() as db_session:
        return db_session.scalar(select(func.count()).select_from(model)) or 0


def documents(database: Database, clock: FixedClock, folder: Path, services: int) -> list[dict[str, Any]]:
    import_path(database, write_package(folder, small_directory(services)), clock)
    with database.read() as db_session:
        return [next(PublicRows(db_session).documents([made_id("service", number)])) for number in range(services)]


def test_json_and_json_lines_bring_in_full_services(
    sqlite_template: Path, sqlite_database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    made = documents(sqlite_database, clock, tmp_path / "p", 4)
    (tmp_path / "a.json").write_text(json.dumps(made[:2], indent=2))
    (tmp_path / "b.jsonl").write_text("\n".join(json.dumps(each) for each in made[2:]))
    fresh = Database(f"sqlite:///{tmp_path / 'fresh.sqlite3'}")
    (tmp_path / "fresh.sqlite3").write_bytes(sqlite_template.read_bytes())
    assert import_path(fresh, tmp_path / "a.json", clock).added == 2
    assert import_path(fresh, tmp_path / "b.jsonl", clock).added == 2
    assert count(fresh, DirectoryEntry) == 4
    with fresh.read() as db_session:
        assert next(PublicRows(db_session).documents([made_id("service", 0)])) == made[0]
    again = import_path(fresh, tmp_path / "a.json", clock)
    assert (again.added, again.updated, again.unchanged, again.withdrawn) == (0, 0, 2, 0)
    fresh.dispose()


def test_json_faults_name_the_line_and_the_path(sqlite_database: Database, clock: FixedClock, tmp_path: Path) -> None:
    made = documents(sqlite_database, clock, tmp_path / "p", 3)
    made[0]["service_at_locations"][0]["location"]["latitude"] = 200
    made[2]["phones"][0]["number"] = ""
    lines = [json.dumps(made[0]), "{not json", json.dumps(made[1]), json.dumps(made[2])]
    (tmp_path / "feed.jsonl").write_text("\n".join(lines))
    report = import_path(sqlite_database, tmp_path / "feed.jsonl", clock)
    found = {(fault.line, fault.field) for fault in report.faults}
    assert {(1, "service_at_locations[0].location.latitude"), (2, ""), (4, "phones[0].number")} <= found
    assert report.rows["service"] == 3


def test_a_json_update_takes_away_what_the_service_no_longer_has(
    sqlite_database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    made = documents(sqlite_database, clock, tmp_path / "p", 2)
    del made[0]["schedules"]
    (tmp_path / "feed.json").write_text(json.dumps(made[:1]))
    report = import_path(sqlite_database, tmp_path / "feed.json", clock)
    assert (report.updated, report.withdrawn) == (1, 0)
    assert count(sqlite_database, Schedule) == 1
