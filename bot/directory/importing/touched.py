"""Which services an import has touched, through whichever of their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.directory.importing.stage import CHUNK
from bot.directory.models import Contact, Phone, Service, ServiceAtLocation

_VIA = {
    "service_id": "service",
    "location_id": "location",
    "organization_id": "organization",
    "service_at_location_id": "service_at_location",
    "phone_id": "phone",
    "contact_id": "contact",
}


_SHOWN_BY_SERVICES = {"service", "location", "organization", "service_at_location"}


class Touched:
    """Collects changed rows; identifiers only (36 characters each)."""

    def __init__(self) -> None:
        self._ids: dict[str, set[str]] = defaultdict(set)

    def add(self, kind: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Note changed rows of table `kind`, as they are or as they were."""
        for row in rows:
            if kind in _SHOWN_BY_SERVICES:
                self._ids[kind].add(row["id"])
            for column, target in _VIA.items():
                if row.get(column):
                    self._ids[target].add(row[column])
            if kind == "attribute":
                self._ids[row["link_entity"]].add(row["link_id"])

    def services(self, db_session: Session) -> set[str]:
        """Identifiers of every service whose listing may look different now."""
        found = set(self._ids["service"])
        at = ServiceAtLocation
        self._widen(db_session, "phone", Phone)
        self._widen(db_session, "contact", Contact)
        for kind, column in (("location", at.location_id), ("service_at_location", at.id)):
            for some in _portions(self._ids[kind]):
                found.update(db_session.scalars(select(at.service_id).where(column.in_(some))))
        for some in _portions(self._ids["organization"]):
            found.update(db_session.scalars(select(Service.id).where(Service.organization_id.in_(some))))
        return {service for some in _portions(found) for service in _existing(db_session, some)}

    def _widen(self, db_session: Session, kind: str, model: type[Phone] | type[Contact]) -> None:
        for some in _portions(self._ids[kind]):
            for row in db_session.scalars(select(model).where(model.id.in_(some))):
                for column, target in _VIA.items():
                    if getattr(row, column, None):
                        self._ids[target].add(getattr(row, column))


def _existing(db_session: Session, some: list[str]) -> Iterable[str]:
    return db_session.scalars(select(Service.id).where(Service.id.in_(some)))


def _portions(identifiers: set[str]) -> Iterable[list[str]]:
    ordered = sorted(identifiers)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
