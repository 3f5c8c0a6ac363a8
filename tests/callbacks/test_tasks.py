"""A task moves only as FHIR allows, only in the hands of who claimed it, and never over someone's change."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.callbacks.attempts import Attempts
from bot.callbacks.caseload import Caseload
from bot.callbacks.casework import Casework
from bot.callbacks.tasks import Tasks
from bot.cases.account_view import AccountView
from bot.cases.accounts import Accounts
from bot.cases.messages import Messages
from bot.cases.models import Attempt, AuditEvent
from bot.cases.people import People
from bot.cases.task_queries import QueueFilter
from bot.cases.task_status import CLOSED, OPEN, TRANSITIONS, require_transition
from bot.cases.task_view import TaskView
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import Conflict, InvalidInput, NotFound
from bot.privacy.encryption import Vault

WINDOW = (datetime(2026, 11, 24, 23, 0, tzinfo=UTC), datetime(2026, 11, 25, 0, 0, tzinfo=UTC))


@pytest.fixture
def tasks(database: Database, vault: Vault, clock: FixedClock) -> Tasks:
    return Tasks(database, vault, clock)


@pytest.fixture
def caseload(database: Database, vault: Vault, clock: FixedClock) -> Caseload:
    return Caseload(database, vault, clock)


@pytest.fixture
def person_id(people: People) -> str:
    return people.get_or_create("sms", "+13235550100", "es").id


@pytest.fixture
def rosa(accounts: Accounts) -> AccountView:
    return accounts.add("rosa@example.org", "correct horse battery", "chw")


@pytest.fixture
def luis(accounts: Accounts) -> AccountView:
    return accounts.add("luis@example.org", "correct horse battery", "chw")


@pytest.fixture
def callback(tasks: Tasks, person_id: str) -> TaskView:
    return tasks.create(person_id, "callback", needs=["food", "housing"], language="es", spa=6, window=WINDOW)


def test_numbers_are_short_and_never_used_twice(tasks: Tasks, people: People) -> None:
    ids = [people.get_or_create("sms", f"+1323555010{n}", "en").id for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda person: tasks.create(person, "follow_up", language="en", reason="x"), ids))

    assert sorted(task.number for task in made) == list(range(1, 9))


def test_claimed_attempted_reached_is_completed(
    casework: Casework, attempts: Attempts, tasks: Tasks, callback: TaskView, rosa: AccountView, database: Database
) -> None:
    claimed = casework.claim(callback.id, rosa.id, callback.version)
    assert (claimed.status, claimed.assignee_email) == ("accepted", rosa.email)

    tried = attempts.record(callback.id, rosa.id, "no_answer", None, claimed.version)
    assert (tried.status, tried.attempts) == ("in-progress", 1)

    reached = attempts.record(callback.id, rosa.id, "reached", "wants a bed", tried.version)
    assert (reached.status, reached.attempts) == ("completed", 2)
    assert tasks.get(callback.number) == reached
    assert tasks.queue() == []
    with database.read() as db_session:
        told = [
            (event.what, event.details["status"])
            for event in db_session.scalars(
                select(AuditEvent).where(AuditEvent.entity_type == "task").order_by(AuditEvent.id)
            )
        ]
        notes = db_session.scalars(select(Attempt.note_sealed)).all()
    assert told == [
        ("task.created", "requested"),
        ("task.claimed", "accepted"),
        ("task.moved", "in-progress"),
        ("task.attempted", "in-progress"),
        ("task.moved", "completed"),
        ("task.attempted", "completed"),
    ]
    assert all(note is None or b"bed" not in note for note in notes)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("reached", "completed"),
        ("no_answer", "in-progress"),
        ("left_message", "in-progress"),
        ("wrong_number", "failed"),
        ("declined", "cancelled"),
    ],
)
def test_each_outcome_leads_to_its_status(
    casework: Casework,
    attempts: Attempts,
    tasks: Tasks,
    callback: TaskView,
    rosa: AccountView,
    outcome: str,
    status: str,
) -> None:
    claimed = casework.claim(callback.id, rosa.id, callback.version)
    assert attempts.record(callback.id, rosa.id, outcome, None, claimed.version).status == status


def test_of_parallel_claims_one_wins_and_the_others_are_told(
    casework: Casework, tasks: Tasks, callback: TaskView, accounts: Accounts
) -> None:
    chws = [accounts.add(f"chw{n}@example.org", "correct horse battery", "chw") for n in range(8)]

    def claim(account: AccountView) -> str | None:
        try:
            return casework.claim(callback.id, account.id, callback.version).assignee_id
        except Conflict:
            return None

    with ThreadPoolExecutor(8) as pool:
        winners = [won for won in pool.map(claim, chws) if won]

    assert len(winners) == 1
    assert tasks.get(callback.number).assignee_id == winners[0]


def test_a_change_on_an_old_version_is_refused(
    casework: Casework, attempts: Attempts, tasks: Tasks, callback: TaskView, rosa: AccountView
) -> None:
    claimed = casework.claim(callback.id, rosa.id, callback.version)
    with pytest.raises(Conflict) as stale:
        attempts.record(callback.id, rosa.id, "reached", None, callback.version)

    assert stale.value.code == "stale_version"
    assert tasks.get(callback.number) == claimed


def test_only_who_claimed_a_task_works_it(
    casework: Casework, attempts: Attempts, tasks: Tasks, callback: TaskView, rosa: AccountView, luis: AccountView
) -> None:
    claimed = casework.claim(callback.id, rosa.id, callback.version)
    tries: list[Callable[[], TaskView]] = [
        lambda: attempts.record(callback.id, luis.id, "reached", None, claimed.version),
        lambda: casework.release(callback.id, luis.id, claimed.version),
        lambda: casework.move(callback.id, luis.id, "cancelled", claimed.version),
        lambda: casework.claim(callback.id, luis.id, claimed.version),
    ]
    for attempt in tries:
        with pytest.raises(Conflict):
            attempt()
    assert tasks.get(callback.number) == claimed


def test_a_released_task_can_be_claimed_by_another(
    casework: Casework, tasks: Tasks, callback: TaskView, rosa: AccountView, luis: AccountView
) -> None:
    claimed = casework.claim(callback.id, rosa.id, callback.version)
    released = casework.release(callback.id, rosa.id, claimed.version)

    assert (released.status, released.assignee_email) == ("requested", None)
    assert casework.claim(callback.id, luis.id, released.version).assignee_email == luis.email


def test_unknown_tasks_accounts_outcomes_and_steps_are_refused(
    casework: Casework,
    attempts: Attempts,
    tasks: Tasks,
    callback: TaskView,
    rosa: AccountView,
    accounts: Accounts,
    luis: AccountView,
) -> None:
    accounts.set_active(luis.id, False)
    with pytest.raises(NotFound):
        casework.claim("no-task", rosa.id, 1)
    with pytest.raises(NotFound):
        casework.claim(callback.id, luis.id, callback.version)
    with pytest.raises(NotFound):
        tasks.get(999)
    claimed = casework.claim(callback.id, rosa.id, callback.version)
    with pytest.raises(InvalidInput):
        attempts.record(callback.id, rosa.id, "abducted", None, claimed.version)
    with pytest.raises(InvalidInput):
        casework.move(callback.id, rosa.id, "vanished", claimed.version)
    with pytest.raises(Conflict):
        casework.move(callback.id, rosa.id, "completed", claimed.version)


def test_a_closed_task_stays_closed() -> None:
    assert set(TRANSITIONS) == OPEN | CLOSED
    for closed in CLOSED:
        for status in TRANSITIONS:
            if status == "entered-in-error" and closed != status:
                continue
            with pytest.raises(Conflict):
                require_transition(closed, status)


def test_a_repeated_crisis_does_not_open_a_second_task(tasks: Tasks, person_id: str) -> None:
    first = tasks.create(person_id, "crisis", language="es", priority="stat", reason="overdose")
    again = tasks.create(person_id, "crisis", language="es", priority="stat", reason="overdose")
    other = tasks.create(person_id, "crisis", language="es", priority="stat", reason="suicide")

    assert again.number == first.number
    assert other.number != first.number


def test_the_queue_shows_the_most_pressing_first_and_filters(
    casework: Casework, tasks: Tasks, people: People, callback: TaskView, person_id: str, rosa: AccountView
) -> None:
    crisis = tasks.create(person_id, "crisis", language="es", priority="stat", reason="overdose")
    other = people.get_or_create("sms", "+13235550101", "en").id
    later = tasks.create(other, "follow_up", language="en", spa=2, reason="rasa_down")
    casework.claim(callback.id, rosa.id, callback.version)

    def numbers(**wanted: object) -> list[int]:
        return [task.number for task in tasks.queue(QueueFilter(**wanted))]  # type: ignore[arg-type]

    assert numbers() == [crisis.number, later.number, callback.number]
    assert numbers(kinds=["callback"]) == [callback.number]
    assert numbers(assignee_id=rosa.id) == [callback.number]
    assert numbers(assignee_id="") == [crisis.number, later.number]
    assert numbers(language="en") == [later.number]
    assert numbers(spas=[6]) == [callback.number]
    assert numbers(statuses=CLOSED) == []


def test_callbacks_are_listed_with_local_times(
    casework: Casework, attempts: Attempts, tasks: Tasks, callback: TaskView, rosa: AccountView
) -> None:
    claimed = casework.claim(callback.id, rosa.id, callback.version)
    attempts.record(callback.id, rosa.id, "no_answer", None, claimed.version)

    (listed,) = tasks.list_callbacks()
    assert listed == {
        "id": callback.id,
        "number": 1,
        "kind": "callback",
        "status": "in-progress",
        "priority": "routine",
        "need": "housing",
        "needs": ["housing", "food"],
        "language": "es",
        "spa": 6,
        "window_start": "2026-11-24T15:00:00-08:00",
        "window_end": "2026-11-24T16:00:00-08:00",
        "assignee": rosa.email,
        "assigned_why": ["claimed"],
        "attempts": 1,
    }


def test_opening_a_record_shows_the_person_and_is_audited(casework: Casework, attempts: Attempts, 
    caseload: Caseload,
    tasks: Tasks, people: People, messages: Messages, callback: TaskView, person_id: str, rosa: AccountView,
    database: Database,
) -> None:  # fmt: skip
    people.set_name(person_id, "Lupe")
    messages.record_inbound(person_id, "sms", "SM1", "necesito una cama", 0)
    claimed = casework.claim(callback.id, rosa.id, callback.version)
    attempts.record(callback.id, rosa.id, "left_message", "voicemail", claimed.version)

    record = caseload.open_record(rosa.id, callback.number)

    assert (record.person.name, record.person.address) == ("Lupe", "+13235550100")
    assert [text.body for text in record.history] == ["necesito una cama"]
    assert [(tried.by, tried.outcome, tried.note) for tried in record.attempts] == [
        (rosa.email, "left_message", "voicemail")
    ]
    with database.read() as db_session:
        viewed = db_session.scalars(select(AuditEvent).where(AuditEvent.what == "person.viewed")).one()
    assert (viewed.actor, viewed.entity_id, viewed.details) == (
        f"account:{rosa.id}",
        person_id,
        {"task": 1, "why": "own_task"},
    )


def test_cancelling_closes_the_open_callback_only(tasks: Tasks, callback: TaskView, person_id: str) -> None:
    crisis = tasks.create(person_id, "crisis", language="es", priority="stat", reason="overdose")

    assert tasks.open_callback(person_id) == callback
    assert tasks.cancel_open(person_id) == 1
    assert tasks.cancel_open(person_id) == 0
    assert tasks.open_callback(person_id) is None
    assert tasks.get(callback.number).status == "cancelled"
    assert tasks.get(crisis.number).status == "requested"
