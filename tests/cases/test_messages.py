"""Each inbound text is recorded once and answered once, whatever arrives twice or out of order."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import func, select

from bot.cases.messages import Messages
from bot.cases.models import Message
from bot.cases.people import People
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import InvalidInput, NotFound


@pytest.fixture
def person_id(people: People) -> str:
    return people.get_or_create("sms", "+13235550100", "en").id


def test_of_twenty_webhooks_for_one_text_exactly_one_is_first(
    messages: Messages, person_id: str, database: Database
) -> None:
    with ThreadPoolExecutor(20) as pool:
        recorded = list(pool.map(lambda _: messages.record_inbound(person_id, "sms", "SM1", "hola", 0), range(20)))

    assert sum(each.first for each in recorded) == 1
    assert len({each.message_id for each in recorded}) == 1
    with database.read() as db_session:
        assert db_session.scalar(select(func.count()).select_from(Message)) == 1


def test_a_repeat_changes_nothing(messages: Messages, people: People, person_id: str, clock: FixedClock) -> None:
    messages.record_inbound(person_id, "sms", "SM1", "hola", 0)
    before = people.get(person_id).last_inbound_at

    clock.instant += timedelta(minutes=1)
    assert not messages.record_inbound(person_id, "sms", "SM1", "something else", 0).first

    assert people.get(person_id).last_inbound_at == before
    assert [seen.body for seen in messages.history(person_id)] == ["hola"]


def test_the_answer_is_kept_and_the_first_answer_stands(messages: Messages, person_id: str) -> None:
    recorded = messages.record_inbound(person_id, "sms", "SM1", "necesito comida", 0)
    assert messages.stored_reply("SM1") is None

    assert messages.record_reply(recorded.message_id, ["¿Dónde está?", "2"], "dialogue", "answered", "es", "need", 0.93)
    assert not messages.record_reply(recorded.message_id, ["other"], "dialogue", "answered", "en")

    stored = messages.stored_reply("SM1")
    assert stored is not None
    assert stored.replies == ["¿Dónde está?", "2"]
    assert stored.state == "answered"


def test_a_deferred_text_may_still_be_answered(messages: Messages, person_id: str) -> None:
    recorded = messages.record_inbound(person_id, "sms", "SM1", "help me", 0)

    assert messages.record_reply(recorded.message_id, ["menu"], "fallback_menu", "deferred", "en")
    assert not messages.record_reply(recorded.message_id, ["menu again"], "fallback_menu", "deferred", "en")
    assert messages.record_reply(recorded.message_id, ["answer"], "dialogue", "answered", "en")

    stored = messages.stored_reply("SM1")
    assert stored is not None
    assert (stored.replies, stored.state) == (["answer"], "answered")


def test_an_empty_answer_is_an_answer(messages: Messages, person_id: str) -> None:
    recorded = messages.record_inbound(person_id, "sms", "SM1", "STOP", 0)
    messages.record_reply(recorded.message_id, [], "keyword", "answered", "en")

    stored = messages.stored_reply("SM1")
    assert stored is not None
    assert stored.replies == []


def test_what_cannot_be_recorded_is_refused(messages: Messages, person_id: str) -> None:
    with pytest.raises(InvalidInput):
        messages.record_inbound(person_id, "sms", "", "hola", 0)
    with pytest.raises(NotFound):
        messages.record_inbound("nobody", "sms", "SM1", "hola", 0)
    with pytest.raises(NotFound):
        messages.record_reply("nothing", ["hi"], "dialogue", "answered", "en")
    with pytest.raises(NotFound):
        messages.set_delivery_status("nothing", "sent", None)


def test_delivery_status_never_goes_back_in_any_order_of_arrival(messages: Messages, person_id: str) -> None:
    for number, order in enumerate(permutations(["queued", "sent", "delivered", "read"])):
        message_id = messages.record_inbound(person_id, "sms", f"SM{number}", "x", 0).message_id
        taken = [status for status in order if messages.set_delivery_status(message_id, status, None)]
        assert taken[-1] == "read"
        assert taken == sorted(taken, key=["queued", "sent", "delivered", "read"].index)


def test_parallel_status_callbacks_end_at_the_last_stage(messages: Messages, person_id: str) -> None:
    message_id = messages.record_inbound(person_id, "sms", "SM1", "x", 0).message_id
    statuses = ["accepted", "scheduled", "queued", "sending", "sent", "delivered"] * 3
    random.Random(7).shuffle(statuses)

    with ThreadPoolExecutor(9) as pool:
        list(pool.map(lambda status: messages.set_delivery_status(message_id, status, None), statuses))

    assert messages.history(person_id)[0].delivery_status == "delivered"


def test_a_report_that_says_opted_out_opts_out(messages: Messages, people: People, person_id: str) -> None:
    message_id = messages.record_inbound(person_id, "sms", "SM1", "x", 0).message_id

    messages.set_delivery_status(message_id, "sent", None)
    assert not people.get(person_id).opted_out
    messages.set_delivery_status(message_id, "failed", "21610")
    assert people.get(person_id).opted_out


def test_a_failed_delivery_is_final(messages: Messages, person_id: str) -> None:
    message_id = messages.record_inbound(person_id, "sms", "SM1", "x", 0).message_id

    assert messages.set_delivery_status(message_id, "undelivered", "30003")
    assert not messages.set_delivery_status(message_id, "delivered", None)
    assert not messages.set_delivery_status(message_id, "a_status_of_tomorrow", None)
    assert messages.history(person_id)[0].delivery_status == "undelivered"


def test_texts_put_off_wait_until_one_is_answered(messages: Messages, person_id: str, clock: FixedClock) -> None:
    def says(number: int, body: str, state: str, route: str, crisis: str | None = None) -> None:
        clock.instant += timedelta(minutes=1)
        text = messages.record_inbound(person_id, "sms", f"SM{number}", body, 0)
        messages.record_reply(text.message_id, ["…"], route, state, "en", crisis=crisis)

    began = clock.now()
    says(1, "need food", "deferred", "fallback_menu")
    says(2, "90011", "deferred", "fallback_menu")
    says(3, "90011", "deferred", "fallback_menu")
    says(4, "i want to die", "answered", "crisis", "suicide")
    assert messages.deferred_texts(person_id, began) == ["need food", "90011"]
    assert messages.deferred_texts(person_id, clock.now()) == []

    says(5, "hello?", "answered", "dialogue")
    assert messages.deferred_texts(person_id, began) == []
    says(6, "are you there", "deferred", "fallback_menu")
    assert messages.deferred_texts(person_id, began) == ["are you there"]
