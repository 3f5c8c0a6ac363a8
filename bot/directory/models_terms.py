"""HSDS around the core: when, where, for whom, at what cost, under which terms, and who said so.

Source of names and kinds: HSDS 3.1, github openreferral/specification, schema/.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import UtcDateTime
from bot.directory.columns import (
    HsdsRow,
    belongs_to,
    day,
    filled_text,
    may_belong_to,
    optional_one_of,
    optional_text,
    points_at,
    quantity,
    required_text,
    time_of_day,
)


class Schedule(HsdsRow):
    """One rule of opening. Several rules add up; see bot/directory/opening_hours.py."""

    __tablename__ = "hsds_schedule"

    service_id: Mapped[str | None] = may_belong_to("service")
    location_id: Mapped[str | None] = may_belong_to("location")
    service_at_location_id: Mapped[str | None] = may_belong_to("service_at_location")
    valid_from: Mapped[date | None] = day()
    valid_to: Mapped[date | None] = day()
    dtstart: Mapped[date | None] = day()
    timezone: Mapped[float | None] = quantity()
    until: Mapped[date | None] = day()
    count: Mapped[float | None] = quantity()
    wkst: Mapped[str | None] = optional_one_of("MO", "TU", "WE", "TH", "FR", "SA", "SU")
    freq: Mapped[str | None] = optional_one_of("WEEKLY", "MONTHLY")
    interval: Mapped[float | None] = quantity()
    byday: Mapped[str | None] = mapped_column(String(120), info={"format": "byday"})
    byweekno: Mapped[str | None] = optional_text()
    bymonthday: Mapped[str | None] = mapped_column(String(120), info={"format": "bymonthday"})
    byyearday: Mapped[str | None] = optional_text()
    description: Mapped[str | None] = optional_text()
    opens_at: Mapped[str | None] = time_of_day()
    closes_at: Mapped[str | None] = time_of_day()
    schedule_link: Mapped[str | None] = optional_text()
    attending_type: Mapped[str | None] = optional_text()
    notes: Mapped[str | None] = optional_text()


class Funding(HsdsRow):
    __tablename__ = "hsds_funding"

    organization_id: Mapped[str | None] = may_belong_to("organization")
    service_id: Mapped[str | None] = may_belong_to("service")
    source: Mapped[str | None] = optional_text()


class ServiceArea(HsdsRow):
    __tablename__ = "hsds_service_area"

    service_id: Mapped[str | None] = may_belong_to("service")
    service_at_location_id: Mapped[str | None] = may_belong_to("service_at_location")
    name: Mapped[str | None] = optional_text()
    description: Mapped[str | None] = optional_text()
    extent: Mapped[str | None] = optional_text()
    extent_type: Mapped[str | None] = optional_text()
    uri: Mapped[str | None] = optional_text()


class RequiredDocument(HsdsRow):
    __tablename__ = "hsds_required_document"

    service_id: Mapped[str | None] = may_belong_to("service")
    document: Mapped[str | None] = optional_text()
    uri: Mapped[str | None] = optional_text()


class CostOption(HsdsRow):
    __tablename__ = "hsds_cost_option"

    service_id: Mapped[str] = belongs_to("service")
    valid_from: Mapped[date | None] = day()
    valid_to: Mapped[date | None] = day()
    option: Mapped[str | None] = optional_text()
    currency: Mapped[str | None] = optional_text()
    amount: Mapped[float | None] = quantity()
    amount_description: Mapped[str | None] = optional_text()


class Unit(HsdsRow):
    __tablename__ = "hsds_unit"

    name: Mapped[str] = required_text()
    scheme: Mapped[str | None] = optional_text()
    identifier: Mapped[str | None] = optional_text()
    uri: Mapped[str | None] = optional_text()


class ServiceCapacity(HsdsRow):
    __tablename__ = "hsds_service_capacity"

    service_id: Mapped[str] = belongs_to("service")
    unit_id: Mapped[str] = belongs_to("unit")
    available: Mapped[float] = mapped_column(nullable=False)
    maximum: Mapped[float | None] = quantity()
    description: Mapped[str | None] = optional_text()
    updated: Mapped[datetime] = mapped_column(UtcDateTime, nullable=False)


class Taxonomy(HsdsRow):
    __tablename__ = "hsds_taxonomy"

    name: Mapped[str] = required_text()
    description: Mapped[str] = filled_text()
    uri: Mapped[str | None] = optional_text()
    version: Mapped[str | None] = optional_text()


class TaxonomyTerm(HsdsRow):
    __tablename__ = "hsds_taxonomy_term"

    code: Mapped[str | None] = optional_text()
    name: Mapped[str] = required_text()
    description: Mapped[str] = filled_text()
    parent_id: Mapped[str | None] = optional_text()
    """Not a foreign key: a parent may stand later in the file."""
    taxonomy: Mapped[str | None] = optional_text()
    language: Mapped[str | None] = optional_text()
    taxonomy_id: Mapped[str | None] = points_at("taxonomy")
    term_uri: Mapped[str | None] = optional_text()


class Attribute(HsdsRow):
    """Says that a term applies to any other row. A need is a term of the taxonomy `puente-needs`."""

    __tablename__ = "hsds_attribute"
    __table_args__ = (Index("ix_hsds_attribute_link", "link_id", "link_entity"),)

    link_id: Mapped[str] = mapped_column(String(36), nullable=False)
    taxonomy_term_id: Mapped[str] = belongs_to("taxonomy_term")
    link_type: Mapped[str | None] = optional_text()
    link_entity: Mapped[str] = mapped_column(String(40), nullable=False)
    value: Mapped[str | None] = optional_text()
    label: Mapped[str | None] = optional_text()


class Metadata(HsdsRow):
    """Who said or changed what and when: sources of shipped rows, and the trail of staff's edits."""

    __tablename__ = "hsds_metadata"
    __table_args__ = (Index("ix_hsds_metadata_resource", "resource_id", "resource_type"),)

    resource_id: Mapped[str] = mapped_column(String(36), nullable=False)
    resource_type: Mapped[str] = mapped_column(String(40), nullable=False)
    last_action_date: Mapped[date] = mapped_column(nullable=False)
    last_action_type: Mapped[str] = filled_text()
    field_name: Mapped[str] = filled_text()
    previous_value: Mapped[str] = filled_text()
    replacement_value: Mapped[str] = filled_text()
    updated_by: Mapped[str] = filled_text()


class MetaTableDescription(HsdsRow):
    __tablename__ = "hsds_meta_table_description"

    name: Mapped[str | None] = optional_text()
    language: Mapped[str | None] = optional_text()
    character_set: Mapped[str | None] = optional_text()
