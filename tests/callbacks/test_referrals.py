"""Referrals: only with the person's yes, only to services there are, and closed by a word of theirs or the provider's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.callbacks.caseload import Caseload
from bot.callbacks.referrals import Referrals
from bot.cases.consents import Consents
from bot.cases.follow_ups import FollowUps
from bot.cases.models import AuditEvent
from bot.cases.store import Cases
from bot.cases.task_view import TaskView
from bot.clock import FixedClock
from bot.db import Database
from bot.directory.search import DirectorySearch
from bot.errors import Conflict, InvalidInput, NotFound, PuenteError
from bot.privacy.encryption import Vault
from tests.callbacks.rota import Desk, at

ELEVEN = (at("2026-11-23T11:00"), at("2026-11-23T12:00"))


class Listed(DirectorySearch):
    """A directory of two services; what is in it does not matter here."""

    def name_of(self, service_at_location_id: str) -> str | None:
        return {"s1": "St Philip's", "s2": "Union Mission"}.get(service_at_location_id)


@pytest.fixture
def desk(database: Database, vault: Vault, clock: FixedClock) -> Desk:
    return Desk(database, vault, clock)


@pytest.fixture
def referrals(desk: Desk) -> Referrals:
    return Referrals(desk.database, desk.vault, desk.clock, Listed(desk.database, desk.clock))


@pytest.fixture
def rosa(desk: Desk) -> str:
    return desk.accounts.add("rosa@example.org", "correct horse battery", "chw", sees_part2=True).id


@pytest.fixture
def reached(desk: Desk, rosa: str) -> TaskView:
    task = desk.booking.book(desk.somebody(), ["food", "substance_use"], "es", 6, None, *ELEVEN, None)
    mine = desk.casework.claim(task.id, rosa, task.version)
    return desk.attempts.record(task.id, rosa, "reached", None, mine.version, keep_open=True)


def record(desk: Desk, account: str, task: TaskView) -> list[tuple[object, ...]]:
    shown = Caseload(desk.database, desk.vault, desk.clock).open_record(account, task.number)
    return [(each.need, each.status, each.made_by, each.outcome_by) for each in shown.referrals]


def test_what_was_offered_is_made_and_its_loop_closed(
    desk: Desk, referrals: Referrals, rosa: str, reached: TaskView
) -> None:
    Cases(desk.database, desk.vault, desk.clock).record_referrals(reached.case_id, "food", [("s1", 1.5)], "es")
    task = referrals.make(reached.id, rosa, "food", "s1", reached.version, agreed=True)
    assert record(desk, rosa, task) == [("food", "made", "rosa@example.org", None)]
    task = desk.casework.close(task.id, rosa, "referred", task.version)
    desk.clock.instant += timedelta(days=9)

    (made,) = Caseload(desk.database, desk.vault, desk.clock).open_record(rosa, task.number).referrals
    task = referrals.close_loop(task.id, rosa, made.id, "reached", "provider", task.version)

    assert record(desk, rosa, task) == [("food", "reached", "rosa@example.org", "provider")]
    assert task.status == "completed"
    with desk.database.read() as db_session:
        told = [
            (event.what, event.details.get("shared"), event.details.get("by"))
            for event in db_session.scalars(
                select(AuditEvent).where(AuditEvent.entity_type == "referral").order_by(AuditEvent.id)
            )
        ]
    assert told == [("referral.made", False, None), ("referral.reported", None, "provider")]


def test_the_person_is_asked_about_what_a_chw_referred_them_to(
    desk: Desk, referrals: Referrals, rosa: str, reached: TaskView
) -> None:
    Cases(desk.database, desk.vault, desk.clock).record_referrals(reached.case_id, "food", [("s2", 1.5)], "es")
    Consents(desk.database, desk.clock).record(reached.person_id, "follow_up", True, "es", "sms", asked=True)
    task = referrals.make(reached.id, rosa, "food", "s1", reached.version, agreed=True)
    desk.clock.instant += timedelta(days=2, hours=1)
    follow_ups = FollowUps(desk.database, desk.vault, desk.clock)
    assert follow_ups.plan_due() == 1

    follow_ups.note_outcome(reached.person_id, ["s1"], "reached")
    assert ("food", "reached", "rosa@example.org", "person") in record(desk, rosa, task)


def test_what_tells_of_treatment_needs_a_signed_form(
    desk: Desk, referrals: Referrals, rosa: str, reached: TaskView
) -> None:
    with pytest.raises(Conflict) as refused:
        referrals.make(reached.id, rosa, "substance_use", "s1", reached.version, agreed=True, shared=True)
    assert refused.value.code == "part2_consent_needed"
    caseload = Caseload(desk.database, desk.vault, desk.clock)
    caseload.record_part2_consent(rosa, reached.number, True)
    task = referrals.make(reached.id, rosa, "substance_use", "s1", reached.version, agreed=True, shared=True)
    assert record(desk, rosa, task) == [("substance_use", "made", "rosa@example.org", None)]


def test_nothing_is_made_without_a_yes_a_need_a_service_or_the_task(
    desk: Desk, referrals: Referrals, rosa: str, reached: TaskView
) -> None:
    luis = desk.accounts.add("luis@example.org", "correct horse battery", "chw").id
    tries: list[tuple[type[PuenteError], str, str, str, bool]] = [
        (InvalidInput, rosa, "food", "s1", False),
        (InvalidInput, rosa, "yacht", "s1", True),
        (NotFound, rosa, "food", "s9", True),
        (Conflict, luis, "food", "s1", True),
    ]
    for error, account, need, service, agreed in tries:
        with pytest.raises(error):
            referrals.make(reached.id, account, need, service, reached.version, agreed=agreed)
    task = referrals.make(reached.id, rosa, "food", "s1", reached.version, agreed=True)
    for referral, outcome, by in (("none", "reached", "person"), ("none", "won", "person"), ("none", "reached", "me")):
        with pytest.raises((InvalidInput, NotFound)):
            referrals.close_loop(task.id, rosa, referral, outcome, by, task.version)
    assert len(record(desk, rosa, task)) == 1
