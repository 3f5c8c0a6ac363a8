"""CHWs hear of their tasks once each, without a word about anybody, when and how they wish; what is urgent, at once."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from bot.callbacks.notice_worker import MAX_ATTEMPTS, NoticeWorker
from bot.callbacks.notices import NoticeWishes, Wishes, after_quiet
from bot.callbacks.on_call import OnCallRota
from bot.callbacks.registered_phones import RegisteredPhones
from bot.callbacks.staff_models import StaffNotice
from bot.callbacks.staff_upkeep import StaffUpkeep
from bot.callbacks.upkeep import Upkeep
from bot.cases.store import Cases
from bot.cases.task_view import TaskView
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import InvalidInput, NotFound
from bot.messaging.mailer import RecordingMailer
from bot.messaging.segments import count
from bot.messaging.sender import Outcome, RecordingSender, SendResult
from bot.privacy.encryption import Vault
from tests.callbacks.rota import Desk, at

ELEVEN = (at("2026-11-23T11:00"), at("2026-11-23T12:00"))
ROSAS_PHONE = "+13235550177"


class Office(Desk):
    """A desk whose CHWs are told."""

    def __init__(self, database: Database, vault: Vault, clock: FixedClock) -> None:
        super().__init__(database, vault, clock)
        self.texts, self.mails = RecordingSender(), RecordingMailer()
        self.phones = RegisteredPhones(database, vault, clock, self.texts)
        self.wishes = NoticeWishes(database, clock)
        self.on_call = OnCallRota(database, clock)
        self.worker = NoticeWorker(database, vault, clock, self.texts, self.mails, "https://puente.example.org")
        self.staff_upkeep, self.upkeep = StaffUpkeep(database, clock), Upkeep(database, vault, clock)

    def with_phone(self, account_id: str, phone: str = ROSAS_PHONE) -> None:
        self.phones.register(account_id, phone)
        code = self.texts.sent.pop().body.split("code is ")[1][:6]
        self.phones.verify(account_id, code)

    def at(self, when: str) -> None:
        """The worker's next minute; everything is tried twice."""
        self.clock.instant = at(when).astimezone(self.clock.instant.tzinfo)
        for _ in range(2):
            self.staff_upkeep.run_once()
            self.upkeep.run_once()
            self.worker.run_once()

    def told(self) -> list[tuple[str, str]]:
        """Who was told what since the last time: the address, and the first words."""
        told = [(text.to, text.body) for text in self.texts.sent] + [(mail.to, mail.body) for mail in self.mails.sent]
        self.texts.sent.clear()
        self.mails.sent.clear()
        return [(to, body.split(". ")[0].strip()) for to, body in told]

    def states(self) -> list[tuple[str, str]]:
        with self.database.read() as db_session:
            rows = db_session.scalars(select(StaffNotice).order_by(StaffNotice.created_at, StaffNotice.kind))
            return [(row.kind, row.state) for row in rows]

    def urgent(self, n: int = 0, needs: tuple[str, ...] = ("housing",)) -> str:
        """Somebody with an urgent need; their id."""
        person = self.somebody(n)
        cases = Cases(self.database, self.vault, self.clock)
        cases.record_needs(cases.open_case(person), needs, True, "es", spa=6)
        return person


@pytest.fixture
def office(database: Database, vault: Vault, clock: FixedClock) -> Office:
    return Office(database, vault, clock)


def book(office: Office, person: str, needs: tuple[str, ...] = ("food",)) -> TaskView:
    return office.booking.book(person, needs, "es", 6, None, *ELEVEN, "Lupe")


