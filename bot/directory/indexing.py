"""The search table kept in step with the HSDS rows it is made of, inside their transaction.

A listing is offered when its service is active and it has a phone or a public address. A place is
confidential when its location carries the condition `confidential_address` or serves the need
`safety`: it is offered as a telephone line for the whole county, without street or coordinates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update
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
    Metadata,
    Organization,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from bot.directory.terms import CONDITIONS, CONDITIONS_TAXONOMY, FRONT_DOOR, need_of_term
from bot.needs.taxonomy import in_order

Codes = defaultdict[str, set[str]]


def reindex(db_session: Session, service_ids: Iterable[str]) -> None:
    """Write the search rows of these services (at most some hundred at a time) anew."""
    wanted = set(service_ids)
    if not wanted:
        return
    db_session.flush()
    db_session.execute(delete(DirectoryEntry).where(DirectoryEntry.service_id.in_(wanted)))
    services = {
        row.id: row
        for row in db_session.scalars(select(Service).where(Service.id.in_(wanted), Service.status == "active"))
    }
    if not services:
        return
    at_locations = list(db_session.scalars(select(ServiceAtLocation).where(ServiceAtLocation.service_id.in_(services))))
    loaded = _Loaded(db_session, services, at_locations)
    rows = [row for at in at_locations for row in loaded.entries(at)]
    if rows:
        db_session.execute(insert(DirectoryEntry), rows)
    if loaded.newly_confidential:
        neighbours = select(ServiceAtLocation.service_id).where(
            ServiceAtLocation.location_id.in_(loaded.newly_confidential), ServiceAtLocation.service_id.not_in(wanted)
        )
        reindex(db_session, set(db_session.scalars(neighbours)))


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
        self.hours_days = _checked_days(db_session, [row.id for rows in self.schedules.values() for row in rows])
        self.needs, self.conditions, self.front_doors = _terms(db_session, owners)
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
        open_so_far = [
            place.id
            for place in self.places.values()
            if place.id in secret
            and not place.confidential
            and not (place.location_type == "virtual" and place.latitude is None)
        ]
        self.newly_confidential = open_so_far
        if open_so_far:
            db_session.execute(update(Location).where(Location.id.in_(open_so_far)).values(confidential=True))
            for identifier in open_so_far:
                self.places[identifier].confidential = True

    def entries(self, at: ServiceAtLocation) -> list[dict[str, Any]]:
        """Search rows of one service at one location, one for each need."""
        service, place = self.services[at.service_id], self.places[at.location_id]
        needs = in_order(self.needs[service.id] | self.needs[at.id])
        schedules = self.schedules[at.id] or self.schedules[service.id] or self.schedules[place.id]
        checked = [self.hours_days[row.id] for row in schedules if row.id in self.hours_days]
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
                schedules=schedules,
                languages=[*self.languages[service.id], *self.languages[place.id]],
                documents=self.documents[service.id],
                accessible=bool(self.accessible[place.id]),
                conditions=self.conditions[service.id] | self.conditions[at.id] | self.conditions[place.id],
                need_count=len(needs),
                front_door=self.front_doors[service.id],
                hours_day=min(checked, default=None),
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


def _checked_days(db_session: Session, schedule_ids: list[str]) -> dict[str, date]:
    """Day each schedule was last spoken for; a day of 1970 stands for an undated source."""
    query = select(Metadata.resource_id, func.max(Metadata.last_action_date)).where(
        Metadata.resource_id.in_(schedule_ids), Metadata.resource_type == "schedule"
    )
    rows = db_session.execute(query.group_by(Metadata.resource_id)).all()
    return dict((schedule, day) for schedule, day in rows)  # noqa: C402 - a row is not typed as a pair


def _terms(db_session: Session, owners: list[str]) -> tuple[Codes, Codes, Codes]:
    """Needs, conditions, and needs it is the front door for, of each row that carries some."""
    needs, conditions, front_doors = Codes(set), Codes(set), Codes(set)
    query = (
        select(Attribute, TaxonomyTerm, Taxonomy.name)
        .join(TaxonomyTerm, TaxonomyTerm.id == Attribute.taxonomy_term_id)
        .outerjoin(Taxonomy, Taxonomy.id == TaxonomyTerm.taxonomy_id)
        .where(Attribute.link_id.in_(owners))
    )
    for attribute, term, taxonomy in db_session.execute(query):
        source = taxonomy or term.taxonomy
        if source == CONDITIONS_TAXONOMY and term.code in CONDITIONS:
            conditions[attribute.link_id].add(term.code)
        need = need_of_term(term.code, term.name, source)
        if need:
            needs[attribute.link_id].add(need)
            if attribute.value == FRONT_DOOR:
                front_doors[attribute.link_id].add(need)
    return needs, conditions, front_doors
