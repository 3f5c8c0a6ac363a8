"""Supervisors: CHWs who see what their agency's CHWs have, hand it over, and hear of what comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.callbacks.caseload import Caseload
from bot.callbacks.casework import GIVEN_BACK
from bot.callbacks.notice_worker import NoticeWorker
from bot.callbacks.notices import NoticeWishes, Wishes
from bot.callbacks.on_call import OnCallRota
from bot.callbacks.overviews import Overviews
from bot.callbacks.staff_upkeep import StaffUpkeep
from bot.callbacks.upkeep import Upkeep
from bot.callbacks.windows import Window
from bot.cases.store import Cases
from bot.cases.task_view import TaskView
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import Conflict, InvalidInput, NotFound
from bot.messaging.mailer import RecordingMailer
from bot.messaging.sender import RecordingSender
from bot.privacy.encryption import Vault
from tests.callbacks.rota import Desk, at

ELEVEN = (at("2026-11-23T11:00"), at("2026-11-23T12:00"))


class Agency(Desk):
    """Two agencies, each with a CHW; Homeboy's has a supervisor too."""

    def __init__(self, database: Database, vault: Vault, clock: FixedClock) -> None:
        super().__init__(database, vault, clock)
        self.overviews, self.caseload = Overviews(database, vault, clock), Caseload(database, vault, clock)
        self.on_call, self.mails = OnCallRota(database, clock), RecordingMailer()
        self.worker = NoticeWorker(database, vault, clock, RecordingSender(), self.mails, "https://puente.example.org")
        self.rosa = self.chw("rosa", agency="Homeboy", spas=[6])
        self.luis = self.account("luis", agency="HealthRight")
        self.sara = self.account("sara", agency="Homeboy", spas=[4], supervisor=True)
        self.zoe = self.account("zoe", agency="HealthRight", supervisor=True)

    def account(self, name: str, role: str = "chw", **values: object) -> str:
        return self.accounts.add(f"{name}@example.org", "correct horse battery", role, **values).id  # type: ignore[arg-type]

    def task(self, n: int = 0, window: Window = ELEVEN) -> TaskView:
        """A call the rules give to Rosa."""
        made = self.booking.book(self.somebody(n), ["food"], "es", 6, None, *window, "Lupe")
        assert made.assignee_id == self.rosa
        return made

    def told(self) -> list[tuple[str, str]]:
        """Who was told what since the last time."""
        self.worker.run_once()
        said = [(mail.to.partition("@")[0], mail.body.split(". ")[0]) for mail in self.mails.sent]
        self.mails.sent.clear()
        return said

    def minute(self, when: str) -> None:
        """The worker's round at `when`, twice."""
        self.clock.instant = at(when).astimezone(self.clock.instant.tzinfo)
        for _ in range(2):
            StaffUpkeep(self.database, self.clock).run_once()
            Upkeep(self.database, self.vault, self.clock).run_once()


@pytest.fixture
def agency(database: Database, vault: Vault, clock: FixedClock) -> Agency:
    return Agency(database, vault, clock)


def test_a_supervisor_sees_what_the_agencys_chws_have_in_every_area_and_no_other_agencys(agency: Agency) -> None:
    task = agency.task()

    assert agency.caseload.get(agency.sara, task.number).assignee_id == agency.rosa
    assert [row.task.number for row in agency.overviews.team(agency.sara)] == [task.number]
    for other in (agency.zoe, agency.luis):
        with pytest.raises(NotFound):
            agency.caseload.get(other, task.number)
        assert agency.overviews.team(other) == []


def test_a_supervisor_sees_names_only_after_saying_why_and_late_calls_at_once(agency: Agency) -> None:
    task = agency.task()
    with pytest.raises(InvalidInput):
        agency.caseload.open_record(agency.sara, task.number)
    assert agency.caseload.open_record(agency.sara, task.number, "supervision").person.name == "Lupe"

    agency.clock.instant += timedelta(hours=4)
    late = agency.overviews.late(agency.sara)
    assert [(row.task.number, row.name) for row in late] == [(task.number, None)]
    assert agency.overviews.counts(agency.sara).late == 1
    assert agency.overviews.late(agency.zoe) == []


