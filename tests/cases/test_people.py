"""People are found by their number, kept in sealed columns, and their opt-out is honoured."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from bot.cases.models import AuditEvent, Person
from bot.cases.people import People
from bot.cases.store import Cases
from bot.db import Database
from bot.errors import InvalidInput, NotFound

PHONE = "+13235550100"


def test_a_new_number_becomes_a_person_and_is_found_again(people: People) -> None:
    made = people.get_or_create("sms", PHONE, "es")

    assert people.find("sms", PHONE) == made
    assert people.find_by_pseudonym(made.pseudonym) == made
    assert made.address == PHONE
    assert made.preferred_language == "es"
    assert not made.language_chosen
    assert not made.introduced
    assert not made.opted_out


def test_a_number_nobody_has_texted_from_is_nobody(people: People) -> None:
    assert people.find("sms", PHONE) is None
    assert people.find_by_pseudonym("no-such-pseudonym") is None
    with pytest.raises(NotFound):
        people.get("no-such-id")


def test_twenty_first_texts_at_once_make_one_person(people: People, database: Database) -> None:
    with ThreadPoolExecutor(20) as pool:
        made = list(pool.map(lambda _: people.get_or_create("sms", PHONE, "en"), range(20)))

    assert len({person.id for person in made}) == 1
    with database.read() as db_session:
        assert db_session.scalar(select(func.count()).select_from(Person)) == 1


def test_whatsapp_and_sms_from_one_number_are_one_person_answered_where_they_wrote_last(people: People) -> None:
    by_sms = people.get_or_create("sms", PHONE, "en")
    by_whatsapp = people.get_or_create("whatsapp", PHONE, "en")

    assert by_whatsapp.id == by_sms.id
    assert people.get(by_sms.id).channel == "whatsapp"


def test_a_web_session_that_looks_like_a_number_is_somebody_else(people: People) -> None:
    assert people.get_or_create("web", PHONE, "en").id != people.get_or_create("sms", PHONE, "en").id


def test_an_unknown_channel_is_refused(people: People) -> None:
    with pytest.raises(InvalidInput):
        people.get_or_create("fax", PHONE, "en")


def test_a_language_asked_for_stays_asked_for(people: People) -> None:
    person = people.get_or_create("sms", PHONE, "en")

    people.set_language(person.id, "es", chosen=True)
    people.set_language(person.id, "en", chosen=False)

    seen = people.get(person.id)
    assert seen.preferred_language == "en"
    assert seen.language_chosen


def test_a_name_is_tidied_kept_and_forgotten_on_request(people: People) -> None:
    person = people.get_or_create("sms", PHONE, "en")

    people.set_name(person.id, "  María   José ")
    assert people.get(person.id).name == "María José"

    people.set_name(person.id, None)
    assert people.get(person.id).name is None


def test_place_and_introduction_are_remembered(people: People) -> None:
    person = people.get_or_create("sms", PHONE, "en")

    people.set_place(person.id, "90011", 6)
    assert people.mark_introduced(person.id) is True
    assert people.mark_introduced(person.id) is False, "of two texts at once one is answered with our name"

    seen = people.get(person.id)
    assert (seen.zip, seen.spa, seen.introduced) == ("90011", 6, True)


def test_opting_out_counts_once_until_opting_in(people: People, database: Database) -> None:
    person = people.get_or_create("sms", PHONE, "en")

    assert people.opt_out(person.id) is True
    assert people.opt_out(person.id) is False
    assert people.get(person.id).opted_out
    assert people.opt_in(person.id) is True
    assert people.opt_in(person.id) is False
    assert not people.get(person.id).opted_out
    with database.read() as db_session:
        told = db_session.scalars(select(AuditEvent.what).order_by(AuditEvent.id)).all()
    assert told == ["person.opted_out", "person.opted_in"]


def test_somebody_erased_in_the_same_turn_is_passed_over(people: People, cases: Cases) -> None:
    person = people.get_or_create("sms", PHONE, "en")
    cases.erase(person.id)

    people.set_language(person.id, "es", chosen=True)
    people.mark_introduced(person.id)
    assert people.find("sms", PHONE) is None
    with pytest.raises(NotFound):
        people.opt_out(person.id)


def test_an_opt_out_outlives_erasure_until_the_person_asks_for_texts_again(people: People, cases: Cases) -> None:
    person = people.get_or_create("sms", PHONE, "en")
    people.opt_out(person.id)
    cases.erase(person.id)

    returned = people.get_or_create("sms", PHONE, "en")
    assert returned.id != person.id
    assert returned.opted_out

    people.opt_in(returned.id)
    cases.erase(returned.id)
    assert not people.get_or_create("sms", PHONE, "en").opted_out
