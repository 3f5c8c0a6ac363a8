"""Writes the next revision from the difference between the models and the migrations so far.

`python -m bot.migrations "what changes"`; read what it wrote before keeping it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from bot.db import Database
from bot.migrations import config_on, upgrade

if __name__ == "__main__":
    number = len(list((Path(__file__).parent / "versions").glob("[0-9]*.py"))) + 1
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.sqlite3")
        upgrade(database)
        with database.engine.connect() as connection:
            command.revision(config_on(connection), message=sys.argv[1], autogenerate=True, rev_id=f"{number:04d}")
        database.dispose()