def test_a_supervisor_hands_over_and_can_do_nothing_else_to_a_colleagues_task(agency: Agency) -> None:
    task, ines = agency.task(), agency.account("ines", agency="Homeboy")
    claimed = agency.casework.claim(task.id, agency.rosa, task.version)
    for change in (
        lambda: agency.casework.close(task.id, agency.sara, "resolved", claimed.version),
        lambda: agency.casework.release(task.id, agency.sara, claimed.version),
        lambda: agency.attempts.record(task.id, agency.sara, "reached", None, claimed.version),
        lambda: agency.casework.claim(task.id, agency.sara, claimed.version),
    ):
        with pytest.raises(Conflict):
            change()
    with pytest.raises(NotFound):
        agency.casework.reassign(task.id, agency.zoe, agency.luis, "workload", claimed.version)

    moved = agency.casework.reassign(task.id, agency.sara, ines, "workload", claimed.version)

    assert (moved.assignee_id, moved.former_email) == (ines, "rosa@example.org")


def test_a_task_nobody_touched_comes_back_and_its_supervisor_hears_of_it_once(agency: Agency) -> None:
    agency.account("boss", "admin")
    task = agency.task(window=(at("2026-11-27T11:00"), at("2026-11-27T12:00")))
    agency.told()
    agency.minute("2026-11-23T18:00")
    agency.minute("2026-11-23T18:01")

    assert agency.tasks.get(task.number).status_reason == "untouched"
    assert agency.told() == [("sara", f"Puente: task {task.number} is back in the queue")]
    (row,) = agency.overviews.late(agency.sara)
    assert (row.task.former_email, row.name) == ("rosa@example.org", None)


def test_without_a_supervisor_the_administrators_hear_of_it(agency: Agency) -> None:
    agency.accounts.set_active(agency.sara, False)
    agency.account("boss", "admin")
    task = agency.task()
    agency.told()
    agency.casework.release(task.id, agency.rosa, task.version, "workload")
    assert agency.told() == [("boss", f"Puente: task {task.number} is back in the queue")]


def test_who_gave_it_back_who_wants_no_such_notices_and_what_somebody_took_meanwhile(agency: Agency) -> None:
    task = agency.task()
    agency.told()
    agency.casework.release(task.id, agency.rosa, task.version, GIVEN_BACK)
    freed = agency.tasks.get(task.number)
    taken = agency.casework.claim(task.id, agency.rosa, freed.version)
    assert agency.told() == [], "somebody has it again"

    NoticeWishes(agency.database, agency.clock).set(agency.sara, Wishes(overdue_tasks=False))
    agency.clock.instant += timedelta(seconds=2)
    agency.casework.release(task.id, agency.rosa, taken.version, GIVEN_BACK)
    assert agency.told() == []


def test_what_is_urgent_and_untouched_goes_to_supervisors_and_administrators(agency: Agency) -> None:
    agency.account("boss", "admin")
    agency.tasks.create(agency.somebody(), "crisis", language="en", priority="stat", reason="overdose")
    assert {to for to, _ in agency.told()} == {"sara", "zoe", "boss"}, "it is no agency's yet"


def test_a_supervisor_is_a_chw(agency: Agency) -> None:
    with pytest.raises(InvalidInput):
        agency.account("stella", "staff", supervisor=True)
    boss = agency.account("boss", "admin")
    with pytest.raises(InvalidInput):
        agency.accounts.change(boss, supervisor=True)
    assert agency.accounts.change(agency.luis, supervisor=True).supervisor
    assert not agency.accounts.change(agency.luis, supervisor=False).supervisor


def test_who_is_on_call_looks_at_an_urgent_call_before_taking_it_and_nobody_else_does(agency: Agency) -> None:
    ana, eva = agency.account("ana"), agency.account("eva")
    agency.on_call.add(ana, at("2026-11-23T00:00"), at("2026-11-24T00:00"))
    cases = Cases(agency.database, agency.vault, agency.clock)
    person = agency.somebody(7)
    cases.record_needs(cases.open_case(person), ("housing",), True, "es", spa=6)
    urgent, routine = agency.booking.book(person, ["housing"], "es", 6, None, *ELEVEN, "Lupe"), agency.task(8)

    assert urgent.assignee_id == agency.rosa
    assert agency.caseload.get(ana, urgent.number).number == urgent.number
    assert agency.caseload.may_take(ana, urgent.number)
    assert agency.caseload.open_record(ana, urgent.number, "before_claiming").person.name == "Lupe"
    (pressing,) = agency.overviews.today(ana).pressing
    assert (pressing.task.number, pressing.takeable) == (urgent.number, True)
    for account, number in ((eva, urgent.number), (ana, routine.number)):
        with pytest.raises(NotFound):
            agency.caseload.get(account, number)
        assert not agency.caseload.may_take(account, number)

    taken = agency.casework.claim(urgent.id, agency.rosa, urgent.version)
    with pytest.raises(NotFound):
        agency.caseload.get(ana, taken.number)
