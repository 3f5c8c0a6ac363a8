"""What ten million texts of history cost the figures: the dashboard, a day's counting, the weekly decision, the purge.

    .venv/bin/python -m benchmarks.metrics [--texts 10000000] [--database URL] [--quarter FILE]

Without `--database` it makes a SQLite file and a PostgreSQL server of its own and throws them away. The texts are
real rows of the message table with all its indexes, made in the database; those of the last 30 days have bodies.
Their counters are those of a made-up quarter (benchmarks/simulated_quarter.py), decided and published week by week,
and copied backwards for every week of the history, published figures too.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import structlog
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DatabaseError

from benchmarks.simulated_quarter import newest_weeks, simulate
from bot.cases.audit_chain import keep_audit_chain
from bot.cases.messages import Messages
from bot.cases.models import Message, Person
from bot.cases.people import People
from bot.cases.retention import Retention
from bot.clock import FixedClock
from bot.db import Database
from bot.metrics.models import PublishedFigure, PublishedTable, PublishedWeek
from bot.metrics.periods import KINDS, Week, is_last, period_of, weeks_between
from bot.metrics.publishing import Publisher
from bot.metrics.reading import report
from bot.migrations import upgrade
from bot.privacy.encryption import Vault
from bot.tally import Tally
from tests.postgres import throwaway_postgres
from webhooks.metrics.page import Reader

NOW = datetime(2026, 11, 16, 18, 0, tzinfo=UTC)
PEOPLE = 200_000
DAY = 300
"""Texts of the day that is counted, a sample of it."""
T = TypeVar("T")
_KEYS = "k1:" + "AQEB" * 10 + "AQE=," + "lookup:" + "AgIC" * 10 + "AgI="


def main() -> None:
    parser = argparse.ArgumentParser(description="What ten million texts of history cost the figures.")
    parser.add_argument("--texts", type=int, default=10_000_000)
    parser.add_argument("--database", action="append", help="an empty database; may be given more than once")
    parser.add_argument("--quarter", type=Path, help="where the made-up quarter is kept, for the next time")
    asked = parser.parse_args()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with databases(asked.database) as urls, tempfile.TemporaryDirectory() as folder:
        weeks = newest_weeks(NOW)
        quarter = made_up_quarter(asked.quarter or Path(folder) / "quarter.sqlite3", weeks)
        for url in urls:
            measure(url, asked.texts, quarter, weeks)


def made_up_quarter(kept: Path, weeks: list[Week]) -> Database:
    """The made-up quarter in the file `kept`, made where there is none. It gets that name only once it is whole, so
    one that was interrupted is begun anew. Exits, touching nothing, where the file holds anything else."""
    if not kept.exists():
        making = kept.with_name(f"{kept.name}.making")
        for left in kept.parent.glob(f"{making.name}*"):
            left.unlink()
        new = Database(f"sqlite:///{making}")
        upgrade(new)
        took, cpu, people = timed(lambda: simulate(new, weeks, 1500, seed=11))
        print(
            f"{people} people in {len(weeks)} weeks counted, decided and published in {took / 1000:.0f} s,"
            f" {cpu / 1000:.0f} of the processor", flush=True,
        )  # fmt: skip
        new.dispose()  # the last connection brings the write-ahead log into the file
        making.rename(kept)
    quarter = Database(f"sqlite:///{kept}")
    try:
        with quarter.read() as db_session:
            published = db_session.scalars(select(PublishedWeek.week)).all()
    except DatabaseError:
        published = []
    if set(published) != {week.monday for week in weeks}:
        raise SystemExit(
            f"{kept} is not the whole made-up quarter {weeks[0].label} to {weeks[-1].label};"
            " remove it, or name another file with --quarter"
        )
    return quarter


@contextmanager
def databases(given: list[str] | None) -> Iterator[list[str]]:
    """The addresses to measure on."""
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory() as folder, throwaway_postgres() as server:
        server.run("CREATE DATABASE puente")
        yield [f"sqlite:///{Path(folder) / 'figures.sqlite3'}", server.url("puente")]


def measure(url: str, texts: int, quarter: Database, weeks: list[Week]) -> None:
    """Print what everything costs with a tenth of the texts, and with all. `quarter` holds the weeks' figures."""
    database, clock, vault = Database(url), FixedClock(NOW), Vault(_KEYS)
    upgrade(database)
    keep_audit_chain(database, vault)
    print(f"\n{database.engine.dialect.name}, load {os.getloadavg()[0]:.1f}", flush=True)
    history = copy_backwards(quarter, database, weeks, years=4)
    make_people(database)
    for number in (texts // 10, texts):
        took, _, _ = timed(lambda: make_texts(database, number))  # noqa: B023 -- called at once
        print(f"{number:>12,} texts, made in {took / 1000:.0f} s; load {os.getloadavg()[0]:.1f}", flush=True)
        counting = count_a_day(database, vault, clock)
        print(f"  one text recorded, answered and counted: {counting} (median of {DAY})", flush=True)
        for kind in KINDS:
            new = [timed(lambda: dashboard(Reader(database, clock), kind)) for _ in range(9)]  # noqa: B023 -- called at once
            reader = Reader(database, clock)
            dashboard(reader, kind)
            again = [timed(lambda: dashboard(reader, kind)) for _ in range(9)]  # noqa: B023 -- called at once
            print(f"  whole dashboard by {kind}: {_middle(new)}; looked at again: {_middle(again)}", flush=True)
    before = list(report(database, clock).lines())
    clock.instant = NOW + timedelta(days=31)
    took, _, purged = timed(lambda: Retention(database, vault, clock, 30, 3650).purge().words)
    clock.instant = NOW
    same = list(report(database, clock).lines()) == before
    print(f"  purge of {purged:,} bodies: {took / 1000:.1f} s; published figures changed: {'no' if same else 'YES'}")
    clock.instant = weeks[-1].next.ends + timedelta(hours=2)
    took, cpu, done = timed(lambda: Publisher(database, clock).publish_due())
    print(
        f"  the next week decided beside {history} published ones: {took / 1000:.1f} s, {cpu / 1000:.1f} of the"
        f" processor ({done} week)", flush=True,
    )  # fmt: skip
    database.dispose()


def timed(do: Callable[[], T]) -> tuple[float, float, T]:
    """Milliseconds by the clock on the wall and of this process' processor time, and what came of it."""
    began, worked = time.perf_counter(), time.process_time()
    made = do()
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - worked), made


