"""One listing with all that staff may change of it, and what forms remember of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

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
from bot.directory.terms import NEEDS_TAXONOMY, term_id
from bot.needs.taxonomy import NEEDS, in_order

_TERMS = {term_id(NEEDS_TAXONOMY, need.code): need.code for need in NEEDS}


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


def details_of(db_session: Session, at: ServiceAtLocation) -> ListingDetails:
    """The listing as it stands."""
    service = db_session.get_one(Service, at.service_id)
    place = db_session.get_one(Location, at.location_id)
    address = None if place.confidential else addresses_of(db_session, [place.id]).get(place.id)
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
        needs=needs_of(db_session, [service.id]).get(service.id, ()),
        reports={outcome: count for outcome, count, _ in open_reports},
        hidden=any(hidden for _, _, hidden in open_reports),
    )


def version_of(db_session: Session, at: ServiceAtLocation) -> str:
    """`ListingDetails.version` of the listing as it stands."""
    return details_of(db_session, at).version


def addresses_of(db_session: Session, places: Sequence[str]) -> dict[str | None, Address]:
    """The street address of each location that has one."""
    query = select(Address).where(Address.location_id.in_(places), Address.address_type == "physical")
    return {row.location_id: row for row in db_session.scalars(query.order_by(Address.id.desc()))}


def needs_of(db_session: Session, services: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What each service is for, in the order of the taxonomy."""
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
