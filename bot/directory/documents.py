"""HSDS as JSON: which rows nest in which, both ways."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Nested:
    """`key` in the parent's JSON holds rows of `table`. `link` is the child's column that names the
    parent (for a list), or the parent's column that names the child (for a single object)."""

    key: str
    table: str
    link: str
    single: bool = False


_ANYWHERE = (Nested("attributes", "attribute", "link_id"), Nested("metadata", "metadata", "resource_id"))

NESTED: dict[str, tuple[Nested, ...]] = {
    "service": (
        Nested("organization", "organization", "organization_id", single=True),
        Nested("program", "program", "program_id", single=True),
        Nested("additional_urls", "url", "service_id"),
        Nested("phones", "phone", "service_id"),
        Nested("schedules", "schedule", "service_id"),
        Nested("service_areas", "service_area", "service_id"),
        Nested("service_at_locations", "service_at_location", "service_id"),
        Nested("languages", "language", "service_id"),
        Nested("funding", "funding", "service_id"),
        Nested("cost_options", "cost_option", "service_id"),
        Nested("required_documents", "required_document", "service_id"),
        Nested("contacts", "contact", "service_id"),
        Nested("capacities", "service_capacity", "service_id"),
    ),
    "organization": (
        Nested("additional_websites", "url", "organization_id"),
        Nested("funding", "funding", "organization_id"),
        Nested("contacts", "contact", "organization_id"),
        Nested("phones", "phone", "organization_id"),
        Nested("programs", "program", "organization_id"),
        Nested("locations", "location", "organization_id"),
        Nested("organization_identifiers", "organization_identifier", "organization_id"),
    ),
    "service_at_location": (
        Nested("location", "location", "location_id", single=True),
        Nested("service_areas", "service_area", "service_at_location_id"),
        Nested("contacts", "contact", "service_at_location_id"),
        Nested("phones", "phone", "service_at_location_id"),
        Nested("schedules", "schedule", "service_at_location_id"),
    ),
    "location": (
        Nested("languages", "language", "location_id"),
        Nested("addresses", "address", "location_id"),
        Nested("contacts", "contact", "location_id"),
        Nested("accessibility", "accessibility", "location_id"),
        Nested("phones", "phone", "location_id"),
        Nested("schedules", "schedule", "location_id"),
    ),
    "contact": (Nested("phones", "phone", "contact_id"),),
    "phone": (Nested("languages", "language", "phone_id"),),
    "service_capacity": (Nested("unit", "unit", "unit_id", single=True),),
    "attribute": (Nested("taxonomy_term", "taxonomy_term", "taxonomy_term_id", single=True),),
    "taxonomy_term": (Nested("taxonomy_detail", "taxonomy", "taxonomy_id", single=True),),
}
"""Source: HSDS 3.1, github openreferral/specification, schema/*.json and examples/service_full.json."""


def nested_in(table: str) -> tuple[Nested, ...]:
    """What the JSON of a row of `table` may hold."""
    own = NESTED.get(table, ())
    if table in ("metadata", "taxonomy", "taxonomy_term"):
        return own
    return own + (_ANYWHERE[1:] if table == "attribute" else _ANYWHERE)
