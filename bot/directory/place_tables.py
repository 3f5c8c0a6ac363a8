"""The shipped geography of Los Angeles County, read from data/geo into places, names, streets and ZIP codes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import cast

from bot.directory.place_text import fold
from bot.directory.place_types import Place, PlaceKind, Said, When

GEO = Path(__file__).resolve().parent / "data" / "geo"
_SHORT = {
    "heights": ("hts", "hgts", "hights", "heigths", "jaits"),
    "park": ("pk", "prk"),
    "beach": ("bch", "beech", "bich"),
    "city": ("cty",),
    "gardens": ("gdns", "garden"),
    "springs": ("spgs", "spring"),
    "hills": ("hls", "hill"),
    "hill": ("hills",),
    "village": ("vlg", "vill"),
    "mount": ("mt",),
    "west": ("w",),
    "north": ("n",),
    "south": ("s", "so"),
    "east": ("e",),
    "santa": ("sta",),
    "san": ("sn",),
    "center": ("ctr",),
    "hospital": ("hosp",),
    "avenue": ("ave",),
}
_GUESSED = ("any", "cue", "jail")
_MOST_HEARD = 3
"""The most words of a name that are spelt by ear."""
_LEAST_HEARD = 5


@dataclass(frozen=True)
class Street:
    """A corridor as a line of (lat, lon) corners, good to about a kilometre, and the ways it is said."""

    name: str
    said: tuple[str, ...]
    line: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Tables:
    """Everything the gazetteer knows. `outside_zips` holds (first, last, name), narrowest ranges first."""

    zips: dict[str, Place]
    names: dict[str, Said]
    streets: tuple[Street, ...]
    outside_zips: tuple[tuple[int, int, str], ...]
    sized: tuple[tuple[Place, float], ...]
    """The cities and neighborhoods that have an outline of their own, with their size in square kilometres."""
    ordinary: frozenset[str]
    """Words that look like a misspelt place and are not."""


@cache
def load_tables() -> Tables:
    """Read the shipped files once. Raises OSError or KeyError where a file or a place in it is missing."""
    rows = list(_rows("places.csv"))
    places = {row["name"]: _place(row) for row in rows}
    zips = {row["zip"]: _zip(row) for row in _rows("zips.csv")}
    names: dict[str, Said] = {}
    for said in _named(places):
        names.setdefault(said.words, said)
    for said in list(names.values()):
        for words in _shortened(said.words):
            names.setdefault(words, Said(words, said.place, said.when))
    ordinary = frozenset((GEO / "ordinary.txt").read_text(encoding="utf-8").split())
    by_ear = _heard()
    for said in list(names.values()):
        for words in _as_heard(said, by_ear):
            if words not in ordinary:
                names.setdefault(words, Said(words, said.place, said.when))
    return Tables(
        zips=zips,
        names={words: said for words, said in names.items() if said.when != "never"},
        streets=tuple(_street(row) for row in _rows("streets.csv")),
        outside_zips=tuple((int(r["first"]), int(r["last"]), r["name"]) for r in _rows("outside_zips.csv")),
        sized=tuple((places[row["name"]], float(row["km2"])) for row in rows if row["km2"]),
        ordinary=ordinary,
    )


def plain(name: str) -> str:
    """`name` as it is looked up: folded, words parted by one space, apostrophes gone."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(name).replace("'", "")))


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (GEO / file).open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def _named(places: dict[str, Place]) -> Iterator[Said]:
    """Every way a place is said; the earlier ones count where two places share a name."""
    for row in _rows("names.csv"):
        for said in row["said"].split("|"):
            yield Said(plain(said), places[row["name"]], cast(When, row["when"]))
    for row in _rows("landmarks.csv"):
        place = _landmark(row, places[row["within"]])
        for said in (row["name"], *row["said"].split("|")):
            yield Said(plain(said), place, cast(When, row["when"]))
    for name, place in places.items():
        yield Said(plain(name), place, "any")
    for row in _rows("outside.csv"):
        place = Place(row["name"], None, None, None, None, False, "outside", 0.9)
        for said in row["said"].split("|"):
            yield Said(plain(said), place, cast(When, row["when"]))


def _shortened(words: str) -> Iterator[str]:
    """`words` with one of its words as people shorten it: "w covina", "boyle hts"."""
    parts = words.split()
    if len(parts) < 2:
        return
    for at, part in enumerate(parts):
        for short in _SHORT.get(part, ()):
            yield " ".join([*parts[:at], short, *parts[at + 1 :]])


def _heard() -> dict[str, tuple[str, ...]]:
    lines = (GEO / "heard.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(": ", 1) for line in lines if line and not line.startswith("#"))
    return {word: tuple(spellings.split()) for word, spellings in pairs}


def _as_heard(said: Said, by_ear: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """A name as Spanish speakers spell it by ear, each word or only some: "jailan par", "highland par"."""
    parts = said.words.split()
    if said.when not in _GUESSED or len(parts) > _MOST_HEARD or not any(part in by_ear for part in parts):
        return
    for spelt in product(*((part, *by_ear.get(part, ())) for part in parts)):
        words = " ".join(spelt)
        if words != said.words and len(words) >= _LEAST_HEARD:
            yield words


def _numbers(row: dict[str, str]) -> tuple[float, float, int | None, tuple[int, ...]]:
    return (
        float(row["lat"]),
        float(row["lon"]),
        int(row["spa"]) if row["spa"] else None,
        tuple(int(spa) for spa in row["spa_choices"].split()),
    )


def _place(row: dict[str, str]) -> Place:
    lat, lon, spa, choices = _numbers(row)
    return Place(row["name"], None, lat, lon, spa, True, cast(PlaceKind, row["kind"]), 0.9, choices)


def _zip(row: dict[str, str]) -> Place:
    lat, lon, spa, choices = _numbers(row)
    return Place(row["name"], row["zip"], lat, lon, spa, True, "zip", 0.8 if choices else 0.98, choices)


def _landmark(row: dict[str, str], within: Place) -> Place:
    lat = float(row["lat"]) if row["lat"] else within.lat
    lon = float(row["lon"]) if row["lon"] else within.lon
    return Place(row["name"], None, lat, lon, within.spa, True, "landmark", 0.9, within.spa_choices)


def _street(row: dict[str, str]) -> Street:
    corners = (corner.split() for corner in row["line"].split(";"))
    return Street(
        name=row["name"],
        said=tuple(plain(said) for said in row["said"].split("|")),
        line=tuple((float(lat), float(lon)) for lat, lon in corners),
    )
