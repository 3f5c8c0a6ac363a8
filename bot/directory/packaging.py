"""Writing HSDS tabular data packages: one CSV a table and a datapackage.json, the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import IO, Any

from bot.directory.shape import ColumnShape, TableShape, shapes, to_text

PROFILE = "tabular-data-package"
HSDS_VERSION = "3.1"
_TYPES = {"number": "number", "date": "date", "instant": "datetime"}


def write_table(shape: TableShape, rows: Iterable[Mapping[str, Any]], file: IO[str]) -> int:
    """Write the header and `rows` (already in order); returns how many rows."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([column.name for column in shape.columns])
    count = 0
    for row in rows:
        writer.writerow([to_text(row.get(column.name)) for column in shape.columns])
        count += 1
    return count


def table_text(shape: TableShape, rows: Iterable[Mapping[str, Any]]) -> str:
    file = io.StringIO()
    write_table(shape, sorted(rows, key=lambda row: str(row["id"])), file)
    return file.getvalue()


def description(name: str, title: str, kinds: Iterable[str]) -> str:
    """The datapackage.json of a package that holds the tables `kinds` (frictionlessdata.io)."""
    held = set(kinds)
    resources = [_resource(shape) for kind, shape in shapes().items() if kind in held]
    document = {"name": name, "title": title, "profile": PROFILE, "version": HSDS_VERSION, "resources": resources}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _resource(shape: TableShape) -> dict[str, Any]:
    return {
        "name": shape.name,
        "path": f"{shape.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "profile": "tabular-data-resource",
        "schema": {"fields": [_field(column) for column in shape.columns], "primaryKey": "id"},
    }


def _field(column: ColumnShape) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required and not column.may_be_empty:
        constraints["required"] = True
    if column.name == "id":
        constraints["unique"] = True
    if column.enum:
        constraints["enum"] = list(column.enum)
    field: dict[str, Any] = {"name": column.name, "type": _TYPES.get(column.kind, "string")}
    return field | ({"constraints": constraints} if constraints else {})
