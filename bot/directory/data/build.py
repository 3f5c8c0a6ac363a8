"""Makes the shipped directory from the two public lists; run by hand when the lists change.

    python -m bot.directory.data.build SERVICES.csv GAPS.csv ZIPS.csv

writes bot/directory/data/services/ (an HSDS tabular data package). The same input gives the same
bytes.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import Any

from bot.directory.county_lists.package_rows import rows_of
from bot.directory.county_lists.placing import read_zip_points
from bot.directory.county_lists.reading import read_lists
from bot.directory.packaging import description, table_text
from bot.directory.shape import shapes
from bot.directory.shipped import PACKAGE, PACKAGE_NAME

_TITLE = "Services in Los Angeles County, from public lists"


def build(lists: list[Path], zips: Path, target: Path) -> dict[str, int]:
    """Write the package into `target`; returns rows by table."""
    tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for kind, row in rows_of(read_lists(lists, read_zip_points(zips), _stop)):
        tables[kind].append(_checked(kind, row))
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*.csv"):
        old.unlink()
    for kind, rows in tables.items():
        (target / f"{kind}.csv").write_text(table_text(shapes()[kind], rows), encoding="utf-8", newline="")
    (target / "datapackage.json").write_text(description(PACKAGE_NAME, _TITLE, tables), encoding="utf-8")
    return {kind: len(rows) for kind, rows in tables.items()}


def _checked(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    return {column.name: column.read(row.get(column.name)) for column in shapes()[kind].columns}


def _stop(file: str, line: int, field: str, reason: str) -> None:
    raise SystemExit(f"{file} line {line}: {field} {reason}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("services", type=Path)
    parser.add_argument("gaps", type=Path)
    parser.add_argument("zips", type=Path)
    parser.add_argument("--target", type=Path, default=PACKAGE)
    given = parser.parse_args()
    for kind, count in build([given.services, given.gaps], given.zips, given.target).items():
        print(f"{count:6} {kind}")


if __name__ == "__main__":
    main()
