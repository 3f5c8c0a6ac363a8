"""The directory as staff see it: what is old, and what was found by words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select

from bot.clock import LOS_ANGELES, Clock
from bot.db import Database
from bot.directory.listing_details import ListingDetails, addresses_of, details_of, needs_of
from bot.directory.models import (
    Address,
    Location,
    Organization,
    Phone,
    Service,
    ServiceAtLocation,
)
from bot.directory.ranking import CALL_FIRST_AFTER
from bot.errors import NotFound

PAGE = 25
_FEWEST_DIGITS = 4
"""Digits from which words searched for are taken for a telephone number."""


@dataclass(frozen=True)
class ListingLine:
    """One listing in a list."""

    id: str
    name: str
    organization: str
    address: str
    assured_date: date | None
    active: bool
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lines:
    """One page of listings, of `total`."""

    rows: tuple[ListingLine, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class Ages:
    """How many listings are on offer, and how many of them nobody has checked for a year."""

    all: int
    stale: int


class DirectoryOverview:
    """Reads only. `call_first_after`: the age from which a listing counts as old."""

    def __init__(self, database: Database, clock: Clock, call_first_after: timedelta = CALL_FIRST_AFTER) -> None:
        self._database = database
        self._clock = clock
        self._call_first_after = call_first_after

    def stale(self, page: int = 1) -> Lines:
        """Listings on offer that nobody has checked for a year, the oldest first; never checked counts as oldest."""
        old = self._old()
        order = (Service.assured_date.is_not(None), Service.assured_date, Service.name, ServiceAtLocation.id)
        return self._page(_listings().where(Service.status == "active", old).order_by(*order), page)

    def ages(self) -> Ages:
        """How many listings are on offer now, and how many of them are old."""
        offered = (
            select(func.count(ServiceAtLocation.id))
            .join(Service, ServiceAtLocation.service_id == Service.id)
            .where(Service.status == "active")
        )
        with self._database.read() as db_session:
            found = db_session.scalar(offered), db_session.scalar(offered.where(self._old()))
        return Ages(*(count or 0 for count in found))

    def _old(self) -> ColumnElement[bool]:
        day = self._clock.now().astimezone(LOS_ANGELES).date() - self._call_first_after
        return or_(Service.assured_date.is_(None), Service.assured_date < day)

    def search(self, words: str, page: int = 1) -> Lines:
        """Listings, withdrawn ones too, whose name, organization, street, city, ZIP or phone holds every word."""
        found = _listings().order_by(Service.status != "active", Service.name, ServiceAtLocation.id)
        terms = words.split()
        digits = "".join(character for character in words if character.isdigit())
        if len(digits) >= _FEWEST_DIGITS and not any(character.isalpha() for character in words):
            terms = [digits]
        for term in terms[:8]:
            found = found.where(or_(*_holds(term)))
        return self._page(found, page)

    def one(self, listing: str) -> ListingDetails:
        """One listing, also a withdrawn one. Raises NotFound."""
        with self._database.read() as db_session:
            at = db_session.get(ServiceAtLocation, listing)
            if at is None:
                raise NotFound(f"no listing {listing}", code="listing_unknown")
            return details_of(db_session, at)

    def _page(self, query: Select[ServiceAtLocation, Service, Organization, Location], page: int) -> Lines:
        with self._database.read() as db_session:
            total = db_session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
            page = min(max(1, page), max(1, -(-total // PAGE)))
            rows = db_session.execute(query.limit(PAGE).offset((page - 1) * PAGE)).all()
            streets = addresses_of(db_session, [place.id for _, _, _, place in rows if not place.confidential])
            needs = needs_of(db_session, [service.id for _, service, _, _ in rows])
            return Lines(
                tuple(
                    ListingLine(
                        at.id, service.name, owner.name, _one_line(streets.get(place.id)), service.assured_date,
                        service.status == "active", needs.get(service.id, ()),
                    )
                    for at, service, owner, place in rows
                ),
                total,
                page,
            )  # fmt: skip


def _listings() -> Select[ServiceAtLocation, Service, Organization, Location]:
    return (
        select(ServiceAtLocation, Service, Organization, Location)
        .join(Service, ServiceAtLocation.service_id == Service.id)
        .join(Organization, Service.organization_id == Organization.id)
        .join(Location, ServiceAtLocation.location_id == Location.id)
    )


def _holds(term: str) -> list[ColumnElement[bool]]:
    street = select(Address.location_id).where(
        or_(
            *(
                column.icontains(term, autoescape=True)
                for column in (Address.address_1, Address.city, Address.postal_code)
            )
        )
    )
    clauses: list[ColumnElement[bool]] = [
        Service.name.icontains(term, autoescape=True),
        Organization.name.icontains(term, autoescape=True),
        ServiceAtLocation.location_id.in_(street) & Location.confidential.is_(False),
    ]
    if term.isdigit() and len(term) >= _FEWEST_DIGITS:
        bare = func.replace(func.replace(func.replace(func.replace(Phone.number, "-", ""), " ", ""), "(", ""), ")", "")
        dialled = select(Phone.service_id).where(bare.contains(term), Phone.service_id.is_not(None))
        here = select(Phone.location_id).where(bare.contains(term), Phone.location_id.is_not(None))
        clauses += [Service.id.in_(dialled), ServiceAtLocation.location_id.in_(here)]
    return clauses


def _one_line(address: Address | None) -> str:
    return ", ".join(filter(None, (address.address_1, address.city, address.postal_code))) if address else ""
