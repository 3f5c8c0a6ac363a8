"""What happens to texts, referrals and people raises the counters it should, each as often as it should."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.cases.consents import Consents
from bot.cases.correspondence import CaseCorrespondence
from bot.cases.follow_ups import FollowUps
from bot.cases.messages import Messages
from bot.cases.people import People
from bot.cases.store import Cases
from bot.clock import FixedClock
from bot.db import Database
from bot.messaging.models import OutboxMessage
from bot.messaging.sender import Outcome, SendResult
from bot.privacy.encryption import Vault
from bot.tally import Tally


@pytest.fixture
def person(people: People) -> str:
    return people.get_or_create("sms", "+13235550100", "es").id


def counted(database: Database, measure: str) -> dict[str, int]:
    """The counters of a measure by detail, where it has any."""
    with database.read() as db_session:
        rows = db_session.execute(
            select(Tally.detail, func.sum(Tally.count)).where(Tally.measure == measure).group_by(Tally.detail)
        )
        return {detail: int(count) for detail, count in rows}


def answer(
    messages: Messages, person: str, sid: str, route: str = "dialogue", intent: str | None = "need",
    crisis: str | None = None, replies: tuple[str, ...] = ("y",), segments: int = 1,
) -> str:  # fmt: skip
    recorded = messages.record_inbound(person, "sms", sid, "necesito comida", 0)
    messages.record_reply(
        recorded.message_id, list(replies), route, "answered", "es", intent, 0.9, crisis, segments
    )  # fmt: skip
    return recorded.message_id


def test_a_text_counts_by_how_it_was_answered_and_what_it_cost(
    sqlite_database: Database, clock: FixedClock, vault: Vault
) -> None:
    people, messages = People(sqlite_database, vault, clock), Messages(sqlite_database, vault, clock)
    person = people.get_or_create("sms", "+13235550100", "es").id
    answer(messages, person, "SM1", replies=("a", "b"), segments=3)
    answer(messages, person, "SM2", intent="nlu_fallback")
    answer(messages, person, "SM3", route="fallback_menu", intent=None)
    answer(messages, person, "SM4", route="crisis", intent=None, crisis="overdose")
    answer(messages, person, "SM5", route="keyword", intent=None)
    assert messages.record_inbound(person, "sms", "SM5", "necesito comida", 0).first is False

    assert counted(sqlite_database, "texts_received") == {
        "understood": 1, "unsure": 1, "without_model": 1, "other": 2,
    }  # fmt: skip
    assert counted(sqlite_database, "crises") == {"overdose": 1}
    assert counted(sqlite_database, "texts_sent") == {"answer": 3, "menu": 1, "crisis": 1, "keyword": 1}
    assert counted(sqlite_database, "segments") == {"received": 5, "reply": 7}
    assert counted(sqlite_database, "conversations") == {"up_to_1": 1}


def test_a_conversation_counts_with_the_seconds_to_its_first_answer(
    database: Database, messages: Messages, clock: FixedClock, person: str
) -> None:
    recorded = messages.record_inbound(person, "sms", "SM1", "hola", 0)
    clock.instant += timedelta(seconds=4)
    messages.record_reply(recorded.message_id, ["y"], "dialogue", "answered", "es")
    assert counted(database, "conversations") == {"up_to_5": 1}


def test_a_delivery_counts_once_when_its_end_is_told(database: Database, messages: Messages, person: str) -> None:
    first, second = answer(messages, person, "SM1"), answer(messages, person, "SM2")
    for status in ("queued", "sent", "delivered", "delivered", "read"):
        messages.set_delivery_status(first, status)
    messages.set_delivery_status(second, "undelivered", "30003")
    assert counted(database, "deliveries") == {"delivered": 1, "unreachable": 1}


def test_an_opt_out_counts_under_the_kind_of_the_text_before_it(
    database: Database, vault: Vault, clock: FixedClock, people: People, messages: Messages, person: str
) -> None:
    answer(messages, person, "SM1")
    people.opt_out(person)
    assert counted(database, "opt_outs") == {"answer": 1}

    other = people.get_or_create("sms", "+13235550101", "en").id
    answer(messages, other, "SM2")
    clock.instant += timedelta(hours=1)
    letters = CaseCorrespondence(database, vault, clock)
    sent = letters.begin(other, "Calling soon.", "en")
    assert sent is not None
    with database.write() as db_session:
        db_session.add(
            OutboxMessage(
                person_id=other, dedupe_key="call:7:soon:1790000000", message_id=sent, due_at=clock.now(),
                created_at=clock.now(),
            )
        )  # fmt: skip
    for _ in range(2):
        letters.finish(other, sent, SendResult(Outcome.SENT, "SMx", "queued"))
    people.opt_out(other)
    people.opt_out(other)

    assert counted(database, "texts_sent") == {"answer": 2, "call_reminder": 1}
    assert counted(database, "opt_outs") == {"answer": 1, "call_reminder": 1}


def test_the_steps_of_a_person_count_once_and_their_connections_once_a_programme(
    database: Database, vault: Vault, clock: FixedClock, cases: Cases, person: str
) -> None:
    follow_ups, case = FollowUps(database, vault, clock), cases.open_case(person)
    clock.instant += timedelta(minutes=4)
    for _ in range(2):
        cases.note_step(person, "screening_started", "es")
        cases.note_unmet(person, "housing", "hours", "es")
        cases.record_needs(case, ["employment", "education"], False, "es")
        cases.record_referrals(case, "employment", [("s1", 1.0), ("s2", 2.0)], "es")
        cases.record_referrals(case, "education", [("s3", 1.0)], "es")
        for service in ("s1", "s3"):
            follow_ups.note_choice(person, service)
            for outcome in ("reached", "full"):
                follow_ups.note_outcome(person, [service], outcome)

    once = ("screening_started", "people_with_need", "people_accepting", "people_served")
    assert [counted(database, measure) for measure in once] == [{"none": 1}] * len(once)
    assert counted(database, "people_offered") == {"up_to_5": 1}
    assert counted(database, "needs_unmet") == {"hours": 1}
    assert counted(database, "services_offered") == {"none": 3}
    assert counted(database, "referrals_accepted") == counted(database, "services_received") == {"none": 2}
    assert counted(database, "connections") == {"career": 1}, "one person, two services of one programme"


def test_agreeing_to_be_contacted_counts_the_first_time(database: Database, clock: FixedClock, person: str) -> None:
    consents = Consents(database, clock)
    consents.record(person, "follow_up", False, "es", "sms", asked=False)
    assert counted(database, "people_consenting") == {}
    for kind in ("follow_up", "callback", "follow_up"):
        consents.record(person, kind, True, "es", "sms", asked=False)
    assert counted(database, "people_consenting") == {"none": 1}


def test_a_step_of_somebody_erased_is_passed_over(database: Database, cases: Cases, person: str) -> None:
    cases.erase(person)
    cases.note_step(person, "screening_started", "es")
    assert counted(database, "screening_started") == {}
