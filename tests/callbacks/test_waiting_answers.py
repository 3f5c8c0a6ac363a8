"""A CHW who took a conversation over hears that the person wrote: on Today's list, and by a notice when away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.callbacks.notice_worker import NoticeWorker
from bot.callbacks.overviews import Overviews
from bot.callbacks.page_marks import PageMarks
from bot.callbacks.staff_texts import StaffTexts
from bot.callbacks.staff_upkeep import StaffUpkeep
from bot.cases.models import Person
from bot.cases.takeovers import held_in
from bot.clock import FixedClock
from bot.db import Database
from bot.messaging.mailer import RecordingMailer
from bot.messaging.sender import RecordingSender
from bot.privacy.encryption import Vault
from bot.tally import Tally
from tests.callbacks.rota import Desk, at

ELEVEN = (at("2026-11-23T11:00"), at("2026-11-23T12:00"))
ONCE = "0123456789abcdef" * 2


class Taken(Desk):
    """Rosa answers Lupe, whose call she has."""

    def __init__(self, database: Database, vault: Vault, clock: FixedClock) -> None:
        super().__init__(database, vault, clock)
        self.mails = RecordingMailer()
        self.worker = NoticeWorker(database, vault, clock, RecordingSender(), self.mails, "https://puente.example.org")
        self.texts, self.overviews = StaffTexts(database, vault, clock), Overviews(database, vault, clock)
        self.marks = PageMarks(database, clock)
        self.rosa = self.chw("rosa")
        task = self.booking.book(self.somebody(), ["food"], "es", 6, None, *ELEVEN, "Lupe")
        self.number, self.person = task.number, task.person_id
        self.casework.claim(task.id, self.rosa, task.version)
        self.texts.take_over(self.rosa, task.number)

    def writes(self) -> None:
        with self.database.write() as db_session:
            held = held_in(db_session, self.person)
            assert held is not None
            held.waiting_since = held.waiting_since or self.clock.now()

    def round(self) -> list[str]:
        """What Rosa is told in the worker's next minute; everything is tried twice."""
        for _ in range(2):
            StaffUpkeep(self.database, self.clock).run_once()
            self.worker.run_once()
        told = [mail.body.split(". ")[0] for mail in self.mails.sent]
        self.mails.sent.clear()
        return told


@pytest.fixture
def taken(database: Database, vault: Vault, clock: FixedClock) -> Taken:
    return Taken(database, vault, clock)


def test_who_waits_stands_on_todays_page_until_answered(taken: Taken) -> None:
    before = taken.marks.of_lists(taken.rosa)
    assert taken.overviews.today(taken.rosa).answers == []
    taken.writes()
    assert taken.marks.of_lists(taken.rosa) != before, "the page looks again"
    (row,) = taken.overviews.today(taken.rosa).answers
    assert (row.task.number, row.name) == (taken.number, "Lupe")
    taken.texts.send(taken.rosa, taken.number, "Hola, soy Rosa.", ONCE, take_over=False)
    assert taken.overviews.today(taken.rosa).answers == []


def test_the_chw_is_told_once_for_each_wait_and_not_in_the_middle_of_a_talk(taken: Taken) -> None:
    taken.round()
    taken.writes()
    assert taken.round() == [], "they may be writing back and forth"
    taken.clock.instant += timedelta(minutes=3)
    assert taken.round() == [f"Puente: a text waits for your answer in task {taken.number}"]
    taken.clock.instant += timedelta(minutes=3)
    assert taken.round() == []
    taken.texts.send(taken.rosa, taken.number, "Hola, soy Rosa.", ONCE, take_over=False)
    taken.clock.instant += timedelta(minutes=1)
    taken.writes()
    taken.clock.instant += timedelta(minutes=3)
    assert len(taken.round()) == 1, "another wait"


def test_what_was_answered_or_handed_back_meanwhile_tells_nothing(taken: Taken) -> None:
    taken.round()
    taken.writes()
    taken.clock.instant += timedelta(minutes=4)
    StaffUpkeep(taken.database, taken.clock).run_once()
    taken.texts.hand_back(taken.rosa, taken.number, ask_again=False)
    assert taken.round() == []


def test_a_callback_closed_by_hand_as_unreached_is_counted_as_such(taken: Taken) -> None:
    with taken.database.read() as db_session:
        assert db_session.scalars(select(Person.id)).one() == taken.person
        before = db_session.scalar(select(func.count()).where(Tally.measure == "callbacks_unreached"))
    taken.casework.close(
        taken.tasks.get(taken.number).id, taken.rosa, "unreached", taken.tasks.get(taken.number).version
    )
    with taken.database.read() as db_session:
        after = db_session.scalar(select(func.count()).where(Tally.measure == "callbacks_unreached"))
    assert (before, after) == (0, 1)
