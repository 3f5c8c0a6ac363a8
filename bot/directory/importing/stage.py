"""Rows between file and database: read and checked on disk, so that memory stays small and the
database is not locked while a feed is being read."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from bot.directory.importing.report import ImportFault, ImportReport, Progress, no_progress
from bot.directory.shape import BadValue, TableShape, shapes, to_json

CHUNK = 500


class Stage:
    """Use as a context manager; the scratch file goes with it.

    A row is accepted at most once per identifier. `add` reports what is wrong with a row and leaves
    it out; identifiers of rows left out are remembered, so that a typo withdraws nothing.
    """

    def __init__(self, package: str, *, merge_doubles: bool, progress: Progress = no_progress) -> None:
        self.report = ImportReport(package)
        self.progress = progress
        self._merge_doubles = merge_doubles
        self._folder = tempfile.TemporaryDirectory(prefix="puente-import-")
        self._db = sqlite3.connect(Path(self._folder.name) / "stage.sqlite3", isolation_level=None)
        self._db.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            "CREATE TABLE row (kind TEXT, id TEXT, place INTEGER, file TEXT, line INTEGER, value TEXT,"
            " PRIMARY KEY (kind, id)) WITHOUT ROWID;"
            "CREATE TABLE seen (kind TEXT, id TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;"
            "BEGIN"
        )
        self._count = 0

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._db.close()
        self._folder.cleanup()

    def fault(self, file: str, line: int, field: str, reason: str) -> None:
        self.report.faults.append(ImportFault(file, line, field, reason))

    def add(self, kind: str, raw: dict[str, Any], file: str, line: int, path: str = "") -> bool:
        """Check one row and keep it. `path` is put before field names in reports. False when left out."""
        self._count += 1
        if self._count % CHUNK == 0:
            self.progress("reading", self._count, None)
        shape = shapes()[kind]
        value: dict[str, Any] = {}
        good = True
        for column in shape.columns:
            try:
                value[column.name] = column.read(raw.get(column.name))
            except BadValue as error:
                self.fault(file, line, path + column.name, str(error))
                good = False
        identifier = value.get("id")
        for field, reason in _contradictions(kind, value) if good else ():
            self.fault(file, line, path + field, reason)
            good = False
        if identifier:
            self._db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (kind, identifier))
        return good and self._keep(shape, identifier or "", value, file, line, path)

    def _keep(self, shape: TableShape, identifier: str, value: dict[str, Any], file: str, line: int, path: str) -> bool:
        found = self._db.execute("SELECT value FROM row WHERE kind=? AND id=?", (shape.name, identifier)).fetchone()
        if found:
            if not self._merge_doubles:
                self.fault(file, line, path + "id", "appears twice")
                return False
            value = self._merged(json.loads(found[0]), _plain(value))
        text = json.dumps(value, default=to_json, ensure_ascii=False, separators=(",", ":"))
        self._db.execute(
            "INSERT INTO row VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET value=excluded.value",
            (shape.name, identifier, self._count, file, line, text),
        )
        return True

    @staticmethod
    def _merged(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
        """HSDS JSON repeats a row under each thing it belongs to; together they say all."""
        return first | {name: value for name, value in second.items() if value is not None and value != ""}

    def note_seen(self, kind: str, identifier: str) -> None:
        """Remember an identifier whose row could not even be split into fields."""
        self._db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (kind, identifier.strip().lower()))

    def kinds(self) -> Iterator[TableShape]:
        """Tables that have rows, parents first."""
        present = {kind for (kind,) in self._db.execute("SELECT DISTINCT kind FROM row")}
        return (shape for name, shape in shapes().items() if name in present)

    def chunks(self, kind: str) -> Iterator[list[tuple[str, int, dict[str, Any]]]]:
        """(file, line, stored values) of accepted rows, by identifier, some hundred at a time."""
        shape, last = shapes()[kind], ""
        while True:
            found = self._db.execute(
                "SELECT id, file, line, value FROM row WHERE kind=? AND id>? ORDER BY id LIMIT ?", (kind, last, CHUNK)
            ).fetchall()
            if not found:
                return
            last = found[-1][0]
            yield [(file, line, _typed(shape, json.loads(value))) for _, file, line, value in found]

    def drop(self, kind: str, identifiers: Iterable[str]) -> None:
        self._db.executemany("DELETE FROM row WHERE kind=? AND id=?", [(kind, each) for each in identifiers])

    def present(self, kind: str, identifiers: Iterable[str]) -> set[str]:
        """Which of `identifiers` (at most some hundred) are accepted rows of `kind`."""
        return self._among("row", kind, list(identifiers))

    def ever_seen(self, kind: str, identifiers: Iterable[str]) -> set[str]:
        """Which of `identifiers` stood in the feed at all, accepted or not."""
        return self._among("seen", kind, list(identifiers))

    def count_all(self) -> int:
        """Accepted rows of every table."""
        return int(self._db.execute("SELECT COUNT(*) FROM row").fetchone()[0])

    def count(self, kind: str) -> int:
        return int(self._db.execute("SELECT COUNT(*) FROM row WHERE kind=?", (kind,)).fetchone()[0])

    def _among(self, table: str, kind: str, identifiers: list[str]) -> set[str]:
        marks = ",".join("?" * len(identifiers))
        query = f"SELECT id FROM {table} WHERE kind=? AND id IN ({marks})"  # noqa: S608 - only question marks
        return {found for (found,) in self._db.execute(query, (kind, *identifiers))}


def _contradictions(kind: str, value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Fields that are each well formed but cannot be true together."""
    if kind == "location" and (value["latitude"] is None) != (value["longitude"] is None):
        yield ("longitude" if value["longitude"] is None else "latitude"), "is missing beside its pair"
    if kind == "service" and (value["minimum_age"] or 0) > (value["maximum_age"] or 999):
        yield "maximum_age", "is below minimum_age"
    if kind in ("schedule", "cost_option") and value["valid_from"] and value["valid_to"]:
        if value["valid_from"] > value["valid_to"]:
            yield "valid_to", "is before valid_from"
    if kind == "schedule" and (value["opens_at"] is None) != (value["closes_at"] is None):
        yield ("closes_at" if value["closes_at"] is None else "opens_at"), "is missing beside its pair"
    if kind == "phone" and sum(letter.isalnum() for letter in value["number"]) < 3:
        yield "number", "is not a phone number"
    entity = {"attribute": "link_entity", "metadata": "resource_type"}.get(kind)
    if entity and value[entity] not in shapes():
        yield entity, "is not a table of HSDS"


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    return {name: to_json(each) if isinstance(each, (date, datetime)) else each for name, each in value.items()}


def _typed(shape: TableShape, value: dict[str, Any]) -> dict[str, Any]:
    for column in shape.dated:
        if value[column.name] is not None:
            value[column.name] = column.read(value[column.name])
    return value
