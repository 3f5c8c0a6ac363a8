"""Changing the encryption key: every sealed column of every table, sealed again with the current key.

A sealed column is one named `*_sealed`, bound to `<table>.<column without _sealed>:<row id>`; where another
column than the primary key names the row, `info["sealed_by"]` of the column says which. Nothing is remembered
between runs: what is still under an older key is what is left to do, so it can be stopped and started again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Column, CursorResult, LargeBinary, Table, func, select, update

from bot.db import Base, Database
from bot.privacy.encryption import Keyring, SealBroken, key_id_of, seal_prefix

_ENDING = "_sealed"


@dataclass(frozen=True)
class SealedColumn:
    """One column to seal again: its name, the primary key of its table, and the column its seal is bound by."""

    name: str
    table: Table
    column: Column[bytes | None]
    key: Column[str]
    bound_by: Column[str]

    def place(self, row_id: str) -> str:
        """What the value of a row is bound to."""
        return f"{self.table.name}.{self.column.name.removesuffix(_ENDING)}:{row_id}"


@dataclass(frozen=True)
class Resealed:
    """What one run over a column came to. `broken` values open with no key we have, and were left as they are."""

    column: str
    values: int
    broken: int


def sealed_columns() -> list[SealedColumn]:
    """Every sealed column of the tables that are loaded, by name."""
    found = []
    for table in Base.metadata.sorted_tables:
        (*_, key) = table.primary_key.columns
        for column in table.columns:
            if column.name.endswith(_ENDING) and isinstance(column.type, LargeBinary):
                bound_by = table.columns[column.info.get("sealed_by", key.name)]
                found.append(SealedColumn(f"{table.name}.{column.name}", table, column, key, bound_by))
    return sorted(found, key=lambda each: each.name)


def count_by_key(database: Database) -> dict[str, dict[str, int]]:
    """How many values of each column are sealed with each key: column → key id → values."""
    counted: dict[str, dict[str, int]] = {}
    with database.read() as db_session:
        for each in sealed_columns():
            ids = counted.setdefault(each.name, {})
            begins = select(func.substr(each.column, 1, 34)).where(each.column.is_not(None))
            for begin in db_session.scalars(begins.execution_options(yield_per=1000)):
                key_id = key_id_of(begin)
                ids[key_id] = ids.get(key_id, 0) + 1
    return counted


def reseal(database: Database, keyring: Keyring, batch: int = 200) -> Iterator[Resealed]:
    """Seal everything again that is under an older key, column by column, in short transactions.

    Safe while the server runs: a value that somebody changes meanwhile is theirs, and is not touched. Every
    process must know the new key by then.
    """
    for each in sealed_columns():
        values = broken = 0
        last: str | None = None
        while rows := _older(database, each, keyring.current_key_id, last, batch):
            last = rows[-1][0]
            changed: list[tuple[str, bytes, bytes]] = []
            for key, row_id, sealed in rows:
                try:
                    again = keyring.seal(keyring.open(sealed, each.place(row_id)), each.place(row_id))
                except SealBroken:
                    broken += 1
                else:
                    changed.append((key, sealed, again))
            values += _write(database, each, changed)
        yield Resealed(each.name, values, broken)


def _older(
    database: Database, each: SealedColumn, current: str, last: str | None, batch: int
) -> list[tuple[str, str, bytes]]:
    """The next values that are not sealed with the current key: primary key, row id, value."""
    prefix = seal_prefix(current)
    rows = (
        select(each.key, each.bound_by.label("bound_by"), each.column)
        .where(each.column.is_not(None), func.substr(each.column, 1, len(prefix)) != prefix)
        .order_by(each.key)
        .limit(batch)
    )
    with database.read() as db_session:
        found = db_session.execute(rows if last is None else rows.where(each.key > last)).all()
    return [(row[0], str(row[1]), row[2] or b"") for row in found]


def _write(database: Database, each: SealedColumn, changed: list[tuple[str, bytes, bytes]]) -> int:
    done = 0
    with database.write() as db_session:
        for key, before, again in changed:
            statement = update(each.table).where(each.key == key, each.column == before).values({each.column: again})
            done += cast(CursorResult[object], db_session.execute(statement)).rowcount
    return done
