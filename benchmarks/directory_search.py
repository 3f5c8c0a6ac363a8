"""How long the nearest services take to find, and how it grows with the directory.

    .venv/bin/python -m benchmarks.directory_search [--import-rows 100000] [--sqlite-only]

Sizes are service locations. Prints milliseconds per search (median and 95th percentile) on SQLite
and on a throwaway PostgreSQL, each 95th percentile as a ratio to the smallest directory's, and the
95th percentile of this process's own work, which other programs on the machine do not disturb.
With --import-rows a package of that many services is imported too: rows a second, peak memory.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from bot.clock import SystemClock
from bot.db import Base, Database
from bot.directory.county_lists.placing import COUNTY_ZIPS, read_zip_points
from bot.directory.importing.entry import import_path
from bot.directory.models import DirectoryEntry, Location, Organization, Service, ServiceAtLocation
from bot.directory.packaging import description
from bot.directory.search import DirectorySearch, PersonFacts
from bot.directory.shape import shapes
from bot.directory.terms import NEEDS_TAXONOMY, term_id, term_rows
from bot.migrations import import_every_model
from bot.needs.taxonomy import NEEDS
from tests.postgres import PostgresMissing, throwaway_postgres

SIZES = (1_000, 5_000, 20_000, 50_000, 100_000)
SEARCHES = 400
BATCH = 2_000
BUDGET_MS = {5_000: 5.0, 100_000: 15.0}
_KINDS = ("organization", "service", "location", "service_at_location", "phone", "schedule", "address")
Row = dict[str, Any]


def services(count: int) -> Iterator[dict[str, list[Row]]]:
    """`count` services around the county's ZIP points, in batches of rows by table."""
    chance = random.Random(7)
    points = list(read_zip_points(COUNTY_ZIPS).values())
    codes = [need.code for need in NEEDS]
    for start in range(0, count, BATCH):
        rows: dict[str, list[Row]] = {}
        for number in range(start, min(start + BATCH, count)):
            point = chance.choice(points)
            ids = {kind: str(uuid.UUID(int=chance.getrandbits(128), version=4)) for kind in _KINDS}
            latitude = point.latitude + chance.gauss(0, 0.015)
            longitude = point.longitude + chance.gauss(0, 0.018)
            made: dict[str, Row] = {
                "organization": {"name": f"Organization {number}", "description": ""},
                "service": {"organization_id": ids["organization"], "name": f"Service {number}", "status": "active",
                            "assured_date": f"20{chance.randint(15, 26)}-01-01"},
                "location": {"location_type": "physical", "latitude": latitude, "longitude": longitude},
                "service_at_location": {"service_id": ids["service"], "location_id": ids["location"]},
                "phone": {"service_id": ids["service"], "number": f"+1213{number % 10_000_000:07}"},
                "address": {"location_id": ids["location"], "address_1": f"{number} Main St", "city": "Los Angeles",
                            "state_province": "CA", "postal_code": point.zip, "country": "US",
                            "address_type": "physical"},
                "schedule": {"service_id": ids["service"], "freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR",
                             "opens_at": f"{chance.randint(7, 11):02}:00", "closes_at": "17:00"},
            }  # fmt: skip
            for kind, row in made.items():
                rows.setdefault(kind, []).append({"id": ids[kind]} | row)
            for code in chance.sample(codes, chance.choice((1, 1, 2))):
                rows.setdefault("attribute", []).append(
                    {"id": str(uuid.UUID(int=chance.getrandbits(128), version=4)), "link_id": ids["service"],
                     "link_entity": "service", "taxonomy_term_id": term_id(NEEDS_TAXONOMY, code), "need": code}
                )  # fmt: skip
        yield rows


def fill(database: Database, count: int) -> None:
    """Rows straight into the tables that a search reads, without the import's checks."""
    import_every_model()
    Base.metadata.drop_all(database.engine)
    Base.metadata.create_all(database.engine)
    for rows in services(count):
        with database.write() as db_session:
            for model, kind in ((Organization, "organization"), (Service, "service"), (Location, "location"),
                                (ServiceAtLocation, "service_at_location")):  # fmt: skip
                shape = shapes()[kind]
                checked = [{c.name: c.read(row.get(c.name)) for c in shape.columns} for row in rows[kind]]
                db_session.execute(insert(model), checked)
            db_session.execute(insert(DirectoryEntry), list(entries(rows)))
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


