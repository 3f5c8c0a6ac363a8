"""The database's schema over time: Alembic, configured here instead of in an ini file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from bot.db import Database
from bot.errors import Conflict

MODEL_MODULES = (
    "bot.tally",
    "bot.heartbeat",
    "bot.metrics.models",
    "bot.cases.models",
    "bot.cases.account_models",
    "bot.cases.audit_models",
    "bot.cases.follow_up_models",
    "bot.cases.consent_models",
    "bot.cases.keeping",
    "bot.cases.steps",
    "bot.cases.outside_copies",
    "bot.cases.sent_forms",
    "bot.cases.takeover_models",
    "bot.cases.review_models",
    "bot.cases.county.models",
    "bot.callbacks.call_models",
    "bot.callbacks.models",
    "bot.callbacks.staff_models",
    "bot.messaging.models",
    "bot.directory.models",
)
_LOCK = 7_836_419
"""PostgreSQL advisory lock: two processes that start at once migrate one after the other."""


def import_every_model() -> None:
    """Import all modules with tables, so that `Base.metadata` is complete."""
    for name in MODEL_MODULES:
        import_module(name)


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database to `revision` in one transaction. Safe to call again, and from several processes."""
    with database.engine.connect().execution_options(puente_begin="IMMEDIATE") as connection:
        with _rows_kept(connection, database.is_sqlite), connection.begin():
            if not database.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            command.upgrade(config_on(connection), revision)
            if database.is_sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).first()):
                raise Conflict(f"the new schema leaves rows of {broken[0]} without what they point to")


@contextmanager
def _rows_kept(connection: Connection, is_sqlite: bool) -> Iterator[None]:
    """Foreign keys off while SQLite rebuilds tables: dropping the old one would delete all that points to it.

    The order of sqlite.org/lang_altertable.html, section 7; the pragma does nothing inside a transaction.
    """
    if not is_sqlite:
        yield
        return
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def config_on(connection: Connection) -> Config:
    """Alembic's configuration, working on this connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config
