"""A PostgreSQL connection that died while it rested is replaced before anybody works with it."""

from __future__ import annotations

import pytest
from sqlalchemy import text

import bot.db
from bot.db import Database
from tests.postgres import PostgresServer


@pytest.fixture
def rested(postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(bot.db, "_REST_SECONDS", 0.0)
    return Database(postgres_server.url("postgres"))


def test_a_connection_the_server_closed_is_not_lent_again(rested: Database, postgres_server: PostgresServer) -> None:
    with rested.read() as first, rested.glance() as second:
        killed = {session.scalar(text("SELECT pg_backend_pid()")) for session in (first, second)}
    for process in killed:
        postgres_server.run(f"SELECT pg_terminate_backend({process})")
    for _ in range(2):
        with rested.write() as db_session:
            assert db_session.scalar(text("SELECT pg_backend_pid()")) not in killed
    rested.dispose()


def test_a_connection_in_constant_use_is_not_asked_each_time(
    postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(postgres_server.url("postgres"))
    with database.glance() as db_session:
        db_session.scalar(text("SELECT 1"))
    monkeypatch.setattr(database.engine.dialect, "do_ping", lambda _connection: pytest.fail("asked"))
    with database.glance() as db_session:
        assert db_session.scalar(text("SELECT 1")) == 1
    database.dispose()
