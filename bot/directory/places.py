"""Where a person says they are: the current place in a text, its point and its Service Planning Area.

Reads English, Spanish and both at once against the shipped gazetteer of Los Angeles County (data/geo).
"""

from __future__ import annotations

from dataclasses import replace

from bot.directory.place_choice import choose
from bot.directory.place_names import Names
from bot.directory.place_roles import Role
from bot.directory.place_streets import Streets
from bot.directory.place_tables import Tables, load_tables
from bot.directory.place_text import Word, fold, words_of
from bot.directory.place_types import Mention, Place, PlaceReading
from bot.directory.place_vague import find_vague
from bot.directory.place_words import word_set
from bot.directory.place_zips import find_zips

__all__ = ["Gazetteer", "Place", "PlaceReading"]

_WEIGHT = {
    Role.ASIDE: 0.5,
    Role.ORIGIN: 0.6,
    Role.NAMED: 0.9,
    Role.LED: 0.97,
    Role.CURRENT: 1.0,
    Role.NOW: 1.0,
    Role.CORRECTED: 1.0,
}
_ENGLISH_BEFORE_LA = word_set("before_la")
_ENGLISH_AFTER_LA = word_set("after_la")
_MOST_CHARACTERS = 1600
"""Twilio's longest message; what is longer is read up to here."""
_MOST_MENTIONS = 12


class Gazetteer:
    """The places of Los Angeles County and the names outside it; holds no state of a conversation."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._names = Names(tables)
        self._streets = Streets(tables)
        self._los_angeles = tables.names["los angeles"].place

    @classmethod
    def load(cls) -> Gazetteer:
        """The gazetteer from the shipped files. Raises OSError or KeyError where they are missing or broken."""
        return cls(load_tables())

    def by_zip(self, zip: str) -> Place | None:
        """The place of a five-digit ZIP code of the county, None for any other text."""
        return self._tables.zips.get(zip.strip()[:5])

    def read(self, text: str) -> PlaceReading | None:
        """The place where `text` says the person is now, None where it says nothing of it."""
        text = text[:_MOST_CHARACTERS]
        folded = fold(text)
        words = words_of(folded)
        if not words:
            return None
        mentions = self._mentions(text, folded, words)
        chosen = choose(words, mentions, self._streets)
        if chosen is None or chosen[1] < Role.LED:
            sure = (mention for mention in mentions if mention.when != "cue")
            taken = {at for mention in sure for at in range(mention.first, mention.last)}
            misspelt = self._names.fuzzy(words, taken)
            if misspelt:
                mentions = sorted([*mentions, *misspelt], key=lambda mention: mention.first)
                chosen = choose(words, mentions, self._streets)
        if chosen is not None and chosen[0].place is not None:
            mention, role = chosen
            place = replace(
                chosen[0].place, confidence=round(chosen[0].place.confidence * _WEIGHT[role] * mention.score, 2)
            )
            return PlaceReading(place, mention.start, mention.end, False)
        vague = find_vague(folded) if chosen is None else (chosen[0].start, chosen[0].end)
        return PlaceReading(None, vague[0], vague[1], True) if vague else None

    def _mentions(self, text: str, folded: str, words: list[Word]) -> list[Mention]:
        """Everything in the text that could be a place, in order, none overlapping another."""
        zips = find_zips(folded, words, self._tables)
        exact = _with_states(self._names.exact(words), words)
        names = [*_with_quarters(exact, words), *self._la_alone(text, words)]
        near = [m.place for m in names if m.place and m.place.kind in ("city", "neighborhood") and m.when == "any"]
        crossings = self._streets.find(words, [])
        if near and crossings:
            crossings = self._streets.find(words, [p for p in near if not _inside_any(p, names, crossings)])
        found = [*zips]
        for mention in (*crossings, *names):
            if all(mention.last <= other.first or mention.first >= other.last for other in found):
                found.append(mention)
        return sorted(found, key=lambda mention: mention.first)[-_MOST_MENTIONS:]

    def _la_alone(self, text: str, words: list[Word]) -> list[Mention]:
        """ "LA" the city, which in Spanish is the word "the"."""
        found: list[Mention] = []
        for at, word in enumerate(words):
            if word.text != "la":
                continue
            before = words[at - 1].text if at else ""
            after = words[at + 1] if at + 1 < len(words) else None
            closes = after is None or after.after_break
            capital = text[word.start : word.end] == "LA" and not text.isupper()
            english = before in _ENGLISH_BEFORE_LA and (
                closes or (after is not None and after.text in _ENGLISH_AFTER_LA)
            )
            spanish = before in ("en", "a") and closes
            if english or spanish or len(words) == 1 or (capital and (closes or before in _ENGLISH_BEFORE_LA)):
                found.append(Mention(word.start, word.end, at, at + 1, self._los_angeles))
        return found


def _with_states(names: list[Mention], words: list[Word]) -> list[Mention]:
    """`names`, where "chicago illinois" and "tijuana mexico" are one, and "pasadena texas" is no city of ours."""
    merged: list[Mention] = []
    for name in names:
        before = merged[-1] if merged else None
        joined = before is not None and before.last == name.first and not words[name.first].after_break
        if before and joined and _abroad(before, name):
            merged[-1] = replace(before, end=name.end, last=name.last)
        elif (
            before and joined and before.place and before.place.kind == "city" and name.when == "now" and _abroad(name)
        ):
            merged[-1] = replace(name, start=before.start, first=before.first)
        else:
            merged.append(name)
    return merged


def _abroad(*names: Mention) -> bool:
    return all(name.place is not None and not name.place.in_county for name in names)


def _with_quarters(names: list[Mention], words: list[Word]) -> list[Mention]:
    """`names`, where "downtown inglewood" and "el centro de pomona" are one name: of the city, not of downtown LA."""
    merged: list[Mention] = []
    for name in names:
        before = merged[-1] if merged else None
        if before and before.place and before.place.name == "Downtown" and _is_other_city(name):
            joint = [word.text for word in words[before.last : name.first]]
            if joint in ([], ["de"]) and not words[name.first].after_break:
                merged[-1] = replace(name, start=before.start, first=before.first)
                continue
        merged.append(name)
    return merged


def _is_other_city(name: Mention) -> bool:
    return name.place is not None and name.place.kind == "city" and name.place.name != "Los Angeles"


def _inside_any(place: Place, names: list[Mention], crossings: list[Mention]) -> bool:
    """Whether the name of `place` is only part of a corner ("whittier and atlantic")."""
    return all(
        any(c.first <= name.first and name.last <= c.last for c in crossings) for name in names if name.place is place
    )
