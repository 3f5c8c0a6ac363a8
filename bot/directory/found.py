"""One listing as it is offered to a person, made from its search row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.clock import LOS_ANGELES
from bot.directory import ranking
from bot.directory.cards import rule_from_list
from bot.directory.opening_hours import HoursToday, Schedule, today
from bot.directory.ranking import PersonFacts


@dataclass(frozen=True)
class FoundService:
    """One listing as it is offered. Distances are straight-line miles.

    `rules` are the whole week's, `hours` what they come to today. `phone` is E.164 or a three-digit line, `phone_extension` the key to press afterwards.
    `reasons` are codes (open_now, open_24h, opens_soon, closed_now, holiday, walk_ins, needs_id,
    knows_reentry, speaks_language, and the other conditions of bot/directory/terms.py).
    `call_first` is true when nobody has checked the place, or its hours, for the age set (a year).
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
    rules: tuple[Schedule, ...]
    hours_text: str | None
    languages: tuple[str, ...]
    eligibility: str | None
    url: str | None
    assured_date: date | None
    call_first: bool
    countywide: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A search row and how far away it is (miles; None for a telephone line)."""

    service_at_location_id: str
    need: str
    organization_id: str
    location_id: str
    countywide: bool
    assured_date: date | None
    card: dict[str, Any]
    distance: float | None

    def hours(self, now: datetime) -> HoursToday:
        rules = [rule_from_list(rule) for rule in self.card["schedules"]]
        return today(rules, now, self.card["hours_text"])

    @property
    def keys(self) -> frozenset[str]:
        """Organization, place and phone: two listings that share one are not sent together."""
        return frozenset((self.organization_id, self.location_id, self.card["phone"] or self.service_at_location_id))

    def _oldest(self) -> date | None:
        """The day since which the whole listing, hours included, has not been checked."""
        hours_day: str | None = self.card["hours_day"]
        if self.assured_date is None or hours_day is None:
            return self.assured_date
        return min(self.assured_date, date.fromisoformat(hours_day))

    def found(self, hours: HoursToday, facts: PersonFacts, now: datetime, call_first_after: timedelta) -> FoundService:
        """The listing with its hours at `now` and the reasons that matter to this person."""
        card = self.card
        stale = ranking.call_first(self._oldest(), now.astimezone(LOS_ANGELES).date(), call_first_after)
        return FoundService(
            service_at_location_id=self.service_at_location_id,
            need=self.need,
            name=card["name"],
            organization=card["organization"],
            address=card["address"],
            city=card["city"],
            phone=card["phone"],
            phone_display=card["phone_display"],
            phone_extension=card["phone_extension"],
            distance_miles=round(self.distance, 1) if self.distance is not None else None,
            hours=hours,
            rules=tuple(rule_from_list(rule) for rule in card["schedules"]),
            hours_text=card["hours_text"],
            languages=tuple(card["languages"]),
            eligibility=card["eligibility"],
            url=card["url"],
            assured_date=self.assured_date,
            call_first=stale and not self.countywide,
            countywide=self.countywide,
            reasons=ranking.reasons(card, hours, now, facts),
        )
