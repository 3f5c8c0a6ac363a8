"""Which city or neighborhood of the county a point lies in, and its Service Planning Area."""

from __future__ import annotations

from bot.directory.place_lines import distance_km
from bot.directory.place_tables import Tables
from bot.directory.place_types import Place

_BY_SIZE = 0.7
"""How much the size of a place widens its reach; of the powers tried, the one that put most of 117 corners right (110)."""
_AROUND = 5


class Areas:
    """The cities and neighborhoods by their middle points and sizes; no boundaries are shipped."""

    def __init__(self, tables: Tables) -> None:
        self._sized = [(place, km2**_BY_SIZE) for place, km2 in tables.sized]
        hoods = (said.place for said in tables.names.values() if said.place.kind == "neighborhood")
        settled = (*tables.zips.values(), *{place.name: place for place in hoods}.values())
        self._settled = list({(place.lat, place.lon): place for place in settled if place.spa}.values())

    def around(self, point: tuple[float, float]) -> tuple[Place, int | None, tuple[int, ...]]:
        """The place that `point` (lat, lon) most likely lies in, being near for its size; and its area.

        The area is the one that the places around share or, where they do not, that of the place it lies in. None
        where that is split as well; then follow the areas it may be, likeliest first.
        """
        around = sorted(self._settled, key=lambda place: _km(place, point))[:_AROUND]
        spas = [place.spa for place in around if place.spa is not None]
        ranked = sorted(set(spas), key=lambda spa: (-spas.count(spa), spas.index(spa)))
        clear = spas[:3].count(ranked[0]) == 3 or (spas[0] == ranked[0] and spas.count(ranked[0]) >= 4)
        of_area = [sized for sized in self._sized if not clear or sized[0].spa == ranked[0]]
        within = min(of_area, key=lambda sized: _km(sized[0], point) ** 2 / sized[1])[0]
        choices = () if len(ranked) == 1 else tuple(ranked)
        return within, ranked[0] if clear else within.spa, choices


def _km(place: Place, point: tuple[float, float]) -> float:
    return distance_km((place.lat or 0.0, place.lon or 0.0), point)
