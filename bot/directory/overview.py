"""The directory as staff see it: what is old, what was found by words, and one listing with all that may be changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from bot.clock import LOS_ANGELES, Clock
from bot.db import Database
from bot.directory.hours_written import hours_in_words
from bot.directory.models import (
    Address,
    Attribute,
    ListingReport,
    Location,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
)
from bot.directory.ranking import CALL_FIRST_AFTER
from bot.directory.terms import NEEDS_TAXONOMY, term_id
from bot.errors import NotFound
from bot.needs.taxonomy import NEEDS, in_order

PAGE = 25
_TERMS = {term_id(NEEDS_TAXONOMY, need.code): need.code for need in NEEDS}
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
class ListingDetails:
    """One listing with what staff may change.

    Of a confidential place address and coordinates are empty. `reports`: how many people said what since the last check.
    """

    id: str
    changed_at: datetime | None
    name: str
    organization: str
    active: bool
    assured_date: date | None
    confidential: bool
    eligibility: str
    url: str
    phone: str
    address: str
    city: str
    postal_code: str
    hours: str
    needs: tuple[str, ...]
    reports: dict[str, int]
    hidden: bool

    @property
    def version(self) -> str:
        """What a form remembers of the listing it was drawn from; what people report does not change it."""
        told = [getattr(self, field.name) for field in fields(self) if field.name not in ("reports", "hidden")]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


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
            return _details(db_session, at)

    def _page(self, query: Select[ServiceAtLocation, Service, Organization, Location], page: int) -> Lines:
        with self._database.read() as db_session:
            total = db_session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
            page = min(max(1, page), max(1, -(-total // PAGE)))
            rows = db_session.execute(query.limit(PAGE).offset((page - 1) * PAGE)).all()
            streets = _addresses(db_session, [place.id for _, _, _, place in rows if not place.confidential])
            needs = _needs(db_session, [service.id for _, service, _, _ in rows])
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


def _details(db_session: Session, at: ServiceAtLocation) -> ListingDetails:
    service = db_session.get_one(Service, at.service_id)
    place = db_session.get_one(Location, at.location_id)
    address = None if place.confidential else _addresses(db_session, [place.id]).get(place.id)
    mine = (Schedule.service_id == service.id) | (Schedule.service_at_location_id == at.id)
    hours = db_session.scalars(select(Schedule.description).where(mine).distinct().order_by(Schedule.description))
    owned = or_(Phone.service_id == service.id, Phone.service_at_location_id == at.id)
    near = db_session.scalars(select(Phone.number).where(owned).order_by(Phone.id)).first()
    there = db_session.scalars(select(Phone.number).where(Phone.location_id == place.id).order_by(Phone.id)).first()
    open_reports = db_session.execute(
        select(
            ListingReport.outcome, func.count(ListingReport.reporter.distinct()), func.max(ListingReport.hid_listing_at)
        )
        .where(ListingReport.service_at_location_id == at.id, ListingReport.checked_at.is_(None))
        .group_by(ListingReport.outcome)
    ).all()
    owner = db_session.get_one(Organization, service.organization_id)
    return ListingDetails(
        id=at.id,
        changed_at=service.changed_at,
        name=service.name,
        organization=owner.name,
        active=service.status == "active",
        assured_date=service.assured_date,
        confidential=place.confidential,
        eligibility=service.eligibility_description or "",
        url=service.url or "",
        phone=_readable(near or there or ""),
        address=address.address_1 if address else "",
        city=address.city if address else "",
        postal_code=address.postal_code if address else "",
        hours="; ".join(each for each in hours if each)
        or hours_in_words(db_session.scalars(select(Schedule).where(mine))),
        needs=_needs(db_session, [service.id]).get(service.id, ()),
        reports={outcome: count for outcome, count, _ in open_reports},
        hidden=any(hidden for _, _, hidden in open_reports),
    )


def version_of(db_session: Session, at: ServiceAtLocation) -> str:
    """`ListingDetails.version` of the listing as it stands."""
    return _details(db_session, at).version


def _addresses(db_session: Session, places: Sequence[str]) -> dict[str | None, Address]:
    query = select(Address).where(Address.location_id.in_(places), Address.address_type == "physical")
    return {row.location_id: row for row in db_session.scalars(query.order_by(Address.id.desc()))}


def _needs(db_session: Session, services: Sequence[str]) -> dict[str, tuple[str, ...]]:
    query = select(Attribute.link_id, Attribute.taxonomy_term_id).where(
        Attribute.link_id.in_(services), Attribute.taxonomy_term_id.in_(_TERMS)
    )
    found: dict[str, list[str]] = {}
    for service, term in db_session.execute(query):
        found.setdefault(service, []).append(_TERMS[term])
    return {service: tuple(in_order(codes)) for service, codes in found.items()}


def _readable(number: str) -> str:
    """`213-555-0100` for a number of this country, any other as it is."""
    if number.startswith("+1") and len(number) == 12 and number[1:].isdigit():
        return f"{number[2:5]}-{number[5:8]}-{number[8:]}"
    return number


def _one_line(address: Address | None) -> str:
    return ", ".join(filter(None, (address.address_1, address.city, address.postal_code))) if address else ""
