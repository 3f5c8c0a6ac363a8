"""Who is asked how it went, when, how often, and what their referrals show afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.cases.follow_ups import FollowUps
from bot.cases.models import Consent, Referral
from bot.cases.people import People, PersonView
from bot.cases.store import Cases
from bot.clock import FixedClock
from bot.db import Database
from bot.messaging.models import OutboxMessage
from bot.privacy.encryption import Vault

PLACE, OTHER, THIRD = "place-1", "place-2", "place-3"


class Desk:
    """A person who was sent services, and the questions put to them."""

    def __init__(self, database: Database, vault: Vault, clock: FixedClock) -> None:
        self.database, self.vault, self.clock = database, vault, clock
        self.people = People(database, vault, clock)
        self.cases = Cases(database, vault, clock)
        self.follow_ups = FollowUps(database, vault, clock)

    def somebody(self, phone: str = "+13235550100", channel: str = "sms", *, agrees: bool | None = True) -> PersonView:
        person = self.people.get_or_create(channel, phone, "en")
        if agrees is not None:
            self.answers(person, agrees)
        return person

    def answers(self, person: PersonView, granted: bool) -> None:
        with self.database.write() as db_session:
            db_session.add(
                Consent(
                    person_id=person.id, kind="follow_up", granted=granted, wording_version="t", language="en",
                    at=self.clock.now(),
                )
            )  # fmt: skip

    def offer(self, person: PersonView, *places: str) -> str:
        case_id = self.cases.open_case(person.id)
        self.cases.record_referrals(case_id, "food", [(place, float(n)) for n, place in enumerate(places)], "en")
        return case_id

    def texts(self) -> list[OutboxMessage]:
        with self.database.read() as db_session:
            return list(db_session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at)))

    def send(self) -> None:
        """What the outbox worker does, in so far as it matters here."""
        with self.database.write() as db_session:
            for row in db_session.scalars(select(OutboxMessage).where(OutboxMessage.state == "pending")):
                row.state, row.sent_at = "sent", self.clock.now()

    def referrals(self) -> dict[str, Referral]:
        with self.database.read() as db_session:
            return {row.service_at_location_id: row for row in db_session.scalars(select(Referral))}


@pytest.fixture
def desk(database: Database, vault: Vault, clock: FixedClock) -> Desk:
    return Desk(database, vault, clock)


def test_two_days_after_a_referral_the_person_is_asked_once(desk: Desk) -> None:
    person = desk.somebody()
    desk.offer(person, PLACE)
    desk.clock.instant += timedelta(days=1, hours=23)
    assert desk.follow_ups.plan_due() == 0
    desk.clock.instant += timedelta(hours=2)
    assert desk.follow_ups.plan_due() == 1
    assert desk.follow_ups.plan_due() == 0
    (text,) = desk.texts()
    body = desk.vault.open(text.body_sealed, f"outbox_message.body:{text.id}")
    assert "5 did not go" in body and PLACE not in body, "what was sought is nobody's business on a shared phone"


def test_nobody_is_asked_again_within_two_weeks(desk: Desk) -> None:
    person = desk.somebody()
    desk.offer(person, PLACE)
    desk.clock.instant += timedelta(days=2)
    desk.follow_ups.plan_due()
    desk.offer(person, OTHER)
    desk.clock.instant += timedelta(days=3)
    assert desk.follow_ups.plan_due() == 0
    desk.clock.instant += timedelta(days=9)
    desk.offer(person, THIRD)
    desk.clock.instant += timedelta(days=3)
    assert desk.follow_ups.plan_due() == 1


@pytest.mark.parametrize("agrees", [None, False])
def test_without_a_yes_nobody_is_asked(desk: Desk, agrees: bool | None) -> None:
    desk.offer(desk.somebody(agrees=agrees), PLACE)
    desk.clock.instant += timedelta(days=3)
    assert desk.follow_ups.plan_due() == 0


def test_a_yes_taken_back_counts(desk: Desk) -> None:
    person = desk.somebody()
    desk.offer(person, PLACE)
    desk.clock.instant += timedelta(days=1)
    desk.answers(person, False)
    desk.clock.instant += timedelta(days=2)
    assert desk.follow_ups.plan_due() == 0


def test_nobody_is_asked_after_an_opt_out_on_web_chat_in_a_pause_or_in_the_middle_of_a_talk(
    desk: Desk,
) -> None:
    gone = desk.somebody("+13235550101")
    desk.offer(gone, PLACE)
    desk.people.opt_out(gone.id)
    desk.offer(desk.somebody("browser", "web"), PLACE)
    talking = desk.somebody("+13235550102")
    desk.offer(talking, PLACE)
    desk.clock.instant += timedelta(days=2, minutes=30)
    with desk.database.write() as db_session:
        row = desk.people._at(db_session, "sms", "+13235550102")
        assert row is not None
        row.last_inbound_at = desk.clock.now() - timedelta(minutes=5)
    assert desk.follow_ups.plan_due() == 0
    desk.clock.instant += timedelta(hours=2)
    assert desk.follow_ups.plan_due() == 1, "the one who was talking, once at rest"


def test_a_referral_a_week_old_is_let_be(desk: Desk) -> None:
    desk.offer(desk.somebody(), PLACE)
    desk.clock.instant += timedelta(days=6)
    assert desk.follow_ups.plan_due() == 0


def test_the_place_whose_details_were_asked_for_is_the_one_asked_about(desk: Desk) -> None:
    person = desk.somebody()
    desk.offer(person, PLACE, OTHER, THIRD)
    desk.follow_ups.note_choice(person.id, OTHER)
    desk.clock.instant += timedelta(days=2)
    desk.follow_ups.plan_due()
    assert desk.follow_ups.open_question(person.id) is None, "not before it is sent"
    desk.send()
    question = desk.follow_ups.open_question(person.id)
    assert question is not None
    assert [each.service_at_location_id for each in question.services] == [OTHER]


def test_with_none_chosen_the_list_is_asked_about(desk: Desk) -> None:
    person = desk.somebody()
    desk.offer(person, PLACE, OTHER)
    desk.clock.instant += timedelta(days=2)
    desk.follow_ups.plan_due()
    desk.send()
    question = desk.follow_ups.open_question(person.id)
    assert question is not None
    assert [each.service_at_location_id for each in question.services] == [PLACE, OTHER]
    desk.clock.instant += timedelta(days=11)
    assert desk.follow_ups.open_question(person.id) is None, "an old question is not answered by chance"


def test_referrals_show_offered_chosen_and_what_became_of_them(desk: Desk) -> None:
    person = desk.somebody()
    desk.offer(person, PLACE, OTHER)
    desk.clock.instant += timedelta(minutes=1)
    desk.follow_ups.note_choice(person.id, PLACE)
    chosen_at = desk.clock.now()
    desk.clock.instant += timedelta(days=2)
    desk.follow_ups.note_choice(person.id, PLACE)
    desk.follow_ups.note_outcome(person.id, [PLACE], "reached")
    found = desk.referrals()
    assert (found[PLACE].status, found[PLACE].chosen_at, found[PLACE].outcome_at) == (
        "reached", chosen_at, desk.clock.now(),
    )  # fmt: skip
    assert (found[OTHER].status, found[OTHER].chosen_at) == ("offered", None)


def test_erasing_a_person_takes_questions_and_facts_along(desk: Desk) -> None:
    person = desk.somebody()
    desk.offer(person, PLACE)
    desk.clock.instant += timedelta(days=2)
    desk.follow_ups.plan_due()
    assert desk.cases.erase(person.id)["follow_up"] == 1
    assert desk.follow_ups.open_question(person.id) is None