class TestNewAndOverdue:
    def test_who_is_given_a_task_is_told_once_and_nothing_of_whom(self, office: Office) -> None:
        rosa = office.chw("rosa")
        office.with_phone(rosa)
        task = book(office, office.somebody())
        office.worker.run_once()
        office.worker.run_once()

        (text,) = office.texts.sent
        assert (text.to, text.body) == (
            ROSAS_PHONE,
            f"Puente: task {task.number} is now yours. Text CLAIM {task.number} to accept it."
            f" https://puente.example.org/console/tasks/{task.number}",
        )
        assert count(text.body).segments == 1
        assert office.states() == [("new", "sent")]

    def test_without_a_phone_it_is_an_e_mail(self, office: Office) -> None:
        office.chw("rosa")
        task = book(office, office.somebody())
        office.worker.run_once()
        (mail,) = office.mails.sent
        assert (mail.to, mail.subject) == ("rosa@example.org", f"Puente: task {task.number}")
        assert "Lupe" not in mail.body and "323" not in mail.body

    def test_who_claims_a_task_is_not_told_and_an_accepted_one_is_moot(self, office: Office) -> None:
        rosa = office.chw("rosa")
        task = book(office, office.somebody())
        office.casework.claim(task.id, rosa, task.version)
        assert office.worker.run_once() == 0
        assert office.states() == [("new", "moot")]

    def test_an_overdue_call_is_told_once_before_it_goes_to_somebody_else(self, office: Office) -> None:
        rosa = office.chw("rosa")
        task = book(office, office.somebody())
        office.casework.claim(task.id, rosa, task.version)
        office.at("2026-11-23T12:01")
        assert office.told() == [("rosa@example.org", f"Puente: task {task.number} is overdue")]
        office.at("2026-11-23T12:10")
        assert office.told() == []

    def test_wishes_are_kept(self, office: Office) -> None:
        rosa, luis = office.chw("rosa"), office.accounts.add("luis@example.org", "correct horse battery", "chw").id
        office.wishes.set(rosa, Wishes(by="none"))
        first = book(office, office.somebody(1))
        office.wishes.set(rosa, Wishes(new_tasks=False, language="es"))
        task = book(office, office.somebody(2))
        assert office.states() == []
        office.casework.claim(task.id, rosa, task.version)
        office.at("2026-11-23T12:01")
        assert sorted(office.told()) == [
            ("rosa@example.org", f"Puente: la tarea {each.number} está atrasada") for each in (first, task)
        ]
        assert office.wishes.of(luis) == Wishes()
        for wrong in (Wishes(by="pigeon"), Wishes(language="fr")):  # type: ignore[arg-type]
            with pytest.raises(InvalidInput):
                office.wishes.set(rosa, wrong)
        with pytest.raises(NotFound):
            office.wishes.set("nobody", Wishes())

    def test_a_chw_sleeps(self, office: Office) -> None:
        office.chw("rosa")
        office.clock.instant = at("2026-11-23T21:30")
        tomorrow = (at("2026-11-24T11:00"), at("2026-11-24T12:00"))
        office.booking.book(office.somebody(), ["food"], "es", 6, None, *tomorrow, None)
        office.at("2026-11-24T06:59")
        assert office.told() == []
        office.at("2026-11-24T07:00")
        assert len(office.told()) == 1

    @pytest.mark.parametrize(
        ("quiet", "now", "then"),
        [
            ((20, 7), "2026-11-23T20:00", "2026-11-24T07:00"),
            ((20, 7), "2026-11-24T03:00", "2026-11-24T07:00"),
            ((20, 7), "2026-11-24T07:00", "2026-11-24T07:00"),
            ((12, 13), "2026-11-24T12:30", "2026-11-24T13:00"),
            ((9, 9), "2026-11-24T09:00", "2026-11-24T09:00"),
        ],
    )
    def test_quiet_hours_may_lie_over_midnight(self, quiet: tuple[int, int], now: str, then: str) -> None:
        wishes = Wishes(quiet_from=time(quiet[0]), quiet_until=time(quiet[1]))
        assert after_quiet(wishes, at(now)) == at(then)


