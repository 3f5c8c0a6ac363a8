"""What tests share: a real database of each kind, keys, and a clock that stands still."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from bot.cases.accounts import Accounts
from bot.cases.messages import Messages
from bot.cases.people import People
from bot.cases.store import Cases
from bot.clock import FixedClock
from bot.db import Base, Database
from bot.migrations import import_every_model
from bot.privacy.encryption import Vault
from tests.postgres import PostgresMissing, PostgresServer, throwaway_postgres

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One real PostgreSQL for the whole session, with `template_puente` holding every table."""
    try:
        with throwaway_postgres() as server:
            server.run("CREATE DATABASE template_puente")
            _create_tables(server.url("template_puente"))
            yield server
    except PostgresMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    _create_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with all tables, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield from _sqlite_copy(request.getfixturevalue("sqlite_template"), tmp_path)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = f"puente_{next(_numbers)}"
    server.run(f"CREATE DATABASE {name} TEMPLATE template_puente")
    made = Database(server.url(name))
    yield made
    made.dispose()
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database with all tables, for tests whose subject is not storage."""
    yield from _sqlite_copy(sqlite_template, tmp_path)


@pytest.fixture
def vault() -> Vault:
    """A vault with fixed keys."""
    return Vault(",".join(f"{key_id}:{base64.b64encode(bytes([n]) * 32).decode()}" for n, key_id in enumerate(("k1", "lookup"), 1)))


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
def accounts(database: Database, clock: FixedClock) -> Accounts:
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return Accounts(database, clock, quick)


def _create_tables(url: str) -> None:
    import_every_model()
    database = Database(url)
    Base.metadata.create_all(database.engine)
    database.dispose()


def _sqlite_copy(template: Path, folder: Path) -> Iterator[Database]:
    path = folder / "puente.sqlite3"
    shutil.copy(template, path)
    made = Database(f"sqlite:///{path}")
    yield made
    made.dispose()
