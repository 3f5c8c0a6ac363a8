"""The worker is heard of, from outside too; the audit trail is proved daily and its anchor kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from bot.cases.accounts import Accounts
from bot.cases.audit_anchors import read_anchors
from bot.clock import FixedClock
from bot.db import Database
from bot.heartbeat import AUDIT, silent_for
from bot.privacy.encryption import Vault
from bot.settings import Settings, load_settings
from webhooks.watch import ANCHORS, Watch


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"PUENTE_INSTANCE": str(tmp_path), "PUENTE_HEARTBEAT_URL": "https://alarm.example.org/x1"})


def test_a_round_is_heard_of_here_and_there_and_not_too_often(
    settings: Settings, database: Database, vault: Vault, clock: FixedClock
) -> None:
    pinged: list[httpx.Request] = []
    transport = httpx.MockTransport(lambda request: pinged.append(request) or httpx.Response(200))  # type: ignore[func-returns-value]
    watch = Watch(settings, database, vault, clock, transport)
    assert silent_for(database, clock) is None
    watch.after_round()
    watch.after_round()
    clock.instant += timedelta(minutes=3)
    assert silent_for(database, clock) == timedelta(minutes=3)
    assert [(str(one.url), one.content) for one in pinged] == [("https://alarm.example.org/x1", b"")]


@pytest.mark.parametrize("fault", [httpx.ConnectError("no"), httpx.ReadTimeout("no"), None])
def test_an_alarm_that_does_not_answer_stops_nothing(
    settings: Settings, sqlite_database: Database, vault: Vault, clock: FixedClock, fault: Exception | None,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def answer(_: httpx.Request) -> httpx.Response:
        if fault:
            raise fault
        return httpx.Response(500)

    Watch(settings, sqlite_database, vault, clock, httpx.MockTransport(answer)).after_round()
    assert silent_for(sqlite_database, clock) == timedelta()
    logged = capsys.readouterr()
    assert "heartbeat.not_heard" in logged.out + logged.err
    assert "alarm.example.org" not in logged.out + logged.err, "the address is a secret"


def test_the_trail_is_proved_once_a_day_and_the_anchor_logged(
    settings: Settings, database: Database, vault: Vault, clock: FixedClock, accounts: Accounts,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    accounts.add("rosa@example.org", "a long enough pass phrase", "chw")
    watch = Watch(settings, database, vault, clock)
    watch.at_leisure()
    accounts.add("luis@example.org", "a long enough pass phrase", "chw")
    watch.at_leisure()
    (anchor,) = read_anchors(settings.puente_instance / ANCHORS)
    logged = capsys.readouterr()
    assert f"{anchor.last_id} {anchor.mac}" in logged.out + logged.err
    assert silent_for(database, clock, AUDIT) == timedelta()


def test_a_trail_that_was_touched_is_an_error_and_no_proof(
    settings: Settings, sqlite_database: Database, vault: Vault, clock: FixedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts = Accounts(sqlite_database, vault, clock)
    accounts.add("rosa@example.org", "a long enough pass phrase", "chw")
    with sqlite_database.engine.begin() as connection:
        for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("UPDATE audit_event SET actor = 'system' || actor"))
    Watch(settings, sqlite_database, vault, clock).prove_trail()
    logged = capsys.readouterr()
    assert "audit.not_whole" in logged.out + logged.err
    assert read_anchors(settings.puente_instance / ANCHORS) == []
    assert silent_for(sqlite_database, clock, AUDIT) is None
