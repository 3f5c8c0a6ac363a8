"""Cross streets: where two known corridors meet."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.directory.place_tables import Street, Tables
from bot.directory.place_text import Word
from bot.directory.place_types import Mention, Place
from bot.directory.place_words import word_set

_MEETS = word_set("street_joints")
_TYPES = word_set("street_types")
_LEADS = word_set("street_articles")
_KM_NORTH, _KM_EAST = 110.9, 92.4
"""Kilometres a degree of latitude and of longitude at 34 degrees north."""
_NEAR_KM = 0.7
_CLOSE_KM = 15
"""A corner this near a place named beside it is the one meant, where streets of one name repeat over the county."""
_MOST_CORNERS = 3


@dataclass(frozen=True)
class Crossing:
    """Where two streets meet, and how far apart (km) their lines pass there."""

    lat: float
    lon: float
    apart: float


class Streets:
    """The corridors of the county, looked up by name and crossed with one another."""

    def __init__(self, tables: Tables) -> None:
        self._by_name: dict[str, list[Street]] = {}
        for street in tables.streets:
            for said in street.said:
                self._by_name.setdefault(said, []).append(street)
        self._of_cities = {
            name for name in self._by_name if name in tables.names and tables.names[name].place.kind == "city"
        }
        self._long_names = [name for name in self._by_name if len(name) >= 6 and " " not in name]
        self._settled = list({(p.lat, p.lon): p for p in (*tables.zips.values(), *_placed(tables)) if p.spa}.values())

    def has(self, name: str) -> bool:
        return name in self._by_name

    def find(self, words: list[Word], near: list[Place]) -> list[Mention]:
        """Every crossing said in the words; where the names repeat over the county, the one closest to `near`."""
        found: list[Mention] = []
        for at in range(1, len(words) - 1):
            if words[at].text not in _MEETS or (found and found[-1].last > at) or len(found) == _MOST_CORNERS:
                continue
            mention = self._at(words, at, near)
            if mention:
                found.append(mention)
        return found

    def _at(self, words: list[Word], at: int, near: list[Place]) -> Mention | None:
        for first, left in self._before(words, at):
            for last, right in self._after(words, at + 1):
                if not self._is_pair(left, right):
                    continue
                best = self._cross(left, right, near)
                if best:
                    one, other, crossing = best
                    place = self._place(f"{one.name} and {other.name}", crossing)
                    return Mention(words[first].start, words[last - 1].end, first, last, place)
        return None

    def _before(self, words: list[Word], at: int) -> Iterator[tuple[int, str]]:
        """Street names that end before word `at`, longest first, with where they begin."""
        for length in range(min(4, at), 0, -1):
            name = self._name(words[at - length : at])
            if name and not self._is_freeway(words, at - length, name):
                yield at - length, name

    def _after(self, words: list[Word], at: int) -> Iterator[tuple[int, str]]:
        """Street names that begin at word `at`, longest first, with where they end."""
        for start in (at, at + 1):
            if start > at and words[at].text not in _LEADS:
                break
            for length in range(min(4, len(words) - start), 0, -1):
                name = self._name(words[start : start + length])
                if name and not self._is_freeway(words, start, name):
                    yield start + length, name

    @staticmethod
    def _is_freeway(words: list[Word], at: int, name: str) -> bool:
        """ "the 101": with an English or masculine article a bare number is a freeway."""
        return name.isdigit() and at > 0 and words[at - 1].text in ("the", "el")

    def _name(self, words: list[Word]) -> str | None:
        texts = [word.text for word in words]
        for parts in (texts, texts[:-1] if texts[-1] in _TYPES else texts):
            name = " ".join(parts)
            if name in self._by_name:
                return name
        if len(parts) == 1 and len(parts[0]) >= 6:
            near = process.extractOne(parts[0], self._long_names, scorer=OSA.normalized_similarity, score_cutoff=0.83)
            return near[0] if near else None
        return None

    def _is_pair(self, left: str, right: str) -> bool:
        """Two numbered streets are a date or a time rather than a corner, two names of cities two cities."""
        if left in self._of_cities and right in self._of_cities:
            return False
        return left != right and not (_numbered(self._by_name[left]) and _numbered(self._by_name[right]))

    def _cross(self, left: str, right: str, near: list[Place]) -> tuple[Street, Street, Crossing] | None:
        met = [
            (one, other, crossing)
            for one in self._by_name[left]
            for other in self._by_name[right]
            if (crossing := crossing_of(one.line, other.line)) and crossing.apart <= _NEAR_KM
        ]
        anchors = [(place.lat, place.lon) for place in near if place.lat is not None and place.lon is not None]
        if anchors:
            away = {id(m): min(distance_km((m[2].lat, m[2].lon), anchor) for anchor in anchors) for m in met}
            close = sorted((m for m in met if away[id(m)] < _CLOSE_KM), key=lambda m: away[id(m)])
            if close:
                return close[0]
        return min(met, key=lambda m: m[2].apart, default=None)

    def _place(self, name: str, at: Crossing) -> Place:
        """The corner as a place; its SPA is known where all known places around it share one."""
        point = (at.lat, at.lon)
        around = sorted(self._settled, key=lambda p: distance_km((p.lat or 0.0, p.lon or 0.0), point))[:5]
        spas = [place.spa for place in around if place.spa is not None]
        ranked = sorted(set(spas), key=lambda spa: (-spas.count(spa), spas.index(spa)))
        clear = spas[:3].count(ranked[0]) == 3 or (spas[0] == ranked[0] and spas.count(ranked[0]) >= 4)
        choices = () if len(ranked) == 1 else tuple(ranked)
        lat, lon = round(at.lat, 4), round(at.lon, 4)
        return Place(name, None, lat, lon, ranked[0] if clear else None, True, "cross_streets", 0.85, choices)


def _placed(tables: Tables) -> list[Place]:
    """The cities and neighborhoods, each once."""
    return list(
        {said.place.name: said.place for said in tables.names.values() if said.place.kind == "neighborhood"}.values()
    )


def _numbered(streets: list[Street]) -> bool:
    return all(street.name[0].isdigit() for street in streets)


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
