"""Finding services: the nearest that fit, and whichever line serves the whole county as the floor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import cos, radians
from typing import Any

from sqlalchemy import Row, Select, select

from bot.clock import LOS_ANGELES, Clock
from bot.db import Database
from bot.directory import ranking
from bot.directory.cards import rule_from_list
from bot.directory.distance import miles_between
from bot.directory.models import DirectoryEntry
from bot.directory.opening_hours import HoursToday, today
from bot.directory.ranking import PersonFacts
from bot.errors import InvalidInput, NotFound
from bot.needs.taxonomy import NEED_CODES

__all__ = ["DirectorySearch", "FoundService", "PersonFacts"]

_MILES_PER_DEGREE = 69.0
_FIRST_RADIUS = 0.5
_POOL = 40
"""How many candidates are ranked at least: enough for drawbacks worth some miles to change order."""


NOTHING_KNOWN = PersonFacts()


@dataclass(frozen=True)
class FoundService:
    """One listing as it is offered. Distances are straight-line miles.

    `phone` is E.164 or a three-digit line, `phone_extension` the key to press afterwards.
    `reasons` are codes (open_now, opens_soon, closed_now, holiday, walk_ins, needs_id, …).
    `call_first` is true when nobody has checked the place, or its hours, for a year.
    """

    service_at_location_id: str
    need: str
    name: str
    organization: str
    address: str | None
    city: str | None
    phone: str | None
    phone_display: str | None
    phone_extension: str | None
    distance_miles: float | None
    hours: HoursToday | None
    hours_text: str | None
    languages: tuple[str, ...]
    eligibility: str | None
    url: str | None
    assured_date: date | None
    call_first: bool
    countywide: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Candidate:
    score: float
    found: FoundService
    keys: frozenset[str]
    """Organization, location and phone: two listings that share one are not sent together."""


_COLUMNS = (
    DirectoryEntry.service_at_location_id,
    DirectoryEntry.need,
    DirectoryEntry.organization_id,
    DirectoryEntry.location_id,
    DirectoryEntry.latitude,
    DirectoryEntry.longitude,
    DirectoryEntry.countywide,
    DirectoryEntry.assured_date,
    DirectoryEntry.card,
)


class DirectorySearch:
    """Search over the directory of `database`, at the time of `clock`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def nearest(
        self,
        need: str,
        lat: float | None,
        lon: float | None,
        *,
        limit: int = 3,
        offset: int = 0,
        facts: PersonFacts = NOTHING_KNOWN,
        max_miles: float = 25.0,
    ) -> list[FoundService]:
        """The best `limit` listings for `need` around a WGS84 point, after leaving out `offset`.

        Ordered as bot/directory/ranking.py says; no two of one answer share organization, place or
        phone. Without a point, or with nothing near, the lines for the whole county answer. Empty
        only when `offset` is past the last. Raises InvalidInput for an unknown need.
        """
        if need not in NEED_CODES:
            raise InvalidInput(f"there is no need {need}", code="unknown_need")
        now = self._clock.now()
        with self._database.read() as db_session:
            rows = list(db_session.execute(self._lines(need)))
            if lat is not None and lon is not None:
                rows += self._around(db_session, need, lat, lon, _pool_for(offset + limit), max_miles)
        candidates = self._ranked(rows, lat, lon, facts, now, max_miles)
        return _apart(candidates, limit, offset)

    def by_id(
        self,
        service_at_location_id: str,
        need: str | None = None,
        lat: float | None = None,
        lon: float | None = None,
    ) -> FoundService:
        """One listing as it stands now, for `need` or whichever it is for. Raises NotFound."""
        query = select(*_COLUMNS).where(DirectoryEntry.service_at_location_id == service_at_location_id)
        with self._database.read() as db_session:
            rows = list(db_session.execute(query.order_by(DirectoryEntry.need)))
        fitting = [row for row in rows if row.need == need] or rows
        if not fitting:
            raise NotFound(f"no listing {service_at_location_id}")
        return _found(fitting[0], _distance(fitting[0], lat, lon), NOTHING_KNOWN, self._clock.now())

    @staticmethod
    def _lines(need: str) -> Select[Any]:
        return select(*_COLUMNS).where(
            DirectoryEntry.need == need, DirectoryEntry.countywide.is_(True), DirectoryEntry.hidden.is_(False)
        )

    @staticmethod
    def _around(db_session: Any, need: str, lat: float, lon: float, wanted: int, max_miles: float) -> list[Row[Any]]:
        """Rows in a box that doubles until it holds enough or reaches `max_miles`."""
        radius = min(_FIRST_RADIUS, max_miles)
        while True:
            high = radius / _MILES_PER_DEGREE
            wide = high / max(0.1, cos(radians(lat)))
            query = select(*_COLUMNS).where(
                DirectoryEntry.need == need,
                DirectoryEntry.countywide.is_(False),
                DirectoryEntry.hidden.is_(False),
                DirectoryEntry.latitude.between(lat - high, lat + high),
                DirectoryEntry.longitude.between(lon - wide, lon + wide),
            )
            rows = list(db_session.execute(query))
            if len(rows) >= wanted or radius >= max_miles:
                return rows
            radius = min(radius * 2, max_miles)

    def _ranked(
        self,
        rows: Iterable[Row[Any]],
        lat: float | None,
        lon: float | None,
        facts: PersonFacts,
        now: datetime,
        max_miles: float,
    ) -> list[_Candidate]:
        day = now.astimezone(LOS_ANGELES).date()
        candidates: list[_Candidate] = []
        for row in rows:
            card = row.card
            misfit = ranking.misfit_miles(card, facts)
            distance = _distance(row, lat, lon)
            if misfit is None or (distance is not None and distance > max_miles):
                continue
            found = _found(row, distance, facts, now)
            assert found.hours is not None
            score = (
                misfit
                + ranking.way_miles(distance, facts)
                + ranking.hours_miles(found.hours, now)
                + ranking.age_miles(row.assured_date, day, card["phone"] is not None)
                + ranking.breadth_miles(card)
                + ranking.front_door_miles(card, row.need)
            )
            keys = {row.organization_id, row.location_id, card["phone"] or row.service_at_location_id}
            candidates.append(_Candidate(score, found, frozenset(keys)))
        candidates.sort(key=lambda each: (each.score, each.found.service_at_location_id))
        return candidates


