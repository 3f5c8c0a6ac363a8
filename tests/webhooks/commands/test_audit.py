"""`puente audit verify` proves the trail whole or says where it was touched; `views` names who looked."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.cases import audit
from bot.cases.people import People
from bot.db import Database
from tests.webhooks.commands.conftest import Puente
from webhooks.stores import Stores


@pytest.fixture
def database(puente: Puente) -> Database:
    """The instance's database, with a trail of three events."""
    for name in ("rosa", "luis", "ada"):
        puente("user", "add", f"{name}@example.org", "--role", "chw")
    return Stores().database


def tamper(database: Database, statement: str) -> None:
    with database.engine.begin() as connection:
        for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text(statement))


def test_a_whole_trail_leaves_an_anchor_once(puente: Puente, database: Database, instance: Path) -> None:
    first, second = puente("audit", "verify"), puente("audit", "verify", "--json")

    assert first.exit_code == 0 and "whole: 3 events" in first.stdout
    told = json.loads(second.stdout)
    assert (told["whole"], told["events"], told["fault"]) == (True, 3, None)
    assert f"anchor: {told['anchor']}" in first.stdout
    assert (instance / "audit_anchors").read_text() == told["anchor"] + "\n"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit_event SET actor = 'system' WHERE id = 2", "event 2 was changed"),
        ("DELETE FROM audit_event WHERE id = 2", "event 2 is missing"),
        ("DELETE FROM audit_event WHERE id > 1", "events after 1 were cut off"),
        ("DELETE FROM audit_head", "where it ends is gone"),
    ],
)
def test_a_touched_trail_is_said_and_exits_1(puente: Puente, database: Database, statement: str, said: str) -> None:
    tamper(database, statement)

    checked = puente("audit", "verify")
    assert checked.exit_code == 1 and said in checked.stdout and "NOT WHOLE" in checked.stdout
    assert json.loads(puente("audit", "verify", "--json").stdout)["whole"] is False


def test_a_database_put_back_is_noticed_by_the_anchor_here_or_kept_elsewhere(
    puente: Puente, database: Database, instance: Path
) -> None:
    file = instance / "puente.sqlite3"
    with sqlite3.connect(file) as live, sqlite3.connect(instance / "yesterday") as copy:
        live.backup(copy)
    puente("user", "add", "new@example.org", "--role", "chw")
    anchor = json.loads(puente("audit", "verify", "--json").stdout)["anchor"]
    database.dispose()
    for leftover in instance.glob("puente.sqlite3*"):
        leftover.unlink()
    (instance / "yesterday").rename(file)

    assert "are gone" in puente("audit", "verify").stdout
    (instance / "audit_anchors").unlink()
    assert puente("audit", "verify", "--anchor", anchor).exit_code == 1
    assert puente("audit", "verify").exit_code == 0, "without any anchor it cannot be told"


@pytest.mark.parametrize("anchor", ["", "3", "3 abc", "x " + "0" * 64, "3 " + "G" * 64])
def test_a_malformed_anchor_is_refused(puente: Puente, database: Database, anchor: str) -> None:
    refused = puente("audit", "verify", "--anchor", anchor)
    assert refused.exit_code == 2 and "anchor_malformed" in refused.stderr


def test_who_looked_at_a_record_when_and_why(puente: Puente, database: Database) -> None:
    stores = Stores()
    person = People(stores.database, stores.vault, stores.clock).get_or_create("sms", "+13235550100", "en")
    rosa = json.loads(puente("user", "list", "--json").stdout.splitlines()[2])
    with stores.database.write() as db_session:
        audit.record(
            db_session, audit.by_account(rosa["id"]), "person.viewed", "person", person.id, {"why": "covering"},
            at=stores.clock.now(),
        )  # fmt: skip

    (seen,) = map(json.loads, puente("audit", "views", "+13235550100", "--json").stdout.splitlines())
    assert (seen["who"], seen["why"]) == ("rosa@example.org", "covering")
    assert "rosa@example.org  covering" in puente("audit", "views", "+13235550100").stdout
    assert puente("audit", "views", "+13235550199").exit_code == 2
