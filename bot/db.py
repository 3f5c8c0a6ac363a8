"""The database: engine, transactions, and the column types every table shares."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from sqlalchemy import DateTime, Engine, MetaData, TypeDecorator, create_engine, event
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import ConfigurationError

_REST_SECONDS = 3.0
"""A PostgreSQL connection used within this time is lent again without asking whether it still stands."""


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored and returned in UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        aware: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC)


def new_id() -> str:
    """A random row id (UUID4 text)."""
    return str(uuid.uuid4())


def insert_or_conflict(db_session: Session, model: type[Base]) -> PostgresqlInsert | SqliteInsert:
    """An INSERT into the table of `model` that may be given ON CONFLICT."""
    # It is spelled alike in both dialects, but SQLAlchemy keeps it on the dialect's own insert.
    kind = PostgresqlInsert if db_session.get_bind().dialect.name == "postgresql" else SqliteInsert
    return kind(model)


class Database:
    """One engine and its two kinds of transaction.

    `read()` never takes a write lock. `write()` commits on success and rolls back on error; on
    SQLite it begins IMMEDIATE, so two writers queue instead of failing half way.
    Neither may stay open across a network call.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _make_engine(url)
        self.sessions = sessionmaker(self.engine, expire_on_commit=False)
        """Makes every session but those of `glance`; whoever must act at each commit listens here."""
        alone = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._glancing = sessionmaker(alone, expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        with self.sessions() as db_session:
            yield db_session

    @contextmanager
    def glance(self) -> Iterator[Session]:
        """A read whose statements need not agree: on PostgreSQL each is a transaction of its own.

        It saves two round trips, which is worth it where a search is all that is done. No server-side cursors.
        """
        with self._glancing() as db_session:
            yield db_session

    @contextmanager
    def write(self) -> Iterator[Session]:
        with self.sessions() as db_session, db_session.begin():
            if self.is_sqlite:
                db_session.connection(execution_options={"puente_begin": "IMMEDIATE"})
            yield db_session

    def scrub(self) -> None:
        """Empty SQLite's write-ahead log, where deleted rows still stand. Nothing to do on PostgreSQL.

        Deleted content in the file itself is overwritten at once (`secure_delete`).
        """
        if self.is_sqlite:
            with closing(self.engine.raw_connection()) as connection:  # inside a transaction it would be refused
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def dispose(self) -> None:
        self.engine.dispose()


def _ping_after_rest(engine: Engine) -> None:
    """Asks a connection that has rested whether it still stands; one in constant use is spared the round trip
    that `pool_pre_ping` makes on every loan."""

    @event.listens_for(engine, "checkin")
    def _note_time(_dbapi_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["used_at"] = monotonic()

    @event.listens_for(engine, "checkout")
    def _ping(dbapi_connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        if monotonic() - record.info.get("used_at", monotonic()) < _REST_SECONDS:
            return
        try:
            engine.dialect.do_ping(dbapi_connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error  # the pool opens another, and none of the old is lent again


def _make_engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError("DATABASE_URL is not a database address") from error
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "postgresql":
        engine = create_engine(parsed, pool_size=20, max_overflow=20, hide_parameters=True)
        _ping_after_rest(engine)
        return engine
    if parsed.get_backend_name() != "sqlite":
        raise ConfigurationError("DATABASE_URL must name SQLite or PostgreSQL")
    engine = create_engine(parsed, connect_args={"timeout": 15, "check_same_thread": False}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _configure(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None  # we emit BEGIN ourselves, below
        cursor = dbapi_connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "busy_timeout=15000",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("puente_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine
