"""The nearest services that fit, and never nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import LOS_ANGELES, FixedClock
from bot.db import Database
from bot.directory.importing.entry import import_path
from bot.directory.search import DirectorySearch, FoundService, PersonFacts
from bot.directory.shipped import ensure_shipped
from bot.directory.terms import CONDITIONS_TAXONOMY, term_id
from bot.errors import InvalidInput, NotFound
from bot.needs.taxonomy import NEED_CODES
from tests.directory.packages import Tables, add_service, made_id, small_directory, write_package

DOWNTOWN = (34.05, -118.24)
ALWAYS = {"byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": "00:00", "closes_at": "23:59"}


@pytest.fixture
def tuesday_ten() -> FixedClock:
    return FixedClock(datetime(2026, 11, 17, 10, 0, tzinfo=LOS_ANGELES))


def condition(tables: Tables, number: int, code: str) -> None:
    tables["attribute"].append(
        {
            "id": made_id("condition", number, code), "link_id": made_id("service", number), "link_entity": "service",
            "taxonomy_term_id": term_id(CONDITIONS_TAXONOMY, code),
        }
    )  # fmt: skip


def search_in(database: Database, clock: FixedClock, folder: Path, tables: Tables) -> DirectorySearch:
    import_path(database, write_package(folder, tables), clock)
    return DirectorySearch(database, clock)


def names(found: list[FoundService]) -> list[str]:
    return [each.name for each in found]


def test_the_nearest_come_first(database: Database, tuesday_ten: FixedClock, tmp_path: Path) -> None:
    search = search_in(database, tuesday_ten, tmp_path / "p", small_directory(8))
    found = search.nearest("food", *DOWNTOWN)
    assert names(found) == ["Pantry 0", "Pantry 1", "Pantry 2"]
    assert [each.distance_miles for each in found] == [0.0, 1.0, 2.0]
    assert found[0].phone == "+12135550000" and found[0].phone_display == "213-555-0000"
    assert found[0].address == "1 Main St, Los Angeles 90012"
    assert found[0].hours is not None and found[0].hours.open_now is True
    assert "open_now" in found[0].reasons


def test_more_results_go_on_where_the_last_ended(database: Database, tuesday_ten: FixedClock, tmp_path: Path) -> None:
    search = search_in(database, tuesday_ten, tmp_path / "p", small_directory(30))
    pages = [search.nearest("food", *DOWNTOWN, offset=offset) for offset in range(0, 30, 3)]
    seen = [each.service_at_location_id for page in pages for each in page]
    assert len(seen) == len(set(seen)) == 25  # five lie beyond 25 miles
    assert search.nearest("food", *DOWNTOWN, offset=30) == []


def test_open_now_a_little_farther_beats_closed_next_door(sqlite_database: Database, tmp_path: Path) -> None:
    night = FixedClock(datetime(2026, 11, 17, 20, 0, tzinfo=LOS_ANGELES))
    tables = small_directory(1)
    add_service(tables, 2, schedule=ALWAYS)
    search = search_in(sqlite_database, night, tmp_path / "p", tables)
    assert names(search.nearest("food", *DOWNTOWN)) == ["Pantry 2", "Pantry 0"]


def test_open_now_far_away_does_not_beat_next_door_tomorrow(sqlite_database: Database, tmp_path: Path) -> None:
    night = FixedClock(datetime(2026, 11, 17, 20, 0, tzinfo=LOS_ANGELES))
    tables = small_directory(1)
    add_service(tables, 20, schedule=ALWAYS)
    search = search_in(sqlite_database, night, tmp_path / "p", tables)
    found = search.nearest("food", *DOWNTOWN)
    assert names(found) == ["Pantry 0", "Pantry 20"]
    assert "closed_now" in found[0].reasons and "open_24h" in found[1].reasons


def test_a_fresh_listing_beats_one_of_2013_a_mile_nearer(
    sqlite_database: Database, tuesday_ten: FixedClock, tmp_path: Path
) -> None:
    tables = small_directory(0)
    add_service(tables, 0, service={"assured_date": "2013-06-01"})
    add_service(tables, 1)
    found = search_in(sqlite_database, tuesday_ten, tmp_path / "p", tables).nearest("food", *DOWNTOWN)
    assert names(found) == ["Pantry 1", "Pantry 0"]
    assert [each.call_first for each in found] == [False, True]


@pytest.mark.parametrize(
    ("code", "service", "facts", "offered"),
    [
        ("women_only", {}, PersonFacts(gender="man"), False),
        ("women_only", {}, PersonFacts(gender="woman"), True),
        ("men_only", {}, PersonFacts(gender="woman"), False),
        ("veterans_only", {}, PersonFacts(veteran=False), False),
        ("veterans_only", {}, PersonFacts(veteran=True), True),
        ("families_only", {}, PersonFacts(children=False), False),
        ("adults_only", {}, PersonFacts(children=True), False),
        ("takes_families", {}, PersonFacts(children=True), True),
        ("no_registrants", {}, PersonFacts(conviction_bars=frozenset({"registrant"})), False),
        ("no_registrants", {}, PersonFacts(), True),
        ("", {"maximum_age": 24}, PersonFacts(age=40), False),
        ("", {"maximum_age": 24}, PersonFacts(age=20), True),
        ("", {"minimum_age": 60}, PersonFacts(age=40), False),
        ("", {"maximum_age": 17}, PersonFacts(), False),
    ],
)
def test_who_would_be_turned_away_is_not_sent_there(
    sqlite_database: Database, tuesday_ten: FixedClock, tmp_path: Path, code: str, service: dict[str, Any],
    facts: PersonFacts, offered: bool,
) -> None:  # fmt: skip
    tables = small_directory(0)
    add_service(tables, 0, service=service)
    add_service(tables, 5)
    if code:
        condition(tables, 0, code)
    search = search_in(sqlite_database, tuesday_ten, tmp_path / "p", tables)
    found = names(search.nearest("food", *DOWNTOWN, facts=facts))
    assert ("Pantry 0" in found) is offered
    assert "Pantry 5" in found
    if offered and facts != PersonFacts():
        assert found[0] == "Pantry 0"


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("women_only", PersonFacts()),
        ("veterans_only", PersonFacts()),
        ("referral_only", PersonFacts()),
        ("needs_id", PersonFacts(has_id=False)),
    ],
)
def test_what_fits_comes_before_what_perhaps_fits(
    sqlite_database: Database, tuesday_ten: FixedClock, tmp_path: Path, code: str, facts: PersonFacts
) -> None:
    tables = small_directory(0)
    add_service(tables, 0)
    add_service(tables, 5)
    condition(tables, 0, code)
    search = search_in(sqlite_database, tuesday_ten, tmp_path / "p", tables)
    found = search.nearest("food", *DOWNTOWN, facts=facts)
    assert names(found) == ["Pantry 5", "Pantry 0"]
    assert code in found[1].reasons


def test_a_listing_known_to_speak_only_another_language_comes_later(
    sqlite_database: Database, tuesday_ten: FixedClock, tmp_path: Path
) -> None:
    tables = small_directory(3)
    tables["language"][0] |= {"name": "Korean", "code": "ko"}
    search = search_in(sqlite_database, tuesday_ten, tmp_path / "p", tables)
    found = search.nearest("food", *DOWNTOWN, facts=PersonFacts(language="es"))
    assert names(found) == ["Pantry 1", "Pantry 2", "Pantry 0"]
    assert "speaks_language" in found[0].reasons


def test_without_a_car_the_nearer_place_weighs_more(
    sqlite_database: Database, tuesday_ten: FixedClock, tmp_path: Path
) -> None:
    tables = small_directory(0)
    add_service(tables, 2, service={"assured_date": "2013-06-01"})
    add_service(tables, 4)
    search = search_in(sqlite_database, tuesday_ten, tmp_path / "p", tables)
    assert names(search.nearest("food", *DOWNTOWN))[0] == "Pantry 4"
    assert names(search.nearest("food", *DOWNTOWN, facts=PersonFacts(no_car=True)))[0] == "Pantry 2"


def test_a_bed_for_anybody_comes_before_a_house_for_recovery(
    sqlite_database: Database, tuesday_ten: FixedClock, tmp_path: Path
) -> None:
    tables = small_directory(0)
    for number, (name, lon) in enumerate((("Sober house", -118.25), ("Shelter", -118.33))):
        add_service(tables, number, need="housing", lon=lon, service={"name": name}, schedule=ALWAYS)
    condition(tables, 0, "recovery")
    found = search_in(sqlite_database, tuesday_ten, tmp_path / "p", tables).nearest("housing", *DOWNTOWN)
    assert names(found) == ["Shelter", "Sober house"]


def test_for_housing_a_place_with_beds_comes_before_an_office_that_helps_to_find_one(
    sqlite_database: Database, tuesday_ten: FixedClock, tmp_path: Path
) -> None:
    tables = small_directory(0)
    for number, (name, lon) in enumerate([("Association", -118.24), ("Shelter", -118.30)]):
        add_service(tables, number, need="housing", lon=lon, service={"name": name}, schedule=ALWAYS)
    condition(tables, 0, "no_beds")
    found = search_in(sqlite_database, tuesday_ten, tmp_path / "p", tables).nearest("housing", *DOWNTOWN)
    assert names(found) == ["Shelter", "Association"]
    assert "no_beds" not in found[1].reasons, "it is no condition of getting in"


def test_from_what_age_to_call_first_can_be_set(
    sqlite_database: Database, tuesday_ten: FixedClock, tmp_path: Path
) -> None:
    search = search_in(sqlite_database, tuesday_ten, tmp_path / "p", small_directory(1))
    assert search.nearest("food", *DOWNTOWN)[0].call_first is False
    strict = DirectorySearch(sqlite_database, tuesday_ten, timedelta(days=30))
    assert strict.nearest("food", *DOWNTOWN)[0].call_first is True
    assert strict.by_id(made_id("service_at_location", 0)).call_first is True


def test_one_answer_never_names_an_organization_a_place_or_a_phone_twice(
    sqlite_database: Database, tuesday_ten: FixedClock, tmp_path: Path
) -> None:
    tables = small_directory(9)
    tables["service"][1]["organization_id"] = made_id("organization", 0)
    tables["service_at_location"][2]["location_id"] = made_id("location", 0)
    tables["phone"][3]["number"] = tables["phone"][0]["number"]
    search = search_in(sqlite_database, tuesday_ten, tmp_path / "p", tables)
    assert names(search.nearest("food", *DOWNTOWN)) == ["Pantry 0", "Pantry 4", "Pantry 5"]
    assert set(names(search.nearest("food", *DOWNTOWN, offset=3))) == {"Pantry 1", "Pantry 2", "Pantry 3"}


def test_a_line_for_the_whole_county_stands_in_where_nothing_is_near(
    sqlite_database: Database, tuesday_ten: FixedClock, tmp_path: Path
) -> None:
    tables = small_directory(2)
    add_service(tables, 9, lat=None, address=False)
    search = search_in(sqlite_database, tuesday_ten, tmp_path / "p", tables)
    (line,) = search.nearest("food", 34.7, -118.1)
    assert line.countywide and line.distance_miles is None and line.address is None
    assert names(search.nearest("food", None, None)) == ["Pantry 9"]
    assert names(search.nearest("food", *DOWNTOWN)) == ["Pantry 0", "Pantry 1", "Pantry 9"]


def test_a_confidential_place_is_offered_as_a_telephone_line(
    sqlite_database: Database, tuesday_ten: FixedClock, tmp_path: Path
) -> None:
    search = search_in(sqlite_database, tuesday_ten, tmp_path / "p", small_directory(1, need="safety"))
    for lat, lon in (DOWNTOWN, (34.7, -118.1)):
        (found,) = search.nearest("safety", lat, lon)
        assert found.phone == "+12135550000"
        assert found.address is None and found.city is None and found.distance_miles is None
    listing = search.by_id(found.service_at_location_id, "safety", *DOWNTOWN)
    assert listing.address is None and listing.distance_miles is None


def test_one_listing_can_be_looked_up_again(sqlite_database: Database, tuesday_ten: FixedClock, tmp_path: Path) -> None:
    search = search_in(sqlite_database, tuesday_ten, tmp_path / "p", small_directory(1))
    found = search.by_id(made_id("service_at_location", 0), "food", 34.05, -118.2575)
    assert found.name == "Pantry 0" and found.distance_miles == 1.0
    assert search.by_id(made_id("service_at_location", 0), "housing").need == "food"
    with pytest.raises(NotFound):
        search.by_id("no such listing")
    with pytest.raises(InvalidInput):
        search.nearest("sandwiches", *DOWNTOWN)


@pytest.mark.parametrize("need", sorted(NEED_CODES))
def test_the_shipped_directory_answers_every_need_everywhere(shipped: DirectorySearch, need: str) -> None:
    for point in ((None, None), DOWNTOWN, (34.69, -118.14), (33.34, -118.33), (34.45, -119.0)):
        found = shipped.nearest(need, *point)
        assert 1 <= len(found) <= 3
        for each in found:
            assert each.phone or each.address
            assert each.need == need


@pytest.fixture(scope="module")
def shipped(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> DirectorySearch:
    path = tmp_path_factory.mktemp("shipped") / "directory.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    clock = FixedClock(datetime(2026, 11, 17, 10, 0, tzinfo=LOS_ANGELES))
    database = Database(f"sqlite:///{path}")
    ensure_shipped(database, clock)
    return DirectorySearch(database, clock)
