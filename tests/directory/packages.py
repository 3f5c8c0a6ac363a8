"""A small HSDS package for tests, as tables of rows and as a folder of CSV files."""

from __future__ import annotations

import csv
import json
import uuid
from pathlib import Path
from typing import Any

from bot.directory.terms import NEEDS_TAXONOMY, term_id, term_rows

Tables = dict[str, list[dict[str, Any]]]


def made_id(*parts: object) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "|".join(map(str, parts))))


def small_directory(services: int = 5, *, need: str = "food") -> Tables:
    """`services` pantries in a row going east from downtown, each about a mile apart."""
    tables: Tables = {}
    for kind, row in term_rows():
        tables.setdefault(kind, []).append(row)
    for number in range(services):
        add_service(tables, number, need=need)
    return tables


def add_service(
    tables: Tables,
    number: int,
    *,
    need: str = "food",
    lat: float | None = 34.05,
    lon: float | None = None,
    phone: str | None = None,
    service: dict[str, Any] | None = None,
    address: bool = True,
    schedule: dict[str, Any] | None = None,
) -> dict[str, str]:
    """Add one service with everything around it; returns its identifiers by table."""
    ids = {
        kind: made_id(kind, number)
        for kind in ("organization", "service", "location", "service_at_location", "phone", "address", "schedule",
                     "attribute", "language")
    }  # fmt: skip

    def add(kind: str, row: dict[str, Any]) -> None:
        tables.setdefault(kind, []).append(row)

    add("organization", {"id": ids["organization"], "name": f"Helpers {number}", "description": "They help"})
    add(
        "service",
        {
            "id": ids["service"],
            "organization_id": ids["organization"],
            "name": f"Pantry {number}",
            "status": "active",
            "assured_date": "2026-10-01",
        }
        | (service or {}),
    )
    add(
        "location",
        {
            "id": ids["location"],
            "location_type": "physical" if lat is not None else "virtual",
            "latitude": lat,
            "longitude": (-118.24 + number * 0.0175 if lon is None else lon) if lat is not None else None,
        },
    )
    link = {"id": ids["service_at_location"], "service_id": ids["service"], "location_id": ids["location"]}
    add("service_at_location", link)
    if address:
        add(
            "address",
            {
                "id": ids["address"], "location_id": ids["location"], "address_1": f"{number + 1} Main St",
                "city": "Los Angeles", "state_province": "CA", "postal_code": "90012", "country": "US",
                "address_type": "physical",
            },
        )  # fmt: skip
    add(
        "phone",
        {"id": ids["phone"], "service_id": ids["service"], "number": phone or f"+1213555{number % 10000:04}"},
    )
    add(
        "schedule",
        {
            "id": ids["schedule"], "service_id": ids["service"], "freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR",
            "opens_at": "09:00", "closes_at": "17:00",
        }
        | (schedule or {}),
    )  # fmt: skip
    add("language", {"id": ids["language"], "service_id": ids["service"], "name": "Spanish", "code": "es"})
    add(
        "attribute",
        {
            "id": ids["attribute"], "link_id": ids["service"], "link_entity": "service",
            "taxonomy_term_id": term_id(NEEDS_TAXONOMY, need),
        },
    )  # fmt: skip
    return ids


def write_package(folder: Path, tables: Tables, name: str = "test-package") -> Path:
    """The tables as a tabular data package in `folder`, rows in the order given."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.csv"):
        old.unlink()
    for kind, rows in tables.items():
        header = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{kind}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    resources = [{"name": kind, "path": f"{kind}.csv"} for kind in tables]
    (folder / "datapackage.json").write_text(json.dumps({"name": name, "resources": resources}))
    return folder