def entries(rows: dict[str, list[Row]]) -> Iterator[Row]:
    needs: dict[str, list[str]] = {}
    for attribute in rows["attribute"]:
        needs.setdefault(attribute["link_id"], []).append(attribute["need"])
    for service, at, place, phone, schedule in zip(
        rows["service"], rows["service_at_location"], rows["location"], rows["phone"], rows["schedule"], strict=True
    ):
        card = {
            "name": service["name"], "organization": service["name"], "address": "1 Main St, Los Angeles 90012",
            "city": "Los Angeles", "phone": phone["number"], "phone_display": phone["number"], "phone_extension": None,
            "schedules": [["WEEKLY", [[None, day] for day in range(5)], [], schedule["opens_at"], "17:00",
                           None, None, None, None, 1, True]],
            "hours_text": None, "languages": ["en", "es"], "eligibility": "Adults", "url": None, "low": 18,
            "high": None, "conditions": [], "accessible": False, "needs": len(needs[service["id"]]),
            "front_door": [], "hours_day": None,
        }  # fmt: skip
        for need in needs[service["id"]]:
            yield {
                "service_at_location_id": at["id"], "need": need, "service_id": service["id"],
                "location_id": place["id"], "organization_id": service["organization_id"],
                "latitude": place["latitude"], "longitude": place["longitude"], "countywide": False, "hidden": False,
                "assured_date": shapes()["service"].by_name["assured_date"].read(service["assured_date"]),
                "card": card,
            }  # fmt: skip


def measure(database: Database) -> tuple[list[float], list[float]]:
    """Milliseconds, by the wall and of this process's own work, of SEARCHES searches from random ZIP
    points after a warm-up."""
    search = DirectorySearch(database, SystemClock())
    chance = random.Random(11)
    points = list(read_zip_points(COUNTY_ZIPS).values())
    facts = PersonFacts(language="es", no_car=True)
    wall: list[float] = []
    own: list[float] = []
    for number in range(SEARCHES + 40):
        point, need = chance.choice(points), chance.choice(NEEDS).code
        began, worked = time.perf_counter(), time.thread_time()
        search.nearest(need, point.latitude, point.longitude, facts=facts)
        if number >= 40:
            wall.append((time.perf_counter() - began) * 1000)
            own.append((time.thread_time() - worked) * 1000)
    return wall, own


def measure_import(database: Database, count: int, folder: Path) -> None:
    import_every_model()
    Base.metadata.drop_all(database.engine)
    Base.metadata.create_all(database.engine)
    total = write_big_package(folder, count)
    began = time.perf_counter()
    report = import_path(database, folder, SystemClock())
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"import  {report.added:,} services, {total:,} rows in {seconds:.0f} s"
        f" ({total / seconds:,.0f} rows/s), peak memory {peak:.0f} MB, faults {len(report.faults)}"
    )


def write_big_package(folder: Path, count: int) -> int:
    """A tabular package of `count` services on disk; returns its number of rows."""
    total = 0
    with ExitStack() as opened:
        writers: dict[str, Any] = {}

        def write(kind: str, rows: list[Row]) -> None:
            if kind not in writers:
                file = opened.enter_context((folder / f"{kind}.csv").open("w", newline="", encoding="utf-8"))
                names = [column.name for column in shapes()[kind].columns]
                writers[kind] = csv.DictWriter(file, names, extrasaction="ignore", lineterminator="\n")
                writers[kind].writeheader()
            writers[kind].writerows(rows)

        for kind, row in term_rows():
            write(kind, [row])
            total += 1
        for rows in services(count):
            for kind, some in rows.items():
                write(kind, some)
                total += len(some)
        (folder / "datapackage.json").write_text(description("benchmark", "benchmark", writers), encoding="utf-8")
    return total


def run(name: str, database: Database, import_rows: int) -> None:
    first = 0.0
    print(f"\n{name}\n{'service locations':>18}{'median ms':>12}{'p95 ms':>10}{'ratio':>8}{'own p95':>10}   budget")
    for size in SIZES:
        fill(database, size)
        wall, own = measure(database)
        p95, own95 = (statistics.quantiles(taken, n=20)[18] for taken in (wall, own))
        first = first or p95
        budget = BUDGET_MS.get(size)
        verdict = "" if budget is None else f"{budget:.0f} ms: {'kept' if p95 < budget else 'MISSED'}"
        row = f"{size:>18,}{statistics.median(wall):>12.2f}{p95:>10.2f}{p95 / first:>8.1f}{own95:>10.2f}   {verdict}"
        print(row, flush=True)
    if import_rows:
        with tempfile.TemporaryDirectory(prefix="puente-bench-") as folder:
            measure_import(database, import_rows, Path(folder))
    database.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--import-rows", type=int, default=0, help="services in an import to measure")
    parser.add_argument("--sqlite-only", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="puente-bench-") as folder:
        run("SQLite", Database(f"sqlite:///{folder}/bench.sqlite3"), given.import_rows)
    if given.sqlite_only:
        return
    try:
        with throwaway_postgres() as server:
            server.run("CREATE DATABASE bench")
            run("PostgreSQL", Database(server.url("bench")), given.import_rows)
    except PostgresMissing as missing:
        print(f"\nPostgreSQL: not measured ({missing})")


if __name__ == "__main__":
    main()
