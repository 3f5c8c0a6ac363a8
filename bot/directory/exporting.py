"""The directory written out as HSDS: a tabular data package (folder or zip) or JSON of full services.

What is written is in order and in one way of writing, so the same directory gives the same bytes.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.db import Database
from bot.directory.packaging import description, write_table
from bot.directory.public_rows import PublicRows
from bot.errors import InvalidInput

FORMATS = ("csv", "zip", "json", "jsonl")
_NAME = "puente-directory"
_TITLE = "Service directory of Puente"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def export_path(database: Database, path: Path, format: str) -> int:
    """Write the directory to `path` and return the number of services.

    `csv` makes a folder with one file a table, `zip` the same in one file, `json` an array of full
    services, `jsonl` one service a line. Raises InvalidInput for another format.
    """
    if format not in FORMATS:
        raise InvalidInput(f"a directory is exported as one of {', '.join(FORMATS)}", code="unknown_format")
    with database.read() as db_session:
        reader = PublicRows(db_session)
        if format in ("csv", "zip"):
            return _write_package(reader, path, zipped=format == "zip")
        return _write_documents(reader, path, lines=format == "jsonl")


def _write_package(reader: PublicRows, path: Path, *, zipped: bool) -> int:
    kinds = reader.kinds()
    services = 0
    described = description(_NAME, _TITLE, [shape.name for shape in kinds])
    if not zipped:
        path.mkdir(parents=True, exist_ok=True)
        for shape in kinds:
            with (path / f"{shape.name}.csv").open("w", encoding="utf-8", newline="") as file:
                count = write_table(shape, reader.rows(shape), file)
            services += count if shape.name == "service" else 0
        (path / "datapackage.json").write_text(described, encoding="utf-8")
        return services
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for shape in kinds:
            entry = zipfile.ZipInfo(f"{shape.name}.csv", _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as binary:
                with io.TextIOWrapper(binary, "utf-8", newline="") as file:
                    count = write_table(shape, reader.rows(shape), file)
            services += count if shape.name == "service" else 0
        archive.writestr(zipfile.ZipInfo("datapackage.json", _LONG_AGO), described)
    return services


def _write_documents(reader: PublicRows, path: Path, *, lines: bool) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for document in reader.documents():
            if not lines:
                file.write("[\n" if count == 0 else ",\n")
            file.write(_json(document) + ("\n" if lines else ""))
            count += 1
        if not lines:
            file.write("\n]\n" if count else "[]\n")
    return count


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
