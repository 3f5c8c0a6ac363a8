"""Distances on the county's map, flattened, and where two streets come closest."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

_KM_NORTH, _KM_EAST = 110.9, 92.4
"""Kilometres a degree of latitude and of longitude at 34 degrees north."""


@dataclass(frozen=True)
class Crossing:
    """Where two streets meet, and how far apart (km) their lines pass there."""

    lat: float
    lon: float
    apart: float


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres between two (lat, lon) points of the county, on a flat map."""
    return math.hypot((one[0] - other[0]) * _KM_NORTH, (one[1] - other[1]) * _KM_EAST)


def crossing_of(one: tuple[tuple[float, float], ...], other: tuple[tuple[float, float], ...]) -> Crossing | None:
    """Where two lines of (lat, lon) corners come closest, None where either has no length."""
    best: Crossing | None = None
    for a, b in pairwise(one):
        for c, d in pairwise(other):
            met = _closest(a, b, c, d)
            if best is None or met.apart < best.apart:
                best = met
    return best


def _closest(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]
) -> Crossing:
    """The meeting point of segments a-b and c-d, or the middle of their shortest gap."""
    ax, ay, bx, by = a[1] * _KM_EAST, a[0] * _KM_NORTH, b[1] * _KM_EAST, b[0] * _KM_NORTH
    cx, cy, dx, dy = c[1] * _KM_EAST, c[0] * _KM_NORTH, d[1] * _KM_EAST, d[0] * _KM_NORTH
    turn = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    if turn:
        t = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / turn
        u = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / turn
        if 0 <= t <= 1 and 0 <= u <= 1:
            return Crossing((ay + t * (by - ay)) / _KM_NORTH, (ax + t * (bx - ax)) / _KM_EAST, 0.0)
    gaps = [
        _gap((ax, ay), (cx, cy), (dx, dy)),
        _gap((bx, by), (cx, cy), (dx, dy)),
        _gap((cx, cy), (ax, ay), (bx, by)),
        _gap((dx, dy), (ax, ay), (bx, by)),
    ]
    apart, x, y = min(gaps)
    return Crossing(y / _KM_NORTH, x / _KM_EAST, apart)


def _gap(
    point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]
) -> tuple[float, float, float]:
    """How far (km) `point` is from the segment, and the middle between the two."""
    (px, py), (sx, sy), (ex, ey) = point, start, end
    length = (ex - sx) ** 2 + (ey - sy) ** 2
    t = max(0.0, min(1.0, ((px - sx) * (ex - sx) + (py - sy) * (ey - sy)) / length)) if length else 0.0
    qx, qy = sx + t * (ex - sx), sy + t * (ey - sy)
    return math.hypot(px - qx, py - qy), (px + qx) / 2, (py + qy) / 2
