"""The migrations build exactly the tables the models describe, from nothing, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.cases import audit
from bot.cases.audit_chain import keep_audit_chain
from bot.cases.models import Case, Person
from bot.db import Base, Database
from bot.migrations import config_on, import_every_model, upgrade
from bot.privacy.encryption import Vault
from tests.postgres import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table."""
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        server.run("DROP DATABASE IF EXISTS empty WITH (FORCE)")
        server.run("CREATE DATABASE empty")
        made = Database(server.url("empty"))
    yield made
    made.dispose()


def differences(database: Database) -> list[object]:
    import_every_model()
    with database.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def test_from_nothing_to_exactly_the_models(empty_database: Database) -> None:
    assert differences(empty_database), "there is something to migrate"
    upgrade(empty_database)
    assert differences(empty_database) == []


def test_the_database_itself_allows_one_case_that_is_not_closed(empty_database: Database) -> None:
    upgrade(empty_database)
    now = datetime(2026, 11, 23, tzinfo=UTC)
    with empty_database.write() as db_session:
        db_session.add(Person(id="p", channel="sms", address_hash="h", address_sealed=b"", created_at=now))
        db_session.flush()
        db_session.add_all(Case(person_id="p", status=status, opened_at=now) for status in ("closed", "closed", "open"))

    def open_another() -> None:
        with empty_database.write() as db_session:
            db_session.add(Case(person_id="p", status="paused", opened_at=now))

    with pytest.raises(IntegrityError):
        open_another()


def test_the_database_itself_keeps_the_audit_trail_as_it_is(empty_database: Database, vault: Vault) -> None:
    upgrade(empty_database)
    keep_audit_chain(empty_database, vault)
    with empty_database.write() as db_session:
        audit.record(db_session, audit.SYSTEM, "x", "task", "t", at=datetime(2026, 11, 23, tzinfo=UTC))
    for statement in ("DELETE FROM audit_event", "UPDATE audit_event SET what = 'y'", "DELETE FROM audit_head"):
        with pytest.raises(DBAPIError), empty_database.engine.begin() as connection:
            connection.execute(text(statement))


def triggers(database: Database) -> list[str]:
    """The name of every trigger in the database."""
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if database.is_sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with database.engine.connect() as connection:
        return sorted(connection.scalars(text(catalogue)))


def test_the_triggers_are_those_the_models_make(empty_database: Database) -> None:
    import_every_model()
    Base.metadata.create_all(empty_database.engine)
    from_models = triggers(empty_database)
    Base.metadata.drop_all(empty_database.engine)
    upgrade(empty_database)
    assert from_models and triggers(empty_database) == from_models


def test_rebuilding_a_table_keeps_the_rows_that_point_to_it(empty_database: Database) -> None:
    upgrade(empty_database, "0003")
    person = "INSERT INTO person (id, pseudonym, channel, address_hash, address_sealed, preferred_language, language_chosen, created_at) VALUES ('p', 'x', 'sms', 'h', '', 'en', {no}, '2026-11-23')"
    case = """INSERT INTO "case" (id, person_id, status, opened_at) VALUES ('c', 'p', 'open', '2026-11-23')"""
    with empty_database.write() as db_session:
        db_session.execute(text(person.format(no="0" if empty_database.is_sqlite else "false")))
        db_session.execute(text(case))

    upgrade(empty_database)

    with empty_database.write() as db_session:
        assert db_session.get_one(Case, "c").person_id == "p"
        assert db_session.get_one(Person, "p").number_link == "here"
        db_session.add(Case(person_id="nobody", status="closed", opened_at=datetime(2026, 11, 23, tzinfo=UTC)))
        with pytest.raises(IntegrityError):
            db_session.flush()
        db_session.rollback()


def test_upgrading_again_changes_nothing(empty_database: Database) -> None:
    upgrade(empty_database)
    upgrade(empty_database)
    assert differences(empty_database) == []


def test_processes_that_start_at_once_migrate_one_after_the_other(empty_database: Database) -> None:
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: upgrade(Database(empty_database.url)), range(3)))
    assert differences(empty_database) == []


def test_there_is_one_line_of_revisions(empty_database: Database) -> None:
    with empty_database.engine.connect() as connection:
        assert len(ScriptDirectory.from_config(config_on(connection)).get_heads()) == 1
