"""Staff's own changes to the directory: correct, confirm, withdraw, add, each with its trail.

The trail stands in HSDS `metadata`: one row for each field changed, with what it was and what it
became. It is exported with the directory, so `staff` is an account's identifier, never a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.clock import LOS_ANGELES, Clock
from bot.db import Database, new_id
from bot.directory.county_lists.placing import COUNTY_ZIPS, read_zip_points
from bot.directory.indexing import reindex
from bot.directory.listing_change import ListingChange, ListingChanges
from bot.directory.listing_details import version_of
from bot.directory.models import (
    Location,
    Metadata,
    Organization,
    Service,
    ServiceArea,
    ServiceAtLocation,
)
from bot.directory.terms import ensure_terms
from bot.errors import Conflict, InvalidInput, NotFound

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

    def correct(
        self, service_at_location_id: str, changes: ListingChanges, staff: str, seen: str | None = None
    ) -> None:
        """Set fields of one listing and mark it as checked today.

        `seen`: the version (bot/directory/overview.py) the changes were made on, here and below.
        Raises NotFound, InvalidInput, Conflict where somebody changed it since.
        """
        with self._database.write() as db_session:
            change = self._begin(db_session, service_at_location_id, staff, "correct", seen)
            change.apply(placed(changes))
            self._seal(db_session, change)

    def confirm(self, service_at_location_id: str, staff: str, seen: str | None = None) -> None:
        """Staff called and all of it is right: checked today. Raises NotFound, Conflict."""
        self.correct(service_at_location_id, ListingChanges(), staff, seen)

    def withdraw(self, service_at_location_id: str, staff: str, reason: str, seen: str | None = None) -> None:
        """The service is not to be sent any more. Raises NotFound, Conflict."""
        self._set_status(service_at_location_id, staff, "withdraw", "inactive", reason, seen)

    def restore(self, service_at_location_id: str, staff: str, reason: str, seen: str | None = None) -> None:
        """What was withdrawn is sent again. Raises NotFound, Conflict."""
        self._set_status(service_at_location_id, staff, "restore", "active", reason, seen)

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
            change.apply(placed(listing))
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

    def _begin(self, db_session: Session, listing: str, staff: str, action: str, seen: str | None) -> ListingChange:
        """A change of the listing as it stands, its service locked."""
        at = _listing(db_session, listing)
        db_session.get_one(Service, at.service_id, with_for_update=True)
        if seen is not None and seen != version_of(db_session, at):
            raise Conflict("the listing was changed meanwhile", code="stale_listing")
        return ListingChange(db_session, at, staff, self._today(), action)

    def _set_status(self, listing: str, staff: str, action: str, status: str, reason: str, seen: str | None) -> None:
        with self._database.write() as db_session:
            change = self._begin(db_session, listing, staff, action, seen)
            change.set(change.service, "status", status)
            change.note("reason", "", reason)
            self._seal(db_session, change)

    def _today(self) -> date:
        return self._clock.now().astimezone(LOS_ANGELES).date()

    def _seal(self, db_session: Session, change: ListingChange) -> None:
        change.set(change.service, "assured_date", self._today())
        change.service.corrected_at = self._clock.now()
        change.service.last_modified = self._clock.now()
        db_session.flush()
        sharing = select(ServiceAtLocation.service_id).where(ServiceAtLocation.location_id == change.place.id)
        touched = {change.service.id, *db_session.scalars(sharing)}
        db_session.execute(update(Service).where(Service.id.in_(touched)).values(changed_at=self._clock.now()))
        reindex(db_session, touched)


def placed(changes: ListingChanges) -> ListingChanges:
    """The changes with the point of a new ZIP code, where it is one of the county's and no point was given."""
    if not changes.postal_code or changes.latitude is not None:
        return changes
    point = read_zip_points(COUNTY_ZIPS).get(changes.postal_code[:5])
    return replace(changes, latitude=point.latitude, longitude=point.longitude) if point else changes


def _listing(db_session: Session, identifier: str) -> ServiceAtLocation:
    found = db_session.get(ServiceAtLocation, identifier)
    if found is None:
        raise NotFound(f"no listing {identifier}")
    return found
