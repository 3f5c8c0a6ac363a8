"""Counters rise with the transaction they belong to, however many rise at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.db import Database
from bot.tally import Tally, monday_of, tally

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def counters(database: Database) -> dict[tuple[str, str], int]:
    with database.read() as db_session:
        return {(row.measure, row.language): row.count for row in db_session.scalars(select(Tally))}


def test_a_counter_rises_by_what_happened(database: Database) -> None:
    for by in (1, 2, 0):
        with database.write() as db_session:
            tally(db_session, "needs_found", NOW, language="es", need="food", by=by)
            tally(db_session, "needs_found", NOW, language="es", need="food")
    with database.read() as db_session:
        (row,) = db_session.scalars(select(Tally)).all()
    assert (row.week, row.channel, row.spa, row.need, row.count) == (monday_of(NOW), "none", "none", "food", 6)
    assert row.week.isoformat() == "2026-11-16", "still Sunday in Los Angeles"


def test_what_is_rolled_back_is_not_counted(database: Database) -> None:
    def fails() -> None:
        with database.write() as db_session:
            tally(db_session, "crises", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert counters(database) == {}


def test_parallel_transactions_lose_nothing_and_never_lock_each_other_out(database: Database) -> None:
    def one(number: int) -> None:
        with database.write() as db_session:
            for measure in ("a", "b", "c") if number % 2 else ("c", "b", "a"):
                tally(db_session, measure, NOW, language="en")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(60)))
    assert counters(database) == {("a", "en"): 60, ("b", "en"): 60, ("c", "en"): 60}
