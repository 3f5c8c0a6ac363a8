"""The audit trail cannot be changed in the database, and whoever gets around that is found."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.cases import audit
from bot.cases.audit_chain import Anchor, Proof, keep_audit_chain, prove
from bot.cases.audit_models import AuditHead
from bot.cases.models import AuditEvent
from bot.clock import FixedClock
from bot.db import Database
from bot.privacy.encryption import Vault


@pytest.fixture
def note(database: Database, clock: FixedClock) -> Callable[..., None]:
    """Record one event in a transaction of its own."""

    def once(what: str = "task.claimed", **details: object) -> None:
        with database.write() as db_session:
            audit.record(db_session, audit.SYSTEM, what, "task", "t1", details, at=clock.now())
        clock.instant += timedelta(seconds=1.000001)

    return once


@contextmanager
def as_intruder(database: Database) -> Iterator[Connection]:
    """Somebody who owns the database and takes its triggers away first."""
    with database.engine.begin() as connection:
        if database.is_sqlite:
            for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection


def head_of(proof: Proof) -> Anchor:
    assert proof.fault is None and proof.head is not None
    return proof.head


def test_an_untouched_trail_is_whole(database: Database, vault: Vault, note: Callable[..., None]) -> None:
    assert prove(database, vault) == Proof(0, 0, None)

    for number in range(25):
        note("task.moved", number=number, share=0.5, before="requested", words="ñ á 😀", none=None)

    proof = prove(database, vault)
    assert (proof.fault, proof.events, head_of(proof).last_id) == (None, 25, 25)


@pytest.mark.parametrize("table", ["audit_event", "audit_head"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET mac = 'x'"])
def test_the_database_refuses_to_change_or_remove(
    database: Database, vault: Vault, note: Callable[..., None], table: str, statement: str
) -> None:
    note()
    with pytest.raises(DBAPIError), database.engine.begin() as connection:
        connection.execute(text(statement.format(table)))
    assert prove(database, vault).events == 1


def test_the_database_refuses_the_ways_around(database: Database, vault: Vault, note: Callable[..., None]) -> None:
    note()
    note()
    around = (
        ["TRUNCATE audit_event", "TRUNCATE audit_head"]
        if not database.is_sqlite
        else [
            "INSERT OR REPLACE INTO audit_event SELECT id, at, 'nobody', what, entity_type, entity_id, details, mac"
            " FROM audit_event WHERE id = 1",
            "REPLACE INTO audit_head SELECT id, 1, mac, seal FROM audit_head",
        ]
    )
    for statement in [*around, "UPDATE audit_head SET last_id = 1"]:
        with pytest.raises(DBAPIError), database.engine.begin() as connection:
            connection.execute(text(statement))
    assert prove(database, vault).fault is None


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "account:somebody-else"},
        {"what": "task.released"},
        {"entity_id": "t2"},
        {"entity_type": "person"},
        {"details": {"number": 99}},
        {"mac": "0" * 64},
    ],
)
def test_a_changed_event_is_found(
    database: Database, vault: Vault, note: Callable[..., None], change: dict[str, object]
) -> None:
    for number in range(5):
        note(number=number)
    with as_intruder(database) as connection:
        connection.execute(update(AuditEvent).where(AuditEvent.id == 3).values(change))

    proof = prove(database, vault)
    assert (proof.fault, proof.at_id) == ("event_changed", 3)


def test_a_changed_time_is_found(
    database: Database, vault: Vault, note: Callable[..., None], clock: FixedClock
) -> None:
    note()
    with as_intruder(database) as connection:
        connection.execute(update(AuditEvent).values(at=clock.now() + timedelta(microseconds=1)))
    assert prove(database, vault).fault == "event_changed"


def test_a_removed_event_is_found(database: Database, vault: Vault, note: Callable[..., None]) -> None:
    for _ in range(5):
        note()
    with as_intruder(database) as connection:
        connection.execute(delete(AuditEvent).where(AuditEvent.id == 2))

    proof = prove(database, vault)
    assert (proof.fault, proof.at_id) == ("event_missing", 2)


def test_two_events_that_changed_places_are_found(database: Database, vault: Vault, note: Callable[..., None]) -> None:
    for _ in range(3):
        note()
    with as_intruder(database) as connection:
        for old, new in ((1, 100), (2, 1), (100, 2)):
            connection.execute(update(AuditEvent).where(AuditEvent.id == old).values(id=new))
    assert prove(database, vault).fault == "event_changed"


@pytest.mark.parametrize("mac", ["0" * 64, None])
def test_an_inserted_event_is_found(
    database: Database, vault: Vault, note: Callable[..., None], clock: FixedClock, mac: str | None
) -> None:
    note()
    note()
    with as_intruder(database) as connection:
        connection.execute(
            insert(AuditEvent).values(
                id=3, at=clock.now(), actor="system", what="x", entity_type="task", entity_id="t", details={}, mac=mac
            )
        )
    assert prove(database, vault).fault is not None


def test_a_trail_cut_from_its_end_is_found(database: Database, vault: Vault, note: Callable[..., None]) -> None:
    for _ in range(4):
        note()
    with as_intruder(database) as connection:
        connection.execute(delete(AuditEvent).where(AuditEvent.id > 2))
    proof = prove(database, vault)
    assert (proof.fault, proof.at_id) == ("tail_missing", 2)

    with as_intruder(database) as connection:
        mac = connection.scalar(select(AuditEvent.mac).where(AuditEvent.id == 2))
        connection.execute(update(AuditHead).values(last_id=2, mac=mac))
    assert prove(database, vault).fault == "head_forged", "the head cannot be moved back without the key"

    with as_intruder(database) as connection:
        connection.execute(delete(AuditHead))
    assert prove(database, vault).fault == "head_missing"


def test_a_database_put_back_to_an_older_state_is_found_by_an_anchor(
    database: Database, vault: Vault, note: Callable[..., None]
) -> None:
    note()
    with database.engine.begin() as connection:
        old_head = connection.execute(select(AuditHead.__table__)).one()._mapping
    note("person.viewed")
    anchor = head_of(prove(database, vault))
    with as_intruder(database) as connection:
        connection.execute(delete(AuditEvent).where(AuditEvent.id == 2))
        connection.execute(update(AuditHead).values(**old_head))
    assert prove(database, vault).fault is None, "this alone cannot be seen from inside"

    assert prove(database, vault, [anchor]).fault == "anchor_missing"
    note("something.else")
    assert prove(database, vault, [anchor]).fault == "anchor_differs"


def test_a_trail_emptied_to_the_last_row_is_found_by_an_anchor(
    database: Database, vault: Vault, note: Callable[..., None]
) -> None:
    note()
    anchor = head_of(prove(database, vault))
    with as_intruder(database) as connection:
        connection.execute(delete(AuditEvent))
        connection.execute(delete(AuditHead))
    assert prove(database, vault, [anchor]).fault == "head_missing"


def test_another_key_proves_nothing(database: Database, note: Callable[..., None]) -> None:
    note()
    other = Vault("k1:" + "A" * 43 + "=,lookup:" + "B" * 43 + "=")
    assert prove(database, other).fault == "head_forged"


def test_writers_in_parallel_make_one_line_without_forks(database: Database, vault: Vault, clock: FixedClock) -> None:
    writers, each = 8, 15
    together = threading.Barrier(writers)

    def write(writer: int) -> None:
        together.wait()
        for number in range(each):
            with database.write() as db_session:
                for part in ("first", "second"):
                    audit.record(db_session, f"account:{writer}", part, "task", str(number), at=clock.now())

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))

    proof = prove(database, vault)
    assert (proof.fault, proof.events) == (None, writers * each * 2)
    with database.read() as db_session:
        rows = db_session.execute(select(AuditEvent.actor, AuditEvent.what).order_by(AuditEvent.id)).all()
    assert [row.what for row in rows] == ["first", "second"] * (writers * each), "a transaction's events stay together"


def test_transactions_that_lock_the_same_rows_in_parallel_do_not_block_each_other_for_good(
    database: Database, vault: Vault, clock: FixedClock
) -> None:
    """Each records before it locks a row others hold: with the head locked at once this would deadlock."""
    with database.write() as db_session:
        audit.record(db_session, "system", "first", "task", "t", at=clock.now())
        db_session.execute(text("CREATE TABLE shared_row (id INTEGER PRIMARY KEY, n INTEGER)"))
        db_session.execute(text("INSERT INTO shared_row VALUES (1, 0)"))
    try:

        def work(_: int) -> None:
            with database.write() as db_session:
                audit.record(db_session, "system", "before", "task", "t", at=clock.now())
                db_session.execute(text("UPDATE shared_row SET n = n + 1 WHERE id = 1"))
                audit.record(db_session, "system", "after", "task", "t", at=clock.now())

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(work, range(30)))
        assert prove(database, vault).events == 61
    finally:
        with database.engine.begin() as connection:
            connection.execute(text("DROP TABLE shared_row"))


def test_an_event_falls_with_its_transaction(database: Database, vault: Vault, clock: FixedClock) -> None:
    def fail(db_session: Session) -> None:
        audit.record(db_session, "system", "x", "task", "t", at=clock.now())
        raise KeyError

    with pytest.raises(KeyError), database.write() as db_session:
        fail(db_session)
    assert prove(database, vault).events == 0


def test_events_older_than_the_chain_are_sealed_by_its_beginning(
    database: Database, vault: Vault, note: Callable[..., None], clock: FixedClock
) -> None:
    old = {"at": clock.now(), "actor": "system", "what": "x", "entity_type": "task", "entity_id": "t", "details": {}}
    with database.engine.begin() as connection:
        connection.execute(insert(AuditEvent), [{"id": number, **old} for number in (3, 7)])
    note()
    proof = prove(database, vault)
    assert (proof.fault, proof.events, proof.unchained, head_of(proof).last_id) == (None, 3, 2, 8)

    with as_intruder(database) as connection:
        connection.execute(update(AuditEvent).where(AuditEvent.id == 3).values(actor="nobody"))
    assert prove(database, vault).fault == "event_changed"


def test_without_a_chain_nothing_is_recorded_in_silence(clock: FixedClock) -> None:
    bare = Database("sqlite://")
    with pytest.raises(RuntimeError), bare.write() as db_session:
        audit.record(db_session, "system", "x", "task", "t", at=clock.now())


def test_the_check_reads_one_moment_while_others_write(database: Database, vault: Vault, clock: FixedClock) -> None:
    stop = threading.Event()

    def keep_writing() -> None:
        while not stop.is_set():
            with database.write() as db_session:
                audit.record(db_session, "system", "x", "task", "t", at=clock.now())

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        assert [prove(database, vault).fault for _ in range(15)] == [None] * 15
    finally:
        stop.set()
        writer.join()


def test_a_second_process_continues_the_same_chain(
    database: Database, vault: Vault, note: Callable[..., None], clock: FixedClock
) -> None:
    note()
    other = Database(database.engine.url.render_as_string(hide_password=False))
    keep_audit_chain(other, vault)
    with other.write() as db_session:
        audit.record(db_session, "system", "x", "task", "t", at=clock.now())
    other.dispose()
    note()
    assert prove(database, vault).events == 3
