"""Where Rasa's conversations rest: sealed, under a pseudonym, each turn's events as one row.

Rasa's process writes and reads it (tracker_store.py, Python 3.10 with SQLAlchemy 1.4); the web process and
the worker (SQLAlchemy 2) forget, purge and seal again. So it uses only what both know.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, Float, Integer, LargeBinary, MetaData, String, Table, create_engine, event, func, select
from sqlalchemy import delete as delete_from
from sqlalchemy import insert as insert_into
from sqlalchemy import update as update_in
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.errors import ConfigurationError, Unavailable
from bot.privacy.encryption import Keyring, key_id_of, seal_prefix

PURPOSE = "rasa trackers"
"""What the keys of Rasa's process are derived for (bot.privacy.encryption.Vault.keys_for)."""

_STARTS = 5
_metadata = MetaData()
_parts = Table(
    "tracker_part",
    _metadata,
    Column("conversation", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("events", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("saved_at", Float, nullable=False, index=True),
)


class TrackerTable:
    """`url`: SQLite or PostgreSQL; raises ConfigurationError for anything else. Conversations are named by pseudonym; instants are Unix seconds.

    Two processes that write the same conversation at once cannot both succeed: the parts are numbered, and
    the second insert of a number fails. Every call raises Unavailable when the database does not answer.
    """

    def __init__(self, url: str, keyring: Keyring, now: Callable[[], float] = time.time) -> None:
        self._engine = _engine_on(url)
        self._keyring = keyring
        self._now = now
        self._made = False

    def load(self, conversation: str) -> list[str]:
        """The parts of a conversation in clear, oldest first; empty for one that is not kept.

        Raises SealBroken when the keys are not those it was sealed with.
        """
        rows = select(_parts.c.number, _parts.c.sealed).where(_parts.c.conversation == conversation)
        with self._begin() as connection:
            found = connection.execute(rows.order_by(_parts.c.number)).all()
        return [self._keyring.open(sealed, _place(conversation, number)) for number, sealed in found]

    def held(self, conversation: str) -> int:
        """How many events of the conversation are kept."""
        with self._begin() as connection:
            return _held(connection, conversation)[1]

    def append(self, conversation: str, part: str, events: int) -> None:
        """Keep one more part, of so many events."""
        with self._begin() as connection:
            self._insert(connection, conversation, _held(connection, conversation)[0] + 1, part, events)

    def replace(self, conversation: str, part: str, events: int) -> None:
        """Keep this part in place of all there are."""
        with self._begin() as connection:
            last = _held(connection, conversation)[0]
            connection.execute(delete_from(_parts).where(_parts.c.conversation == conversation))
            self._insert(connection, conversation, last + 1, part, events)

    def conversations(self) -> list[str]:
        """The pseudonyms something is kept of."""
        with self._begin() as connection:
            return list(connection.execute(select(_parts.c.conversation).distinct()).scalars())

    def forget(self, conversation: str) -> int:
        """Delete a conversation; how many parts went."""
        with self._begin() as connection:
            return connection.execute(delete_from(_parts).where(_parts.c.conversation == conversation)).rowcount

    def purge(self, before: float) -> int:
        """Delete the conversations in which nothing was said since `before`; how many went."""
        silent = (
            select(_parts.c.conversation).group_by(_parts.c.conversation).having(func.max(_parts.c.saved_at) < before)
        )
        gone = 0
        with self._begin() as connection:
            names = list(connection.execute(silent).scalars())
        for name in names:
            with self._begin() as connection:
                # Asked again: the person may have written since.
                latest = select(func.max(_parts.c.saved_at)).where(_parts.c.conversation == name)
                if (connection.execute(latest).scalar() or before) < before:
                    connection.execute(delete_from(_parts).where(_parts.c.conversation == name))
                    gone += 1
        return gone

    def reseal(self, limit: int = 200) -> int:
        """Seal up to `limit` parts again that are under an older key; how many. 0 when none is left.

        A part that Rasa replaces or deletes meanwhile is left alone. Raises SealBroken for one that no key opens.
        """
        prefix = seal_prefix(self._keyring.current_key_id)
        older = (
            select(_parts).where(func.substr(_parts.c.sealed, 1, len(prefix)) != prefix).order_by(*_parts.primary_key)
        )
        with self._begin() as connection:
            rows = connection.execute(older.limit(limit)).all()
        for row in rows:
            place = _place(row.conversation, row.number)
            again = self._keyring.seal(self._keyring.open(row.sealed, place), place)
            with self._begin() as connection:
                connection.execute(
                    update_in(_parts)
                    .where(
                        _parts.c.conversation == row.conversation,
                        _parts.c.number == row.number,
                        _parts.c.sealed == row.sealed,
                    )
                    .values(sealed=again)
                )
        return len(rows)

    def by_key(self) -> dict[str, int]:
        """How many parts are sealed with each key, by key id."""
        counted: dict[str, int] = {}
        with self._begin() as connection:
            for begin in connection.execute(select(func.substr(_parts.c.sealed, 1, 34))).scalars():
                key_id = key_id_of(begin)
                counted[key_id] = counted.get(key_id, 0) + 1
        return counted

    def scrub(self) -> None:
        """Empty SQLite's write-ahead log, where deleted rows still stand. Nothing to do on PostgreSQL."""
        if self._engine.dialect.name == "sqlite":
            with self._begin() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def dispose(self) -> None:
        self._engine.dispose()

    def _insert(self, connection: Connection, conversation: str, number: int, part: str, events: int) -> None:
        connection.execute(
            insert_into(_parts).values(
                conversation=conversation,
                number=number,
                events=events,
                sealed=self._keyring.seal(part, _place(conversation, number)),
                saved_at=self._now(),
            )
        )

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        try:
            if not self._made:
                self._make()
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise Unavailable(f"the tracker store: {type(error).__name__}", code="trackers_down") from error

    def _make(self) -> None:
        """The table, made where it is missing; several processes may start at once."""
        for attempt in range(_STARTS):
            try:
                _metadata.create_all(self._engine)
                break
            except SQLAlchemyError:
                if attempt == _STARTS - 1:
                    raise
                time.sleep(0.2)
        self._made = True


def _held(connection: Connection, conversation: str) -> tuple[int, int]:
    """The number of the last part, and how many events all parts hold."""
    counted = select(func.max(_parts.c.number), func.sum(_parts.c.events)).where(_parts.c.conversation == conversation)
    last, events = connection.execute(counted).one()
    return last or 0, events or 0


def _place(conversation: str, number: int) -> str:
    return f"tracker_part.sealed:{conversation}:{number}"


def _engine_on(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError("RASA_DATABASE_URL is not a database address") from error
    if parsed.get_backend_name() != "sqlite":
        # Without a driver's name, each SQLAlchemy takes the one it is installed with: psycopg2 there, psycopg here.
        server = parsed.set(drivername="postgresql")
        return create_engine(server, pool_pre_ping=True, hide_parameters=True, future=True)
    engine = create_engine(parsed, connect_args={"timeout": 15}, hide_parameters=True, future=True)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine
