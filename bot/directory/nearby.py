"""The queries of a search: what lies around a point, and the lines for the whole county.

Positions are looked up first, in a box on the index that grows until it holds enough; only the
nearest of them are then read with all that is known of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians, sqrt
from typing import Any

from sqlalchemy import bindparam, select, union_all
from sqlalchemy.orm import Session

from bot.db import Base
from bot.directory.distance import miles_between
from bot.directory.found import Entry
from bot.directory.models import DirectoryEntry

_MILES_PER_DEGREE = 69.0
_FIRST_RADIUS = 1.0
_LEARNING = 0.3
"""How much the last search changes where the next one elsewhere starts."""
_ROWS = Base.metadata.tables[DirectoryEntry.__tablename__].c
_FACTS = (
    _ROWS.service_at_location_id,
    _ROWS.need,
    _ROWS.organization_id,
    _ROWS.location_id,
    _ROWS.countywide,
    _ROWS.assured_date,
    _ROWS.card,
)


class NearbyQueries:
    """Statements built once; only their values change from search to search.

    It remembers how far it had to look for a need in a neighborhood and, for those it has not seen,
    in all of them; it starts there next time. That changes how long an answer takes, never what it is.
    """

    def __init__(self) -> None:
        of_need = _ROWS.need == bindparam("need")
        shown = _ROWS.hidden.is_(False)
        self._box = select(_ROWS.service_at_location_id, _ROWS.latitude, _ROWS.longitude).where(
            of_need,
            _ROWS.countywide.is_(False),
            shown,
            _ROWS.latitude.between(bindparam("south"), bindparam("north")),
            _ROWS.longitude.between(bindparam("west"), bindparam("east")),
        )
        self._lines_and_chosen = union_all(
            select(*_FACTS).where(of_need, _ROWS.countywide.is_(True), shown),
            select(*_FACTS).where(of_need, _ROWS.service_at_location_id.in_(bindparam("chosen", expanding=True))),
        )
        self._one = (
            select(*_FACTS, _ROWS.latitude, _ROWS.longitude)
            .where(_ROWS.service_at_location_id == bindparam("listing"), shown)
            .order_by(_ROWS.need)
        )
        self._looked: dict[tuple[str, int, int], float] = {}
        self._usually: dict[str, float] = {}

    def candidates(
        self, db_session: Session, need: str, point: tuple[float, float] | None, wanted: int, max_miles: float
    ) -> list[Entry]:
        """The telephone lines for the whole county and, around a point (latitude, longitude), the
        `wanted` nearest listings within `max_miles`, or all there are."""
        nearest = self._positions(db_session, need, *point, wanted, max_miles) if point else {}
        rows = db_session.execute(self._lines_and_chosen, {"need": need, "chosen": list(nearest)}).all()
        return [_entry(row, nearest.get(row[0])) for row in rows]

    def _positions(
        self, db_session: Session, need: str, lat: float, lon: float, wanted: int, max_miles: float
    ) -> dict[str, float]:
        """Listing to miles, of the nearest."""
        neighborhood = (need, round(lat * 20), round(lon * 20))
        usually = self._usually.get(need, _FIRST_RADIUS)
        radius = min(self._looked.get(neighborhood, usually), max_miles)
        while True:
            north = radius / _MILES_PER_DEGREE
            east = north / max(0.1, cos(radians(lat)))
            box = {"need": need, "south": lat - north, "north": lat + north, "west": lon - east, "east": lon + east}
            found = [
                (miles, listing)
                for listing, latitude, longitude in db_session.execute(self._box, box).all()
                if (miles := miles_between(lat, lon, latitude, longitude)) <= radius
            ]
            if len(found) >= wanted or radius >= max_miles:
                break
            # As far as it takes if listings lie as thickly farther out, within reason.
            radius = min(radius * min(6.0, max(1.5, 1.2 * sqrt(wanted / max(1, len(found))))), max_miles)
        found.sort()
        enough = radius if len(found) < wanted * 2 else found[wanted - 1][0] * 1.1
        self._looked[neighborhood] = enough
        self._usually[need] = usually + (enough - usually) * _LEARNING
        return {listing: miles for miles, listing in found[:wanted]}

    def one(self, db_session: Session, listing: str, lat: float | None, lon: float | None) -> Sequence[Entry]:
        """One listing for each of its needs, with its distance from the point if there is one."""
        entries: list[Entry] = []
        for row in db_session.execute(self._one, {"listing": listing}):
            distance = None
            if lat is not None and lon is not None and row.latitude is not None and row.longitude is not None:
                distance = miles_between(lat, lon, row.latitude, row.longitude)
            entries.append(_entry(row, distance))
        return entries


def _entry(row: tuple[Any, ...], distance: float | None) -> Entry:
    facts: tuple[Any, ...] = (*row[: len(_FACTS)], distance)
    return Entry(*facts)
