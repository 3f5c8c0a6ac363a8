"""Finding services: the nearest that fit, and whichever line serves the whole county as the floor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush

from sqlalchemy import select

from bot.clock import LOS_ANGELES, Clock
from bot.db import Database
from bot.directory import ranking
from bot.directory.found import Entry, FoundService
from bot.directory.models import Service, ServiceAtLocation
from bot.directory.nearby import NearbyQueries
from bot.directory.opening_hours import HoursToday
from bot.directory.ranking import PersonFacts
from bot.errors import InvalidInput, NotFound
from bot.needs.taxonomy import NEED_CODES
from bot.tally.details import UNMET

__all__ = ["DirectorySearch", "FoundService", "PersonFacts"]

NOTHING_KNOWN = PersonFacts()
NEAR_MILES = 10.0
OPENS_WITHIN = timedelta(hours=36)
_LOOKED_AT = 10
"""Listings of a need that are looked at before nothing is said to suit."""
_POOL = 40
"""How many candidates are ranked at least: enough for drawbacks worth some miles to change order."""


class DirectorySearch:
    """Search over the directory of `database`, at the time of `clock`."""

    def __init__(
        self, database: Database, clock: Clock, call_first_after: timedelta = ranking.CALL_FIRST_AFTER
    ) -> None:
        self._database = database
        self._clock = clock
        self._call_first_after = call_first_after
        self._queries = NearbyQueries()

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
        point = (lat, lon) if lat is not None and lon is not None else None
        with self._database.glance() as db_session:
            entries = self._queries.candidates(db_session, need, point, _pool_for(offset + limit), max_miles)
        now = self._clock.now()
        ranked = _best_first(entries, facts, now, self._call_first_after)
        return [
            entry.found(hours, facts, now, self._call_first_after) for entry, hours in _apart(ranked, limit, offset)
        ]

    def unmet(self, need: str, lat: float | None, lon: float | None, facts: PersonFacts = NOTHING_KNOWN) -> str | None:
        """Why nothing suits (one of bot.tally.details.UNMET); None where something does, or the place is not known.

        Suits: a place within NEAR_MILES that is open or opens within OPENS_WITHIN, where the person's language is
        spoken. Hours and languages that the directory does not know suit; a line for the whole county is no place.
        """
        if lat is None or lon is None:
            return None
        now = self._clock.now().astimezone(LOS_ANGELES)
        found = self.nearest(need, lat, lon, limit=_LOOKED_AT, facts=facts, max_miles=NEAR_MILES)
        near = [service for service in found if not service.countywide]
        open_soon = [service for service in near if _opens_by(service, now + OPENS_WITHIN)]
        spoken = [service for service in open_soon if not service.languages or _speaks(service, facts)]
        return next((why for why, left in zip(UNMET, (near, open_soon, spoken), strict=True) if not left), None)

    def by_id(
        self,
        service_at_location_id: str,
        need: str | None = None,
        lat: float | None = None,
        lon: float | None = None,
    ) -> FoundService:
        """One listing as it stands now, for `need` or whichever it is for.

        Raises NotFound, also for one that is hidden until staff have checked it.
        """
        with self._database.glance() as db_session:
            entries = self._queries.one(db_session, service_at_location_id, lat, lon)
        if not entries:
            raise NotFound(f"no listing {service_at_location_id}")
        entry = next((each for each in entries if each.need == need), entries[0])
        now = self._clock.now()
        return entry.found(entry.hours(now), NOTHING_KNOWN, now, self._call_first_after)

    def name_of(self, service_at_location_id: str) -> str | None:
        """The name of a listing, also of one that is not offered now; None when it is gone."""
        query = select(Service.name).join(ServiceAtLocation, ServiceAtLocation.service_id == Service.id)
        with self._database.glance() as db_session:
            return db_session.scalar(query.where(ServiceAtLocation.id == service_at_location_id))


Ranked = tuple[Entry, HoursToday]


def _opens_by(service: FoundService, moment: datetime) -> bool:
    hours = service.hours
    if hours is None or hours.open_now is None or hours.open_now:
        return True
    return hours.next_open is not None and hours.next_open <= moment


def _speaks(service: FoundService, facts: PersonFacts) -> bool:
    return facts.language in (None, "en") or facts.language in service.languages


def _pool_for(shown: int) -> int:
    """The same pool for all the first pages, so that what was shown on one does not move to the next."""
    pool = _POOL
    while shown * 2 > pool:
        pool *= 2
    return pool


def _best_first(
    entries: Iterable[Entry], facts: PersonFacts, now: datetime, call_first_after: timedelta
) -> Iterator[Ranked]:
    """Entries that fit by score. Hours are worked out only for those whose turn may have come:
    waiting never makes a score better."""
    day = now.astimezone(LOS_ANGELES).date()
    waiting: list[tuple[float, str, HoursToday | None]] = []
    by_id: dict[str, Entry] = {}
    for entry in entries:
        misfit = ranking.misfit_miles(entry.card, facts)
        if misfit is None:
            continue
        score = (
            misfit
            + ranking.way_miles(entry.distance, facts)
            + ranking.age_miles(entry.assured_date, day, entry.card["phone"] is not None, call_first_after)
            + ranking.breadth_miles(entry.card)
            + ranking.front_door_miles(entry.card, entry.need)
            + ranking.beds_miles(entry.card, entry.need)
        )
        by_id[entry.service_at_location_id] = entry
        waiting.append((score, entry.service_at_location_id, None))
    heapify(waiting)
    while waiting:
        score, listing, hours = heappop(waiting)
        if hours is None:
            hours = by_id[listing].hours(now)
            heappush(waiting, (score + ranking.hours_miles(hours, now), listing, hours))
        else:
            yield by_id[listing], hours


def _apart(ranked: Iterator[Ranked], limit: int, offset: int) -> list[Ranked]:
    """Each time the best that shares nothing with the `limit` - 1 before it; `offset` of them left out."""
    chosen: list[Ranked] = []
    passed: list[Ranked] = []
    while len(chosen) < offset + limit:
        recent = chosen[max(0, len(chosen) - limit + 1) :]
        lately = frozenset[str]().union(*(entry.keys for entry, _ in recent))
        index = next((number for number, (entry, _) in enumerate(passed) if not entry.keys & lately), None)
        if index is not None:
            chosen.append(passed.pop(index))
            continue
        for each in ranked:
            if not each[0].keys & lately:
                chosen.append(each)
                break
            passed.append(each)
        else:
            break
    return chosen[offset:]
