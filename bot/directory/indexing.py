"""The search table kept in step with the HSDS rows it is made of, inside their transaction.

A listing is offered when its service is active and it has a phone or a public address. A place is
confidential when its location carries the condition `confidential_address` or serves the need
`safety`: it is offered as a telephone line for the whole county, without street or coordinates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from bot.directory.cards import ServiceFacts, card_of
from bot.directory.models import (
    Accessibility,
    Address,
    Attribute,
    DirectoryEntry,
    Language,
    ListingReport,
    Location,
    Organization,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from bot.directory.terms import CONDITIONS, CONDITIONS_TAXONOMY, need_of_term
from bot.needs.taxonomy import in_order


def reindex(db_session: Session, service_ids: Iterable[str]) -> None:
    """Write the search rows of these services (at most some hundred at a time) anew."""
    wanted = list(service_ids)
    db_session.flush()
    db_session.execute(delete(DirectoryEntry).where(DirectoryEntry.service_id.in_(wanted)))
    services = {
        row.id: row
        for row in db_session.scalars(select(Service).where(Service.id.in_(wanted), Service.status == "active"))
    }
    if not services:
        return
    at_locations = list(
        db_session.scalars(select(ServiceAtLocation).where(ServiceAtLocation.service_id.in_(services)))
    )
    loaded = _Loaded(db_session, services, at_locations)
    rows = [row for at in at_locations for row in loaded.entries(at)]
    if rows:
        db_session.execute(insert(DirectoryEntry), rows)


class _Loaded:
    """Everything some services are made of, read in a handful of queries."""

    def __init__(
        self, db_session: Session, services: dict[str, Service], at_locations: list[ServiceAtLocation]
    ) -> None:
        self.services = services
        place_ids = {at.location_id for at in at_locations}
        at_ids = [at.id for at in at_locations]
        everything = [*services, *place_ids, *at_ids]
        self.organizations = {
            row.id: row
            for row in db_session.scalars(
                select(Organization).where(Organization.id.in_({s.organization_id for s in services.values()}))
            )
        }
        self.places = {row.id: row for row in db_session.scalars(select(Location).where(Location.id.in_(place_ids)))}
        self.addresses = _grouped(db_session, select(Address).where(Address.location_id.in_(place_ids)), "location_id")
        self.accessible = _grouped(
            db_session, select(Accessibility).where(Accessibility.location_id.in_(place_ids)), "location_id"
        )
        owners = [*everything, *self.organizations]
        self.phones = _grouped(
            db_session,
            select(Phone).where(
                or_(
                    Phone.service_id.in_(services),
                    Phone.location_id.in_(place_ids),
                    Phone.service_at_location_id.in_(at_ids),
                    Phone.organization_id.in_(self.organizations),
                )
            ),
            "service_at_location_id", "service_id", "location_id", "organization_id",
        )  # fmt: skip
        self.schedules = _grouped(
            db_session,
            select(Schedule).where(
                or_(
                    Schedule.service_id.in_(services),
                    Schedule.location_id.in_(place_ids),
                    Schedule.service_at_location_id.in_(at_ids),
                )
            ),
            "service_at_location_id", "service_id", "location_id",
        )  # fmt: skip
        self.languages = _grouped(
            db_session,
            select(Language).where(or_(Language.service_id.in_(services), Language.location_id.in_(place_ids))),
            "service_id", "location_id",
        )  # fmt: skip
        self.documents = _grouped(
            db_session, select(RequiredDocument).where(RequiredDocument.service_id.in_(services)), "service_id"
        )
        self.needs, self.conditions = _terms(db_session, owners)
        self.hidden = set(
            db_session.scalars(
                select(ListingReport.service_at_location_id).where(
                    ListingReport.service_at_location_id.in_(at_ids),
                    ListingReport.hid_listing_at.is_not(None),
                    ListingReport.checked_at.is_(None),
                )
            )
        )
        self._settle_confidential(db_session, at_locations)

    def _settle_confidential(self, db_session: Session, at_locations: list[ServiceAtLocation]) -> None:
        secret = {
            at.location_id
            for at in at_locations
            if "safety" in self.needs[at.service_id]
            or "confidential_address" in self.conditions[at.location_id] | self.conditions[at.service_id]
        }
        newly = [place.id for place in self.places.values() if place.id in secret and not place.confidential]
        if newly:
            db_session.execute(update(Location).where(Location.id.in_(newly)).values(confidential=True))
            for identifier in newly:
                self.places[identifier].confidential = True

    def entries(self, at: ServiceAtLocation) -> list[dict[str, Any]]:
        """Search rows of one service at one location, one for each need."""
        service, place = self.services[at.service_id], self.places[at.location_id]
        needs = in_order(self.needs[service.id] | self.needs[at.id])
        card = card_of(
            ServiceFacts(
                service=service,
                organization=self.organizations[service.organization_id],
                place=place,
                addresses=self.addresses[place.id],
                phones=[
                    *self.phones[at.id],
                    *self.phones[service.id],
                    *self.phones[place.id],
                    *self.phones[service.organization_id],
                ],
                schedules=self.schedules[at.id] or self.schedules[service.id] or self.schedules[place.id],
                languages=[*self.languages[service.id], *self.languages[place.id]],
                documents=self.documents[service.id],
                accessible=bool(self.accessible[place.id]),
                conditions=self.conditions[service.id] | self.conditions[at.id] | self.conditions[place.id],
                need_count=len(needs),
            )
        )
        if card is None:
            return []
        nowhere = place.confidential or place.latitude is None
        return [
            {
                "service_at_location_id": at.id,
                "need": need,
                "service_id": service.id,
                "location_id": place.id,
                "organization_id": service.organization_id,
                "latitude": None if nowhere else place.latitude,
                "longitude": None if nowhere else place.longitude,
                "countywide": nowhere,
                "hidden": at.id in self.hidden,
                "assured_date": service.assured_date,
                "card": card,
            }
            for need in needs
            if not nowhere or card["phone"]
        ]


def _grouped(db_session: Session, query: Any, *columns: str) -> dict[str, list[Any]]:
    """Rows by the first of `columns` that is set, in order of identifier."""
    groups: dict[str, list[Any]] = defaultdict(list)
    rows = sorted(db_session.scalars(query), key=lambda row: row.id)
    for row in rows:
        for column in columns:
            owner = getattr(row, column)
            if owner is not None:
                groups[owner].append(row)
    return groups


def _terms(db_session: Session, owners: list[str]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Needs and conditions of each row that carries some."""
    needs: dict[str, set[str]] = defaultdict(set)
    conditions: dict[str, set[str]] = defaultdict(set)
    query = (
        select(Attribute.link_id, TaxonomyTerm.code, TaxonomyTerm.name, TaxonomyTerm.taxonomy, Taxonomy.name)
        .join(TaxonomyTerm, TaxonomyTerm.id == Attribute.taxonomy_term_id)
        .outerjoin(Taxonomy, Taxonomy.id == TaxonomyTerm.taxonomy_id)
        .where(Attribute.link_id.in_(owners))
    )
    for owner, code, name, said, taxonomy in db_session.execute(query):
        source = taxonomy or said
        if source == CONDITIONS_TAXONOMY and code in CONDITIONS:
            conditions[owner].add(code)
        need = need_of_term(code, name, source)
        if need:
            needs[owner].add(need)
    return needs, conditions
