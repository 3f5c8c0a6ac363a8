"""Rasa's conversations rest sealed, under a pseudonym, and go when they should."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.dialogue.tracker_table import PURPOSE, TrackerTable
from bot.errors import Unavailable
from bot.privacy.encryption import Keyring, SealBroken, Vault
from tests.postgres import PostgresServer

WORDS = '[{"event": "user", "text": "busco cama canaria"}]'
DAY = 86_400.0


def key(number: int) -> str:
    return f"k{number}:{base64.b64encode(bytes([number]) * 32).decode()}"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'trackers.sqlite3'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    server.run("CREATE DATABASE trackers")
    yield server.url("trackers")
    server.run("DROP DATABASE trackers WITH (FORCE)")


@pytest.fixture
def now() -> list[float]:
    return [1_000_000.0]


@pytest.fixture
def table(url: str, now: list[float]) -> Iterator[TrackerTable]:
    made = TrackerTable(url, Keyring.of(key(1)), lambda: now[0])
    yield made
    made.dispose()


def test_the_parts_of_a_conversation_come_back_in_order(table: TrackerTable) -> None:
    table.append("somebody", "one", 3)
    table.append("another", "else", 1)
    table.append("somebody", "two", 2)

    assert table.load("somebody") == ["one", "two"]
    assert table.held("somebody") == 5
    assert table.load("nobody") == []
    assert sorted(table.conversations()) == ["another", "somebody"]


def test_a_conversation_may_be_replaced_by_what_it_came_to(table: TrackerTable) -> None:
    table.append("somebody", "one", 3)
    table.replace("somebody", "short", 1)
    table.append("somebody", "more", 1)
    assert table.load("somebody") == ["short", "more"]
    assert table.held("somebody") == 2


def test_forgetting_takes_one_conversation_and_no_other(table: TrackerTable) -> None:
    for name in ("somebody", "another"):
        table.append(name, "one", 1)
        table.append(name, "two", 1)
    assert table.forget("somebody") == 2
    assert table.forget("somebody") == 0
    assert table.load("somebody") == []
    assert table.load("another") == ["one", "two"]


def test_only_conversations_silent_since_then_are_purged(table: TrackerTable, now: list[float]) -> None:
    table.append("silent", "one", 1)
    table.append("writing", "one", 1)
    now[0] += 5 * DAY
    table.append("writing", "two", 1)
    now[0] += 3 * DAY
    assert table.purge(now[0] - 7 * DAY) == 1
    assert table.conversations() == ["writing"]
    assert table.load("writing") == ["one", "two"]


def test_a_part_copied_to_another_conversation_does_not_open(url: str, table: TrackerTable) -> None:
    table.append("somebody", WORDS, 1)
    with table._begin() as connection:
        connection.exec_driver_sql("UPDATE tracker_part SET conversation = 'another'")
    with pytest.raises(SealBroken):
        table.load("another")


def test_keys_change_while_it_is_written(url: str, table: TrackerTable) -> None:
    for number in range(7):
        table.append("somebody", f"part {number}", 1)
    later = TrackerTable(url, Keyring.of(f"{key(2)},{key(1)}"))
    assert later.by_key() == {"k1": 7}
    assert later.reseal(limit=3) == 3
    later.append("somebody", "part 7", 1)
    assert later.by_key() == {"k1": 4, "k2": 4}
    assert [later.reseal(limit=3) for _ in range(3)] == [3, 1, 0]
    assert later.by_key() == {"k2": 8}
    without_the_first = TrackerTable(url, Keyring.of(key(2)))
    assert without_the_first.load("somebody") == [f"part {number}" for number in range(8)]
    for one in (later, without_the_first):
        one.dispose()


def test_several_processes_may_find_no_table_at_once(url: str) -> None:
    tables = [TrackerTable(url, Keyring.of(key(1))) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda each: each[1].append(f"conversation {each[0]}", "one", 1), enumerate(tables)))
    assert len(tables[0].conversations()) == 6
    for one in tables:
        one.dispose()


def test_of_two_who_write_the_same_turn_at_once_one_fails_and_nothing_is_doubled(table: TrackerTable) -> None:
    def write(number: int) -> bool:
        try:
            table.append("somebody", f"part {number}", 1)
        except Unavailable:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        written = sum(pool.map(write, range(8)))
    assert len(table.load("somebody")) == written >= 1


def test_neither_the_words_nor_what_was_forgotten_stand_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "trackers.sqlite3"
    table = TrackerTable(f"sqlite:///{path}", Keyring.of(key(1)))
    names = [f"pseudonym-{number:04d}" for number in range(200)]
    for name in names:
        for _ in range(3):
            table.append(name, WORDS, 1)
    for name in names[::2]:
        table.forget(name)
    table.scrub()
    files = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"canaria" not in files
    assert [name for name in names[1::2] if name.encode() not in files] == [], "those kept are in these bytes"
    assert [name for name in names[::2] if name.encode() in files] == []
    table.dispose()


def test_rasas_keys_open_nothing_of_ours_and_ours_nothing_of_rasas(vault: Vault) -> None:
    rasas = Keyring.of(vault.keys_for(PURPOSE))
    with pytest.raises(SealBroken):
        rasas.open(vault.seal("hola", "person.name:1"), "person.name:1")
    with pytest.raises(SealBroken):
        vault.open(rasas.seal("hola", "tracker_part.sealed:x:1"), "tracker_part.sealed:x:1")


def test_a_store_that_does_not_answer_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        TrackerTable(f"sqlite:///{tmp_path / 'no' / 'folder.sqlite3'}", Keyring.of(key(1))).load("somebody")


def test_sqlite_waits_for_another_process_rather_than_fail(tmp_path: Path) -> None:
    path = tmp_path / "trackers.sqlite3"
    table = TrackerTable(f"sqlite:///{path}", Keyring.of(key(1)))
    table.append("somebody", "one", 1)
    other = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(table.append, "somebody", "two", 1)
        other.execute("COMMIT")
        writing.result()
    assert table.load("somebody") == ["one", "two"]
    other.close()
    table.dispose()
