"""One row of either list, cleaned; and how the two layouts are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.directory.county_lists import fields, names, needs, placing

SERVICES_HEADER = frozenset({"sid", "name", "categories", "phone_text", "hours", "source_date"})
GAPS_HEADER = frozenset({"name", "organization", "needs", "scope", "coord_source", "confidence"})


@dataclass(frozen=True)
class Source:
    """Who said so, and when; `day` is None for undated pages."""

    name: str
    day: date | None


@dataclass(frozen=True)
class Listing:
    """A service at a place (or a countywide line), ready to be merged with its doubles."""

    key: str
    """Made of the row as it came, so that better cleaning does not make a new service of it."""
    name: str
    full_name: str
    organization: str
    needs: tuple[str, ...]
    conditions: tuple[str, ...]
    countywide: bool
    address: str
    city: str
    zip: str
    latitude: float | None
    longitude: float | None
    exact: bool
    """True when the coordinates are the door's, not a ZIP's or city's."""
    phone: fields.PhoneNumber | None
    phone_note: str | None
    url: str | None
    hours: str | None
    hours_day: date | None
    """Day of the source the hours come from."""
    languages: tuple[str, ...]
    eligibility: str | None
    minimum_age: int | None
    maximum_age: int | None
    sources: tuple[Source, ...]
    repaired: str | None = None
    line: int = 0
    street: str = ""
    front_door: tuple[str, ...] = ()
    """Needs for which it is the county's first address."""

    @property
    def day(self) -> date:
        """Day of the newest source; the oldest possible day when undated."""
        return max((source.day or date.min for source in self.sources), default=date.min)


_NETWORKS = {"AJCC", "AJCC network"}
"""Not organizations: each of their sites is run by another."""


def prefixes_shared(names_seen: Iterable[str]) -> frozenset[str]:
    """Parts before " - " that at least two names share: these are organizations."""
    counted: dict[str, int] = {}
    for name in names_seen:
        first = name.split(" - ")[0]
        counted[first] = counted.get(first, 0) + 1
    return frozenset(first for first, times in counted.items() if times > 1)


def from_services_row(
    row: Mapping[str, str], line: int, organizations: frozenset[str], points: Mapping[str, placing.ZipPoint]
) -> Listing | None:
    """A row of the services layout; None when it is no place an adult could go to (see needs.py)."""
    if needs.leave_out(row):
        return None
    full = names.readable_name(row["name"])
    city = _city(row["city"])
    key = f"{row['sid']}|{row['name'].strip()}|{row['address'].strip()}"
    placed = placing.place(row["sid"], city, row["zip"].strip(), _number(row["lat"]), _number(row["lon"]), points)
    hours, conditions = needs.hours_and_access(row["hours"])
    low, high = fields.age_limits(row["eligibility"])
    youth = needs.for_the_young(row)
    address = names.street_line(row["address"])
    return Listing(
        key=key,
        name=names.short_name(full, frozenset(city for point in points.values() for city in point.cities)),
        full_name=full,
        organization=names.organization_of(full, organizations),
        needs=needs.needs_of_services_row(row),
        conditions=_conditions(conditions, full, row, needs.needs_of_services_row(row)),
        countywide=False,
        address=address,
        city=city,
        zip=placed.zip,
        latitude=placed.latitude,
        longitude=placed.longitude,
        exact=placed.repaired != "coordinates",
        phone=_public_phone(row["phone"], row["phone_text"]),
        phone_note=None,
        url=fields.web_address(row["url"]),
        hours=hours,
        hours_day=fields.source_day(row["source_date"]) if hours else None,
        languages=fields.language_codes(row["languages"]),
        eligibility=fields.eligibility_text(row["eligibility"]),
        minimum_age=low,
        maximum_age=24 if youth and high is None else high,
        sources=(Source(row["source"], fields.source_day(row["source_date"])),),
        repaired=placed.repaired,
        line=line,
        street=placing.street_key(address),
    )


def from_gaps_row(row: Mapping[str, str], line: int, points: Mapping[str, placing.ZipPoint]) -> Listing | None:
    """A row of the gaps layout; None when it must not be sent to anybody (see needs.py)."""
    if needs.leave_out_gap(row):
        return None
    name = re.sub(r"\s+", " ", row["name"]).strip()
    organization = re.sub(r"\s+", " ", row["organization"]).strip()
    countywide = row["scope"] == "countywide"
    placed = placing.place(
        name, row["city"], row["zip"].strip(), _number(row["lat"]), _number(row["lon"]), points
    ) if not countywide else placing.Placed("", None, None, None)  # fmt: skip
    hours, conditions = needs.hours_and_access(row["hours"])
    low, high = fields.age_limits(row["eligibility"])
    address = "" if countywide else names.street_line(row["address"])
    return Listing(
        key=f"gap|{row['name'].strip()}|{row['address'].strip()}",
        name=names.short_name(name),
        full_name=name,
        organization=name if organization in _NETWORKS else organization or name,
        needs=needs.needs_of_gaps_row(row),
        conditions=_conditions(conditions, name, row, needs.needs_of_gaps_row(row)),
        countywide=countywide,
        address=address,
        city=_city(row["city"]),
        zip=placed.zip,
        latitude=placed.latitude,
        longitude=placed.longitude,
        exact=row["coord_source"] == "page",
        phone=fields.phone_number(row["phone_e164"], row["phone_text"]),
        phone_note=fields.press_key(row["phone_text"]),
        url=fields.web_address(row["url"]),
        hours=hours,
        hours_day=fields.source_day(row["source_date"]) if hours else None,
        languages=fields.language_codes(row["languages"].replace(";", ",")),
        eligibility=fields.eligibility_text(row["eligibility"]),
        minimum_age=low,
        maximum_age=high,
        sources=(Source(row["source"], fields.source_day(row["source_date"])),),
        repaired=placed.repaired,
        line=line,
        street=placing.street_key(address),
        front_door=needs.FRONT_DOORS.get(row["name"], ()),
    )


def _city(raw: str) -> str:
    spelled = {"Los Aneles": "Los Angeles", "Granda Hills": "Granada Hills", "Lake View Terrrace": "Lake View Terrace"}
    city = re.sub(r"\s+", " ", raw).strip()
    return spelled.get(city, city)


def _number(raw: str) -> float | None:
    return float(raw) if raw.strip() else None


def _public_phone(number: str, text: str) -> fields.PhoneNumber | None:
    """The number for people asking for help: intake before administration, never a fax.

    The list's own choice stands unless it is the fax number.
    """
    chosen = fields.phone_number(number)
    if chosen is None:
        return None
    faxes = {re.sub(r"\D", "", found) for found in re.findall(r"FAX:?\s*(\(\d{3}\)\s*\d{3}\s*-\s*\d{4})", text)}
    return None if chosen.number[2:] in faxes else chosen


def _conditions(access: Iterable[str], name: str, row: Mapping[str, str], for_needs: Iterable[str]) -> tuple[str, ...]:
    """How one gets in, from the walk-in column, the name and whom it is for."""
    found = {*access, *needs.conditions_in(name, row["eligibility"])}
    if "housing" in for_needs and needs.without_beds(name, row["eligibility"]):
        found.add("no_beds")
    elif "housing" in for_needs:
        found |= needs.who_sleeps_there(name, row["eligibility"])
    return tuple(sorted(found))
