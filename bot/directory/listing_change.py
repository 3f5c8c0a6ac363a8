"""One change of one listing, field by field, each leaving its row in the trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.db import new_id
from bot.directory.hours_text import parse_hours
from bot.directory.models import Address, Attribute, Location, Metadata, Phone, Schedule, Service, ServiceAtLocation
from bot.directory.shape import BadValue, shapes
from bot.directory.terms import NEEDS_TAXONOMY, ensure_terms, term_id
from bot.errors import InvalidInput
from bot.needs.taxonomy import NEED_CODES

_OF_THE_PLACE = {"latitude", "longitude", "address_1", "city", "postal_code"}


@dataclass(frozen=True)
class ListingChanges:
    """What staff may set; None leaves a field as it is, an empty text empties it."""

    name: str | None = None
    eligibility: str | None = None
    url: str | None = None
    phone: str | None = None
    address: str | None = None
    city: str | None = None
    postal_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    hours: str | None = None
    needs: tuple[str, ...] | None = None


class ListingChange:
    """Fields set one by one, each leaving its row in the trail."""

    def __init__(self, db_session: Session, at: ServiceAtLocation, staff: str, day: date, action: str) -> None:
        self._session = db_session
        self._at = at
        self._staff = staff
        self._day = day
        self._action = action
        self.service = db_session.get_one(Service, at.service_id)
        self.place = db_session.get_one(Location, at.location_id)

    def apply(self, changes: ListingChanges) -> None:
        for field, column in (("name", "name"), ("eligibility", "eligibility_description"), ("url", "url")):
            if getattr(changes, field) is not None:
                self.set(self.service, column, getattr(changes, field) or None)
        for field in ("latitude", "longitude"):
            if getattr(changes, field) is not None:
                self.set(self.place, field, getattr(changes, field))
        if changes.phone is not None:
            self._phone(changes.phone)
        if any(getattr(changes, field) is not None for field in ("address", "city", "postal_code")):
            self._address(changes)
        if changes.hours is not None:
            self._hours(changes.hours)
        if changes.needs is not None:
            self._needs(changes.needs)

    def set(self, row: Service | Location | Address, column: str, value: Any) -> None:
        """Set one column, checked like an import, if it changes anything."""
        kind = row.__tablename__.removeprefix("hsds_")
        try:
            checked = shapes()[kind].by_name[column].read(value)
        except BadValue as error:
            raise InvalidInput(f"{column} {error}", code="bad_value") from error
        before = getattr(row, column)
        if checked != before:
            setattr(row, column, checked)
            self.note(column, before, checked)

    def note(self, field: str, before: object, after: object) -> None:
        of_place = field in _OF_THE_PLACE
        self._session.add(
            Metadata(
                id=new_id(),
                resource_id=self.place.id if of_place else self.service.id,
                resource_type="location" if of_place else "service",
                last_action_date=self._day,
                last_action_type=self._action,
                field_name=field,
                previous_value="" if before is None else str(before),
                replacement_value="" if after is None else str(after),
                updated_by=self._staff,
            )
        )

    def _phone(self, number: str) -> None:
        owned = (Phone.service_id == self.service.id) | (Phone.service_at_location_id == self._at.id)
        before = [row.number for row in self._session.scalars(select(Phone).where(owned).order_by(Phone.id))]
        self._session.execute(delete(Phone).where(owned))
        if number:
            self._session.add(Phone(id=new_id(), service_id=self.service.id, number=number, type="voice"))
        self.note("phone", ", ".join(before), number)

    def _address(self, changes: ListingChanges) -> None:
        row = self._session.scalar(
            select(Address).where(Address.location_id == self.place.id, Address.address_type == "physical").limit(1)
        )
        if changes.address == "":
            if row is not None:
                self.note("address_1", row.address_1, "")
                self._session.delete(row)
            return
        if row is None:
            row = Address(
                id=new_id(), location_id=self.place.id, address_1=changes.address or "", city="",
                state_province="CA", postal_code="", country="US", address_type="physical",
            )  # fmt: skip
            self._session.add(row)
            self.note("address_1", "", changes.address)
        pairs = (("address_1", changes.address), ("city", changes.city), ("postal_code", changes.postal_code))
        for column, value in pairs:
            if value is not None:
                self.set(row, column, value)

    def _hours(self, text: str) -> None:
        owned = (Schedule.service_id == self.service.id) | (Schedule.service_at_location_id == self._at.id)
        before = self._session.scalars(select(Schedule.description).where(owned).distinct())
        said = "; ".join(each for each in before if each)
        self._session.execute(delete(Schedule).where(owned))
        if text:
            rows = [
                {"freq": rule.freq, "byday": rule.byday, "opens_at": _hhmm(rule.opens), "closes_at": _hhmm(rule.closes)}
                for rule in parse_hours(text) or ()
            ]
            for row in rows or [{}]:
                self._session.add(Schedule(id=new_id(), service_id=self.service.id, description=text, **row))
        self.note("hours", said, text)

    def _needs(self, needs: Sequence[str]) -> None:
        unknown = set(needs) - NEED_CODES
        if unknown:
            raise InvalidInput(f"no such needs: {', '.join(sorted(unknown))}", code="unknown_need")
        ensure_terms(self._session)
        terms = {term_id(NEEDS_TAXONOMY, code): code for code in sorted(NEED_CODES)}
        mine = (Attribute.link_id == self.service.id) & Attribute.taxonomy_term_id.in_(terms)
        before = [terms[row] for row in self._session.scalars(select(Attribute.taxonomy_term_id).where(mine))]
        self._session.execute(delete(Attribute).where(mine))
        for code in needs:
            self._session.add(
                Attribute(
                    id=new_id(), link_id=self.service.id, link_entity="service",
                    taxonomy_term_id=term_id(NEEDS_TAXONOMY, code),
                )
            )  # fmt: skip
        self.note("needs", ", ".join(sorted(before)), ", ".join(needs))


def _hhmm(clock: Any) -> str | None:
    return clock.strftime("%H:%M") if clock else None
