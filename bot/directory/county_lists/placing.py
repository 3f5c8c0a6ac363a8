"""Where a listing stands: street keys for telling the same place, and coordinates put right."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.directory.distance import miles_between

_FAR_MILES = 6.2
"""Beyond this from its ZIP's point, either the coordinates or the ZIP are wrong."""
_DESERT_MILES = 15.0
_DESERT = ("935", "913", "93243", "90704")
_UNIT = re.compile(
    r"(?:,|\b(?:suite|ste|unit|apt|room|rm|bldg|building|floor|fl|tower|#)\b|#|\b\d+(?:st|nd|rd|th) (?:fl|floor)\b).*$"
)
_SHORT = {"north": "n", "south": "s", "east": "e", "west": "w", "boulevard": "blvd", "street": "st", "avenue": "ave",
          "drive": "dr", "road": "rd", "highway": "hwy", "place": "pl", "first": "1st", "second": "2nd",
          "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th", "seventh": "7th",
          "parkway": "pkwy"}  # fmt: skip
_NOT_NAMES = {"n", "s", "e", "w", "blvd", "st", "ave", "dr", "rd", "hwy", "pl", "pkwy", "lane", "ln", "way", "ct"}

CHECKED_ZIPS: Mapping[str, str] = {
    "lms-68583": "90059",
    "dmh-7671": "90023",
    "dmh-7861": "90008",
    "dmh-7131": "91702",
}
"""Rows whose coordinates fit their street while the ZIP they came with does not, read by hand."""


@dataclass(frozen=True)
class ZipPoint:
    zip: str
    cities: frozenset[str]
    latitude: float
    longitude: float
    spa: int | None


@dataclass(frozen=True)
class Placed:
    zip: str
    latitude: float | None
    longitude: float | None
    repaired: str | None
    """What was changed: `coordinates`, `zip`, or nothing."""


COUNTY_ZIPS = Path(__file__).parent.parent / "data" / "geo" / "zips.csv"
"""The county's ZIP points as shipped."""


def read_zip_points(path: Path) -> dict[str, ZipPoint]:
    """ZIP points from a CSV with the columns zip, city, acceptable_cities, lat, lon, spa."""
    points: dict[str, ZipPoint] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if not row["lat"]:
                continue
            cities = {row["city"], *row.get("acceptable_cities", "").split("|")}
            points[row["zip"]] = ZipPoint(
                row["zip"],
                frozenset(city.strip().lower() for city in cities if city.strip()),
                float(row["lat"]),
                float(row["lon"]),
                int(row["spa"]) if row.get("spa") else None,
            )
    return points


def place(
    key: str, city: str, zip_code: str, lat: float | None, lon: float | None, points: Mapping[str, ZipPoint]
) -> Placed:
    """Coordinates and ZIP that agree. Where they do not, the city decides which of the two is wrong."""
    if key in CHECKED_ZIPS:
        return Placed(CHECKED_ZIPS[key], lat, lon, "zip" if zip_code != CHECKED_ZIPS[key] else None)
    point = points.get(zip_code)
    if lat is None or lon is None:
        if point is None:
            return Placed("", None, None, None)
        return Placed(zip_code, point.latitude, point.longitude, "coordinates")
    allowed = _DESERT_MILES if zip_code.startswith(_DESERT) else _FAR_MILES
    if point and miles_between(lat, lon, point.latitude, point.longitude) <= allowed:
        return Placed(zip_code, lat, lon, None)
    near = [
        (miles_between(lat, lon, other.latitude, other.longitude), other.zip)
        for other in points.values()
        if city.strip().lower() in other.cities
    ]
    if near and min(near)[0] <= 3 and (point is None or city.strip().lower() not in point.cities):
        return Placed(min(near)[1], lat, lon, "zip")
    if point:
        return Placed(zip_code, point.latitude, point.longitude, "coordinates")
    return Placed("" if near else zip_code, lat, lon, "zip" if near else None)


def street_key(address: str) -> str:
    """`545|san pedro` for "545 South San Pedro Street, Suite 2": equal for the same door.

    Empty when the address has no house number.
    """
    plain = _UNIT.sub("", re.sub(r"[.']", "", address.lower())).strip()
    words = [_SHORT.get(word, word) for word in re.split(r"[\s-]+", plain) if word]
    if not words or not re.match(r"\d", words[0]):
        return ""
    street = [word for word in words[1:] if word not in _NOT_NAMES] or words[1:]
    return f"{words[0]}|{' '.join(street)}"