def _pool_for(shown: int) -> int:
    """The same pool for all the first pages, so that what was shown on one does not move to the next."""
    pool = _POOL
    while shown * 2 > pool:
        pool *= 2
    return pool


def _found(row: Row[Any], distance: float | None, facts: PersonFacts, now: datetime) -> FoundService:
    card = row.card
    hours = today([rule_from_list(rule) for rule in card["schedules"]], now, card["hours_text"])
    return FoundService(
        service_at_location_id=row.service_at_location_id,
        need=row.need,
        name=card["name"],
        organization=card["organization"],
        address=card["address"],
        city=card["city"],
        phone=card["phone"],
        phone_display=card["phone_display"],
        phone_extension=card["phone_extension"],
        distance_miles=round(distance, 1) if distance is not None else None,
        hours=hours,
        hours_text=card["hours_text"],
        languages=tuple(card["languages"]),
        eligibility=card["eligibility"],
        url=card["url"],
        assured_date=row.assured_date,
        call_first=not row.countywide and ranking.call_first(_oldest(row), now.astimezone(LOS_ANGELES).date()),
        countywide=row.countywide,
        reasons=ranking.reasons(card, hours, now, facts),
    )


def _oldest(row: Row[Any]) -> date | None:
    """The day from which on the whole listing was known to be right, hours included."""
    assured: date | None = row.assured_date
    hours_day: str | None = row.card["hours_day"]
    if assured is None or hours_day is None:
        return assured
    return min(assured, date.fromisoformat(hours_day))


def _distance(row: Row[Any], lat: float | None, lon: float | None) -> float | None:
    if lat is None or lon is None or row.latitude is None or row.longitude is None:
        return None
    return miles_between(lat, lon, row.latitude, row.longitude)


def _apart(candidates: Sequence[_Candidate], limit: int, offset: int) -> list[FoundService]:
    """In order, each time the best that shares nothing with the `limit` - 1 before it."""
    waiting = list(candidates)
    chosen: list[_Candidate] = []
    while waiting and len(chosen) < offset + limit:
        lately = frozenset[str]().union(*(each.keys for each in chosen[max(0, len(chosen) - limit + 1) :]))
        index = next((number for number, each in enumerate(waiting) if not each.keys & lately), None)
        if index is None:
            break
        chosen.append(waiting.pop(index))
    return [each.found for each in chosen[offset:]]
