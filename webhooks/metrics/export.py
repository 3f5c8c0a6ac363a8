"""Writes sets of figures as files: CSV, Parquet and JSON, each with the meaning of its columns at hand."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any, Literal

from arro3.core import Array, DataType, Field, Schema, Table
from arro3.io import write_parquet

from bot.i18n import Language
from webhooks.metrics.datasets import Dataset
from webhooks.metrics.dictionary import dictionary_of

Format = Literal["csv", "parquet", "json"]
FORMATS: tuple[Format, ...] = ("csv", "parquet", "json")
CONTENT_TYPES: Mapping[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_ARROW = {
    "string": DataType.string, "date": DataType.string, "integer": DataType.int64, "number": DataType.float64,
    "boolean": DataType.bool,
}  # fmt: skip


def written(format: Format, dataset: Dataset, language: Language, asked: Mapping[str, str]) -> bytes:
    """The set in one format. `asked`: the query that led to it; the dictionary is in `language`."""
    if format == "csv":
        return as_csv(dataset)
    return as_parquet(dataset, language) if format == "parquet" else as_json(dataset, language, asked)


def as_csv(dataset: Dataset) -> bytes:
    """RFC 4180 with a heading. What is withheld or absent is an empty cell, and no words can start a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(dataset.columns)
    for row in dataset.rows:
        writer.writerow([_cell(row[name]) for name in dataset.columns])
    return out.getvalue().encode()


def as_parquet(dataset: Dataset, language: Language) -> bytes:
    """The dictionary is in the schema's metadata under `dictionary`, a column's meaning in its field's `description`."""
    explained = dictionary_of(dataset, language)
    said = {each["name"]: each["means"] for each in explained["columns"]}
    fields = [
        Field(name, _ARROW[kind](), nullable=True, metadata={"description": said[name]})
        for name, kind in dataset.columns.items()
    ]
    schema = Schema(fields, metadata={"dictionary": json.dumps(explained, ensure_ascii=False)})
    arrays = [Array([row[name] for row in dataset.rows], _ARROW[kind]()) for name, kind in dataset.columns.items()]
    out = io.BytesIO()
    write_parquet(Table.from_arrays(arrays, schema=schema), out)
    return out.getvalue()


def as_json(dataset: Dataset, language: Language, asked: Mapping[str, str]) -> bytes:
    """One object: what was asked for, the dictionary, and the rows; null where nothing is told."""
    whole = {"asked": dict(asked), "dictionary": dictionary_of(dataset, language), dataset.name: list(dataset.rows)}
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False).encode()


def csv_metadata(dataset: Dataset, language: Language, address: str) -> bytes:
    """What the columns of the CSV file at `address` mean, as CSV on the Web (w3.org/TR/tabular-metadata)."""
    explained = dictionary_of(dataset, language)
    said = {each["name"]: each["means"] for each in explained["columns"]}
    columns = [
        {"name": name, "titles": name, "datatype": kind, "dc:description": said[name]}
        for name, kind in dataset.columns.items()
    ]
    whole = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "url": address,
        "tableSchema": {"columns": columns},
        "notes": [{name: explained[name] for name in ("measures", "values")}],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
