"""How listings are ordered for one person: everything is counted in miles, and fewer is better.

A listing's score is its distance plus what its drawbacks are worth in miles (the tables below), so
that a place open now but far away does not come before one next door that opens tomorrow, and an
old listing beside one is worth a short ride to a fresher one. What does not fit at all is left out;
what fits only perhaps carries so large a drawback that anything fitting nearby comes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bot.clock import LOS_ANGELES
from bot.directory.opening_hours import HoursToday

OPENS_SOON = timedelta(hours=2)
CALL_FIRST_AFTER = timedelta(days=365)
"""A listing last checked longer ago than this is sent only with "call first", where no other age is set."""

_WAIT_MILES = ((OPENS_SOON, 0.5), (timedelta(hours=12), 1.5), (timedelta(hours=36), 2.5), (timedelta(days=4), 3.5))
_LONGER_WAIT_MILES = 5.0
_UNKNOWN_HOURS_MILES = 2.0
_AGE_MILES = ((1, 0.0), (3, 0.5), (6, 1.0), (9, 1.5))
"""(Years since the listing was last checked, miles)."""
_OLDER_MILES = 2.5
_UNREACHABLE_MILES = 6.0
"""Older than a year and without a phone to ask first."""
_PERHAPS_MILES = 8.0
_CONDITION_MILES = {"referral_only": 6.0, "field_visits_only": 10.0, "appointment_only": 1.5, "hospital": 4.0,
                    "walk_ins": -0.5, "reentry": -2.0}  # fmt: skip
_OTHER_LANGUAGE_MILES = 3.0
_SAME_LANGUAGE_MILES = -0.5
_MATCH_MILES = -3.0
_WITHOUT_CAR = 1.5
_FRONT_DOOR_MILES = -3.0
_NO_BEDS_MILES = 6.0
_OPENS = 3
"""Where a rule's opening time stands in its list on the card."""
_MANY_NEEDS_MILES = 0.3
_COUNTYWIDE_MILES = 7.0
"""Where a telephone line stands among places: behind what is in the neighborhood, before the rest."""


@dataclass(frozen=True)
class PersonFacts:
    """What the person has told us; None or empty where they have not.

    `gender` is woman, man or nonbinary; `age` in years; `language` an ISO 639-1 code;
    `conviction_bars` holds codes of what a conviction rules out, so far `registrant`.
    """

    gender: str | None = None
    age: int | None = None
    children: bool | None = None
    veteran: bool | None = None
    language: str | None = None
    has_id: bool | None = None
    wheelchair: bool | None = None
    no_car: bool | None = None
    conviction_bars: frozenset[str] = field(default_factory=frozenset)


def misfit_miles(card: Mapping[str, Any], facts: PersonFacts) -> float | None:
    """What the conditions of getting in are worth; None when the person would be turned away."""
    conditions = set(card["conditions"])
    if "no_registrants" in conditions and "registrant" in facts.conviction_bars:
        return None
    total = sum(_CONDITION_MILES.get(condition, 0.0) for condition in conditions)
    for answer in (
        _gender(conditions, facts.gender),
        _age(card, facts.age),
        _only_if("veterans_only", conditions, facts.veteran),
        _only_if("families_only", conditions, facts.children),
        _older_or_disabled(conditions, facts),
        _with_children(conditions, facts.children),
    ):
        if answer is None:
            return None
        total += answer
    if "needs_id" in conditions and facts.has_id is False:
        total += _PERHAPS_MILES
    if facts.wheelchair and card["accessible"]:
        total += _MATCH_MILES
    return total + _language(card["languages"], facts.language)


def age_miles(assured: date | None, today: date, has_phone: bool, after: timedelta = CALL_FIRST_AFTER) -> float:
    """What the listing's age is worth; undated counts as oldest."""
    years = (today - assured).days / 365.25 if assured else 99.0
    miles = next((worth for limit, worth in _AGE_MILES if years < limit), _OLDER_MILES)
    return miles + (_UNREACHABLE_MILES if call_first(assured, today, after) and not has_phone else 0.0)


def call_first(assured: date | None, today: date, after: timedelta = CALL_FIRST_AFTER) -> bool:
    """Whether the listing is too old to go there without calling."""
    return assured is None or today - assured > after


