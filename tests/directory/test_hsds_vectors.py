"""Our tables and documents against the published facts of HSDS 3.1, kept in tests/vectors/hsds_3_1.json."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.clock import Clock
from bot.db import Database
from bot.directory.documents import nested_in
from bot.directory.exporting import export_path
from bot.directory.shape import ColumnShape, shapes
from bot.directory.shipped import ensure_shipped

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "hsds_3_1.json").read_text())["tables"]

KINDS = {"text": "text", "number": "number", "date": "date", "instant": "date-time", "time": "time", "id": "uuid",
         "byday": "text", "bymonthday": "text"}  # fmt: skip
WRITTEN_AS_TEXT = ("uri", "email")
"""Kept as they come: a feed's broken address is better than none, and what is shipped is checked below."""

LOOKS = {
    "uuid": re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"),
    "time": re.compile(r"\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:?\d\d)?"),
    "uri": re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>\"{}|\\^`]+", re.IGNORECASE),
    "email": re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"),
}


def published_kind(column: ColumnShape) -> Any:
    return list(column.enum) or KINDS[column.kind]


def test_every_table_of_the_standard_is_one_of_ours() -> None:
    assert set(shapes()) == set(VECTORS)


@pytest.mark.parametrize("name", sorted(VECTORS))
def test_a_table_has_the_standard_columns_kinds_and_required_fields(name: str) -> None:
    published, ours = VECTORS[name], shapes()[name].by_name
    kinds = {
        field: "text" if kind in WRITTEN_AS_TEXT else kind for field, kind in published["fields"].items()
    }  # fmt: skip
    assert {field: published_kind(column) for field, column in ours.items()} == kinds
    columns_required = {field for field in published["required"] if field in kinds} | set(published["required_in_csv"])
    assert {field for field, column in ours.items() if column.required} == columns_required


@pytest.mark.parametrize("name", sorted(VECTORS))
def test_what_nests_in_a_document_is_what_the_standard_nests(name: str) -> None:
    assert {nested.key for nested in nested_in(name)} <= set(VECTORS[name]["nested"])


def test_every_shipped_service_goes_out_as_a_valid_document(
    sqlite_database: Database, clock: Clock, tmp_path: Path
) -> None:
    ensure_shipped(sqlite_database, clock)
    export_path(sqlite_database, tmp_path / "all.jsonl", "jsonl")
    faults: list[str] = []
    documents = 0
    with (tmp_path / "all.jsonl").open() as lines:
        for line in lines:
            documents += 1
            _check("service", json.loads(line), faults)
    assert documents > 900
    assert faults == []


def _check(table: str, document: dict[str, Any], faults: list[str]) -> None:
    """Notes in `faults` whatever the standard does not allow in a document of `table`."""
    published = VECTORS[table]
    where = f"{table} {document.get('id')}"
    nested = {each.key: each.table for each in nested_in(table)}
    faults += [f"{where}: no {field}" for field in published["required"] if field not in document]
    for key, value in document.items():
        if key in published["fields"]:
            if not _allowed(published["fields"][key], value):
                faults.append(f"{where}: {key} is {value!r}")
        elif key in published["nested"]:
            for inner in value if isinstance(value, list) else [value]:
                _check(nested[key], inner, faults)
        else:
            faults.append(f"{where}: {key} is no field of the standard")


def _allowed(kind: Any, value: Any) -> bool:
    if isinstance(kind, list):
        return value in kind
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, str) and (kind == "text" or bool(LOOKS[kind].fullmatch(value)))
