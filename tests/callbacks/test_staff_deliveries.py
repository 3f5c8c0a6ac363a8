"""What becomes of texts to CHWs on their way: reports are taken over, and what did not arrive goes another way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.callbacks.notice_worker import MAX_ATTEMPTS, NoticeWorker
from bot.callbacks.registered_phones import RegisteredPhones
from bot.callbacks.staff_deliveries import StaffDeliveries
from bot.callbacks.staff_models import StaffNotice
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import NotFound
from bot.messaging.mailer import Mailer, RecordingMailer
from bot.messaging.sender import RecordingSender
from bot.privacy.encryption import Vault
from tests.callbacks.rota import Desk, at

PHONE = "+13235550177"


class Office(Desk):
    """Rosa has a phone, and was told of a task."""

    def __init__(self, database: Database, vault: Vault, clock: FixedClock, mailer: Mailer | None) -> None:
        super().__init__(database, vault, clock)
        self.texts = RecordingSender()
        self.phones = RegisteredPhones(database, vault, clock, self.texts)
        self.deliveries = StaffDeliveries(database, clock)
        self.worker = NoticeWorker(database, vault, clock, self.texts, mailer, "https://puente.example.org")
        self.rosa = self.chw("rosa")
        self.phones.register(self.rosa, PHONE)
        self.code = self.texts.sent.pop()
        self.phones.verify(self.rosa, self.code.body.split("code is ")[1][:6])
        eleven = (at("2026-11-23T11:00"), at("2026-11-23T12:00"))
        self.booking.book(self.somebody(), ["food"], "es", 6, None, *eleven, "Lupe")
        self.worker.run_once()
        self.notice = self.texts.sent[0].message_id

    def later(self) -> int:
        self.clock.instant += timedelta(minutes=6)
        return self.worker.run_once()

    def state(self) -> tuple[str, str | None, str | None]:
        with self.database.read() as db_session:
            (row,) = db_session.scalars(select(StaffNotice)).all()
            return row.state, row.by, row.delivery_status


@pytest.fixture
def mails() -> RecordingMailer:
    return RecordingMailer()


@pytest.fixture
def office(database: Database, vault: Vault, clock: FixedClock, mails: RecordingMailer) -> Office:
    return Office(database, vault, clock, mails)


def test_a_delivery_is_taken_down_and_goes_forward_only(office: Office) -> None:
    assert office.deliveries.report(office.notice, "sent")
    assert office.deliveries.report(office.notice, "delivered")
    assert not office.deliveries.report(office.notice, "sent")
    assert not office.deliveries.report(office.notice, "no such status")
    assert office.state() == ("sent", "text", "delivered")
    assert office.later() == 0


def test_a_text_lost_on_its_way_goes_by_e_mail(office: Office, mails: RecordingMailer) -> None:
    office.deliveries.report(office.notice, "undelivered", "30003")
    office.deliveries.report(office.notice, "undelivered", "30003")
    assert office.later() == 1
    assert [mail.to for mail in mails.sent] == ["rosa@example.org"]
    assert office.state() == ("sent", "email", None)
    seen = office.phones.of(office.rosa)
    assert seen is not None and not seen.stopped, "the phone may have been off"


def test_without_e_mail_it_is_texted_again_until_it_is_given_up(
    database: Database, vault: Vault, clock: FixedClock
) -> None:
    office = Office(database, vault, clock, None)
    for _ in range(MAX_ATTEMPTS + 2):
        office.deliveries.report(office.notice, "undelivered", "30008")
        office.later()
    assert len(office.texts.sent) == MAX_ATTEMPTS
    assert office.state()[0] == "failed"


@pytest.mark.parametrize("code", ["21610", "30006"])
def test_a_phone_that_takes_no_texts_gets_none_any_more(office: Office, mails: RecordingMailer, code: str) -> None:
    office.deliveries.report(office.notice, "failed", code)
    assert office.worker.run_once() == 1, "at once"
    assert len(mails.sent) == 1
    seen = office.phones.of(office.rosa)
    assert seen is not None and seen.stopped


def test_a_report_about_an_earlier_phone_stops_not_the_new_one(office: Office) -> None:
    office.clock.instant += timedelta(minutes=1)
    office.phones.register(office.rosa, "+13235550178")
    office.deliveries.report(office.notice, "failed", "30006")
    seen = office.phones.of(office.rosa)
    assert seen is not None and not seen.stopped


def test_a_code_that_did_not_arrive_is_said_so(office: Office) -> None:
    office.phones.register(office.rosa, "+13235550178")
    text = office.texts.sent[-1]
    assert office.deliveries.report(text.message_id, "undelivered", "30005")
    seen = office.phones.of(office.rosa)
    assert seen is not None and seen.code_lost
    office.phones.register(office.rosa, "+13235550179")
    seen = office.phones.of(office.rosa)
    assert seen is not None and not seen.code_lost


def test_nobodys_text_is_unknown(office: Office) -> None:
    for text_id in ("nothing", "", "x" * 500):
        with pytest.raises(NotFound):
            office.deliveries.report(text_id, "delivered")
