"""A key can be changed under everything that is sealed, while it is used."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import LargeBinary, select

from bot.cases.messages import Messages
from bot.cases.models import Person
from bot.cases.people import People
from bot.cases.store import Cases
from bot.clock import FixedClock
from bot.db import Base, Database
from bot.messaging.console_sender import ConsoleSender
from bot.messaging.outbox import enqueue_typed
from bot.privacy.encryption import SealBroken, Vault
from bot.privacy.resealing import count_by_key, reseal, sealed_columns


def keys(*numbers: int) -> str:
    named = [f"k{number}:{base64.b64encode(bytes([number]) * 32).decode()}" for number in numbers]
    return ",".join([*named, f"lookup:{base64.b64encode(bytes([9]) * 32).decode()}"])


OLD, BOTH, NEW = Vault(keys(1)), Vault(keys(2, 1)), Vault(keys(2))


@pytest.fixture
def filled(database: Database, clock: FixedClock) -> Database:
    """Five people with a name, a text, a reply, an outbox text and a text shown in the simulator."""
    people, messages = People(database, OLD, clock), Messages(database, OLD, clock)
    for number in range(5):
        person = people.get_or_create("sms", f"+1323555010{number}", "en")
        people.set_name(person.id, f"Name {number}")
        recorded = messages.record_inbound(person.id, "sms", f"SM{number}", f"words {number}", 0)
        messages.record_reply(recorded.message_id, [f"reply {number}"], "dialogue", "answered", "en")
        ConsoleSender(database, OLD, clock).send(person.address, f"shown {number}", f"m-{number}")
        with database.write() as db_session:
            enqueue_typed(db_session, OLD, clock, person_id=person.id, body=f"later {number}", dedupe_key=f"d{number}")
    return database


def under(database: Database, key_id: str) -> int:
    return sum(by_key.get(key_id, 0) for by_key in count_by_key(database).values())


def test_everything_is_sealed_again_and_the_old_key_may_go(filled: Database, clock: FixedClock) -> None:
    before = under(filled, "k1")
    assert before == 30
    done = {each.column: each.values for each in reseal(filled, BOTH, batch=2) if each.values}
    assert done == {
        "console_text.body_sealed": 5, "message.body_sealed": 5, "message.replies_sealed": 5,
        "outbox_message.body_sealed": 5, "person.address_sealed": 5, "person.name_sealed": 5,
    }  # fmt: skip
    assert (under(filled, "k1"), under(filled, "k2")) == (0, before)
    person = People(filled, NEW, clock).find("sms", "+13235550103")
    assert person is not None and person.name == "Name 3"
    held = Cases(filled, NEW, clock).everything_about(person.id)
    assert (held["messages"][0]["body"], held["messages"][0]["replies"]) == ("words 3", ["reply 3"])
    assert held["outbox"][0]["body"] == "later 3"
    assert ConsoleSender(filled, NEW, clock).texts_to(person.address)[0].body == "shown 3"


def test_it_goes_on_where_it_was_stopped(filled: Database) -> None:
    for done in reseal(filled, BOTH, batch=2):
        if done.column == "message.body_sealed":
            break
    left = under(filled, "k1")
    assert 0 < left < 30
    assert sum(each.values for each in reseal(filled, BOTH)) == left
    assert sum(each.values for each in reseal(filled, BOTH)) == 0


def test_a_value_no_key_opens_is_left_counted_and_stops_nothing(filled: Database) -> None:
    with filled.write() as db_session:
        person = db_session.scalars(select(Person).order_by(Person.id)).first()
        assert person is not None
        person.name_sealed = Vault(keys(7)).seal("else", f"person.name:{person.id}")
    done = {each.column: (each.values, each.broken) for each in reseal(filled, BOTH, batch=2)}
    assert done["person.name_sealed"] == (4, 1)
    assert count_by_key(filled)["person.name_sealed"] == {"k2": 4, "k7": 1}


def test_what_is_written_meanwhile_is_not_lost(filled: Database, clock: FixedClock) -> None:
    people = People(filled, BOTH, clock)
    with filled.read() as db_session:
        ids = list(db_session.scalars(select(Person.id)))

    def rename(number: int) -> None:
        people.set_name(ids[number % 5], f"Renamed {number % 5}")

    with ThreadPoolExecutor(4) as pool:
        renaming = [pool.submit(rename, number) for number in range(20)]
        list(reseal(filled, BOTH, batch=1))
        for one in renaming:
            one.result()
    names = {People(filled, NEW, clock).get(person_id).name for person_id in ids}
    assert names == {f"Renamed {number}" for number in range(5)}


def test_without_the_new_key_nothing_opens_any_more(filled: Database, clock: FixedClock) -> None:
    list(reseal(filled, BOTH))
    with pytest.raises(SealBroken):
        People(filled, OLD, clock).find("sms", "+13235550103")


def test_every_column_that_holds_bytes_is_a_sealed_one() -> None:
    bytes_held = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert {each.name for each in sealed_columns()} == bytes_held
