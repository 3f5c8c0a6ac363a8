"""The worker does what is due in its order, and a job that fails keeps no other from being done."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from bot.cases.people import People
from bot.clock import FixedClock, SystemClock
from bot.errors import Unavailable
from bot.heartbeat import PURGE, WORKER, silent_for
from bot.messaging.models import OutboxMessage
from bot.messaging.outbox import enqueue
from bot.metrics.publishing import Publisher
from webhooks.cli import cli
from webhooks.keeping import Keeper
from webhooks.stores import Stores
from webhooks.worker import AGAIN_SECONDS, Job, Worker, make_worker


class Day:
    """Seconds that pass when told to, and what was done in them."""

    def __init__(self) -> None:
        self.seconds = 100.0
        self.done: list[str] = []
        self.broken: set[str] = set()

    def job(self, name: str, every: float = 0.0) -> Job:
        def do() -> None:
            if name in self.broken:
                raise RuntimeError("+13235550123 said something")
            self.done.append(name)

        return Job(name, do, every)

    def worker(self, *jobs: Job) -> Worker:
        return Worker(jobs, self.job("well").do, lambda: self.seconds)

    def since_last_asked(self) -> list[str]:
        done, self.done = self.done, []
        return done


def test_each_job_is_done_when_it_is_due_in_the_order_given() -> None:
    day = Day()
    worker = day.worker(day.job("send"), day.job("plan", 60))
    assert worker.round()
    assert worker.round()
    assert day.since_last_asked() == ["send", "plan", "well", "send", "well"]
    day.seconds += 60
    worker.round()
    assert day.since_last_asked() == ["send", "plan", "well"]


def test_a_job_that_fails_stops_no_other_is_tried_again_and_nothing_is_heard_meanwhile(
    capsys: pytest.CaptureFixture[str],
) -> None:
    day = Day()
    worker = day.worker(day.job("plan", 3600), day.job("send"))
    day.broken = {"plan"}
    assert not worker.round()
    assert not worker.round(), "not well only because it was not tried again yet"
    assert day.since_last_asked() == ["send", "send"]
    day.broken = set()
    day.seconds += AGAIN_SECONDS
    assert worker.round()
    assert day.since_last_asked() == ["plan", "send", "well"]
    logged = capsys.readouterr()
    assert (logged.out + logged.err).count("worker.job_failed") == 1


def test_a_beat_that_fails_stops_nothing_and_is_tried_with_the_next_round() -> None:
    day = Day()
    worker = day.worker(day.job("send"))
    day.broken = {"well"}
    assert not worker.round()
    day.broken = set()
    assert worker.round()
    assert day.since_last_asked() == ["send", "send", "well"]


@pytest.fixture
def stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FixedClock) -> Stores:
    """An instance of its own, by day, with one text that is due."""
    monkeypatch.setenv("PUENTE_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    stores = Stores()
    stores.clock = clock
    person = People(stores.database, stores.vault, clock).get_or_create("sms", "+13235550123", "en")
    with stores.database.write() as db_session:
        enqueue(
            db_session, stores.vault, clock, person_id=person.id, entry="utter_callback_reminder", language="en",
            dedupe_key="call:1", values={"when": "3 pm"},
        )  # fmt: skip
    return stores


def states(stores: Stores) -> list[str]:
    with stores.database.read() as db_session:
        return [row.state for row in db_session.scalars(select(OutboxMessage))]


def test_a_text_that_is_due_is_sent_while_the_figures_cannot_be_published(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no figures")

    monkeypatch.setattr(Publisher, "publish_due", broken)
    assert not make_worker(stores).round()
    assert states(stores) == ["sent"]
    assert silent_for(stores.database, stores.clock, PURGE) == timedelta()
    assert silent_for(stores.database, stores.clock, WORKER) is None


def test_a_purge_that_could_not_reach_everything_is_not_taken_for_one(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object, **__: object) -> None:
        raise Unavailable("Rasa's conversations", code="trackers_down")

    monkeypatch.setattr(Keeper, "purge", unreachable)
    assert make_worker(stores).round(), "its own alert tells of it"
    assert silent_for(stores.database, stores.clock, PURGE) is None
    assert silent_for(stores.database, stores.clock, WORKER) == timedelta()


def test_once_does_all_that_is_due_and_tells_whether_it_went_well(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert CliRunner().invoke(cli, ["work", "--once"]).exit_code == 0
    assert silent_for(stores.database, SystemClock(), WORKER) is not None
    monkeypatch.setattr(Keeper, "settle", lambda *_: 1 / 0)
    failed = CliRunner().invoke(cli, ["work", "--once"])
    assert failed.exit_code == 1
    assert "worker.job_failed" in failed.output and "copies" in failed.output
