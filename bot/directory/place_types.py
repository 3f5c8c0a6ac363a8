"""The shapes of a place: what the gazetteer knows, and what one text says of where the person is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PlaceKind = Literal["zip", "city", "neighborhood", "area", "landmark", "cross_streets", "outside"]
When = Literal["any", "cue", "whole", "now", "jail", "never"]


@dataclass(frozen=True)
class Place:
    """A point in or a name outside Los Angeles County.

    `lat` and `lon` are WGS84 degrees, None outside the county. `spa` is the Service Planning Area 1-8, None outside
    the county and where the place is split between several with none clearly dominating; `spa_choices` then lists
    them, likeliest first. `confidence` is 0-1. `said` is how a corner is read back, whose `name` is that of the city
    or neighborhood it lies in.
    """

    name: str
    zip: str | None
    lat: float | None
    lon: float | None
    spa: int | None
    in_county: bool
    kind: PlaceKind
    confidence: float
    spa_choices: tuple[int, ...] = ()
    said: str | None = None


@dataclass(frozen=True)
class PlaceReading:
    """What a text says of where the person is; `start` and `end` are the character span of the place words.

    `vague` is True, and `place` None, where the person points at a place without naming one that can be known
    ("near me", "at my mom's"), or gives a ZIP code that does not exist.
    """

    place: Place | None
    start: int
    end: int
    vague: bool


@dataclass(frozen=True)
class Said:
    """One way of saying a place, and when the words may be taken for it.

    any: wherever they stand; cue: after a word of place, or alone; whole: only alone; now: only where the person
    says they are there now, or alone; jail: where the
    person stands by it, has just left it, or alone; never: not at all (an ordinary word).
    """

    words: str
    place: Place
    when: When


@dataclass(frozen=True)
class Mention:
    """A place found in a text: characters [start, end), words [first, last), how surely it was read (0-1).

    `place` is None for a five-digit code that is no ZIP code.
    """

    start: int
    end: int
    first: int
    last: int
    place: Place | None
    when: When = "any"
    score: float = 1.0
