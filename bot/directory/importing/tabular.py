"""HSDS tabular data packages read into the stage: a folder or zip of CSV files and datapackage.json."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from bot.directory.importing.stage import Stage
from bot.directory.shape import shapes
from bot.errors import InvalidInput

_PLURALS = {"accessibility": "accessibility", "taxonomy": "taxonomies", "service_at_location": "services_at_location",
            "address": "addresses", "service_capacity": "service_capacities", "metadata": "metadata"}  # fmt: skip


class PackageFolder:
    """The files of a package, whether they lie in a folder or in a zip."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._zip = zipfile.ZipFile(path) if path.is_file() else None
        self._prefix = ""
        if self._zip:
            inside = [name for name in self._zip.namelist() if name.endswith("datapackage.json")]
            self._prefix = min(inside, key=len).removesuffix("datapackage.json") if inside else ""

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        if self._zip:
            with self._zip.open(self._prefix + name) as file:
                yield file
        else:
            with (self.path / name).open("rb") as file:
                yield file

    def has(self, name: str) -> bool:
        if self._zip:
            return self._prefix + name in self._zip.namelist()
        inside = (self.path / name).resolve()
        return inside.is_relative_to(self.path.resolve()) and inside.is_file()

    def __enter__(self) -> PackageFolder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._zip:
            self._zip.close()


def package_name(folder: PackageFolder) -> str:
    """The name the package gives itself, else the name of its folder or file."""
    described = _description(folder)
    return str(described.get("name") or folder.path.stem)[:80]


def files_of(folder: PackageFolder) -> dict[str, str]:
    """HSDS table name to file name, in the order of the tables. Raises InvalidInput when there is none."""
    listed = {
        str(resource.get("name", "")): str(resource.get("path", ""))
        for resource in _description(folder).get("resources", [])
        if isinstance(resource, dict)
    }
    found: dict[str, str] = {}
    for kind in shapes():
        names = [listed.get(kind, ""), f"{kind}.csv", f"{_PLURALS.get(kind, kind + 's')}.csv", f"{kind}s.csv"]
        present = [name for name in names if name and folder.has(name)]
        if present:
            found[kind] = present[0]
    if not found:
        raise InvalidInput(f"{folder.path.name} holds no table of HSDS", code="no_hsds_tables")
    return found


def read_package(folder: PackageFolder, stage: Stage) -> None:
    """Every row of every table into the stage; what is wrong goes into its report."""
    for kind, name in files_of(folder).items():
        with folder.open(name) as binary:
            _read_table(kind, name, io.TextIOWrapper(binary, "utf-8-sig", errors="surrogateescape", newline=""), stage)


_LIKE_A_COLUMN = re.compile(r"[a-z]+(?:_[a-z]+)*")


def _read_table(kind: str, name: str, text: IO[str], stage: Stage) -> None:
    reader = csv.reader(text)
    header = [cell.strip() for cell in next(reader, [])]
    known = shapes()[kind].by_name
    for number, column in enumerate(header, 1):
        if column not in known:
            # What is written like no column may be the first row of quite another list, of people even.
            shown = column if _LIKE_A_COLUMN.fullmatch(column) else f"column {number}"
            stage.fault(name, 1, shown, "is not a column of HSDS; left out")
    line = reader.line_num + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                _read_row(kind, name, header, cells, line, stage)
            line = reader.line_num + 1
    except csv.Error as error:
        raise InvalidInput(f"{name} line {line}: {error}", code="unreadable_csv") from error


def _read_row(kind: str, name: str, header: list[str], cells: list[str], line: int, stage: Stage) -> None:
    if len(cells) != len(header):
        stage.fault(name, line, "", f"has {len(cells)} cells where the header has {len(header)}")
        if "id" in header and header.index("id") < len(cells):
            stage.note_seen(kind, cells[header.index("id")])
        return
    stage.add(kind, dict(zip(header, cells, strict=True)), name, line)


def _description(folder: PackageFolder) -> dict[str, Any]:
    if not folder.has("datapackage.json"):
        return {}
    try:
        with folder.open("datapackage.json") as file:
            described = json.load(file)
    except ValueError as error:
        raise InvalidInput(f"datapackage.json: {error}", code="unreadable_json") from error
    return described if isinstance(described, dict) else {}
