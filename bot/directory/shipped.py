"""The directory that comes with Puente, imported once per content."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from bot.clock import Clock
from bot.db import Database
from bot.directory.importing.entry import content_hash, import_path
from bot.directory.importing.report import ImportReport
from bot.directory.models import DirectoryImport

PACKAGE = Path(__file__).parent / "data" / "services"
PACKAGE_NAME = "puente-los-angeles"


def ensure_shipped(database: Database, clock: Clock) -> ImportReport | None:
    """Import the shipped package unless exactly this content went in before; None when it did."""
    content = content_hash(PACKAGE)
    with database.read() as db_session:
        known = db_session.scalar(select(DirectoryImport.id).where(DirectoryImport.content_hash == content).limit(1))
    return None if known else import_path(database, PACKAGE, clock)
