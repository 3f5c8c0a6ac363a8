"""What tests share: a real database of each kind, keys, and a clock that stands still."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import settings
from sqlalchemy import text

from bot.callbacks.attempts import Attempts
from bot.callbacks.casework import Casework
from bot.cases.accounts import Accounts
from bot.cases.audit_chain import keep_audit_chain
from bot.cases.messages import Messages
from bot.cases.people import People
from bot.cases.store import Cases
from bot.clock import FixedClock
from bot.db import Base, Database
from bot.directory.shipped import ensure_shipped
from bot.migrations import import_every_model
from bot.privacy.encryption import Vault
from tests.postgres import PostgresMissing, PostgresServer, throwaway_postgres

# Property tests are not timed: on a busy machine any one example may take long.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One real PostgreSQL for the whole session."""
    try:
        with throwaway_postgres() as server:
            yield server
    except PostgresMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def postgres_with_tables(postgres_server: PostgresServer) -> Iterator[Database]:
    """One PostgreSQL database with every table, emptied before each test that uses it."""
    postgres_server.run("CREATE DATABASE puente")
    made = Database(postgres_server.url("puente"))
    _create_tables(made)
    keep_audit_chain(made, _fixed_vault())
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    made = Database(f"sqlite:///{path}")
    _create_tables(made)
    made.dispose()
    return path


@pytest.fixture(scope="session")
def shipped_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and the shipped directory, to be copied."""
    path = tmp_path_factory.mktemp("shipped") / "shipped.sqlite3"
    shutil.copy(sqlite_template, path)
    made = Database(f"sqlite:///{path}")
    ensure_shipped(made, FixedClock(datetime(2026, 11, 23, 18, 0, tzinfo=UTC)))
    made.dispose()
    return path


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path, vault: Vault) -> Iterator[Database]:
    """An empty SQLite database with all tables, for tests whose subject is not storage."""
    path = tmp_path / "puente.sqlite3"
    shutil.copy(sqlite_template, path)
    made = Database(f"sqlite:///{path}")
    keep_audit_chain(made, vault)
    yield made
    made.dispose()


@pytest.fixture
def postgres_database(postgres_with_tables: Database) -> Database:
    """An empty PostgreSQL database with all tables."""
    # Emptying 40 tables takes 6 ms; a fresh copy of a template database takes 440.
    with postgres_with_tables.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # the audit trail refuses otherwise
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    return postgres_with_tables


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database with all tables, once on SQLite and once on PostgreSQL."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture
def vault() -> Vault:
    """A vault with fixed keys."""
    return _fixed_vault()


def _fixed_vault() -> Vault:
    return Vault(
        ",".join(
            f"{key_id}:{base64.b64encode(bytes([n]) * 32).decode()}" for n, key_id in enumerate(("k1", "lookup"), 1)
        )
    )


@pytest.fixture
def clock() -> FixedClock:
    """Monday 23 November 2026, 10:00 in Los Angeles. Set `clock.instant` to move it."""
    return FixedClock(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))


@pytest.fixture
def people(database: Database, vault: Vault, clock: FixedClock) -> People:
    return People(database, vault, clock)


@pytest.fixture
def messages(database: Database, vault: Vault, clock: FixedClock) -> Messages:
    return Messages(database, vault, clock)


@pytest.fixture
def cases(database: Database, vault: Vault, clock: FixedClock) -> Cases:
    return Cases(database, vault, clock)


@pytest.fixture
def accounts(database: Database, vault: Vault, clock: FixedClock) -> Accounts:
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return Accounts(database, vault, clock, quick)


@pytest.fixture
def casework(database: Database, vault: Vault, clock: FixedClock) -> Casework:
    return Casework(database, vault, clock)


@pytest.fixture
def attempts(database: Database, vault: Vault, clock: FixedClock) -> Attempts:
    return Attempts(database, vault, clock)


def _create_tables(database: Database) -> None:
    import_every_model()
    Base.metadata.create_all(database.engine)
