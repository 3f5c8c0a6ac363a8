"""Whoever says where they are, or asks after a shelter, is in no crisis for what the place is called."""

from __future__ import annotations

import csv
from collections.abc import Iterable

import pytest

from bot.safety.crisis import detect_crises, detect_crisis
from bot.safety.opt_out import is_opt_out
from bot.settings import PROJECT_ROOT

DATA = PROJECT_ROOT / "bot" / "directory" / "data"
IN_ENGLISH, IN_SPANISH = (
    ("im in {}", "im over by {}", "need food in {}"),
    (
        "estoy en {}",
        "vivo por {}",
        "necesito trabajo cerca de {}",
    ),
)
ASKED = ("is {} open", "{} still there", "sigue abierto {}", "a que hora abre {}")
A_CRY = "suicide and crisis lifeline"
"""Whoever asks after this one is answered as a crisis, and should be."""


def column(table: str, name: str) -> list[str]:
    """What stands in one column of a table, without repetition."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return sorted({row[name].lower() for row in csv.DictReader(lines) if row[name]})


def said(names: Iterable[str], frames: tuple[str, ...]) -> list[str]:
    """Each name in one of the frames, in turn."""
    return [frames[number % len(frames)].format(name) for number, name in enumerate(names)]


def wrongly_read(texts: list[str]) -> list[str]:
    """Those in which a crisis or a wish that texts end is found."""
    kinds = detect_crises(texts)
    return [text for text, kind in zip(texts, kinds, strict=True) if kind or is_opt_out(text)]


@pytest.mark.parametrize("frames", [("{}",), IN_ENGLISH, IN_SPANISH])
def test_a_city_a_neighborhood_or_a_landmark_of_the_county_is_no_crisis(frames: tuple[str, ...]) -> None:
    named = sorted({*column("geo/places", "name"), *column("geo/names", "name"), *column("geo/landmarks", "name")})
    assert len(named) > 500
    assert wrongly_read(said(named, frames)) == []


@pytest.mark.parametrize("table", ["names", "landmarks"])
def test_nor_is_any_other_way_to_name_one(table: str) -> None:
    others = [name for names in column(f"geo/{table}", "said") for name in names.split("|")]
    assert wrongly_read(said(others, (*IN_ENGLISH, *IN_SPANISH))) == []


def test_asking_after_a_listed_service_is_no_crisis() -> None:
    listed = sorted({*column("services/organization", "name"), *column("services/service", "name")})
    assert len(listed) > 1000
    assert wrongly_read(said((name for name in listed if A_CRY not in name), ASKED)) == []


@pytest.mark.parametrize(
    "text",
    [
        "im over by la puente",
        "estoy en la puente",
        "ando por la puente sin comer",
        "do you have shelters in la puente",
        "la puente",
        "estoy en La Puente, cerca de la biblioteca",
    ],
)
def test_la_puente_is_a_city(text: str) -> None:
    assert detect_crisis(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "estoy en el puente",
        "im on the bridge and im not coming down",
        "estoy arriba del puente y me voy a aventar",
        "me voy a tirar de la puente",
        "im gonna jump off la puente",
    ],
)
def test_a_bridge_is_where_one_may_be_in_danger(text: str) -> None:
    assert detect_crisis(text) == "suicide"
