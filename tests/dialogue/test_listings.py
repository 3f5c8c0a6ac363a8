"""Lists and details of services: what they say, and that no reply ever costs more than three parts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.listings import REPLY_LIMIT, say_detail, say_hours, say_services
from bot.i18n import LANGUAGES, Language, render
from bot.messaging.segments import count, gsm7_safe
from bot.needs.taxonomy import NEEDS

LETTERS = st.text(alphabet="abcdefghijklmnñopqrstuvwxyzáéíóúü &'-.,()0123456789ABCÑ", min_size=1, max_size=160)


def service(number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "number": number, "need": "food", "name": "Union Rescue Mission", "organization": "Union Rescue Mission",
        "address": "545 South San Pedro Street, Los Angeles", "city": "Los Angeles", "phone": "213-347-6300",
        "extension": None, "miles": 0.3, "countywide": False, "call_first": False, "open_now": None, "spans": [],
        "next_open": None, "hours_text": None, "eligibility": None, "url": None, "assured_date": "2026-01-01", **more,
    }  # fmt: skip


def listed(*services: dict[str, Any], language: Language = "en", **more: Any) -> str:
    arguments = {
        "groups": [{"need": "food", "services": list(services)}],
        "place": "90013",
        "footer": "services_footer",
    }
    return say_services("utter_services", language, {**arguments, **more})


def test_a_line_has_number_name_distance_phone_and_address() -> None:
    assert "1) Union Rescue Mission, 0.3 mi, 213-347-6300, 545 South San Pedro Street, Los Angeles" in listed(service())


def test_a_telephone_line_has_no_distance_and_its_key() -> None:
    line = listed(service(countywide=True, miles=None, address=None, extension="2"))
    assert "213-347-6300 ext 2" in line
    assert " mi" not in line


def test_a_place_without_a_telephone_keeps_its_address() -> None:
    crowded = [service(n, phone=None, name="A very long name of a service of the county " * 2) for n in (1, 2, 3)]
    assert listed(*crowded).count("545 South") == 3


@pytest.mark.parametrize(
    ("near", "page", "words"),
    [
        (True, 0, "Food near 90013:"),
        (True, 1, "More near 90013, food:"),
        (False, 0, "Food: I have none near 90013, but these help all of LA County:"),
        (False, 1, "Food, anywhere in LA County:"),
    ],
)
def test_the_heading_says_what_is_near_and_what_is_not(near: bool, page: int, words: str) -> None:
    assert words in listed(service(countywide=not near), page=page)


def test_a_name_is_cut_at_a_word_that_can_stand_last() -> None:
    line = listed(service(name="Reentry Legal Clinic and reentry homes for families of the county"))
    assert "Reentry Legal Clinic and reentry homes, " in line


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ({"open_now": True, "spans": [["00:00", "23:59"]]}, "open 24 hours"),
        ({"open_now": True, "spans": [["08:00", "12:00"], ["13:00", "17:00"]]}, "open till 5:00 pm"),
        ({"open_now": False, "spans": [["17:00", "18:00"]], "next_open": "2026-11-30T17:00:00-08:00"}, "opens 5:00 pm"),
        ({"open_now": False, "spans": [], "next_open": "2026-12-02T09:00:00-08:00"}, "opens Wednesday 9:00 am"),
        ({"hours_text": "Mon-Fri 9-5"}, ""),
        ({}, ""),
    ],
)
def test_hours_in_words(hours: dict[str, Any], words: str) -> None:
    assert say_hours(service(**hours), "en") == words


@pytest.mark.parametrize(
    ("call_first", "assured", "words"),
    [
        (False, "2026-01-01", None),
        (True, "2010-05-01", "Info from 2010, so call first."),
        (True, "2026-01-01", "Hours may have changed, so call first."),
        (True, None, "Hours may have changed, so call first."),
    ],
)
def test_a_detail_says_to_call_first_and_why(call_first: bool, assured: str | None, words: str | None) -> None:
    found = service(call_first=call_first, assured_date=assured)
    detail = say_detail("utter_service_detail", "en", {"service": found, "year": 2026})
    assert ("call first" in detail) is call_first
    assert words is None or words in detail


def test_a_detail_in_spanish_is_spanish_but_for_what_others_wrote() -> None:
    found = service(
        open_now=True,
        spans=[["08:00", "17:00"]],
        week=[["WEEKLY", [[None, day] for day in range(5)], "08:00", "17:00"]],
        eligibility="Adults, older adults",
        reasons=["walk_ins", "needs_id"],
        extension="2",
    )
    detail = say_detail("utter_service_detail", "es", {"service": found})
    assert "213-347-6300 ext 2\nAbierto hasta las 5:00 pm. Lun a vie 8am a 5pm\n" in detail
    assert "Lleve ID, sin cita\nPara: adultos, personas mayores" in detail
    free = service(eligibility="Ask for Bob", hours_text="Mornings, mostly")
    detail = say_detail("utter_service_detail", "es", {"service": free})
    assert "Horario (en inglés): Mornings, mostly\nNota en inglés: Ask for Bob" in detail


def test_what_does_not_fit_a_detail_is_left_out_whole() -> None:
    found = service(
        name="A" * 79, address="B" * 200, eligibility="Words " * 60, call_first=True, reasons=["needs_id"],
        week=[["WEEKLY", [[None, day]], f"0{day + 1}:15", "17:45"] for day in range(3)],
    )  # fmt: skip
    detail = say_detail("utter_service_detail", "en", {"service": found, "year": 2026})
    assert "Bring ID" in detail
    assert "Note:" not in detail
    assert detail.endswith("text CALL ME.")


def test_a_detail_asks_nothing_in_the_middle_of_a_question() -> None:
    offer = render("service_detail_footer", "en")
    assert offer in say_detail("utter_service_detail", "en", {"service": service()})
    assert offer not in say_detail("utter_service_detail", "en", {"service": service(), "offer": False})


@st.composite
def services(draw: st.DrawFn) -> dict[str, Any]:
    return service(
        draw(st.integers(1, 99)),
        name=draw(LETTERS),
        address=draw(st.none() | LETTERS),
        phone=draw(st.none() | st.just("323-555-0100")),
        extension=draw(st.none() | st.just("2")),
        countywide=draw(st.booleans()),
        open_now=draw(st.booleans()),
        spans=draw(st.sampled_from([[], [["00:00", "23:59"]], [["08:00", "17:00"]]])),
        next_open=draw(st.none() | st.just("2026-12-02T09:00:00-08:00")),
        hours_text=draw(st.none() | LETTERS),
        eligibility=draw(st.none() | LETTERS),
        call_first=draw(st.booleans()),
        assured_date=draw(st.none() | st.just("2026-01-01")),
    )


@given(
    groups=st.lists(
        st.fixed_dictionaries(
            {
                "need": st.sampled_from([need.code for need in NEEDS]),
                "services": st.lists(services(), min_size=1, max_size=1),
            }
        ),
        min_size=1,
        max_size=3,
    ),
    more=st.lists(services(), max_size=2),
    language=st.sampled_from(LANGUAGES),
    place=st.none() | st.sampled_from(["90011", "Sherman Oaks", "Rancho Palos Verdes"]),
    page=st.integers(0, 5),
    urgent=st.booleans(),
    lead=st.sampled_from([None, "utter_feedback_sorry", "services_unsure_place", "utter_language_switched"]),
    footer=st.sampled_from(
        ["services_footer", "services_footer_countywide", "services_footer_no_place", "services_footer_later"]
    ),
)
def test_no_list_costs_more_than_three_parts_or_loses_its_end(
    groups: list[dict[str, Any]],
    more: list[dict[str, Any]],
    language: Language,
    place: str | None,
    page: int,
    urgent: bool,
    lead: str | None,
    footer: str,
) -> None:
    if len(groups) == 1:
        groups = [{**groups[0], "services": [*groups[0]["services"], *more]}]
    arguments = {"groups": groups, "place": place, "page": page, "urgent": urgent, "lead": lead, "footer": footer}
    text = gsm7_safe(say_services("utter_services", language, arguments))
    assert len(text) <= REPLY_LIMIT
    assert count(text).segments <= 3
    assert text.endswith(gsm7_safe(say_services("utter_services", language, {"groups": [], "footer": footer}))[-20:])


@given(found=services(), language=st.sampled_from(LANGUAGES))
def test_no_detail_costs_more_than_three_parts(found: dict[str, Any], language: Language) -> None:
    text = gsm7_safe(say_detail("utter_service_detail", language, {"service": found}))
    assert len(text) <= REPLY_LIMIT
    assert count(text).segments <= 3


def test_several_told_at_once_keep_their_numbers_and_are_told_in_brief() -> None:
    told = service(2, name="Midnight Mission", eligibility="adults only", call_first=True)
    text = say_detail("utter_service_detail", "en", {"service": told, "brief": True, "offer": False})
    assert text.startswith("2) Midnight Mission\n")
    assert len(text) < len(say_detail("utter_service_detail", "en", {"service": told, "offer": False}))
