"""Cross streets: where two known corridors meet."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.directory.place_areas import Areas
from bot.directory.place_lines import Crossing, crossing_of, distance_km
from bot.directory.place_tables import Street, Tables
from bot.directory.place_text import Word
from bot.directory.place_types import Mention, Place
from bot.directory.place_words import word_set
from bot.directory.place_zips import spoken_number

_MEETS = word_set("street_joints")
_TYPES = word_set("street_types")
_LEADS = word_set("street_articles")
_NEAR_KM = 0.7
_CLOSE_KM = 15
"""A corner this near a place named beside it is the one meant, where streets of one name repeat over the county."""
_MOST_CORNERS = 3


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
        self._areas = Areas(tables)

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
        number = spoken_number(words) or ""
        if len(number) > 1 and number in self._by_name:  # "con una playera" names no street
            return number
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

    def _place(self, corner: str, at: Crossing) -> Place:
        """The place the corner lies in, at the point of the corner and read back as the corner."""
        within, spa, choices = self._areas.around((at.lat, at.lon))
        lat, lon = round(at.lat, 4), round(at.lon, 4)
        return Place(within.name, None, lat, lon, spa, True, "cross_streets", 0.85, choices, corner)


def _numbered(streets: list[Street]) -> bool:
    return all(street.name[0].isdigit() for street in streets)
