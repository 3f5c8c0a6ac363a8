"""Staff's own changes to the directory: correct, confirm, withdraw, add, each with its trail.

The trail stands in HSDS `metadata`: one row for each field changed, with what it was and what it
became. It is exported with the directory, so `staff` is an account's identifier, never a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import LOS_ANGELES, Clock
from bot.db import Database, new_id
from bot.directory.indexing import reindex
from bot.directory.listing_change import ListingChange, ListingChanges
from bot.directory.models import (
    Location,
    Metadata,
    Organization,
    Service,
    ServiceArea,
    ServiceAtLocation,
)
from bot.directory.terms import ensure_terms
from bot.errors import InvalidInput, NotFound

__all__ = ["DirectoryEditor", "ListingChanges", "TrailEntry"]


@dataclass(frozen=True)
class TrailEntry:
    """One change of one field."""

    on: date
    action: str
    field: str
    previous: str
    replacement: str
    by: str


class DirectoryEditor:
    """Changes go into search in the same transaction, and survive later imports of older data."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def correct(self, service_at_location_id: str, changes: ListingChanges, staff: str) -> None:
        """Set fields of one listing and mark it as checked today. Raises NotFound, InvalidInput."""
        with self._database.write() as db_session:
            at = _listing(db_session, service_at_location_id)
            change = ListingChange(db_session, at, staff, self._today(), "correct")
            change.apply(changes)
            self._seal(db_session, change)

    def confirm(self, service_at_location_id: str, staff: str) -> None:
        """Staff called and all of it is right: checked today. Raises NotFound."""
        self.correct(service_at_location_id, ListingChanges(), staff)

    def withdraw(self, service_at_location_id: str, staff: str, reason: str) -> None:
        """The service is not to be sent any more. Raises NotFound."""
        with self._database.write() as db_session:
            at = _listing(db_session, service_at_location_id)
            change = ListingChange(db_session, at, staff, self._today(), "withdraw")
            change.set(change.service, "status", "inactive")
            change.note("reason", "", reason)
            self._seal(db_session, change)

    def add(self, organization: str, listing: ListingChanges, staff: str, *, countywide: bool = False) -> str:
        """A new listing; returns its service_at_location identifier.

        Needs a name, a need, and a phone or an address. Raises InvalidInput.
        """
        if not listing.name or not listing.needs or not (listing.phone or listing.address):
            raise InvalidInput("a listing has a name, a need, and a phone or an address", code="incomplete_listing")
        with self._database.write() as db_session:
            ensure_terms(db_session)
            owner = db_session.scalar(select(Organization).where(Organization.name == organization).limit(1))
            if owner is None:
                owner = Organization(id=new_id(), name=organization, description="")
                db_session.add(owner)
            place = Location(id=new_id(), location_type="virtual" if countywide else "physical", name=listing.name)
            db_session.add(place)
            db_session.flush()
            service = Service(id=new_id(), organization_id=owner.id, name=listing.name, status="active")
            db_session.add(service)
            db_session.flush()
            at = ServiceAtLocation(id=new_id(), service_id=service.id, location_id=place.id)
            db_session.add(at)
            if countywide:
                db_session.add(ServiceArea(id=new_id(), service_id=service.id, name="Los Angeles County"))
            db_session.flush()
            change = ListingChange(db_session, at, staff, self._today(), "add")
            change.apply(listing)
            self._seal(db_session, change)
            return at.id

    def trail(self, service_at_location_id: str) -> Sequence[TrailEntry]:
        """Everything said and changed about one listing, newest first. Raises NotFound."""
        with self._database.read() as db_session:
            at = _listing(db_session, service_at_location_id)
            rows = db_session.scalars(
                select(Metadata)
                .where(Metadata.resource_id.in_([at.service_id, at.location_id]))
                .order_by(Metadata.last_action_date.desc(), Metadata.id)
            )
            return [
                TrailEntry(
                    row.last_action_date, row.last_action_type, row.field_name, row.previous_value,
                    row.replacement_value, row.updated_by,
                )
                for row in rows
            ]  # fmt: skip

    def _today(self) -> date:
        return self._clock.now().astimezone(LOS_ANGELES).date()

    def _seal(self, db_session: Session, change: ListingChange) -> None:
        change.set(change.service, "assured_date", self._today())
        change.service.corrected_at = self._clock.now()
        change.service.last_modified = change.service.changed_at = self._clock.now()
        db_session.flush()
        sharing = select(ServiceAtLocation.service_id).where(ServiceAtLocation.location_id == change.place.id)
        reindex(db_session, {change.service.id, *db_session.scalars(sharing)})


def _listing(db_session: Session, identifier: str) -> ServiceAtLocation:
    found = db_session.get(ServiceAtLocation, identifier)
    if found is None:
        raise NotFound(f"no listing {identifier}")
    return found
