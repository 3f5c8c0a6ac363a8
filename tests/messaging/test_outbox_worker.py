"""Before a text Puente begins goes out: is the number still theirs, does the consent still stand, are the words discreet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from bot.callbacks.tasks import Tasks
from bot.cases.consents import Consents
from bot.cases.people import People, PersonView
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import ConfigurationError, InvalidInput
from bot.i18n import render
from bot.messaging.models import OutboxMessage
from bot.messaging.outbox import enqueue
from bot.messaging.outbox_worker import MAX_ATTEMPTS, UNREADABLE_WAITS, OutboxWorker
from bot.messaging.quiet_hours import QuietHours
from bot.messaging.reassigned import Holder, RecordingNumberCheck
from bot.messaging.sender import RecordingSender, SendResult
from bot.privacy.encryption import Vault
from bot.settings import load_settings
from webhooks import sending

PHONE = "+13235550100"
Put = Callable[..., bool]


@pytest.fixture
def person(people: People, database: Database, clock: FixedClock) -> PersonView:
    return people.get_or_create("sms", PHONE, "es")


@pytest.fixture
def sender() -> RecordingSender:
    return RecordingSender()


@pytest.fixture
def check() -> RecordingNumberCheck:
    return RecordingNumberCheck()


@pytest.fixture
def worker(
    database: Database, vault: Vault, clock: FixedClock, sender: RecordingSender, check: RecordingNumberCheck,
    monkeypatch: pytest.MonkeyPatch, tmp_path: object,
) -> OutboxWorker:  # fmt: skip
    """The worker as the command line runs it, with a sender and a look-up that keep what they were asked."""
    monkeypatch.setattr(sending, "make_sender", lambda *_: sender)
    monkeypatch.setattr(sending, "make_number_check", lambda *_: check)
    return sending.make_outbox_worker(load_settings({"PUENTE_INSTANCE": str(tmp_path)}), database, vault, clock)


@pytest.fixture
def put(database: Database, vault: Vault, clock: FixedClock, person: PersonView) -> Put:
    def put_one(entry: str = "utter_callback_reminder", key: str = "reminder:1", **more: object) -> bool:
        with database.write() as db_session:
            return enqueue(
                db_session, vault, clock, person_id=person.id, entry=entry, language="es", dedupe_key=key,
                values={"when": "mañana a las 3"}, **more,  # type: ignore[arg-type]
            )  # fmt: skip

    return put_one


def state(database: Database) -> tuple[str, str | None]:
    with database.read() as db_session:
        row = db_session.scalars(select(OutboxMessage)).one()
        return row.state, row.error_code


def silent_for(days: float, clock: FixedClock) -> None:
    clock.instant += timedelta(days=days)


def test_only_an_entry_marked_proactive_can_be_sent_unasked(put: Put) -> None:
    for entry in ("utter_callback_booked", "crisis_suicide", "nothing"):
        with pytest.raises(InvalidInput):
            put(entry)


def test_a_number_heard_from_lately_is_not_looked_up(
    put: Put, worker: OutboxWorker, sender: RecordingSender, check: RecordingNumberCheck, clock: FixedClock
) -> None:
    silent_for(44, clock)
    put()
    worker.run_once()
    assert check.asked == []
    assert [one.body for one in sender.sent] == [render("utter_callback_reminder", "es", when="mañana a las 3")]


def test_a_number_silent_for_45_days_is_looked_up_with_the_day_of_its_last_text(
    put: Put, worker: OutboxWorker, sender: RecordingSender, check: RecordingNumberCheck, clock: FixedClock
) -> None:
    heard = clock.now().date()
    silent_for(45, clock)
    put(key="a")
    put(key="b")
    worker.run_once()
    assert check.asked == [(PHONE, heard)], "and once for a day"
    assert len(sender.sent) == 2
    silent_for(1.1, clock)
    put(key="c")
    worker.run_once()
    assert len(check.asked) == 2


def test_nothing_goes_to_a_number_that_is_somebody_elses_and_staff_are_told(
    put: Put, worker: OutboxWorker, sender: RecordingSender, check: RecordingNumberCheck, clock: FixedClock,
    database: Database, people: People, person: PersonView, vault: Vault,
) -> None:  # fmt: skip
    silent_for(50, clock)
    check.answers = [Holder.SOMEBODY_ELSE]
    put()
    worker.run_once()

    assert sender.sent == []
    assert state(database) == ("refused", "reassigned")
    (task,) = Tasks(database, vault, clock).queue()
    assert (task.kind, task.reason, task.person_id) == ("follow_up", "number_reassigned", person.id)
    assert not people.get(person.id).has_number
    assert people.find("sms", PHONE) is None, "whoever texts from it is somebody new"


def test_without_data_a_discreet_text_goes(
    put: Put, worker: OutboxWorker, sender: RecordingSender, check: RecordingNumberCheck, clock: FixedClock
) -> None:
    silent_for(50, clock)
    check.answers = [Holder.NO_DATA]
    put()
    worker.run_once()
    assert len(sender.sent) == 1


def test_without_an_answer_a_text_waits_and_goes_when_there_is_one(
    put: Put, worker: OutboxWorker, sender: RecordingSender, check: RecordingNumberCheck, clock: FixedClock,
    database: Database,
) -> None:  # fmt: skip
    silent_for(50, clock)
    check.answers = [Holder.NO_ANSWER, Holder.NO_ANSWER]
    put()
    worker.run_once()
    assert (sender.sent, state(database)) == ([], ("pending", "not_looked_up"))
    assert worker.run_once() == 0, "not at once"
    for _ in range(2):
        clock.instant += timedelta(minutes=10)
        worker.run_once()
    assert len(sender.sent) == 1


def test_without_an_answer_for_hours_a_text_is_not_sent(
    put: Put, worker: OutboxWorker, sender: RecordingSender, check: RecordingNumberCheck, clock: FixedClock,
    database: Database,
) -> None:  # fmt: skip
    silent_for(50, clock)
    check.answers = [Holder.NO_ANSWER] * MAX_ATTEMPTS
    put()
    for _ in range(MAX_ATTEMPTS):
        worker.run_once()
        clock.instant += timedelta(days=1)
    assert (sender.sent, state(database)) == ([], ("failed", "not_looked_up"))


def test_a_consent_taken_back_stops_a_text_that_waits(
    put: Put, worker: OutboxWorker, sender: RecordingSender, database: Database, clock: FixedClock, person: PersonView
) -> None:
    consents = Consents(database, clock)
    consents.record(person.id, "follow_up", True, "es", "sms", asked=True)
    put(requires_consent="follow_up")
    consents.record(person.id, "follow_up", False, "es", "sms", asked=False)
    worker.run_once()
    assert (sender.sent, state(database)[0]) == ([], "refused")


def test_a_consent_that_stands_lets_it_go(
    put: Put, worker: OutboxWorker, sender: RecordingSender, database: Database, clock: FixedClock, person: PersonView
) -> None:
    Consents(database, clock).record(person.id, "follow_up", True, "es", "sms", asked=True)
    put(requires_consent="follow_up")
    worker.run_once()
    assert len(sender.sent) == 1


def test_the_hours_are_set_by_the_environment_within_what_the_rule_allows(tmp_path: object) -> None:
    def hours(opens: str, closes: str) -> QuietHours:
        settings = load_settings(
            {"PUENTE_INSTANCE": str(tmp_path), "PUENTE_TEXTS_FROM": opens, "PUENTE_TEXTS_UNTIL": closes}
        )
        return QuietHours(settings.puente_texts_from, settings.puente_texts_until)

    assert hours("09:30", "18:00") == QuietHours(time(9, 30), time(18))
    for wrong in (("07:00", "21:00"), ("08:00", "22:00"), ("12:00", "12:00"), ("18:00", "09:00"), ("nine", "21:00")):
        with pytest.raises(ConfigurationError, match="PUENTE_TEXTS"):
            hours(*wrong)
    with pytest.raises(ConfigurationError):
        QuietHours(time(7), time(20))


def test_the_days_of_silence_are_set_by_the_environment_and_checked(tmp_path: object) -> None:
    assert load_settings({"PUENTE_INSTANCE": str(tmp_path), "PUENTE_IDLE_DAYS": "30"}).puente_idle_days == 30
    for wrong in ("0", "-1", "soon"):
        with pytest.raises(ConfigurationError, match="PUENTE_IDLE_DAYS"):
            load_settings({"PUENTE_INSTANCE": str(tmp_path), "PUENTE_IDLE_DAYS": wrong})


def test_a_text_that_no_key_opens_waits_and_holds_up_no_other(
    put: Put, worker: OutboxWorker, sender: RecordingSender, clock: FixedClock, database: Database
) -> None:
    put(key="reminder:1")
    put(key="reminder:2")
    with database.write() as db_session:
        row = db_session.scalar(select(OutboxMessage).where(OutboxMessage.dedupe_key == "reminder:1"))
        sealed, row.body_sealed = row.body_sealed, b"not what a key of ours sealed"
        row.due_at -= timedelta(minutes=1)
    worker.run_once()
    assert len(sender.sent) == 1
    assert worker.run_once() == 0
    with database.write() as db_session:
        row = db_session.scalar(select(OutboxMessage).where(OutboxMessage.dedupe_key == "reminder:1"))
        assert (row.state, row.attempts, row.error_code) == ("pending", 0, "seal_broken")
        row.body_sealed = sealed
    clock.instant += UNREADABLE_WAITS
    worker.run_once()
    assert len(sender.sent) == 2, "and goes when it can be read"


def test_a_fault_of_ours_with_one_text_holds_up_no_other_and_ends(
    put: Put, worker: OutboxWorker, sender: RecordingSender, clock: FixedClock, database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    put(key="reminder:1")
    put(key="reminder:2")
    sends = sender.send

    def faulty(to: str, body: str, message_id: str) -> SendResult:
        if not sender.sent:
            sends(to, body, message_id)
            raise KeyError("fault")
        return sends(to, body, message_id)

    monkeypatch.setattr(sender, "send", faulty)
    worker.run_once()
    with database.read() as db_session:
        states = db_session.execute(select(OutboxMessage.state, OutboxMessage.error_code)).all()
    assert sorted(map(tuple, states), key=str) == [("pending", "fault"), ("sent", None)]
    monkeypatch.setattr(sender, "send", lambda *_: 1 / 0)
    for _ in range(MAX_ATTEMPTS):
        clock.instant += timedelta(days=1)
        worker.run_once()
    with database.read() as db_session:
        assert sorted(db_session.scalars(select(OutboxMessage.state))) == ["failed", "sent"]
