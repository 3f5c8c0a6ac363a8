"""The database's schema over time: Alembic, configured here instead of in an ini file."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from bot.db import Database

MODEL_MODULES = (
    "bot.cases.models",
    "bot.cases.account_models",
    "bot.cases.audit_models",
    "bot.cases.follow_up_models",
    "bot.cases.keeping",
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
    with database.engine.connect().execution_options(puente_begin="IMMEDIATE") as connection, connection.begin():
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        command.upgrade(config_on(connection), revision)


def config_on(connection: Connection) -> Config:
    """Alembic's configuration, working on this connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config