class TestSending:
    def test_a_failed_notice_is_tried_again_and_given_up(self, office: Office) -> None:
        office.chw("rosa")
        book(office, office.somebody())
        office.mails.results = [SendResult(Outcome.RETRY, error_code="no_answer")] * MAX_ATTEMPTS
        for _ in range(MAX_ATTEMPTS + 2):
            office.worker.run_once()
            office.clock.instant += timedelta(hours=4)
        assert len(office.mails.sent) == MAX_ATTEMPTS
        assert office.states() == [("new", "failed")]

    def test_a_phone_that_takes_no_texts_is_passed_over_for_the_e_mail_address(self, office: Office) -> None:
        rosa = office.chw("rosa")
        office.with_phone(rosa)
        book(office, office.somebody())
        office.texts.results = [SendResult(Outcome.OPTED_OUT, error_code="21610")]
        office.worker.run_once()
        office.worker.run_once()
        assert [mail.to for mail in office.mails.sent] == ["rosa@example.org"]
        seen = office.phones.of(rosa)
        assert seen is not None and seen.stopped

    def test_without_any_way_nothing_is_lost_in_silence(self, office: Office) -> None:
        office.chw("rosa")
        book(office, office.somebody())
        NoticeWorker(office.database, office.vault, office.clock, office.texts, None, "https://x").run_once()
        assert office.states() == [("new", "no_way")]


