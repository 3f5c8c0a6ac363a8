"""Words go after their time, cases after theirs, and people of whom nothing is heard."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.cases.keeping import SuppressedAddress
from bot.cases.messages import Messages
from bot.cases.models import Case, Person, Task
from bot.cases.outside_copies import OutsideCopies
from bot.cases.people import People
from bot.cases.retention import Purged, Retention
from bot.cases.store import Cases
from bot.clock import FixedClock
from bot.db import Base, Database
from bot.messaging.models import ConsoleText, OutboxMessage
from bot.messaging.outbox import enqueue_typed
from bot.privacy.encryption import Vault

PHONE = "+13235550177"


@pytest.fixture
def retention(database: Database, vault: Vault, clock: FixedClock) -> Retention:
    return Retention(database, vault, clock, body_days=30, case_days=730)


@pytest.fixture
def person_id(people: People, messages: Messages) -> str:
    """Somebody who has just texted and was answered."""
    person = people.get_or_create("sms", PHONE, "es")
    recorded = messages.record_inbound(person.id, "sms", "SM1", "busco cama", 0)
    messages.record_reply(recorded.message_id, ["tres lugares"], "dialogue", "answered", "es")
    return person.id


def add_outbox(database: Database, vault: Vault, clock: FixedClock, person_id: str, key: str, state: str) -> None:
    with database.write() as db_session:
        enqueue_typed(db_session, vault, clock, person_id=person_id, body="recordatorio", dedupe_key=key)
        db_session.flush()
        row = db_session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key == key)).one()
        row.state = state


def test_words_stay_for_thirty_days_and_no_longer(
    retention: Retention, messages: Messages, person_id: str, clock: FixedClock
) -> None:
    clock.instant += timedelta(days=30)
    assert retention.purge().words == 0
    clock.instant += timedelta(seconds=1)
    assert retention.purge().words == 1
    (kept,) = messages.history(person_id)
    assert (kept.body, kept.replies, kept.state, kept.route) == (None, [], "answered", "dialogue")
    assert retention.purge().words == 0


def test_outbox_texts_lose_theirs_too_but_never_one_that_still_has_to_go_out(
    retention: Retention, cases: Cases, person_id: str, database: Database, vault: Vault, clock: FixedClock
) -> None:
    for key, state in (("a", "sent"), ("b", "cancelled"), ("c", "pending")):
        add_outbox(database, vault, clock, person_id, key, state)
    clock.instant += timedelta(days=31)
    assert retention.purge().words == 3
    bodies = {text["state"]: text["body"] for text in cases.everything_about(person_id)["outbox"]}
    assert bodies == {"sent": None, "cancelled": None, "pending": "recordatorio"}


def test_what_the_simulator_shows_goes_with_the_words(
    retention: Retention, database: Database, vault: Vault, clock: FixedClock
) -> None:
    with database.write() as db_session:
        db_session.add(ConsoleText(message_id="m", address_hash="h", body_sealed=b"x", at=clock.now()))
    clock.instant += timedelta(days=31)
    retention.purge()
    with database.read() as db_session:
        assert db_session.scalar(select(func.count()).select_from(ConsoleText)) == 0


def test_a_closed_case_goes_with_all_its_needs_and_referrals_and_a_running_one_stays(
    retention: Retention, cases: Cases, people: People, person_id: str, database: Database, clock: FixedClock
) -> None:
    closed = cases.open_case(person_id)
    cases.record_needs(closed, ["food"], False, "es")
    cases.record_referrals(closed, "food", [("sal-1", 0.4)], "es")
    with database.write() as db_session:
        case = db_session.get_one(Case, closed)
        case.status, case.closed_at = "closed", clock.now()
    clock.instant += timedelta(days=729)
    running = cases.open_case(person_id)
    cases.record_needs(running, ["housing"], False, "es")
    with database.write() as db_session:
        db_session.get_one(Person, person_id).last_inbound_at = clock.now()
    assert retention.purge().cases == 0
    clock.instant += timedelta(days=2)
    assert retention.purge().cases == 1
    held = cases.everything_about(person_id)
    assert [need["code"] for need in held["needs"]] == ["housing"]
    assert held["referrals"] == []
    assert [case["id"] for case in held["cases"]] == [running]


def test_a_person_of_whom_nothing_is_heard_goes_entirely_and_an_opt_out_is_remembered(
    retention: Retention, people: People, cases: Cases, person_id: str, database: Database, clock: FixedClock
) -> None:
    cases.open_case(person_id)
    people.opt_out(person_id)
    clock.instant += timedelta(days=731)
    assert retention.purge() == Purged(words=1, cases=0, people=1, provider_days=30)
    assert people.find("sms", PHONE) is None
    with database.read() as db_session:
        assert db_session.scalar(select(func.count()).select_from(SuppressedAddress)) == 1
    assert people.get_or_create("sms", PHONE, "es").opted_out


def test_a_person_whose_task_is_open_or_was_worked_on_stays(
    retention: Retention, people: People, cases: Cases, person_id: str, database: Database, clock: FixedClock
) -> None:
    def task(number: int, status: str, at: datetime) -> Task:
        return Task(
            number=number, case_id=case_id, kind="callback", status=status, needs=[], language="es",
            created_at=at, updated_at=at,
        )  # fmt: skip

    case_id = cases.open_case(person_id)
    with database.write() as db_session:
        db_session.add(task(1, "requested", clock.now()))
    clock.instant += timedelta(days=731)
    assert retention.purge().people == 0
    with database.write() as db_session:
        db_session.scalars(select(Task)).one().status = "completed"
        db_session.add(task(2, "completed", clock.now()))
    assert retention.purge().people == 0
    clock.instant += timedelta(days=731)
    assert retention.purge().people == 1


def test_each_day_over_its_time_is_asked_gone_at_the_provider_once(
    retention: Retention, database: Database, vault: Vault, clock: FixedClock
) -> None:
    asked: list[str] = []
    copies = OutsideCopies(database, vault, clock, {"provider_day": asked.append})
    assert retention.purge().provider_days == 30
    assert retention.purge().provider_days == 0
    clock.instant += timedelta(days=3)
    assert retention.purge().provider_days == 3
    while copies.run_once():
        pass
    assert max(asked) == (clock.now() - timedelta(days=31)).date().isoformat()
    assert len(asked) == len(set(asked)) == 33


def test_every_table_that_hangs_on_a_person_is_found_by_erasure() -> None:
    hanging = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(key.column.table.name in ("person", "case", "task") for key in table.foreign_keys)
    }
    assert {"case", "task", "need", "referral", "consent", "message", "outbox_message", "attempt"} <= hanging