def dashboard(reader: Reader, kind: str) -> object:
    """Everything on the page of figures, from the query to the words and drawings."""
    return reader.page(reader.select({"kind": [kind]}), "en")


def _middle(looks: list[tuple[float, float, object]]) -> str:
    wall, cpu = (statistics.median(look[place] for look in looks) for place in (0, 1))
    return f"{wall:.0f} ms, {cpu:.0f} of the processor (median of {len(looks)})"


def copy_backwards(source: Database, database: Database, weeks: list[Week], years: int) -> int:
    """Take over the simulated weeks and fill `years` before, and the week after, with copies of them, as if they had
    been counted and, but for the last, published; how many weeks are published then."""
    first = Week(
        date(weeks[0].monday.year - years, 1, 5) - timedelta(days=date(weeks[0].monday.year - years, 1, 5).weekday())
    )
    past = weeks_between(first, Week(weeks[0].monday - timedelta(days=7)))
    quarter = weeks[:13]
    counters: dict[date, list[dict[str, object]]] = {}
    figures: dict[tuple[str, str], list[dict[str, object]]] = {}
    with source.read() as made, database.write() as db_session:
        for model in (Tally, PublishedFigure, PublishedWeek, PublishedTable):
            rows = [dict(row) for row in made.execute(select(model.__table__)).mappings()]
            db_session.execute(insert(model), rows)
            for row in rows:
                if model is Tally:
                    counters.setdefault(row["week"], []).append(row)
                if model is PublishedFigure:
                    figures.setdefault((row["kind"], row["period"]), []).append(row)
        after = weeks[-1].next.monday
        db_session.execute(insert(Tally), [{**row, "week": after} for row in counters[weeks[-1].monday]])
        months = list(dict.fromkeys(period_of(week, "month") for week in quarter))
        like = {"quarter": period_of(quarter[0], "quarter"), "year": period_of(quarter[0], "quarter")}
        for number, week in enumerate(past):
            like_week = quarter[number % 13]
            rows = [{**row, "week": week.monday} for row in counters.get(like_week.monday, [])]
            db_session.execute(insert(Tally), rows)
            db_session.add(PublishedWeek(week=week.monday, published_at=week.ends))
            models = {"week": period_of(like_week, "week"), "month": months[number // 4 % len(months)], **like}
            for kind in KINDS:
                if is_last(week, kind):
                    period = period_of(week, kind)
                    copies = figures.get((models[kind].kind, models[kind].label), [])
                    copied = [{**row, "kind": kind, "period": period.label} for row in copies]
                    if copied:
                        db_session.execute(insert(PublishedFigure), copied)
        db_session.execute(text("UPDATE published_table SET since = :first"), {"first": first.monday.isoformat()})
        return db_session.scalar(select(func.count()).select_from(PublishedWeek)) or 0


def make_people(database: Database) -> None:
    with database.write() as db_session:
        for start in range(0, PEOPLE, 20_000):
            rows = [
                {
                    "id": f"{number:036d}", "pseudonym": f"p{number:035d}", "channel": "sms", "address_hash": f"{number:064d}",
                    "created_at": NOW - timedelta(days=1600), "preferred_language": "en", "language_chosen": False,
                }
                for number in range(start, start + 20_000)
            ]  # fmt: skip
            db_session.execute(insert(Person), rows)


def make_texts(database: Database, upto: int) -> None:
    """Bring the table of messages to so many rows, evenly over four years; only the newest 30 days have bodies."""
    with database.read() as db_session:
        held = db_session.scalar(select(func.count()).select_from(Message)) or 0
    span = 4 * 365 * 86_400
    begins = NOW - timedelta(seconds=span)
    lite = database.is_sqlite
    number = "printf('%036d', i)" if lite else "lpad(i::text, 36, '0')"
    whose = f"printf('%036d', i * 7919 % {PEOPLE})" if lite else f"lpad(mod(i::bigint * 7919, {PEOPLE})::text, 36, '0')"
    spanish = "i % 3 = 0" if lite else "mod(i, 3) = 0"
    at = (
        f"strftime('%Y-%m-%d %H:%M:%f000', {begins.timestamp():.0f} + i * {span / upto:.6f}, 'unixepoch')"
        if lite
        else f"to_timestamp({begins.timestamp():.0f} + i * {span / upto:.6f})"
    )
    body = "randomblob(90)" if lite else "decode(repeat('5a', 90), 'hex')"
    new = f"i > {upto - upto * 30 // (4 * 365)}"
    numbers = (
        f"(WITH RECURSIVE n(i) AS (SELECT {held} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {upto}) SELECT i FROM n)"
        if lite
        else f"generate_series({held}, {upto - 1}) AS g(i)"
    )
    statement = f"""
        INSERT INTO message (id, person_id, direction, channel, provider_sid, state, media_count, body_sealed,
            replies_sealed, language, intent, confidence, route, segments, delivery_status, created_at, answered_at)
        SELECT {number}, {whose}, 'inbound', 'sms', 'SM' || {number}, 'answered', 0,
            CASE WHEN {new} THEN {body} END, CASE WHEN {new} THEN {body} END,
            CASE WHEN {spanish} THEN 'es' ELSE 'en' END, 'need', 0.9, 'dialogue', 2, 'delivered', {at}, {at}
        FROM {numbers}
    """
    # Indexes on who wrote when are dropped and made anew: sorting is quicker than ten million random places.
    indexes = [index for index in Message.__table__.indexes if not index.unique]  # type: ignore[attr-defined]
    with database.engine.connect() as connection:
        if lite:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            if not lite:
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for index in indexes:
                index.drop(connection)
            connection.exec_driver_sql(statement)
            for index in indexes:
                index.create(connection)
        if lite:
            raw.execute("PRAGMA foreign_keys=ON")
    if not lite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE message")


def count_a_day(database: Database, vault: Vault, clock: FixedClock) -> str:
    """What a text takes from its record to its answer, all counters raised; the median of a sample of a day."""
    people, messages = People(database, vault, clock), Messages(database, vault, clock)

    def one(number: int) -> None:
        known = people.get_or_create("sms", f"+1323555{number:04d}", "en").id
        recorded = messages.record_inbound(known, "sms", f"SMday{time.time_ns()}", "x" * 40, 0)
        messages.record_reply(recorded.message_id, ["y" * 120], "dialogue", "answered", "es", "need", 0.9, None, 1)

    taken = [timed(lambda: one(number)) for number in range(DAY)]  # noqa: B023 -- called at once
    wall, cpu = (statistics.median(each[place] for each in taken) for place in (0, 1))
    return f"{wall:.2f} ms, {cpu:.2f} of the processor"


if __name__ == "__main__":
    main()
