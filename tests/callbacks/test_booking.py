"""A booking is one promise: task, consent and audit together, and never two for one person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.callbacks.booking import Booking
from bot.callbacks.casework import Casework
from bot.callbacks.tasks import Tasks
from bot.cases.accounts import Accounts
from bot.cases.consents import wording
from bot.cases.models import AuditEvent, Consent, Task
from bot.cases.people import People
from bot.cases.store import Cases
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import InvalidInput, NotFound
from bot.privacy.encryption import Vault

THREE = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def booking(database: Database, vault: Vault, clock: FixedClock) -> Booking:
    return Booking(database, vault, clock)


@pytest.fixture
def tasks(database: Database, vault: Vault, clock: FixedClock) -> Tasks:
    return Tasks(database, vault, clock)


@pytest.fixture
def person_id(people: People) -> str:
    return people.get_or_create("sms", "+13235550100", "es").id


def test_a_booking_is_a_requested_task_with_consent(
    booking: Booking, people: People, cases: Cases, person_id: str, tasks: Tasks
) -> None:
    booked = booking.book(person_id, ["food", "housing"], "es", 6, "90011", THREE, THREE + HOUR, "Lupe")

    assert (booked.kind, booked.status, booked.needs) == ("callback", "requested", ("housing", "food"))
    assert (booked.window_start, booked.window_end) == (THREE, THREE + HOUR)
    assert (booked.language, booked.spa, booked.zip) == ("es", 6, "90011")
    assert people.get(person_id).name == "Lupe"
    assert tasks.open_callback(person_id) == booked
    (consent,) = cases.everything_about(person_id)["consents"]
    assert (consent["kind"], consent["granted"], consent["wording_version"], consent["language"]) == (
        "callback", True, wording("callback", "es")[0], "es",
    )  # fmt: skip


def test_a_second_booking_moves_the_first(
    casework: Casework,
    booking: Booking,
    person_id: str,
    tasks: Tasks,
    accounts: Accounts,
    people: People,
    database: Database,
) -> None:
    chw = accounts.add("rosa@example.org", "correct horse battery", "chw")
    first = booking.book(person_id, ["food"], "es", 6, "90011", THREE, THREE + HOUR, "Lupe")
    casework.claim(first.id, chw.id, first.version)

    moved = booking.book(person_id, [], "en", None, None, THREE + 24 * HOUR, THREE + 25 * HOUR, None)

    assert moved.number == first.number
    assert moved.window_start == THREE + 24 * HOUR
    assert (moved.needs, moved.spa, moved.zip, moved.language) == (("food",), 6, "90011", "en")
    assert moved.assignee_email == chw.email
    assert moved.version > first.version
    assert people.get(person_id).name == "Lupe"
    with database.read() as db_session:
        told = db_session.scalars(
            select(AuditEvent.what).where(AuditEvent.entity_type == "task").order_by(AuditEvent.id)
        ).all()
        assert db_session.scalar(select(func.count()).select_from(Consent)) == 2
    assert told == ["task.created", "task.claimed", "task.rescheduled"]


def test_parallel_bookings_of_one_person_leave_one_callback(
    booking: Booking, person_id: str, database: Database
) -> None:
    def book(hour: int) -> int:
        start = THREE + hour * HOUR
        return booking.book(person_id, ["food"], "es", 6, None, start, start + HOUR, None).number

    with ThreadPoolExecutor(10) as pool:
        numbers = set(pool.map(book, range(10)))

    assert len(numbers) == 1
    with database.read() as db_session:
        assert db_session.scalar(select(func.count()).select_from(Task)) == 1


def test_after_a_callback_closed_the_next_booking_is_a_new_task(booking: Booking, person_id: str, tasks: Tasks) -> None:
    first = booking.book(person_id, ["food"], "es", 6, None, THREE, THREE + HOUR, None)
    tasks.cancel_open(person_id)

    assert booking.book(person_id, ["food"], "es", 6, None, THREE, THREE + HOUR, None).number != first.number


def test_an_urgent_need_makes_an_urgent_callback(booking: Booking, cases: Cases, person_id: str) -> None:
    cases.record_needs(cases.open_case(person_id), ["housing"], True, "es")

    assert booking.book(person_id, ["housing"], "es", 6, None, THREE, THREE + HOUR, None).priority == "urgent"


def test_windows_that_cannot_be_and_people_who_are_not_are_refused_without_a_trace(
    booking: Booking, person_id: str, database: Database
) -> None:
    long_ago = THREE - timedelta(days=30)
    for start, end in [(THREE, THREE), (THREE, THREE - HOUR), (long_ago, long_ago + HOUR)]:
        with pytest.raises(InvalidInput):
            booking.book(person_id, ["food"], "es", 6, None, start, end, "Lupe")
    naive = THREE.replace(tzinfo=None)
    with pytest.raises(InvalidInput):
        booking.book(person_id, ["food"], "es", 6, None, naive, naive + HOUR, "Lupe")
    with pytest.raises(NotFound):
        booking.book("nobody", ["food"], "es", 6, None, THREE, THREE + HOUR, "Lupe")
    with database.read() as db_session:
        assert db_session.scalar(select(func.count()).select_from(Task)) == 0
        assert db_session.scalar(select(func.count()).select_from(Consent)) == 0
