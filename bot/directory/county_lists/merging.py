"""Doubles found and made one: the same place under two sources is one listing with two sources."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz import fuzz

from bot.directory.county_lists.listing import Listing
from bot.directory.distance import miles_between
from bot.needs.taxonomy import in_order

_ALIKE = 80
"""Of 100 (rapidfuzz token_set_ratio): at one street door, names this alike are one service."""
_SAME_DOOR_MILES = 0.6
_COMMON = re.compile(r"\b(?:the|center|centre|services?|community|program|health|mental|clinic|inc|los angeles|la)\b")


def merge(listings: Iterable[Listing]) -> list[Listing]:
    """The listings without doubles, in the order in which each was first seen."""
    kept: list[Listing] = []
    at_door: dict[str, list[int]] = {}
    for listing in listings:
        door = listing.street or f"line|{listing.phone.number if listing.phone else listing.key}"
        for index in at_door.get(door, []):
            if _same(kept[index], listing):
                kept[index] = _combined(kept[index], listing)
                break
        else:
            at_door.setdefault(door, []).append(len(kept))
            kept.append(listing)
    return kept


def _same(one: Listing, other: Listing) -> bool:
    if one.countywide != other.countywide:
        return False
    if one.countywide:
        return one.full_name == other.full_name
    if not _near(one, other):
        return False
    same_phone = one.phone is not None and other.phone is not None and one.phone.number == other.phone.number
    alike = fuzz.token_set_ratio(_plain(one.full_name, one.city), _plain(other.full_name, other.city))
    return alike >= _ALIKE or (same_phone and alike >= _ALIKE / 2)


def _near(one: Listing, other: Listing) -> bool:
    if one.zip and one.zip == other.zip:
        return True
    if None in (one.latitude, other.latitude):
        return one.city.lower() == other.city.lower()
    assert one.latitude is not None and one.longitude is not None
    assert other.latitude is not None and other.longitude is not None
    apart = miles_between(one.latitude, one.longitude, other.latitude, other.longitude)
    return apart <= (_SAME_DOOR_MILES if one.exact and other.exact else 4.0)


def _plain(name: str, city: str) -> str:
    """The words that tell one organization from another: neither common ones nor the city's."""
    plain = re.sub(r"[^a-z0-9 ]", " ", name.lower().replace("'", ""))
    own = [word for word in _COMMON.sub(" ", plain).split() if word not in city.lower().split()]
    return " ".join(own) or plain


def _combined(one: Listing, other: Listing) -> Listing:
    """Facts of the newer listing where it has them, of the older where it has not."""
    newer, older = (one, other) if one.day >= other.day else (other, one)
    exact = one if one.exact or not other.exact else other
    return replace(
        newer,
        key=one.key,
        line=one.line,
        needs=tuple(in_order({*one.needs, *other.needs})),
        conditions=_conditions(one, other),
        latitude=exact.latitude,
        longitude=exact.longitude,
        exact=exact.exact,
        zip=exact.zip or newer.zip or older.zip,
        address=newer.address or older.address,
        phone=newer.phone or older.phone,
        phone_note=newer.phone_note if newer.phone else older.phone_note,
        url=newer.url or older.url,
        hours=newer.hours or older.hours,
        hours_day=newer.hours_day if newer.hours else older.hours_day,
        languages=newer.languages or older.languages,
        eligibility=newer.eligibility or older.eligibility,
        minimum_age=newer.minimum_age if newer.eligibility else older.minimum_age,
        maximum_age=newer.maximum_age if newer.eligibility else older.maximum_age,
        repaired=exact.repaired,
        sources=tuple(sorted({*one.sources, *other.sources}, key=lambda source: (source.name, str(source.day)))),
    )


def _conditions(one: Listing, other: Listing) -> tuple[str, ...]:
    """Those of both; a place known to have beds from either list has them."""
    beds = any("housing" in each.needs and "no_beds" not in each.conditions for each in (one, other))
    return tuple(sorted({*one.conditions, *other.conditions} - ({"no_beds"} if beds else set())))
