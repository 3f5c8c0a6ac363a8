"""A text in the outbox is sent once, in daytime, to someone who still wants it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.cases.chat_messages import CHAT_LASTS
from bot.cases.correspondence import CaseCorrespondence
from bot.cases.messages import Messages
from bot.cases.models import Message, Person
from bot.cases.people import People
from bot.cases.store import Cases
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import InvalidInput
from bot.messaging.models import OutboxMessage
from bot.messaging.outbox import cancel, enqueue_typed
from bot.messaging.outbox_worker import LEASE, MAX_ATTEMPTS, OutboxWorker
from bot.messaging.quiet_hours import QuietHours
from bot.messaging.sender import Outcome, RecordingSender, SendResult, SentText
from bot.privacy.encryption import Vault

PHONE = "+13235550100"
Put = Callable[..., bool]


@pytest.fixture
def person_id(people: People) -> str:
    return people.get_or_create("sms", PHONE, "es").id


@pytest.fixture
def sender() -> RecordingSender:
    return RecordingSender()


@pytest.fixture
def worker(database: Database, vault: Vault, clock: FixedClock, sender: RecordingSender) -> OutboxWorker:
    return OutboxWorker(database, vault, clock, sender, CaseCorrespondence(database, vault, clock))


@pytest.fixture
def put(database: Database, vault: Vault, clock: FixedClock, person_id: str) -> Put:
    def put_one(key: str = "reminder:1", body: str = "Mañana a las 3", **more: object) -> bool:
        with database.write() as db_session:
            return enqueue_typed(
                db_session, vault, clock, person_id=person_id, body=body, dedupe_key=key, **more  # type: ignore[arg-type]
            )  # fmt: skip

    return put_one


def state(database: Database) -> tuple[str, int]:
    with database.read() as db_session:
        row = db_session.scalars(select(OutboxMessage)).one()
        return row.state, row.attempts


def test_a_due_text_is_sent_once_and_recorded(
    put: Put, worker: OutboxWorker, sender: RecordingSender, messages: Messages, person_id: str, database: Database
) -> None:
    put(language="es")

    assert worker.run_once() == 1
    assert worker.run_once() == 0

    (sent,) = sender.sent
    assert (sent.to, sent.body) == (PHONE, "Mañana a las 3")
    (recorded,) = messages.history(person_id)
    assert sent.message_id == recorded.id
    assert (recorded.direction, recorded.state, recorded.body) == ("outbound", "sent", "Mañana a las 3")
    assert (recorded.delivery_status, recorded.language, recorded.segments) == ("queued", "es", 1)
    assert state(database) == ("sent", 1)


def test_the_same_cause_is_put_in_once(put: Put, worker: OutboxWorker, sender: RecordingSender) -> None:
    assert put("reminder:1")
    assert not put("reminder:1", "other words")
    assert put("reminder:2", "otra cosa")
    worker.run_once()

    assert sorted(text.body for text in sender.sent) == ["Mañana a las 3", "otra cosa"]


def test_what_is_rolled_back_is_never_sent(
    database: Database, vault: Vault, clock: FixedClock, person_id: str, worker: OutboxWorker, sender: RecordingSender
) -> None:
    def change_that_fails() -> None:
        with database.write() as db_session:
            enqueue_typed(db_session, vault, clock, person_id=person_id, body="nunca", dedupe_key="x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_that_fails()
    worker.run_once()

    assert sender.sent == []


def test_an_empty_text_is_refused(put: Put) -> None:
    with pytest.raises(InvalidInput):
        put(body="  ")
    with pytest.raises(InvalidInput):
        put(key="k" * 97)


def test_nothing_is_sent_before_it_is_due_or_after_it_would_only_confuse(
    put: Put, worker: OutboxWorker, sender: RecordingSender, clock: FixedClock, database: Database
) -> None:
    put(due_at=clock.now() + timedelta(hours=1), expires_at=clock.now() + timedelta(hours=2))
    assert worker.run_once() == 0

    clock.instant += timedelta(hours=2)
    worker.run_once()
    assert sender.sent == []
    assert state(database) == ("expired", 0)


def test_nights_are_quiet_and_the_morning_catches_up(
    put: Put, worker: OutboxWorker, sender: RecordingSender, clock: FixedClock
) -> None:
    put()
    for hour_utc in (5, 9, 15):  # 21:00, 1:00 and 7:00 in Los Angeles
        clock.instant = datetime(2026, 11, 24, hour_utc, 0, tzinfo=UTC)
        assert worker.run_once() == 0
    clock.instant = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    assert worker.run_once() == 1
    assert len(sender.sent) == 1


def test_quiet_hours_follow_daylight_saving() -> None:
    hours = QuietHours()
    assert hours.allow(datetime(2026, 7, 1, 15, 0, tzinfo=UTC))
    assert not hours.allow(datetime(2026, 12, 1, 15, 59, tzinfo=UTC))
    assert hours.allow(datetime(2026, 12, 1, 16, 0, tzinfo=UTC))
    assert not hours.allow(datetime(2026, 7, 1, 4, 0, tzinfo=UTC))


def test_someone_who_opted_out_since_gets_nothing(
    put: Put, worker: OutboxWorker, sender: RecordingSender, people: People, person_id: str, database: Database
) -> None:
    put()
    people.opt_out(person_id)
    assert worker.run_once() == 0

    assert sender.sent == []
    assert state(database)[0] == "cancelled"


def test_what_was_queued_before_a_stop_does_not_go_out_after_a_start(
    put: Put, worker: OutboxWorker, sender: RecordingSender, people: People, person_id: str
) -> None:
    put("before")
    people.opt_out(person_id)
    people.opt_in(person_id)
    worker.run_once()
    assert sender.sent == []

    put("after")
    worker.run_once()
    assert len(sender.sent) == 1


def test_what_is_queued_for_someone_who_opted_out_is_refused(
    put: Put, worker: OutboxWorker, sender: RecordingSender, people: People, person_id: str, database: Database
) -> None:
    people.opt_out(person_id)
    put()
    worker.run_once()

    assert sender.sent == []
    assert state(database)[0] == "refused"


def test_a_carriers_opt_out_is_mirrored(
    put: Put, worker: OutboxWorker, sender: RecordingSender, people: People, person_id: str, database: Database
) -> None:
    sender.results.append(SendResult(Outcome.OPTED_OUT, error_code="21610"))
    put()
    worker.run_once()

    assert people.get(person_id).opted_out
    assert state(database)[0] == "refused"


def test_a_bad_number_is_left_alone_until_it_writes(
    put: Put, worker: OutboxWorker, sender: RecordingSender, messages: Messages, person_id: str
) -> None:
    sender.results.append(SendResult(Outcome.BAD_NUMBER, error_code="21614"))
    put("a")
    worker.run_once()
    put("b")
    worker.run_once()
    assert len(sender.sent) == 1

    messages.record_inbound(person_id, "sms", "SM1", "hola", 0)
    put("c")
    worker.run_once()
    assert len(sender.sent) == 2


def test_what_is_begun_in_a_web_chat_stands_there_once_and_is_sent_nowhere(
    people: People, database: Database, vault: Vault, clock: FixedClock, worker: OutboxWorker, sender: RecordingSender,
    messages: Messages,
) -> None:  # fmt: skip
    visitor = people.get_or_create("web", "a-session", "en").id

    def begin(key: str) -> None:
        with database.write() as db_session:
            enqueue_typed(db_session, vault, clock, person_id=visitor, body="Your call is at 3.", dedupe_key=key)
        worker.run_once()
        worker.run_once()

    begin("x")
    (shown,) = messages.history(visitor)
    assert (shown.direction, shown.body, shown.state, shown.segments) == ("outbound", "Your call is at 3.", "sent", 0)

    clock.instant += CHAT_LASTS + timedelta(hours=1)
    begin("y")
    assert len(messages.history(visitor)) == 1, "nobody would see it in a chat that is over"
    assert sender.sent == []


def test_a_failing_send_is_tried_again_later_and_later_and_then_given_up(
    put: Put, worker: OutboxWorker, sender: RecordingSender, clock: FixedClock, database: Database, messages: Messages,
    person_id: str,
) -> None:  # fmt: skip
    sender.results = [SendResult(Outcome.RETRY, error_code="20429")] * MAX_ATTEMPTS
    put()
    waits = []
    for _ in range(MAX_ATTEMPTS - 1):
        worker.run_once()
        with database.read() as db_session:
            due = db_session.scalars(select(OutboxMessage.due_at)).one()
        waits.append((due - clock.now()).total_seconds())
        clock.instant = due - timedelta(seconds=1)
        assert worker.run_once() == 0
        clock.instant = due
    worker.run_once()

    assert [30 * 4**n <= wait <= 37.5 * 4**n for n, wait in enumerate(waits)] == [True] * 5
    assert state(database) == ("failed", MAX_ATTEMPTS)
    assert len({text.message_id for text in sender.sent}) == 1, "one message row, however often it is tried"
    assert [text.state for text in messages.history(person_id)] == ["unsent"]


def test_a_text_whose_worker_died_is_taken_over_when_its_lease_ends(
    put: Put, worker: OutboxWorker, sender: RecordingSender, clock: FixedClock, database: Database, vault: Vault
) -> None:
    put()

    class Killed(BaseException):
        pass

    class DyingSender(RecordingSender):
        def send(self, to: str, body: str, message_id: str) -> SendResult:
            raise Killed

    with pytest.raises(Killed):
        OutboxWorker(database, vault, clock, DyingSender(), CaseCorrespondence(database, vault, clock)).run_once()
    assert worker.run_once() == 0

    clock.instant += LEASE
    assert worker.run_once() == 1
    assert len(sender.sent) == 1


def test_a_text_known_to_have_gone_out_is_not_sent_again(
    put: Put, worker: OutboxWorker, sender: RecordingSender, clock: FixedClock, database: Database, messages: Messages,
    vault: Vault,
) -> None:  # fmt: skip
    """The worker died after the provider took the text; the delivery report came meanwhile."""
    put()

    class DyingCorrespondence(CaseCorrespondence):
        def finish(self, person_id: str, message_id: str, result: SendResult) -> None:
            raise KeyboardInterrupt

    dying = DyingCorrespondence(database, vault, clock)
    with pytest.raises(KeyboardInterrupt):
        OutboxWorker(database, vault, clock, sender, dying).run_once()
    messages.set_delivery_status(sender.sent[0].message_id, "delivered", None)

    clock.instant += LEASE
    worker.run_once()
    assert len(sender.sent) == 1
    assert state(database)[0] == "sent"


def test_workers_in_parallel_send_each_text_once(
    put: Put, database: Database, vault: Vault, clock: FixedClock, sender: RecordingSender
) -> None:
    for number in range(24):
        put(f"reminder:{number}", f"texto {number}")

    def work(_: int) -> int:
        correspondence = CaseCorrespondence(database, vault, clock)
        return OutboxWorker(database, vault, clock, sender, correspondence).run_once(limit=6)

    with ThreadPoolExecutor(6) as pool:
        taken = sum(pool.map(work, range(6)))
    taken += work(0)

    assert taken == 24
    assert sorted(text.body for text in sender.sent) == sorted(f"texto {number}" for number in range(24))


def test_no_transaction_is_open_while_the_provider_is_asked(
    put: Put, database: Database, vault: Vault, clock: FixedClock, people: People, person_id: str
) -> None:
    put()

    class WritingSender(RecordingSender):
        def send(self, to: str, body: str, message_id: str) -> SendResult:
            with database.write() as db_session:  # would wait 15 s and fail if a write were open
                db_session.get_one(Person, person_id).zip = "90011"
                db_session.get_one(Message, message_id)
            self.sent.append(SentText(to, body, message_id))
            return SendResult(Outcome.SENT)

    sender = WritingSender()
    OutboxWorker(database, vault, clock, sender, CaseCorrespondence(database, vault, clock)).run_once()

    assert len(sender.sent) == 1
    assert people.get(person_id).zip == "90011"


def test_an_erased_person_gets_nothing(
    put: Put, worker: OutboxWorker, sender: RecordingSender, cases: Cases, person_id: str
) -> None:
    put()
    assert cases.erase(person_id)["outbox_message"] == 1
    worker.run_once()

    assert sender.sent == []


def test_pending_texts_can_be_cancelled_by_their_cause(
    put: Put, worker: OutboxWorker, sender: RecordingSender, database: Database
) -> None:
    put("reminder:7:morning")
    put("reminder:7_:x", "otra cosa")
    with database.write() as db_session:
        assert cancel(db_session, "reminder:7:") == 1
    worker.run_once()

    assert [text.body for text in sender.sent] == ["otra cosa"]
