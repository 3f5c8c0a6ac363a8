"""Both lists read from their CSV files into merged listings."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot.directory.county_lists import listing as layouts
from bot.directory.county_lists.listing import Listing
from bot.directory.county_lists.merging import merge
from bot.directory.county_lists.names import readable_name
from bot.directory.county_lists.placing import ZipPoint

Fault = Callable[[str, int, str, str], None]
"""Called with file, line, field, reason."""


def is_county_list(header: Sequence[str]) -> bool:
    return set(header) >= layouts.SERVICES_HEADER or set(header) >= layouts.GAPS_HEADER


def read_lists(paths: Sequence[Path], points: Mapping[str, ZipPoint], fault: Fault) -> list[Listing]:
    """Listings of all files, doubles merged. Rows that cannot be read are reported, not raised."""
    found: list[Listing] = []
    for path in paths:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            rows = [(reader.line_num, row) for row in reader]
        header = set(reader.fieldnames or ())
        names = layouts.prefixes_shared(readable_name(row["name"] or "") for _, row in rows)
        for line, row in rows:
            problem = _problem(row)
            if problem:
                fault(path.name, line, *problem)
                continue
            each = (
                layouts.from_services_row(row, line, names, points)
                if header >= layouts.SERVICES_HEADER
                else layouts.from_gaps_row(row, line, points)
            )
            if each and each.needs:
                found.append(each)
    return merge(found)


def _problem(row: Mapping[str | None, str | None]) -> tuple[str, str] | None:
    """(field, reason) of the first thing that keeps a row from being read."""
    if None in row or None in row.values():
        return "", "has more or fewer cells than the header"
    if not (row["name"] or "").strip():
        return "name", "is required but empty"
    for field, bound in (("lat", 90), ("lon", 180)):
        text = (row[field] or "").strip()
        try:
            if text and not -bound <= float(text) <= bound:
                return field, f"must lie between {-bound} and {bound}"
        except ValueError:
            return field, "is not a number"
    return None
