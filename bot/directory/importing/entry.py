"""Where an import begins: what kind of feed it is, checked whole, then written whole."""

from __future__ import annotations

import csv
import hashlib
import zipfile
from pathlib import Path

from sqlalchemy import text

from bot.clock import Clock
from bot.db import Database
from bot.directory.county_lists.package_rows import rows_of
from bot.directory.county_lists.placing import COUNTY_ZIPS, ZipPoint, read_zip_points
from bot.directory.county_lists.reading import is_county_list, read_lists
from bot.directory.importing.documents import read_documents
from bot.directory.importing.references import drop_dangling
from bot.directory.importing.report import ImportReport, Progress, no_progress
from bot.directory.importing.stage import Stage
from bot.directory.importing.tabular import PackageFolder, package_name, read_package
from bot.directory.importing.writing import Writer
from bot.directory.models import DirectoryImport
from bot.errors import InvalidInput, NotFound

_LOCK = 4_407_115
"""PostgreSQL advisory lock: two imports at once go in one after the other."""


def import_path(
    database: Database,
    path: Path,
    clock: Clock,
    *,
    progress: Progress = no_progress,
    zip_points: dict[str, ZipPoint] | None = None,
) -> ImportReport:
    """Import HSDS from `path` and return what became of it.

    A folder or zip is a tabular data package: all of what its package has, so services missing
    from it are withdrawn. A .json or .jsonl file holds full services and only adds and updates. A
    .csv is one of the two county lists. Rows that are wrong are reported and left out; when the
    feed as a whole cannot be read nothing is written. Raises NotFound, InvalidInput.
    """
    if not path.exists():
        raise NotFound(f"there is nothing at {path}")
    content = content_hash(path)
    if path.is_dir() or path.suffix == ".zip":
        with _package(path) as folder:
            with Stage(package_name(folder), merge_doubles=False, progress=progress) as stage:
                read_package(folder, stage)
                return _finish(database, stage, clock, content, whole=True)
    with Stage(path.stem[:80], merge_doubles=True, progress=progress) as stage:
        if path.suffix == ".csv":
            _read_county_list(path, stage, zip_points or read_zip_points(COUNTY_ZIPS))
        else:
            read_documents(path, stage)
        return _finish(database, stage, clock, content, whole=path.suffix == ".csv")


def content_hash(path: Path) -> str:
    """SHA-256 over names and bytes of the files at `path` (a file, or a folder's files in order)."""
    digest = hashlib.sha256()
    files = [path] if path.is_file() else sorted(each for each in path.iterdir() if each.is_file())
    for file in files:
        digest.update(file.name.encode())
        with file.open("rb") as opened:
            while block := opened.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _package(path: Path) -> PackageFolder:
    try:
        return PackageFolder(path)
    except zipfile.BadZipFile as error:
        raise InvalidInput(f"{path.name} is not a zip file", code="unreadable_zip") from error


def _read_county_list(path: Path, stage: Stage, points: dict[str, ZipPoint]) -> None:
    with path.open(newline="", encoding="utf-8-sig") as file:
        header = next(csv.reader(file), [])
    if not is_county_list(header):
        raise InvalidInput(f"{path.name} is neither a data package nor one of the county lists", code="unknown_layout")
    for kind, row in rows_of(read_lists([path], points, stage.fault)):
        stage.add(kind, row, path.name, 0)


def _finish(database: Database, stage: Stage, clock: Clock, content: str, *, whole: bool) -> ImportReport:
    with database.read() as db_session:
        drop_dangling(stage, db_session)
    report = stage.report
    with database.write() as db_session:
        if not database.is_sqlite:
            db_session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        Writer(stage, db_session, clock.now(), whole=whole).write()
        db_session.add(
            DirectoryImport(
                package=report.package,
                content_hash=content,
                imported_at=clock.now(),
                added=report.added,
                updated=report.updated,
                unchanged=report.unchanged,
                withdrawn=report.withdrawn,
                faults=len(report.faults),
            )
        )
    return report
