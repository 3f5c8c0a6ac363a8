"""A case gathers needs and referrals; all of it can be shown, and all of it can be erased."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.cases.messages import Messages
from bot.cases.models import AuditEvent, Case
from bot.cases.people import People
from bot.cases.store import Cases
from bot.clock import FixedClock
from bot.db import Base, Database
from bot.errors import InvalidInput, NotFound
from bot.privacy.encryption import Vault

PHONE = "+13235550177"
NAME = "Canaria Pajarez"
BODY = "busco cama canaria esta noche"


@pytest.fixture
def person_id(people: People) -> str:
    return people.get_or_create("sms", PHONE, "es").id


def test_at_most_one_case_is_open(cases: Cases, person_id: str, database: Database) -> None:
    with ThreadPoolExecutor(12) as pool:
        opened = set(pool.map(lambda _: cases.open_case(person_id), range(12)))

    assert len(opened) == 1
    with database.read() as db_session:
        assert db_session.scalar(select(func.count()).select_from(Case)) == 1


def test_after_closing_a_new_case_opens(cases: Cases, person_id: str, database: Database) -> None:
    first = cases.open_case(person_id)
    with database.write() as db_session:
        db_session.get_one(Case, first).status = "closed"

    assert cases.open_case(person_id) != first


def test_a_need_stated_twice_is_one_need_and_stays_urgent(cases: Cases, person_id: str) -> None:
    case_id = cases.open_case(person_id)
    cases.record_needs(case_id, ["housing", "food"], True, "es", "90011", 6)
    cases.record_needs(case_id, ["housing"], False, "en")

    needs = {need["code"]: need for need in cases.everything_about(person_id)["needs"]}
    assert set(needs) == {"housing", "food"}
    assert needs["housing"]["urgent"] is True
    assert needs["housing"]["zip"] == "90011"
    assert needs["housing"]["language"] == "es"


def test_codes_outside_the_taxonomy_are_refused(cases: Cases, person_id: str) -> None:
    case_id = cases.open_case(person_id)
    with pytest.raises(InvalidInput):
        cases.record_needs(case_id, ["housing", "castles"], False, "en")
    with pytest.raises(InvalidInput):
        cases.record_referrals(case_id, "castles", [("sal-1", 0.4)], "en")
    with pytest.raises(NotFound):
        cases.record_needs("no-case", ["housing"], False, "en")
    assert cases.everything_about(person_id)["needs"] == []


def test_the_same_place_offered_again_is_one_referral(cases: Cases, person_id: str) -> None:
    case_id = cases.open_case(person_id)

    assert cases.record_referrals(case_id, "food", [("sal-1", 0.4), ("sal-2", None)], "es") == 2
    assert cases.record_referrals(case_id, "food", [("sal-2", None), ("sal-3", 2.0)], "es") == 1
    assert [r["service_at_location_id"] for r in cases.everything_about(person_id)["referrals"]].count("sal-2") == 1


def test_everything_about_a_person_is_shown_in_clear_and_the_view_is_audited(
    cases: Cases, people: People, messages: Messages, person_id: str, database: Database
) -> None:
    people.set_name(person_id, NAME)
    recorded = messages.record_inbound(person_id, "sms", "SM1", BODY, 0)
    messages.record_reply(recorded.message_id, ["Aquí hay tres lugares"], "dialogue", "answered", "es")

    held = json.loads(json.dumps(cases.everything_about(person_id, actor="account:7")))

    assert held["person"]["phone"] == PHONE
    assert held["person"]["name"] == NAME
    assert held["messages"][0]["body"] == BODY
    assert held["messages"][0]["replies"] == ["Aquí hay tres lugares"]
    with database.read() as db_session:
        viewed = db_session.scalars(select(AuditEvent).where(AuditEvent.what == "person.viewed")).one()
    assert (viewed.actor, viewed.entity_id) == ("account:7", person_id)


def test_erasure_leaves_no_row_but_the_audit_trail(
    cases: Cases, people: People, messages: Messages, person_id: str, database: Database
) -> None:
    case_id = cases.open_case(person_id)
    cases.record_needs(case_id, ["food"], False, "es")
    cases.record_referrals(case_id, "food", [("sal-1", 0.4)], "es")
    messages.record_inbound(person_id, "sms", "SM1", BODY, 0)

    gone = cases.erase(person_id)

    assert {table: rows for table, rows in gone.items() if rows} == {
        "referral": 1, "need": 1, "case": 1, "message": 1, "person": 1, "person_step": 2,
    }  # fmt: skip
    assert people.find("sms", PHONE) is None
    with database.read() as db_session:
        left = {
            table.name: db_session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }
    assert {name for name, rows in left.items() if rows} - {"outside_copy", "tally"} == {"audit_event", "audit_head"}
    with pytest.raises(NotFound):
        cases.erase(person_id)


def test_phone_name_and_words_are_nowhere_in_the_file(
    sqlite_database: Database, vault: Vault, clock: FixedClock
) -> None:
    people, messages = People(sqlite_database, vault, clock), Messages(sqlite_database, vault, clock)
    person = people.get_or_create("sms", PHONE, "es")
    people.set_name(person.id, NAME)
    recorded = messages.record_inbound(person.id, "sms", "SM1", BODY, 0)
    messages.record_reply(recorded.message_id, ["respuesta canaria"], "dialogue", "answered", "es")

    file = Path(sqlite_database.engine.url.database or "")
    raw = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))

    assert person.id.encode() in raw, "the rows are in these bytes"
    for canary in (PHONE, PHONE[2:], NAME, "Canaria", BODY, "respuesta canaria"):
        assert canary.encode() not in raw
        assert canary.encode("utf-16-le") not in raw
