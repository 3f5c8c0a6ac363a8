"""How well the directory covers the county: listings by need and Service Planning Area, age, holes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from bot.clock import LOS_ANGELES, Clock
from bot.db import Database
from bot.directory.county_lists.placing import COUNTY_ZIPS, ZipPoint, read_zip_points
from bot.directory.distance import miles_between
from bot.directory.models import DirectoryEntry
from bot.directory.ranking import CALL_FIRST_AFTER, call_first
from bot.needs.taxonomy import NEEDS

NEAR_MILES, FAR_MILES = 5.0, 10.0
SPAS = range(1, 9)


@dataclass(frozen=True)
class Coverage:
    """One need in one Service Planning Area.

    `near` and `far` count listings within 5 and 10 miles of any of the area's ZIP points;
    `zips_without` of its `zips` have none within 10 miles.
    """

    need: str
    spa: int
    near: int
    far: int
    zips: int
    zips_without: int

    @property
    def hole(self) -> bool:
        """Most people of the area have nothing for the need within 10 miles, only a telephone line."""
        return self.zips_without * 2 > self.zips


@dataclass(frozen=True)
class NeedAge:
    """How old the listings for one need are."""

    need: str
    places: int
    lines: int
    """Telephone lines for the whole county."""
    stale: int
    """Not checked for so long that they are sent with "call first"."""
    undated: int
    with_hours: int
    """Hours known as schedules."""
    hidden: int


@dataclass(frozen=True)
class CoverageReport:
    coverage: tuple[Coverage, ...]
    ages: tuple[NeedAge, ...]

    @property
    def holes(self) -> tuple[Coverage, ...]:
        return tuple(each for each in self.coverage if each.hole)

    @property
    def empty(self) -> bool:
        """Nothing has been imported."""
        return not any(each.places or each.lines for each in self.ages)

    @property
    def without_line(self) -> tuple[str, ...]:
        """Needs for which not even a telephone line answers."""
        return tuple(each.need for each in self.ages if not each.lines)


@dataclass(frozen=True)
class _Listing:
    need: str
    latitude: float | None
    longitude: float | None
    countywide: bool
    hidden: bool
    assured: date | None
    has_hours: bool


def check(database: Database, clock: Clock, call_first_after: timedelta = CALL_FIRST_AFTER) -> CoverageReport:
    """Coverage and age of everything the directory offers, as of the clock's day."""
    query = select(
        DirectoryEntry.need,
        DirectoryEntry.latitude,
        DirectoryEntry.longitude,
        DirectoryEntry.countywide,
        DirectoryEntry.hidden,
        DirectoryEntry.assured_date,
        DirectoryEntry.card,
    )
    by_need: dict[str, list[_Listing]] = defaultdict(list)
    with database.read() as db_session:
        for row in db_session.execute(query):
            hours = bool(row.card["schedules"])
            by_need[row.need].append(
                _Listing(row.need, row.latitude, row.longitude, row.countywide, row.hidden, row.assured_date, hours)
            )
    today = clock.now().astimezone(LOS_ANGELES).date()
    points = [point for point in read_zip_points(COUNTY_ZIPS).values() if point.spa]
    return CoverageReport(
        coverage=tuple(
            _coverage(need.code, spa, by_need[need.code], [point for point in points if point.spa == spa])
            for need in NEEDS
            for spa in SPAS
        ),
        ages=tuple(_age(need.code, by_need[need.code], today, call_first_after) for need in NEEDS),
    )


def _coverage(need: str, spa: int, listings: Iterable[_Listing], points: list[ZipPoint]) -> Coverage:
    near, far = set[int](), set[int]()
    served: set[str] = set()
    for number, listing in enumerate(listings):
        if listing.countywide or listing.hidden or listing.latitude is None or listing.longitude is None:
            continue
        for point in points:
            miles = miles_between(listing.latitude, listing.longitude, point.latitude, point.longitude)
            if miles <= FAR_MILES:
                far.add(number)
                served.add(point.zip)
                if miles <= NEAR_MILES:
                    near.add(number)
    return Coverage(need, spa, len(near), len(far), len(points), len(points) - len(served))


def _age(need: str, listings: list[_Listing], today: date, after: timedelta) -> NeedAge:
    return NeedAge(
        need=need,
        places=sum(not each.countywide for each in listings),
        lines=sum(each.countywide for each in listings),
        stale=sum(call_first(each.assured, today, after) for each in listings),
        undated=sum(each.assured is None for each in listings),
        with_hours=sum(each.has_hours for each in listings),
        hidden=sum(each.hidden for each in listings),
    )
