"""HSDS core: organization, program, service, location, service_at_location and how to find them.

Source of names and kinds: HSDS 3.1, github openreferral/specification, schema/.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import UtcDateTime
from bot.directory.columns import (
    HsdsRow,
    belongs_to,
    day,
    filled_text,
    flag,
    instant,
    may_belong_to,
    one_of,
    optional_text,
    own,
    points_at,
    quantity,
    quantity_between,
    required_text,
)


class Organization(HsdsRow):
    __tablename__ = "hsds_organization"

    name: Mapped[str] = required_text()
    alternate_name: Mapped[str | None] = optional_text()
    description: Mapped[str] = filled_text()
    email: Mapped[str | None] = optional_text()
    website: Mapped[str | None] = optional_text()
    tax_status: Mapped[str | None] = optional_text()
    tax_id: Mapped[str | None] = optional_text()
    year_incorporated: Mapped[float | None] = quantity()
    legal_status: Mapped[str | None] = optional_text()
    logo: Mapped[str | None] = optional_text()
    uri: Mapped[str | None] = optional_text()
    parent_organization_id: Mapped[str | None] = optional_text()
    """Not a foreign key: the parent may stand later in the file, or in no file at all."""


class OrganizationIdentifier(HsdsRow):
    __tablename__ = "hsds_organization_identifier"

    organization_id: Mapped[str] = belongs_to("organization")
    identifier_scheme: Mapped[str | None] = optional_text()
    identifier_type: Mapped[str] = filled_text()
    identifier: Mapped[str] = required_text()


class Program(HsdsRow):
    __tablename__ = "hsds_program"

    organization_id: Mapped[str] = belongs_to("organization")
    name: Mapped[str] = required_text()
    alternate_name: Mapped[str | None] = optional_text()
    description: Mapped[str] = filled_text()


class Service(HsdsRow):
    __tablename__ = "hsds_service"

    organization_id: Mapped[str] = belongs_to("organization")
    program_id: Mapped[str | None] = points_at("program")
    name: Mapped[str] = required_text()
    alternate_name: Mapped[str | None] = optional_text()
    description: Mapped[str | None] = optional_text()
    url: Mapped[str | None] = optional_text()
    email: Mapped[str | None] = optional_text()
    status: Mapped[str] = one_of("active", "inactive", "defunct", "temporarily closed")
    interpretation_services: Mapped[str | None] = optional_text()
    application_process: Mapped[str | None] = optional_text()
    fees_description: Mapped[str | None] = optional_text()
    wait_time: Mapped[str | None] = optional_text()
    fees: Mapped[str | None] = optional_text()
    accreditations: Mapped[str | None] = optional_text()
    eligibility_description: Mapped[str | None] = optional_text()
    minimum_age: Mapped[float | None] = quantity()
    maximum_age: Mapped[float | None] = quantity()
    assured_date: Mapped[date | None] = day()
    assurer_email: Mapped[str | None] = optional_text()
    licenses: Mapped[str | None] = optional_text()
    alert: Mapped[str | None] = optional_text()
    last_modified: Mapped[datetime | None] = instant()
    corrected_at: Mapped[datetime | None] = own(UtcDateTime, nullable=True)
    """When staff last corrected, withdrew or added it here; an import does not undo that unless
    the imported row was assured on a later day."""
    changed_at: Mapped[datetime | None] = own(UtcDateTime, nullable=True, index=True)
    """When anything of the service last changed in this directory. Most feeds leave `last_modified` empty."""


class Location(HsdsRow):
    __tablename__ = "hsds_location"

    location_type: Mapped[str] = one_of("physical", "postal", "virtual")
    url: Mapped[str | None] = optional_text()
    organization_id: Mapped[str | None] = points_at("organization")
    name: Mapped[str | None] = optional_text()
    alternate_name: Mapped[str | None] = optional_text()
    description: Mapped[str | None] = optional_text()
    transportation: Mapped[str | None] = optional_text()
    latitude: Mapped[float | None] = quantity_between(-90, 90)
    longitude: Mapped[float | None] = quantity_between(-180, 180)
    external_identifier: Mapped[str | None] = optional_text()
    external_identifier_type: Mapped[str | None] = optional_text()
    confidential: Mapped[bool] = flag()
    """A place whose whereabouts must never be shown nor exported (domestic violence). Set by the
    attribute `confidential_address` of Puente's conditions, and on every place of a service for
    the need `safety`; see bot/directory/indexing.py."""


class ServiceAtLocation(HsdsRow):
    __tablename__ = "hsds_service_at_location"

    service_id: Mapped[str] = belongs_to("service")
    location_id: Mapped[str] = belongs_to("location")
    description: Mapped[str | None] = optional_text()


class Contact(HsdsRow):
    __tablename__ = "hsds_contact"

    organization_id: Mapped[str | None] = may_belong_to("organization")
    service_id: Mapped[str | None] = may_belong_to("service")
    service_at_location_id: Mapped[str | None] = may_belong_to("service_at_location")
    location_id: Mapped[str | None] = may_belong_to("location")
    name: Mapped[str | None] = optional_text()
    title: Mapped[str | None] = optional_text()
    department: Mapped[str | None] = optional_text()
    email: Mapped[str | None] = optional_text()


class Address(HsdsRow):
    __tablename__ = "hsds_address"

    location_id: Mapped[str | None] = may_belong_to("location")
    attention: Mapped[str | None] = optional_text()
    address_1: Mapped[str] = required_text()
    address_2: Mapped[str | None] = optional_text()
    city: Mapped[str] = filled_text()
    region: Mapped[str | None] = optional_text()
    state_province: Mapped[str] = filled_text()
    postal_code: Mapped[str] = filled_text()
    country: Mapped[str] = filled_text()
    address_type: Mapped[str] = one_of("physical", "postal", "virtual")


class Phone(HsdsRow):
    __tablename__ = "hsds_phone"

    location_id: Mapped[str | None] = may_belong_to("location")
    service_id: Mapped[str | None] = may_belong_to("service")
    organization_id: Mapped[str | None] = may_belong_to("organization")
    contact_id: Mapped[str | None] = may_belong_to("contact")
    service_at_location_id: Mapped[str | None] = may_belong_to("service_at_location")
    number: Mapped[str] = required_text()
    """Shipped numbers are E.164 (or a three-digit line such as 988); feeds write them as they like."""
    extension: Mapped[float | None] = quantity()
    type: Mapped[str | None] = optional_text()
    description: Mapped[str | None] = optional_text()


class Language(HsdsRow):
    __tablename__ = "hsds_language"

    service_id: Mapped[str | None] = may_belong_to("service")
    location_id: Mapped[str | None] = may_belong_to("location")
    phone_id: Mapped[str | None] = mapped_column(ForeignKey("hsds_phone.id", ondelete="CASCADE"), index=True)
    name: Mapped[str | None] = optional_text()
    code: Mapped[str | None] = optional_text()
    note: Mapped[str | None] = optional_text()


class Accessibility(HsdsRow):
    __tablename__ = "hsds_accessibility"

    location_id: Mapped[str | None] = may_belong_to("location")
    description: Mapped[str | None] = optional_text()
    details: Mapped[str | None] = optional_text()
    url: Mapped[str | None] = optional_text()


class Url(HsdsRow):
    __tablename__ = "hsds_url"

    label: Mapped[str | None] = optional_text()
    url: Mapped[str] = required_text()
    organization_id: Mapped[str | None] = may_belong_to("organization")
    service_id: Mapped[str | None] = may_belong_to("service")
