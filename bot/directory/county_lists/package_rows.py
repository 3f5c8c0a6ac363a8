"""Cleaned listings as rows of the HSDS tables, with identifiers that stay the same from run to run."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from bot.directory.county_lists.fields import LANGUAGE_NAMES
from bot.directory.county_lists.listing import Listing, Source
from bot.directory.hours_text import parse_hours
from bot.directory.terms import CONDITIONS_TAXONOMY, FRONT_DOOR, NEEDS_TAXONOMY, term_id, term_rows

_ID_SPACE = uuid.UUID("6f5f7a0e-3d0c-5b0e-9a55-0d3b7a0c4f11")
COUNTYWIDE_AREA = "Los Angeles County"

Row = tuple[str, dict[str, Any]]


def rows_of(listings: Iterable[Listing]) -> Iterator[Row]:
    """(table, row) pairs, each identifier once; parents come before their children."""
    seen: set[tuple[str, str]] = set()
    for table, row in _all_rows(listings):
        if (table, row["id"]) not in seen:
            seen.add((table, row["id"]))
            yield table, row


def _id(*parts: object) -> str:
    return str(uuid.uuid5(_ID_SPACE, "|".join(map(str, parts))))


def _all_rows(listings: Iterable[Listing]) -> Iterator[Row]:
    yield from term_rows()
    for listing in listings:
        yield from _rows_of_one(listing)


def _rows_of_one(listing: Listing) -> Iterator[Row]:
    organization = _id("organization", listing.organization.lower())
    service = _id("service", listing.key)
    door = f"{listing.street}|{listing.zip}" if listing.street else listing.key
    location = _id("location", door)
    at_location = _id("service_at_location", service, location)
    yield "organization", {"id": organization, "name": listing.organization}
    yield (
        "service",
        {
            "id": service,
            "organization_id": organization,
            "name": listing.name,
            "alternate_name": listing.full_name if listing.full_name != listing.name else None,
            "url": listing.url,
            "status": "active",
            "eligibility_description": listing.eligibility,
            "minimum_age": listing.minimum_age,
            "maximum_age": listing.maximum_age,
            "assured_date": None if listing.day == date.min else listing.day,
        },
    )
    yield from _place(listing, location)
    yield "service_at_location", {"id": at_location, "service_id": service, "location_id": location}
    if listing.countywide:
        yield "service_area", {"id": _id("area", service), "service_id": service, "name": COUNTYWIDE_AREA}
    if listing.phone:
        yield (
            "phone",
            {
                "id": _id("phone", service, listing.phone.number),
                "service_id": service,
                "number": listing.phone.number,
                "type": "voice",
                "extension": int(listing.phone_note) if listing.phone_note else None,
                "description": listing.phone.display,
            },
        )
    for code in listing.languages:
        yield (
            "language",
            {
                "id": _id("language", service, code),
                "service_id": service,
                "name": LANGUAGE_NAMES[code],
                "code": code,
            },
        )
    yield from _hours(listing, service)
    for taxonomy, codes in ((NEEDS_TAXONOMY, listing.needs), (CONDITIONS_TAXONOMY, listing.conditions)):
        for code in codes:
            yield (
                "attribute",
                {
                    "id": _id("attribute", service, taxonomy, code),
                    "link_id": service,
                    "link_entity": "service",
                    "taxonomy_term_id": term_id(taxonomy, code),
                    "value": FRONT_DOOR if code in listing.front_door else None,
                },
            )
    for source in listing.sources:
        yield _said_by(service, "service", source)


def _place(listing: Listing, location: str) -> Iterator[Row]:
    if listing.countywide:
        yield "location", {"id": location, "location_type": "virtual", "name": listing.name}
        return
    yield (
        "location",
        {
            "id": location,
            "location_type": "physical",
            "name": listing.full_name,
            "latitude": listing.latitude,
            "longitude": listing.longitude,
        },
    )
    if listing.address:
        yield (
            "address",
            {
                "id": _id("address", location),
                "location_id": location,
                "address_1": listing.address,
                "city": listing.city,
                "state_province": "CA",
                "postal_code": listing.zip,
                "country": "US",
                "address_type": "physical",
            },
        )
    for source in listing.sources:
        yield _said_by(location, "location", source)
    if listing.repaired:
        field_name = {"coordinates": "latitude, longitude", "zip": "postal_code"}[listing.repaired]
        yield (
            "metadata",
            {
                "id": _id("repair", location),
                "resource_id": location,
                "resource_type": "location",
                "last_action_date": listing.day if listing.day != date.min else date(1970, 1, 1),
                "last_action_type": "repair",
                "field_name": field_name,
                "replacement_value": "point of the ZIP" if listing.repaired == "coordinates" else "ZIP of the street",
                "updated_by": "Puente",
            },
        )


def _hours(listing: Listing, service: str) -> Iterator[Row]:
    if not listing.hours:
        return
    for number, row in enumerate(_rules(listing.hours)):
        identifier = _id("schedule", service, number)
        yield "schedule", {"id": identifier, "service_id": service, "description": listing.hours} | row
        yield _said_by(identifier, "schedule", Source(_hours_source(listing), listing.hours_day))


def _rules(text: str) -> list[dict[str, Any]]:
    """Schedule fields for each rule; a single row of text alone when the hours are not certain."""
    return [
        {
            "freq": rule.freq,
            "byday": rule.byday,
            "opens_at": rule.opens.strftime("%H:%M") if rule.opens else None,
            "closes_at": rule.closes.strftime("%H:%M") if rule.closes else None,
        }
        for rule in parse_hours(text) or ()
    ] or [{}]


def _hours_source(listing: Listing) -> str:
    return next((source.name for source in listing.sources if source.day == listing.hours_day), listing.sources[0].name)


def _said_by(resource: str, kind: str, source: Source) -> Row:
    return "metadata", {
        "id": _id("metadata", resource, source.name, source.day),
        "resource_id": resource,
        "resource_type": kind,
        "last_action_date": source.day or date(1970, 1, 1),
        "last_action_type": "publish" if source.day else "publish, undated",
        "updated_by": source.name,
    }
