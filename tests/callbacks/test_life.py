"""A callback's life: tried again on other days, closed kindly, reopened by a text, handed over, given back, paused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.callbacks.hours import CallbackHours
from bot.callbacks.next_try import is_enough, next_window
from bot.callbacks.overviews import Overviews
from bot.callbacks.pausing import Pauses
from bot.callbacks.rules import shipped_rules
from bot.callbacks.texts import CallTexts
from bot.callbacks.upkeep import Upkeep, open_time, reminder_due
from bot.callbacks.windows import Window
from bot.cases.correspondence import CaseCorrespondence
from bot.cases.models import AuditEvent, Task
from bot.cases.task_view import TaskView
from bot.clock import LOS_ANGELES, FixedClock
from bot.db import Database
from bot.errors import Conflict, InvalidInput, NotFound
from bot.messaging.models import OutboxMessage
from bot.privacy.encryption import Vault
from tests.callbacks.rota import Desk, at, day

HOUR = timedelta(hours=1)


ELEVEN = (at("2026-11-23T11:00"), at("2026-11-23T12:00"))


@pytest.fixture
def desk(database: Database, vault: Vault, clock: FixedClock) -> Desk:
    return Desk(database, vault, clock)


@pytest.fixture
def upkeep(desk: Desk) -> Upkeep:
    return Upkeep(desk.database, desk.vault, desk.clock)


@pytest.fixture
def pauses(desk: Desk) -> Pauses:
    return Pauses(desk.database, desk.vault, desk.clock)


def book(desk: Desk, person: str, window: Window = ELEVEN) -> TaskView:
    return desk.booking.book(person, ["food"], "en", 6, None, *window, None)


def texts(desk: Desk, state: str = "pending") -> list[str]:
    with desk.database.read() as db_session:
        rows = db_session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at, OutboxMessage.dedupe_key))
        return [desk.vault.open(row.body_sealed, f"outbox_message.body:{row.id}") for row in rows if row.state == state]


def told(desk: Desk, task: TaskView) -> list[tuple[str, str]]:
    with desk.database.read() as db_session:
        events = db_session.scalars(select(AuditEvent).where(AuditEvent.entity_id == task.id).order_by(AuditEvent.id))
        return [(event.what, event.details["status"]) for event in events if "status" in event.details]


def nobody_answers(desk: Desk, task: TaskView, when: str) -> TaskView:
    desk.clock.instant = at(when).astimezone(desk.clock.instant.tzinfo)
    now = desk.tasks.get(task.number)
    assert now.assignee_id
    return desk.attempts.record(task.id, now.assignee_id, "no_answer", None, now.version)


def local(task: TaskView) -> tuple[str, str]:
    assert task.window_start and task.window_end
    return tuple(f"{each.astimezone(LOS_ANGELES):%a %H:%M}" for each in (task.window_start, task.window_end))  # type: ignore[return-value]


class TestTries:
    def test_enough_is_three_tries_on_two_days_in_two_parts_of_the_day(self) -> None:
        rules = shipped_rules().attempts
        morning, noon, next_day = at("2026-11-23T09:00"), at("2026-11-23T13:00"), at("2026-11-24T09:00")
        assert not is_enough([morning, noon], rules)
        assert not is_enough([morning, noon, noon + HOUR], rules), "one day"
        assert not is_enough([morning, next_day, next_day + HOUR], rules), "mornings only"
        assert is_enough([morning, noon, next_day], rules)

    def test_the_next_is_on_another_day_and_in_another_part_of_it(self) -> None:
        tries = [at("2026-11-23T09:00")]
        evening = (at("2026-11-23T17:00"), at("2026-11-23T20:00"))
        same_part = (at("2026-11-24T09:00"), at("2026-11-24T12:00"))
        other = (at("2026-11-25T12:00"), at("2026-11-25T17:00"))
        assert next_window([evening, same_part, other], tries) == other
        assert next_window([evening, same_part], tries) == same_part
        assert next_window([evening], tries) is None

    def test_from_the_first_try_to_the_kind_end_and_back(self, desk: Desk) -> None:
        desk.chw("rosa")
        person = desk.somebody(1, "en")
        task = book(desk, person)

        second = nobody_answers(desk, task, "2026-11-23T11:10")
        assert (second.status, local(second)) == ("in-progress", ("Tue 12:00", "Tue 17:00"))
        assert texts(desk) == [
            "We tried to call you and missed you. We will try again tomorrow, Tuesday, November 24"
            " between 12:00 pm and 5:00 pm. For another time, text me."
        ]
        third = nobody_answers(desk, task, "2026-11-24T12:10")
        assert local(third) == ("Wed 09:00", "Wed 12:00")
        closed = nobody_answers(desk, task, "2026-11-25T09:10")
        assert (closed.status, closed.status_reason) == ("failed", "unreached")
        assert texts(desk) == [
            "We called a few times and did not reach you. That is OK. Text me any time and a person will call you."
        ]
        assert told(desk, task) == [
            ("task.created", "requested"), ("task.assigned", "received"),
            ("task.moved", "accepted"), ("task.moved", "in-progress"), ("task.attempted", "in-progress"),
            ("task.attempted", "in-progress"), ("task.moved", "failed"), ("task.attempted", "failed"),
        ]  # fmt: skip

        reopened = desk.tasks.reopen_unreached(person)
        assert reopened is not None
        assert (reopened.status, reopened.reopens, reopened.priority) == ("received", task.number, "urgent")
        assert (reopened.assignee_email, reopened.assigned_why) == ("rosa@example.org", ("known",))
        assert desk.tasks.reopen_unreached(person) is None, "it is open"

    def test_an_early_try_keeps_the_window_that_was_promised(self, desk: Desk) -> None:
        desk.chw("rosa")
        task = book(desk, desk.somebody(), (at("2026-11-24T12:00"), at("2026-11-24T17:00")))
        assert local(nobody_answers(desk, task, "2026-11-23T10:30")) == ("Tue 12:00", "Tue 17:00")
        assert texts(desk) == []

    def test_without_hours_of_their_own_the_countys_parts_of_the_day_are_used(self, desk: Desk) -> None:
        rosa = desk.accounts.add("rosa@example.org", "correct horse battery", "chw")
        task = book(desk, desk.somebody())
        desk.casework.claim(task.id, rosa.id, task.version)
        assert local(nobody_answers(desk, task, "2026-11-23T11:10")) == ("Tue 12:00", "Tue 17:00")

    def test_a_callback_that_was_cancelled_is_not_reopened(self, desk: Desk) -> None:
        task = book(desk, desk.somebody())
        desk.tasks.cancel_open(task.person_id)
        assert desk.tasks.reopen_unreached(task.person_id) is None


class TestHands:
    def test_a_task_goes_to_another_chw_for_a_reason(self, desk: Desk) -> None:
        rosa = desk.chw("rosa")
        task = book(desk, desk.somebody())
        luis = desk.chw("luis")
        accepted = desk.casework.claim(task.id, rosa, task.version)
        for wrong, error in (("because", InvalidInput), ("language", NotFound)):
            with pytest.raises(error):
                desk.casework.reassign(task.id, rosa, luis if wrong == "because" else "nobody", wrong, accepted.version)

        moved = desk.casework.reassign(task.id, rosa, luis, "language", accepted.version)

        assert (moved.status, moved.assignee_id, moved.assigned_why) == ("received", luis, ("handed_over:language",))
        assert told(desk, task)[-3:] == [
            ("task.returned", "requested"), ("task.assigned", "received"), ("task.reassigned", "received"),
        ]  # fmt: skip
        with pytest.raises(Conflict):
            desk.casework.reassign(task.id, rosa, rosa, "other", moved.version)

    def test_what_nobody_touches_in_time_goes_back_to_the_queue(self, desk: Desk, upkeep: Upkeep) -> None:
        desk.chw("rosa")
        later = (at("2026-11-25T09:00"), at("2026-11-25T12:00"))
        left, taken = book(desk, desk.somebody(1), later), book(desk, desk.somebody(2), later)
        assert taken.assignee_id
        desk.casework.claim(taken.id, taken.assignee_id, taken.version)
        desk.clock.instant += 4 * HOUR - timedelta(minutes=1)
        assert upkeep.run_once()["returned"] == 0
        desk.clock.instant += timedelta(minutes=1)

        assert upkeep.run_once()["returned"] == 1
        back = desk.tasks.get(left.number)
        assert (back.status, back.assignee_id, back.status_reason) == ("requested", None, "untouched")
        assert (back.former_email, back.returned_at) == ("rosa@example.org", desk.clock.instant)
        boss = desk.accounts.add("boss@example.org", "correct horse battery", "admin").id
        late = Overviews(desk.database, desk.vault, desk.clock).late
        assert [row.task.number for row in late(boss)] == [left.number]
        assert desk.tasks.get(taken.number).status == "accepted"
        assert upkeep.run_once()["returned"] == 0

    def test_night_does_not_count(self) -> None:
        hours = CallbackHours()
        assert open_time(hours, at("2026-11-23T19:00"), at("2026-11-24T09:00")) == 2 * HOUR
        assert open_time(hours, at("2026-11-28T19:30"), at("2026-11-30T08:00")) == timedelta(minutes=30)

    def test_a_chw_on_leave_is_relieved(self, desk: Desk, upkeep: Upkeep) -> None:
        tuesday = (at("2026-11-24T09:00"), at("2026-11-24T12:00"))
        rosa = desk.chw("rosa", calls_an_hour=1, opens=9, closes=11)
        tasks = [book(desk, desk.somebody(n), tuesday) for n in range(2)]
        luis = desk.chw("luis", calls_an_hour=1, opens=9, closes=10)
        desk.week.add_days_off(rosa, day("2026-11-24"), day("2026-11-25"))

        assert upkeep.run_once()["on_leave"] == 2
        after = [desk.tasks.get(task.number) for task in tasks]
        assert [(task.status, task.assignee_id) for task in after] == [("received", luis), ("requested", None)]
        assert upkeep.run_once()["on_leave"] == 0


class TestTexts:
    def test_a_reminder_and_a_heads_up_go_out_once_each(self, desk: Desk, upkeep: Upkeep) -> None:
        book(desk, desk.somebody(1, "en"), (at("2026-11-24T14:00"), at("2026-11-24T15:00")))
        desk.clock.instant = at("2026-11-24T10:59")
        assert upkeep.run_once()["reminded"] == 0
        desk.clock.instant = at("2026-11-24T11:00")
        assert [upkeep.run_once()["reminded"] for _ in range(2)] == [1, 0]
        desk.clock.instant = at("2026-11-24T13:50")
        assert [upkeep.run_once()["called_soon"] for _ in range(2)] == [1, 0]
        assert texts(desk) == [
            "Keep your phone close. Your call is today, Tuesday, November 24 at 2:00 pm.",
            "We are about to call you. You may not know the number, so please pick up.",
        ]

    def test_an_early_call_is_reminded_of_the_evening_before(self) -> None:
        assert reminder_due(at("2026-11-24T08:00"), 3 * HOUR) == at("2026-11-23T18:00")
        assert reminder_due(at("2026-11-24T11:00"), 3 * HOUR) == at("2026-11-24T08:00")

    def test_who_was_just_told_is_not_reminded(self, desk: Desk, upkeep: Upkeep) -> None:
        book(desk, desk.somebody())
        assert upkeep.run_once()["reminded"] == 0

    def test_a_missed_window_is_apologized_for_with_a_new_one_twice_at_most(self, desk: Desk, upkeep: Upkeep) -> None:
        desk.chw("rosa")
        task = book(desk, desk.somebody(1, "en"))
        assert task.assignee_id
        desk.casework.claim(task.id, task.assignee_id, task.version)
        desk.clock.instant = at("2026-11-23T12:15")
        assert [upkeep.run_once()["missed"] for _ in range(2)] == [1, 0]

        again = desk.tasks.get(task.number)
        assert (again.priority, again.missed, local(again)) == ("urgent", 1, ("Mon 13:00", "Mon 17:00"))
        assert texts(desk) == [
            "I'm sorry, we missed your call time. We will call you today, Monday, November 23"
            " between 1:00 pm and 5:00 pm. For another time, text me."
        ]
        desk.clock.instant = at("2026-11-23T17:15")
        assert upkeep.run_once()["missed"] == 1
        desk.clock.instant = at("2026-11-24T17:15")
        assert upkeep.run_once()["missed"] == 0, "a third apology would mock"

    def test_a_call_that_was_tried_or_cancelled_is_not_missed(self, desk: Desk, upkeep: Upkeep) -> None:
        desk.chw("rosa")
        tried, dropped = book(desk, desk.somebody(1)), book(desk, desk.somebody(2))
        nobody_answers(desk, tried, "2026-11-23T11:30")
        desk.tasks.cancel_open(dropped.person_id)
        desk.clock.instant = at("2026-11-23T13:00")
        assert upkeep.run_once()["missed"] == 0

    def test_a_window_a_chw_sets_is_told_and_a_cancelled_call_takes_its_texts_back(self, desk: Desk) -> None:
        rosa = desk.chw("rosa")
        task = book(desk, desk.somebody(1, "en"))
        moved = desk.casework.reschedule(task.id, rosa, at("2026-11-24T10:00"), at("2026-11-24T11:00"), task.version)
        assert texts(desk) == [
            "Your call is set for tomorrow, Tuesday, November 24 at 10:00 am. To change it, text me."
        ]
        desk.tasks.cancel_open(moved.person_id)
        assert texts(desk) == []
        assert len(texts(desk, "cancelled")) == 1


class TestPause:
    def test_a_paused_case_sends_and_books_nothing_until_it_is_resumed(
        self, desk: Desk, upkeep: Upkeep, pauses: Pauses
    ) -> None:
        rosa = desk.chw("rosa", calls_an_hour=1)
        task = book(desk, desk.somebody(1))
        desk.casework.claim(task.id, rosa, task.version)
        correspondence = CaseCorrespondence(desk.database, desk.vault, desk.clock)

        assert [pauses.pause(task.person_id, "system") for _ in range(2)] == [True, False]
        held = desk.tasks.get(task.number)
        assert (held.status, held.status_reason) == ("on-hold", "custody")
        recipient = correspondence.recipient(task.person_id)
        assert recipient is not None and not recipient.reachable
        with pytest.raises(Conflict) as refused:
            book(desk, task.person_id)
        assert refused.value.code == "case_paused"
        with pytest.raises(Conflict):
            desk.attempts.record(task.id, rosa, "no_answer", None, held.version)
        assert book(desk, desk.somebody(2)).assignee_id == rosa, "the place is free"
        desk.clock.instant += 3 * HOUR
        upkeep.run_once()
        assert desk.tasks.get(task.number).missed == 0

        assert [pauses.resume(task.person_id, "system") for _ in range(2)] == [True, False]
        back = desk.tasks.get(task.number)
        assert (back.status, back.assignee_id, back.window_start) == ("accepted", rosa, None)
        recipient = correspondence.recipient(task.person_id)
        assert recipient is not None and recipient.reachable

    def test_a_list_pauses_who_it_names_and_says_which_lines_are_wrong(self, desk: Desk, pauses: Pauses) -> None:
        known = [desk.vault.phone_hash(f"+1323555{n:04d}") for n in (1, 2)]
        people = [desk.somebody(n) for n in (1, 2)]
        pauses.pause(people[1], "system")

        report = pauses.import_hashes(
            [known[0] + "\n", "# county list", "", "+13235550001", known[1].upper(), "0" * 64, "x" * 100_000], "system"
        )

        assert (report.paused, report.already, report.unknown, report.bad_lines) == (1, 1, 1, [4, 7])
        for person in people:
            with pytest.raises(Conflict):
                book(desk, person)

    def test_nobody_unknown_is_paused(self, pauses: Pauses) -> None:
        for change in (pauses.pause, pauses.resume):
            with pytest.raises(NotFound):
                change("nobody", "system")


def test_each_text_goes_out_once_for_what_it_is_about(desk: Desk) -> None:
    task = book(desk, desk.somebody())
    sayings = CallTexts(desk.vault, desk.clock)
    with desk.database.write() as db_session:
        row = db_session.get_one(Task, task.id)
        assert sayings.tell(db_session, row, "proactive_call_soon", ELEVEN[0])
        assert not sayings.tell(db_session, row, "proactive_call_soon", ELEVEN[0])
        assert sayings.tell(db_session, row, "proactive_call_soon", ELEVEN[1])
