"""An account sees its own tasks and nobody's in its agency and areas, and substance use only by leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.callbacks.attempts import Attempts
from bot.callbacks.caseload import REASONS, Caseload
from bot.callbacks.casework import Casework
from bot.callbacks.tasks import Tasks
from bot.cases.account_view import AccountView
from bot.cases.accounts import Accounts
from bot.cases.models import AuditEvent, Task
from bot.cases.part2 import may_be_disclosed
from bot.cases.people import People
from bot.cases.store import Cases
from bot.cases.task_view import TaskView
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import Conflict, InvalidInput, NotFound
from bot.privacy.encryption import Vault

NewTask = Callable[..., TaskView]
NewAccount = Callable[..., AccountView]


@pytest.fixture
def tasks(database: Database, vault: Vault, clock: FixedClock) -> Tasks:
    return Tasks(database, vault, clock)


@pytest.fixture
def caseload(database: Database, vault: Vault, clock: FixedClock) -> Caseload:
    return Caseload(database, vault, clock)


@pytest.fixture
def new_task(people: People, tasks: Tasks, database: Database) -> NewTask:
    """A task of a new person, in an area (None: nowhere known) and of an agency (None: of no one's)."""

    def make(spa: int | None = 6, agency: str | None = None, needs: tuple[str, ...] = ("food",)) -> TaskView:
        person = people.get_or_create("sms", f"+1323555{len(tasks.queue()) + 100:04d}", "en")
        made = tasks.create(person.id, "callback", needs=needs, language="en", spa=spa)
        with database.write() as db_session:
            db_session.execute(update(Task).where(Task.id == made.id).values(agency=agency))
        return tasks.get(made.number)

    return make


@pytest.fixture
def new_account(accounts: Accounts) -> NewAccount:
    def make(name: str = "rosa", role: str = "chw", **values: object) -> AccountView:
        return accounts.add(f"{name}@example.org", "correct horse battery", role, **values)  # type: ignore[arg-type]

    return make


def numbers(caseload: Caseload, account: AccountView) -> list[int]:
    return sorted(task.number for task in caseload.queue(account.id))


def test_a_chw_sees_the_unassigned_tasks_of_its_areas_and_agency(
    caseload: Caseload, new_task: NewTask, new_account: NewAccount
) -> None:
    rosa = new_account(agency="Homeboy", spas=[4, 6])
    here, nowhere_known, of_us = new_task(6), new_task(None), new_task(4, "Homeboy")
    elsewhere, of_others = new_task(1), new_task(6, "HealthRight")

    assert numbers(caseload, rosa) == [here.number, nowhere_known.number, of_us.number]
    for task in (elsewhere, of_others):
        with pytest.raises(NotFound):
            caseload.get(rosa.id, task.number)
        with pytest.raises(NotFound):
            caseload.open_record(rosa.id, task.number, "covering")


def test_without_areas_all_of_them_and_without_an_agency_only_what_none_has(
    caseload: Caseload, new_task: NewTask, new_account: NewAccount
) -> None:
    rosa = new_account()
    first, last, of_others = new_task(1), new_task(8), new_task(6, "Homeboy")

    assert numbers(caseload, rosa) == [first.number, last.number]
    assert of_others.number not in numbers(caseload, rosa)


def test_a_colleagues_task_is_out_of_sight_and_ones_own_stays_wherever_it_is(
    casework: Casework, caseload: Caseload, tasks: Tasks, new_task: NewTask, new_account: NewAccount, accounts: Accounts
) -> None:
    rosa, luis = new_account("rosa"), new_account("luis")
    task = new_task(6)
    casework.claim(task.id, luis.id, task.version)

    assert numbers(caseload, rosa) == []
    with pytest.raises(NotFound):
        caseload.open_record(rosa.id, task.number, "covering")
    accounts.change(luis.id, spas=[1])
    assert numbers(caseload, luis) == [task.number]


def test_a_task_out_of_the_area_cannot_be_changed_either(
    casework: Casework, tasks: Tasks, new_task: NewTask, new_account: NewAccount
) -> None:
    rosa, stella = new_account("rosa", spas=[1]), new_account("stella", "staff")
    task = new_task(6)

    for account in (rosa, stella):
        with pytest.raises(NotFound):
            casework.claim(task.id, account.id, task.version)
    assert tasks.get(task.number).assignee_id is None


def test_a_claimed_task_becomes_the_agencys_and_stays_so_when_given_back(
    casework: Casework, caseload: Caseload, tasks: Tasks, new_task: NewTask, new_account: NewAccount
) -> None:
    rosa, ines = new_account("rosa", agency="Homeboy"), new_account("ines", agency="Homeboy")
    luis = new_account("luis", agency="HealthRight")
    task = new_task(6)
    claimed = casework.claim(task.id, rosa.id, task.version)
    casework.release(task.id, rosa.id, claimed.version)

    assert numbers(caseload, ines) == [task.number]
    assert numbers(caseload, luis) == []


def test_an_administrator_sees_every_task_and_staff_none(
    casework: Casework, caseload: Caseload, tasks: Tasks, new_task: NewTask, new_account: NewAccount
) -> None:
    rosa, ada, stella = new_account("rosa"), new_account("ada", "admin"), new_account("stella", "staff")
    mine, open_one = new_task(6), new_task(1, "Homeboy")
    casework.claim(mine.id, rosa.id, mine.version)

    assert numbers(caseload, ada) == [mine.number, open_one.number]
    assert numbers(caseload, stella) == []
    with pytest.raises(NotFound):
        caseload.open_record(stella.id, open_one.number, "supervision")


def test_a_disabled_account_sees_nothing(
    caseload: Caseload, new_task: NewTask, new_account: NewAccount, accounts: Accounts
) -> None:
    rosa, task = new_account(), new_task()
    accounts.set_active(rosa.id, False)

    with pytest.raises(NotFound):
        caseload.queue(rosa.id)
    with pytest.raises(NotFound):
        caseload.get(rosa.id, task.number)


@pytest.mark.parametrize("why", [None, "", "because", "own_task"])
def test_a_record_that_is_not_ones_own_asks_why(
    caseload: Caseload, new_task: NewTask, new_account: NewAccount, database: Database, why: str | None
) -> None:
    rosa, task = new_account(), new_task()

    with pytest.raises(InvalidInput) as refused:
        caseload.open_record(rosa.id, task.number, why)
    assert refused.value.code == "why_needed"
    with database.read() as db_session:
        assert db_session.scalars(select(AuditEvent).where(AuditEvent.what == "person.viewed")).all() == []


@pytest.mark.parametrize("why", REASONS)
def test_the_reason_stands_in_the_audit_trail(
    caseload: Caseload, new_task: NewTask, new_account: NewAccount, database: Database, why: str
) -> None:
    rosa, task = new_account(), new_task()
    caseload.open_record(rosa.id, task.number, why)

    with database.read() as db_session:
        seen = db_session.scalars(select(AuditEvent).where(AuditEvent.what == "person.viewed")).one()
    assert (seen.actor, seen.entity_id, seen.details) == (
        f"account:{rosa.id}", task.person_id, {"task": task.number, "why": why},
    )  # fmt: skip


def test_substance_use_is_seen_only_by_leave(
    casework: Casework,
    attempts: Attempts,
    caseload: Caseload,
    tasks: Tasks,
    cases: Cases,
    new_task: NewTask,
    new_account: NewAccount,
) -> None:
    task = new_task(needs=("food", "substance_use"))
    cases.record_needs(task.case_id, ["food", "substance_use"], urgent=False, language="en")
    cases.record_referrals(task.case_id, "substance_use", [("clinic", 1.0)], "en")
    trusted, other, boss = (
        new_account("trusted", sees_part2=True), new_account("other"), new_account("boss", "admin"),
    )  # fmt: skip
    claimed = casework.claim(task.id, trusted.id, task.version)
    attempts.record(task.id, trusted.id, "no_answer", "starts detox on Monday", claimed.version)

    full = caseload.open_record(trusted.id, task.number)
    assert full.task.needs == ("food", "substance_use")
    assert [need.code for need in full.needs] == ["food", "substance_use"]
    assert [offer.need for offer in full.referrals] == ["substance_use"]
    assert [attempt.note for attempt in full.attempts] == ["starts detox on Monday"]

    seen = caseload.open_record(boss.id, task.number, "supervision")
    assert "substance_use" not in repr(seen) and "detox" not in repr(seen)
    assert [attempt.outcome for attempt in seen.attempts] == ["no_answer"], "that somebody called is no secret"
    assert "substance_use" not in repr(caseload.queue(boss.id)) + repr(caseload.get(boss.id, task.number))

    given_back = casework.release(task.id, trusted.id, tasks.get(task.number).version)
    taken = casework.claim(task.id, other.id, given_back.version)
    assert taken.needs == ("food",), "nor does what a change answers with tell"
    assert "substance_use" not in repr(caseload.open_record(other.id, task.number))


def test_a_note_marked_as_about_treatment_is_seen_by_its_writer_and_by_leave(
    casework: Casework, attempts: Attempts, caseload: Caseload, tasks: Tasks, new_task: NewTask, new_account: NewAccount
) -> None:
    writer, trusted, boss = (
        new_account("writer"), new_account("trusted", "admin", sees_part2=True), new_account("boss", "admin"),
    )  # fmt: skip
    task = new_task(needs=("food",))
    claimed = casework.claim(task.id, writer.id, task.version)
    again = attempts.record(task.id, writer.id, "no_answer", "is in treatment", claimed.version, part2=True)
    attempts.record(task.id, writer.id, "no_answer", "likes mornings", again.version)

    def notes(account: AccountView) -> list[str | None]:
        return [attempt.note for attempt in caseload.open_record(account.id, task.number, "supervision").attempts]

    assert notes(writer) == notes(trusted) == ["is in treatment", "likes mornings"]
    assert notes(boss) == [None, "likes mornings"]


def test_nothing_leaves_without_an_open_consent_and_the_newest_answer_counts(
    casework: Casework,
    database: Database,
    caseload: Caseload,
    tasks: Tasks,
    new_task: NewTask,
    new_account: NewAccount,
    clock: FixedClock,
) -> None:
    trusted, task = new_account(sees_part2=True), new_task()
    casework.claim(task.id, trusted.id, task.version)

    def may() -> bool:
        with database.read() as db_session:
            return may_be_disclosed(db_session, task.person_id)

    assert not may()
    caseload.record_part2_consent(trusted.id, task.number, True)
    assert may()
    clock.instant += timedelta(hours=1)
    caseload.record_part2_consent(trusted.id, task.number, False)
    assert not may()
    with database.read() as db_session:
        told = db_session.scalars(
            select(AuditEvent.what).where(AuditEvent.entity_id == task.person_id).order_by(AuditEvent.id)
        ).all()
    assert told[-2:] == ["consent.granted", "consent.refused"]


def test_only_who_may_see_such_facts_records_that_consent_and_only_on_its_own_task(
    casework: Casework, database: Database, caseload: Caseload, tasks: Tasks, new_task: NewTask, new_account: NewAccount
) -> None:
    trusted, other, task = new_account("trusted", sees_part2=True), new_account("other"), new_task()

    with pytest.raises(NotFound):
        caseload.record_part2_consent(trusted.id, task.number, True)
    casework.claim(task.id, other.id, task.version)
    for account in (trusted, other):
        with pytest.raises(NotFound):
            caseload.record_part2_consent(account.id, task.number, True)
    with database.read() as db_session:
        assert not may_be_disclosed(db_session, task.person_id)


def test_a_taken_task_still_answers_as_a_conflict_to_who_could_see_it(
    casework: Casework, tasks: Tasks, new_task: NewTask, new_account: NewAccount
) -> None:
    rosa, luis = new_account("rosa"), new_account("luis")
    task = new_task()
    casework.claim(task.id, luis.id, task.version)

    with pytest.raises(Conflict):
        casework.claim(task.id, rosa.id, task.version)