def hours_miles(hours: HoursToday, now: datetime) -> float:
    """What waiting for the doors to open is worth."""
    if hours.open_now:
        return 0.0
    if hours.open_now is None or hours.next_open is None:
        return _UNKNOWN_HOURS_MILES
    wait = hours.next_open - now.astimezone(LOS_ANGELES)
    return next((worth for limit, worth in _WAIT_MILES if wait <= limit), _LONGER_WAIT_MILES)


def way_miles(distance: float | None, facts: PersonFacts) -> float:
    """What getting there is worth; a telephone line has its own place among the distances."""
    if distance is None:
        return _COUNTYWIDE_MILES
    return distance * (_WITHOUT_CAR if facts.no_car else 1.0)


def breadth_miles(card: Mapping[str, Any]) -> float:
    """A service for one need comes a little before one for everything."""
    return float((card["needs"] - 1) * _MANY_NEEDS_MILES)


def front_door_miles(card: Mapping[str, Any], need: str) -> float:
    """The county's own first address for a need comes before other lines for it."""
    return _FRONT_DOOR_MILES if need in card["front_door"] else 0.0


def beds_miles(card: Mapping[str, Any], need: str) -> float:
    """For housing a place with beds for anybody comes before an office that helps to find one, and before rehab."""
    if need != "housing":
        return 0.0
    conditions = card["conditions"]
    return _NO_BEDS_MILES if "no_beds" in conditions else _PERHAPS_MILES if "recovery" in conditions else 0.0


def reasons(card: Mapping[str, Any], hours: HoursToday, now: datetime, facts: PersonFacts) -> tuple[str, ...]:
    """Codes of what to tell the person; their words are in the catalogues."""
    found: list[str] = []
    if hours.open_now:
        found.append("open_24h" if all(rule[_OPENS] == "00:00" for rule in card["schedules"]) else "open_now")
    elif hours.next_open and hours.open_now is False:
        soon = hours.next_open - now.astimezone(LOS_ANGELES) <= OPENS_SOON
        found.append("opens_soon" if soon else "closed_now")
    elif hours.holiday:
        found.append("holiday")
    found.extend(sorted(set(card["conditions"]) - {"reentry", "confidential_address", "no_beds", "no_registrants"}))
    if "reentry" in card["conditions"]:
        found.append("knows_reentry")
    if facts.language and facts.language in card["languages"]:
        found.append("speaks_language")
    if card["accessible"] and facts.wheelchair:
        found.append("accessible")
    return tuple(found)


def _gender(conditions: set[str], gender: str | None) -> float | None:
    wanted = "woman" if "women_only" in conditions else "man" if "men_only" in conditions else None
    if wanted is None:
        return 0.0
    if gender is None or gender not in ("woman", "man"):
        return _PERHAPS_MILES
    return _MATCH_MILES if gender == wanted else None


def _age(card: Mapping[str, Any], age: int | None) -> float | None:
    low, high = card["low"], card["high"]
    if age is None:
        # People coming home are adults: 18 is safe to assume, under 26 or over 60 is not.
        if high is not None and high < 18:
            return None
        return _PERHAPS_MILES if (high is not None and high < 65) or (low is not None and low > 25) else 0.0
    fits = (low is None or age >= low) and (high is None or age <= high)
    return 0.0 if fits else None


def _only_if(condition: str, conditions: set[str], answer: bool | None) -> float | None:
    if condition not in conditions:
        return 0.0
    if answer is None:
        return _PERHAPS_MILES
    return _MATCH_MILES if answer else None


def _with_children(conditions: set[str], children: bool | None) -> float | None:
    """Where a parent may sleep with their children."""
    if not children:
        return 0.0
    if "adults_only" in conditions:
        return None
    return _MATCH_MILES if "takes_families" in conditions else 0.0


def _older_or_disabled(conditions: set[str], facts: PersonFacts) -> float | None:
    if "older_or_disabled_only" not in conditions:
        return 0.0
    if facts.wheelchair or (facts.age is not None and facts.age >= 60):
        return _MATCH_MILES
    return _PERHAPS_MILES


def _language(spoken: list[str], language: str | None) -> float:
    if language is None or language == "en" or not spoken:
        return 0.0
    return _SAME_LANGUAGE_MILES if language in spoken else _OTHER_LANGUAGE_MILES
