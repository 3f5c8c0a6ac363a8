"""The two public lists of the county's services, cleaned."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import FixedClock
from bot.db import Database
from bot.directory.county_lists import fields, names, needs
from bot.directory.county_lists.placing import ZipPoint, place, street_key
from bot.directory.importing.entry import import_path
from bot.directory.models import DirectoryEntry

POINTS = {
    "90013": ZipPoint("90013", frozenset({"los angeles"}), 34.0447, -118.2400, 4),
    "91731": ZipPoint("91731", frozenset({"el monte"}), 34.0786, -118.0435, 3),
    "90031": ZipPoint("90031", frozenset({"los angeles"}), 34.0842, -118.2086, 4),
}


@pytest.mark.parametrize(
    ("raw", "readable"),
    [
        ("Ssg Project 180 North", "SSG Project 180 North"),
        ("Children'S  Hospital Los Angeles", "Children's Hospital Los Angeles"),
        ("Catalyst Foundation , The", "The Catalyst Foundation"),
        ("Serra Project, The", "The Serra Project"),
        ("Lausd 97Th Street School Mental Health Center", "LAUSD 97th Street School Mental Health Center"),
        ("San Pedro Mental Health Clinic (Mhc)", "San Pedro Mental Health Clinic"),
        ("Proyecto Pastoral At Dolores Mission", "Proyecto Pastoral at Dolores Mission"),
        ("L A Family Housing Corporation", "LA Family Housing Corporation"),
        ("Altadena S.D.A. Church", "Altadena S.D.A. Church"),
        ("Rainbow Services, Ltd.", "Rainbow Services"),
        ("Imani Unidos A.I.D.S. Project", "Imani Unidos A.I.D.S. Project"),
        (
            "Inst. For Multicultural Counseling And Education Srvs.",
            "Institute for Multicultural Counseling and Education Services",
        ),
        ("Hope-net - First Unitarian", "Hope-Net - First Unitarian"),
    ],
)
def test_names_are_written_as_people_write_them(raw: str, readable: str) -> None:
    assert names.readable_name(raw) == readable


def test_long_names_are_cut_to_what_tells_the_place_but_never_to_a_city() -> None:
    cities = frozenset({"long beach"})
    center = names.short_name("Salvation Army Corps Community Center - Long Beach", cities)
    assert center == "Salvation Army - Long Beach"
    assert names.short_name("Rescue Mission Alliance - Valley Food Bank - Rock of the Valley") == "Rock of the Valley"
    pantry = names.short_name("St Elisabeth Catholic Church - Service Center Distribution Site")
    assert pantry == "St Elisabeth Catholic Church"
    assert names.short_name("Year Round Shelter - Lancaster Community Shelter") == "Lancaster Community shelter"
    long = "Some Very Long Organization Name of the County - Long Beach"
    assert names.short_name(long, cities) == long


def test_the_organization_is_what_several_names_begin_with() -> None:
    known = frozenset({"Salvation Army", "Year Round Shelter"})
    assert names.organization_of("Salvation Army - The Way In", known) == "Salvation Army"
    assert names.organization_of("Year Round Shelter - Jovenes", known) == "Jovenes"
    assert names.organization_of("Hope - Again", known) == "Hope - Again"


@pytest.mark.parametrize(
    ("raw", "spoken", "number", "display"),
    [
        ("+12133476300", "", "+12133476300", "213-347-6300"),
        ("", "988 (call or text)", "988", "988"),
        ("+18003396993", "211 or (800) 339-6993", "+18003396993", "211"),
        ("", "(323)227-9931", "+13232279931", "323-227-9931"),
    ],
)
def test_phones_can_be_dialled_and_read(raw: str, spoken: str, number: str, display: str) -> None:
    phone = fields.phone_number(raw, spoken)
    assert phone is not None
    assert (phone.number, phone.display) == (number, display)


def test_a_key_to_press_and_no_phone_at_all() -> None:
    assert fields.press_key("(800) 854-7771, press 2") == "2"
    assert fields.press_key("(800) 854-7771, press 1 for crisis") is None
    assert fields.phone_number("", "") is None
    assert fields.phone_number("12", "") is None


def test_a_vague_date_is_the_oldest_day_it_can_mean() -> None:
    assert fields.source_day("2016-01") == date(2016, 1, 1)
    assert fields.source_day("2024") == date(2024, 1, 1)
    assert fields.source_day("n.d.") is None


@pytest.mark.parametrize(
    ("raw", "ages"),
    [
        ("CHILD/TAY", (None, 25)),
        ("ADULT", (18, None)),
        ("ADULT/OLDER ADULT", (18, None)),
        ("OLDER ADULT", (60, None)),
        ("CHILD", (None, 17)),
        ("ADULT/CHILD/TAY", (None, None)),
        ("ADULT/TAY", (16, None)),
        ("Ages 16-24", (16, 24)),
        ("18+, homeless or unstably housed", (18, None)),
        ("Low-income", (None, None)),
    ],
)
def test_age_groups_become_ages(raw: str, ages: tuple[int | None, int | None]) -> None:
    assert fields.age_limits(raw) == ages


def test_remarks_of_the_lists_makers_are_not_told_to_anybody() -> None:
    assert fields.eligibility_text("Single adults; other lists give 501 E 6th St and (213) 689-2190") == "Single adults"
    assert fields.eligibility_text("2018 address, no phone: confirm before sending anyone") is None
    assert fields.eligibility_text("CHILD/TAY") == "Children, ages 16-25"


def test_languages_are_known_by_code() -> None:
    assert fields.language_codes("ENGLISH, SPANISH/LATINO, K\tOREAN") == ("en", "es", "ko")
    assert fields.language_codes("140+ languages") == ()


def test_one_door_has_one_key_however_its_street_is_written() -> None:
    assert street_key("545 S. San Pedro St.") == street_key("545 South San Pedro Street, Suite 2") == "545|san pedro"
    assert street_key("call for location") == ""


def test_coordinates_that_agree_with_their_zip_stay() -> None:
    placed = place("x", "Los Angeles", "90013", 34.043, -118.244, POINTS)
    assert (placed.latitude, placed.repaired) == (34.043, None)


def test_of_zip_and_coordinates_the_one_that_fits_the_city_is_right() -> None:
    wrong_zip = place("x", "El Monte", "90031", 34.0786, -118.0445, POINTS)
    assert (wrong_zip.zip, wrong_zip.latitude, wrong_zip.repaired) == ("91731", 34.0786, "zip")
    wrong_point = place("x", "Los Angeles", "90013", 33.70, -118.29, POINTS)
    assert (wrong_point.zip, wrong_point.latitude, wrong_point.repaired) == ("90013", 34.0447, "coordinates")


def test_walk_in_rules_are_told_apart_from_hours() -> None:
    assert needs.hours_and_access('MON - FRI 9:00\tAM - 5:00\tP\t"M; walk-in: BY REFERRAL ONLY') == (
        "MON - FRI 9:00AM - 5:00PM",
        {"referral_only"},
    )
    assert needs.hours_and_access("24 HOURS; walk-in: 24 HOURS") == ("24 HOURS", {"walk_ins"})
    assert needs.hours_and_access("CONTACT PROVIDER; walk-in: CONTACT PROVIDER") == (None, set())
    assert needs.hours_and_access('MON - F\tRI 8:00 AM\t-\t5:00\t12:00 PM\t"M') == (None, set())


SERVICES = """sid,name,categories,address,city,state,zip,lat,lon,phone,phone_text,url,hours,hours_json,languages,eligibility,spa,source,source_date
lms-1,Union Rescue Mission,housing,545 S. San Pedro St.,Los Angeles,CA,90013,34.043114,-118.244858,+12133476300,,,"Monday through Sunday, 24 hours per day.",,,,4,List A,2013-06-01
lms-2,Union Rescue Mission Inc,food,"545 South San Pedro Street, Floor 2",Los Angeles,CA,90013,34.0432,-118.2448,+12133476300,,,,,,,4,List B,2026-04
lms-3,Secret Shelter,housing|domestic_violence,1 Hidden Way,Los Angeles,CA,90013,34.04,-118.24,+12135550000,,,,,,,4,List A,2013
lms-4,Church Pantry,housing|food,9 Main St.,Los Angeles,CA,90013,34.04,-118.24,+12135550001,,,,,,,4,List A,2013
lms-5,,food,9 Main St.,Los Angeles,CA,90013,34.04,-118.24,+12135550001,,,,,,,4,List A,2013
lms-6,Far Away,food,9 Main St.,Los Angeles,CA,90013,north,-118.24,+12135550001,,,,,,,4,List A,2013
"""


def test_a_list_in_its_own_layout_can_be_imported(sqlite_database: Database, clock: FixedClock, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(SERVICES)
    report = import_path(sqlite_database, tmp_path / "list.csv", clock, zip_points=POINTS)
    assert report.added == 2
    assert [(fault.line, fault.field) for fault in report.faults] == [(6, "name"), (7, "lat")]
    with sqlite_database.read() as db_session:
        rows = list(db_session.scalars(select(DirectoryEntry).order_by(DirectoryEntry.need)))
    assert {(row.need, row.card["name"]) for row in rows} == {
        ("food", "Church Pantry"),
        ("food", "Union Rescue Mission"),
        ("housing", "Union Rescue Mission"),
    }
    rescue = next(row for row in rows if row.need == "housing")
    assert rescue.assured_date == date(2026, 4, 1)
    assert rescue.card["hours_day"] == "2013-06-01"
    again = import_path(sqlite_database, tmp_path / "list.csv", clock, zip_points=POINTS)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 2)


@pytest.mark.parametrize(
    "name",
    [
        "Our House Shelter Administrative Office",
        "Emotional Health Association-Share",
        "Volunteers of America - San Julian Access Center",
        "West Adams FamilySource Center",
    ],
)
def test_an_office_that_helps_to_find_housing_is_told_from_a_shelter(name: str) -> None:
    assert needs.without_beds(name, "")


@pytest.mark.parametrize(
    "name",
    [
        "Lancaster Community Shelter for the Homeless",
        "Union Rescue Mission",
        "Angelus Inn",
        "Downtown Women's Center",
        "La Posada",
        "CRI-Help Pfleger",
    ],
)
def test_a_place_with_beds_is_known_by_its_name(name: str) -> None:
    assert not needs.without_beds(name, "")


@pytest.mark.parametrize(
    ("name", "eligibility", "conditions"),
    [
        ("California Hispanic Commission on Alcohol & Drug Abuse shelter", "", {"recovery"}),
        ("CRI-Help Socorro", "Detox and residential", {"recovery"}),
        ("Midnight Mission", "Adults; meals, showers, recovery", set()),
        ("Union Station Family Center", "", {"families_only"}),
        ("Union Rescue Mission", "Adults and families", {"takes_families"}),
        ("Union Station - Adult Center", "", {"adults_only"}),
        ("Weingart Center", "Single adults", {"adults_only"}),
        ("Homeless Shelter for Women and Children", "", {"takes_families"}),
    ],
)
def test_whose_bed_it_is_stands_in_the_name_or_the_eligibility(
    name: str, eligibility: str, conditions: set[str]
) -> None:
    assert needs.who_sleeps_there(name, eligibility) == conditions
