"""Distance between two points on the ground."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

_EARTH_MILES = 3958.8


def miles_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance in miles between two WGS84 points."""
    half = (
        sin(radians(other_lat - lat) / 2) ** 2
        + cos(radians(lat)) * cos(radians(other_lat)) * sin(radians(other_lon - lon) / 2) ** 2
    )
    return 2 * _EARTH_MILES * asin(min(1.0, sqrt(half)))
