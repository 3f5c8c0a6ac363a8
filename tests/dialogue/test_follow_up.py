"""Answers to "how did it go": taken down on the case and on the listing, whatever they are mixed with."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.cases.follow_ups import FollowUps
from bot.cases.models import Consent, Person, Referral
from bot.cases.people import People
from bot.cases.store import Cases
from bot.clock import FixedClock
from bot.db import Database
from bot.dialogue.client import RasaReading
from bot.dialogue.follow_up import FollowUpTalk, Heard
from bot.dialogue.outcomes import ServiceOutcomes
from bot.directory.importing.entry import import_path
from bot.directory.reports import ListingReports
from bot.directory.search import DirectorySearch
from bot.errors import Unavailable
from bot.i18n import Language, render
from bot.messaging.models import OutboxMessage
from bot.privacy.encryption import Vault
from tests.directory.packages import made_id, small_directory, write_package

FIRST, SECOND = (made_id("service_at_location", number) for number in (0, 1))


class Talk:
    """People who were sent Pantry 0 and, where it is said, Pantry 1, and asked two days later."""

    def __init__(self, database: Database, vault: Vault, clock: FixedClock) -> None:
        self.database, self.clock = database, clock
        self.people, self.cases = People(database, vault, clock), Cases(database, vault, clock)
        self.follow_ups = FollowUps(database, vault, clock)
        self.reports = ListingReports(database, clock)
        directory = DirectorySearch(database, clock)
        outcomes = ServiceOutcomes(self.follow_ups, self.reports)
        self.talk = FollowUpTalk(self.follow_ups, outcomes, directory)
        self.directory = directory

    def asked(self, phone: str = "+13235550100", places: tuple[str, ...] = (FIRST,)) -> str:
        person = self.people.get_or_create("sms", phone, "en")
        with self.database.write() as db_session:
            db_session.add(
                Consent(person_id=person.id, kind="follow_up", granted=True, wording_version="t", language="en",
                        at=self.clock.now())
            )  # fmt: skip
        self.cases.record_referrals(self.cases.open_case(person.id), "food", [(p, 1.0) for p in places], "en")
        self.clock.instant += timedelta(days=2)
        assert self.follow_ups.plan_due() == 1
        with self.database.write() as db_session:
            for row in db_session.scalars(select(OutboxMessage).where(OutboxMessage.state == "pending")):
                row.state, row.sent_at = "sent", self.clock.now()
        self.clock.instant += timedelta(minutes=5)
        return phone

    def says(self, phone: str, text: str, intent: str | None = None, language: Language = "en") -> Heard | None:
        def read() -> RasaReading:
            if intent is None:
                raise Unavailable("no Rasa here")
            return RasaReading(intent, 0.9, ("food",) if intent == "need" else (), False)

        person = self.people.find("sms", phone)
        assert person is not None
        heard = self.talk.hear(person, text, language, read)
        with self.database.write() as db_session:
            db_session.get_one(Person, person.id).last_inbound_at = self.clock.now()
        self.clock.instant += timedelta(minutes=1)
        return heard

    def status(self, place: str = FIRST) -> str | None:
        with self.database.read() as db_session:
            return db_session.scalar(select(Referral.status).where(Referral.service_at_location_id == place))

    def offered(self) -> list[str]:
        return [each.name for each in self.directory.nearest("food", 34.05, -118.24)]


@pytest.fixture
def talk(sqlite_database: Database, vault: Vault, clock: FixedClock, tmp_path: Path) -> Talk:
    import_path(sqlite_database, write_package(tmp_path / "p", small_directory(3)), clock)
    return Talk(sqlite_database, vault, clock)


@pytest.mark.parametrize(
    ("text", "language", "status", "reply"),
    [
        ("1", "en", "reached", "follow_up_reached"),
        ("2", "en", "full", "follow_up_full"),
        ("estaba cerrado", "es", "closed", "follow_up_wrong"),
        ("wrong number", "en", "wrong_number", "follow_up_wrong"),
        ("no fui", "es", "did_not_go", "follow_up_did_not_go"),
        ("no contestan", "es", "no_answer", "follow_up_full"),
    ],
)
def test_a_digit_or_words_are_taken_down_on_the_case(
    talk: Talk, text: str, language: Language, status: str, reply: str
) -> None:
    phone = talk.asked()
    assert talk.says(phone, text, language=language) == Heard(render(reply, language))
    assert talk.status() == status
    assert talk.says(phone, "2") is None, "answered is answered"


def test_two_people_who_found_it_closed_take_it_out_of_search(talk: Talk) -> None:
    ana, ben = talk.asked("+13235550101"), talk.asked("+13235550102")
    talk.says(ana, "3")
    assert "Pantry 0" in talk.offered()
    talk.says(ben, "4")
    assert "Pantry 0" not in talk.offered()
    assert [(each.name, each.bad_reports, each.hidden) for each in talk.reports.reported()] == [("Pantry 0", 2, True)]


def test_another_need_in_the_same_text_is_handed_on(talk: Talk) -> None:
    phone = talk.asked()
    heard = talk.says(phone, "it was full, i still need food in 90011 please", "need")
    assert heard == Heard(render("follow_up_full", "en"), goes_on=True)
    assert talk.status() == "full"


def test_a_new_need_alone_is_no_answer_and_words_tell_it_later(talk: Talk) -> None:
    phone = talk.asked()
    assert talk.says(phone, "i need a job near inglewood that takes people with records", "need") is None
    assert talk.says(phone, "2") is None, "now a number is one of a list"
    talk.clock.instant += timedelta(days=3)
    assert talk.says(phone, "btw that place was closed", "need") is None
    heard = talk.says(phone, "btw that place was closed", "services_feedback")
    assert heard is not None and talk.status() == "closed"


def test_of_several_places_the_one_meant_is_asked_for(talk: Talk) -> None:
    phone = talk.asked(places=(FIRST, SECOND))
    heard = talk.says(phone, "closed")
    assert heard is not None and "1) Pantry 0 2) Pantry 1" in heard.text
    assert (talk.status(FIRST), talk.status(SECOND)) == ("offered", "offered")
    assert talk.says(phone, "the second one") == Heard(render("follow_up_wrong", "en"))
    assert (talk.status(FIRST), talk.status(SECOND)) == ("offered", "closed")


def test_who_went_nowhere_is_not_asked_where(talk: Talk) -> None:
    phone = talk.asked(places=(FIRST, SECOND))
    assert talk.says(phone, "5") == Heard(render("follow_up_did_not_go", "en"))
    assert (talk.status(FIRST), talk.status(SECOND)) == ("did_not_go", "did_not_go")


def test_an_unanswered_which_one_does_not_catch_later_numbers(talk: Talk) -> None:
    phone = talk.asked(places=(FIRST, SECOND))
    talk.says(phone, "2")
    assert talk.says(phone, "i need clothes", "need") is None
    assert talk.says(phone, "1") is None
    assert talk.status(FIRST) == "offered"


def test_a_plain_no_is_asked_what_happened(talk: Talk) -> None:
    phone = talk.asked()
    assert talk.says(phone, "no") == Heard(render("follow_up_what_happened", "en"))
    assert talk.says(phone, "3") == Heard(render("follow_up_wrong", "en"))
    assert talk.status() == "closed"


def test_a_withdrawn_listing_is_still_noted_on_the_case(talk: Talk, clock: FixedClock, tmp_path: Path) -> None:
    phone = talk.asked()
    import_path(talk.database, write_package(tmp_path / "empty", small_directory(0)), clock)
    assert talk.says(phone, "3") == Heard(render("follow_up_wrong", "en"))
    assert talk.status() == "closed"