class TestUrgent:
    def test_who_is_on_call_hears_of_an_urgent_call_at_once_and_is_given_what_nobody_has_a_place_for(
        self, office: Office
    ) -> None:
        office.chw("rosa", calls_an_hour=1, opens=11, closes=12, days=(0,))
        book(office, office.somebody(1))
        ana = office.accounts.add("ana@example.org", "correct horse battery", "chw").id
        office.on_call.add(ana, at("2026-11-23T00:00"), at("2026-11-24T00:00"))
        office.worker.run_once()
        office.told()

        task = book(office, office.urgent(2), ("housing",))

        assert (task.priority, task.status, task.assignee_id, task.assigned_why) == (
            "urgent", "received", ana, ("on_call",),
        )  # fmt: skip
        office.worker.run_once()
        assert office.told() == [("ana@example.org", f"Puente: task {task.number} is urgent")]

    def test_a_crisis_wakes_who_is_on_call_and_speaks_the_language(self, office: Office) -> None:
        ana = office.accounts.add("ana@example.org", "correct horse battery", "chw", languages=["es"]).id
        ben = office.accounts.add("ben@example.org", "correct horse battery", "chw", languages=["en"]).id
        far = office.accounts.add("far@example.org", "correct horse battery", "chw", spas=[1]).id
        for each in (ana, ben, far):
            office.on_call.add(each, at("2026-11-23T00:00"), at("2026-11-25T00:00"))
        office.clock.instant = at("2026-11-24T02:00")
        task = office.tasks.create(office.somebody(), "crisis", language="es", spa=6, priority="stat", reason="suicide")
        office.worker.run_once()
        assert office.told() == [("ana@example.org", f"Puente: la tarea {task.number} es urgente")]

    def test_with_nobody_on_call_the_supervisors_of_the_agency_are_told(self, office: Office) -> None:
        for name, agency in (("boss", None), ("other", "Elsewhere")):
            office.accounts.add(f"{name}@example.org", "correct horse battery", "admin", agency=agency)
        task = office.tasks.create(office.somebody(), "crisis", language="en", priority="stat", reason="overdose")
        office.worker.run_once()
        assert {to for to, _ in office.told()} == {"boss@example.org", "other@example.org"}, "it is no agency's yet"
        assert office.tasks.get(task.number).escalated_at == office.clock.instant

    def test_what_nobody_touches_in_time_goes_to_the_supervisors_once(self, office: Office) -> None:
        office.accounts.add("boss@example.org", "correct horse battery", "admin")
        ana = office.accounts.add("ana@example.org", "correct horse battery", "chw").id
        office.on_call.add(ana, at("2026-11-23T00:00"), at("2026-11-24T00:00"))
        crisis = office.tasks.create(office.somebody(1), "crisis", language="en", priority="stat", reason="overdose")
        urgent = book(office, office.urgent(2), ("housing",))
        taken = book(office, office.urgent(3), ("housing",))
        office.casework.claim(taken.id, ana, taken.version)
        office.worker.run_once()
        office.told()

        office.at("2026-11-23T10:09")
        assert office.told() == []
        office.at("2026-11-23T10:10")
        said = "is urgent and nobody has it in hand"
        assert office.told() == [("boss@example.org", f"Puente: task {crisis.number} {said}")]
        office.at("2026-11-23T10:30")
        assert office.told() == [("boss@example.org", f"Puente: task {urgent.number} {said}")]

    def test_who_is_on_call_may_take_what_is_urgent_from_who_has_not_accepted_it(self, office: Office) -> None:
        rosa = office.chw("rosa", calls_an_hour=1)
        ana, eva = (office.accounts.add(f"{n}@example.org", "correct horse battery", "chw").id for n in ("ana", "eva"))
        office.on_call.add(ana, at("2026-11-23T00:00"), at("2026-11-24T00:00"))
        task = book(office, office.urgent(1), ("housing",))
        assert task.assignee_id == rosa
        with pytest.raises(Exception, match="somebody has"):
            office.casework.claim(task.id, eva, task.version)
        taken = office.casework.claim(task.id, ana, task.version)
        assert (taken.assignee_id, taken.former_email) == (ana, "rosa@example.org")
        assert book(office, office.somebody(2)).assignee_id == rosa, "her place is free again"

    def test_what_is_urgent_is_offered_today_or_the_next_morning(self, office: Office) -> None:
        office.chw("rosa", opens=9, closes=20)
        person = office.urgent()
        offers = office.booking.offers(person, ["housing"], "es", 6)
        assert [f"{start:%a %H}-{end:%H}" for start, end in offers] == ["Mon 10-12", "Mon 12-17", "Mon 17-20"]
        office.clock.instant = at("2026-11-23T19:45")
        offers = office.booking.offers(person, ["housing"], "es", 6)
        assert [f"{start:%a %H}-{end:%H}" for start, end in offers] == ["Tue 09-12"]
        assert len(office.booking.offers(office.somebody(8), ["housing"], "es", 6)) == 3

    def test_a_full_rota_still_offers_what_is_urgent_a_time(self, office: Office) -> None:
        office.chw("rosa", calls_an_hour=1, opens=11, closes=12, days=(0,))
        for n in range(1, 4):
            office.booking.book(office.somebody(n), ["food"], "es", 6, None, *(each + timedelta(days=7 * (n - 1)) for each in ELEVEN), None)  # fmt: skip
        (offer,) = office.booking.offers(office.urgent(9), ["housing"], "es", 6)
        assert f"{offer[0]:%a %H}-{offer[1]:%H}" == "Mon 10-20"


class TestOnCallRota:
    def test_shifts_are_entered_listed_and_taken_back(self, office: Office) -> None:
        ana = office.accounts.add("ana@example.org", "correct horse battery", "chw").id
        boss = office.accounts.add("boss@example.org", "correct horse battery", "admin").id
        shift = (at("2026-11-23T18:00"), at("2026-11-24T08:00"))
        for _ in range(2):
            office.on_call.add(ana, *shift)
        assert [(each.email, each.starts_at, each.ends_at) for each in office.on_call.coming()] == [
            ("ana@example.org", *shift)
        ]
        for wrong in ((shift[1], shift[0]), (at("2026-01-01T00:00"), at("2026-01-02T00:00")), (shift[0], at("2027-11-24T08:00"))):  # fmt: skip
            with pytest.raises(InvalidInput):
                office.on_call.add(ana, *wrong)
        with pytest.raises(NotFound):
            office.on_call.add(boss, *shift)
        office.on_call.remove(ana, *shift)
        with pytest.raises(NotFound):
            office.on_call.remove(ana, *shift)
        assert office.on_call.coming() == ()
