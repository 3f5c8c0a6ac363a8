"""Staged rows into the database in one transaction: added, updated, unchanged, withdrawn, or kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from bot.directory.importing.stage import CHUNK, Stage
from bot.directory.importing.touched import Touched
from bot.directory.indexing import reindex
from bot.directory.models import Service, ServiceAtLocation
from bot.directory.shape import TableShape, shapes

_STAY = {"service", "organization", "location", "taxonomy", "taxonomy_term", "unit", "program"}
"""Tables whose rows are never deleted by an import: cases and other packages may still speak of them."""


class Writer:
    """One import's writes. Call `write` inside the transaction it shall be part of."""

    def __init__(self, stage: Stage, db_session: Session, now: datetime, *, whole: bool) -> None:
        self._stage = stage
        self._now = now
        self._session = db_session
        self._whole = whole
        """The feed is everything its package has: what is missing from it is withdrawn."""
        self._package = stage.report.package
        self._touched = Touched()
        self._kept_services: set[str] = set()
        self._kept_locations: set[str] = set()
        self._added: set[str] = set()

    def write(self) -> None:
        """Write everything and bring the search table up to date; fills the stage's report."""
        report = self._stage.report
        self._find_kept()
        done, rows = 0, self._stage.count_all()
        for shape in self._stage.kinds():
            for chunk in self._stage.chunks(shape.name):
                self._write_chunk(shape, [row for _, _, row in chunk])
                done += len(chunk)
                self._stage.progress("writing", done, rows)
            report.rows[shape.name] = self._stage.count(shape.name)
            self._session.flush()
        for shape in reversed(shapes().values()):
            if shape.name not in _STAY:
                self._delete_missing(shape)
        withdrawn = self._withdraw_missing() if self._whole else set[str]()
        services = self._touched.services(self._session)
        done, changed = 0, services | withdrawn
        for some in _portions(sorted(changed)):
            self._session.execute(update(Service).where(Service.id.in_(some)).values(changed_at=self._now))
            reindex(self._session, some)
            done += len(some)
            self._stage.progress("indexing", done, len(changed))
        report.added = len(self._added)
        report.withdrawn = len(withdrawn)
        report.kept = len(self._kept_services)
        report.updated = len(services - self._added - withdrawn)
        report.unchanged = report.rows.get("service", 0) - report.added - self._updated_in_feed(services)

    def _updated_in_feed(self, services: set[str]) -> int:
        changed = services - self._added
        return sum(len(self._stage.present("service", some)) for some in _portions(sorted(changed)))

    def _find_kept(self) -> None:
        """Services that staff changed here stay as they are, unless the feed was assured later."""
        for chunk in self._stage.chunks("service"):
            incoming = {row["id"]: row for _, _, row in chunk}
            corrected = self._session.execute(
                select(Service.id, Service.corrected_at).where(
                    Service.id.in_(incoming), Service.corrected_at.is_not(None)
                )
            )
            for identifier, corrected_at in corrected:
                assured = incoming[identifier]["assured_date"]
                if corrected_at and (not assured or assured <= corrected_at.date()):
                    self._kept_services.add(identifier)
        for some in _portions(sorted(self._kept_services)):
            places = select(ServiceAtLocation.location_id).where(ServiceAtLocation.service_id.in_(some))
            self._kept_locations.update(self._session.scalars(places))

    def _is_kept(self, shape: TableShape, row: dict[str, Any]) -> bool:
        services = {row.get("service_id"), row.get("link_id"), row.get("resource_id")}
        locations = {row.get("location_id"), row.get("link_id"), row.get("resource_id")}
        if shape.name == "service":
            services.add(row["id"])
        if shape.name == "location":
            locations.add(row["id"])
        return bool(services & self._kept_services) or bool(locations & self._kept_locations)

    def _write_chunk(self, shape: TableShape, rows: list[dict[str, Any]]) -> None:
        table = shape.table
        columns = [table.c[column.name] for column in shape.columns]
        found = self._session.execute(select(*columns).where(table.c.id.in_([row["id"] for row in rows])))
        existing = {each["id"]: dict(each) for each in found.mappings()}
        new = [row for row in rows if row["id"] not in existing and not self._is_kept(shape, row)]
        changed = [
            row
            for row in rows
            if row["id"] in existing and _differs(row, existing[row["id"]]) and not self._is_kept(shape, row)
        ]
        if new:
            self._session.execute(insert(table), [row | {"origin": self._package} for row in new])
        if changed:
            assignments: dict[str, Any] = {
                column.name: bindparam(f"new_{column.name}") for column in columns if column.name != "id"
            }
            statement = update(table).where(table.c.id == bindparam("this_id")).values(assignments)
            prefixed = [
                {"this_id": row["id"]} | {f"new_{name}": value for name, value in row.items() if name != "id"}
                for row in changed
            ]
            self._session.connection().execute(statement, prefixed)
        if shape.name == "service":
            self._added.update(row["id"] for row in new)
        self._touched.add(shape.name, new + changed)
        self._touched.add(shape.name, [existing[row["id"]] for row in changed])

    def _delete_missing(self, shape: TableShape) -> None:
        """Rows of this package (or, from a partial feed, of its services) that the feed no longer has."""
        for identifiers in self._candidates(shape):
            gone = set(identifiers) - self._stage.ever_seen(shape.name, identifiers)
            if not gone:
                continue
            table = shape.table
            rows = self._session.execute(select(table).where(table.c.id.in_(gone))).mappings()
            leaving = [dict(row) for row in rows if not self._is_kept(shape, dict(row))]
            self._touched.add(shape.name, leaving)
            self._session.execute(delete(table).where(table.c.id.in_([row["id"] for row in leaving])))

    def _candidates(self, shape: TableShape) -> Iterator[list[str]]:
        table = shape.table
        if self._whole:
            last = ""
            while True:
                query = select(table.c.id).where(table.c.origin == self._package, table.c.id > last)
                found = list(self._session.scalars(query.order_by(table.c.id).limit(CHUNK)))
                if not found:
                    return
                last = found[-1]
                yield found
        link = table.c.get("service_id")
        link = link if link is not None else table.c.get("link_id")
        if link is None:
            return
        for chunk in self._stage.chunks("service"):
            services = [row["id"] for _, _, row in chunk]
            yield from _portions(list(self._session.scalars(select(table.c.id).where(link.in_(services)))))

    def _withdraw_missing(self) -> set[str]:
        """Active services of this package that the feed does not mention become inactive."""
        gone: set[str] = set()
        table = shapes()["service"].table
        for identifiers in self._candidates(shapes()["service"]):
            missing = set(identifiers) - self._stage.ever_seen("service", identifiers) - self._kept_services
            query = select(table.c.id).where(table.c.id.in_(missing), table.c.status == "active")
            gone.update(self._session.scalars(query))
        for some in _portions(sorted(gone)):
            self._session.execute(update(table).where(table.c.id.in_(some)).values(status="inactive"))
        return gone


def _differs(row: dict[str, Any], existing: dict[str, Any]) -> bool:
    return any(_comparable(value) != _comparable(existing[name]) for name, value in row.items())


def _comparable(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return float(value) if isinstance(value, int) else value


def _portions(identifiers: list[str]) -> Iterable[list[str]]:
    return (identifiers[start : start + CHUNK] for start in range(0, len(identifiers), CHUNK))
