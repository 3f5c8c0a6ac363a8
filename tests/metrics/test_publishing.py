"""What is published week by week tells, taken all together, nothing of a small group."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.clock import FixedClock
from bot.db import Database
from bot.metrics.measures import MEASURES, linked
from bot.metrics.models import PublishedFigure, PublishedTable, PublishedWeek
from bot.metrics.periods import Week, weeks_between
from bot.metrics.publishing import FIGURE, Publisher, figure_of
from bot.metrics.tables import VALUES, Cell, Figure, figures
from bot.tally import Tally, tally
from tests.metrics.attack import ranges

FIRST = Week(date(2026, 10, 5))
QUARTER = weeks_between(FIRST, Week(date(2026, 12, 28)))
NEEDS = MEASURES["needs_found"]


def count(database: Database, counts: Mapping[Week, Mapping[Cell, int]]) -> None:
    with database.write() as db_session:
        for week, cells in counts.items():
            noon = datetime(week.monday.year, week.monday.month, week.monday.day, 20, tzinfo=UTC)
            for cell, number in cells.items():
                spa = None if cell.spa == "none" else int(cell.spa)
                tally(
                    db_session, NEEDS.name, noon, language=cell.language, channel=cell.channel, spa=spa,
                    need=cell.need, by=number,
                )  # fmt: skip


def people(number: int, seed: int) -> dict[Week, dict[Cell, int]]:
    """So many stated needs, spread over a quarter as they are over a county."""
    chance = random.Random(seed)
    made: dict[Week, dict[Cell, int]] = {week: {} for week in QUARTER}
    needs = VALUES["need"][:-1]
    for _ in range(number):
        cell = Cell(
            "es" if chance.random() < 0.3 else "en",
            chance.choices(VALUES["channel"], (90, 4, 6))[0],
            chance.choices(VALUES["spa"], (5, 18, 15, 14, 4, 20, 12, 10, 9))[0],
            chance.choices(needs, range(len(needs), 0, -1))[0],
        )
        week = made[chance.choice(QUARTER)]
        week[cell] = week.get(cell, 0) + 1
    return made


def published(database: Database) -> dict[Figure, int | None]:
    with database.read() as db_session:
        rows = db_session.execute(select(*FIGURE, PublishedFigure.count).where(PublishedFigure.measure == NEEDS.name))
        return {figure_of(*name): count for *name, count in rows}


def attack(counts: Mapping[Week, Mapping[Cell, int]], shown: Mapping[Figure, int | None]) -> tuple[int, int]:
    """How many figures are withheld, and how many of them everything shown narrows to fewer than ten values."""
    values, sums = figures(counts, QUARTER, NEEDS.shape, QUARTER[-1])
    withheld = {figure for figure, number in shown.items() if number is None}
    for figure, value in values.items():
        assert shown.get(figure, 0) in (value, None), "what is shown is true"
        assert figure in withheld or value == 0 or value > 10, "nothing small is shown"
    not_shown = {(figure.period, figure.by) for figure in withheld if not values[figure]}
    never = {figure for figure in withheld if (figure.period, figure.by) in not_shown}
    found = ranges(values, withheld - never, sums, unpublished=never)
    return len(found), sum(high - low < 9 - 1e-6 for low, high in found.values())


@pytest.mark.parametrize("number", [60, 400, 3000])
def test_a_solver_with_every_published_table_of_a_quarter_recovers_nothing(
    sqlite_database: Database, clock: FixedClock, number: int
) -> None:
    counts = people(number, seed=number)
    count(sqlite_database, counts)
    publisher = Publisher(sqlite_database, clock, [NEEDS])
    for week in QUARTER:  # week by week, as time goes by, so that later weeks stand beside what is public
        clock.instant = week.ends + timedelta(hours=2)
        publisher.publish_due()

    withheld, recovered = attack(counts, published(sqlite_database))

    assert withheld > 10
    assert recovered == 0


small = st.one_of(st.integers(0, 14), st.integers(0, 60))


@settings(max_examples=10)
@given(st.lists(st.tuples(small, small), min_size=13, max_size=13))
def test_nor_from_quarters_of_few_people(truth: list[tuple[int, int]]) -> None:
    _recovers_nothing(truth)


@pytest.mark.parametrize("last", [((0, 11), (2, 9)), ((1, 0), (0, 10)), ((11, 0), (10, 1))])
def test_nor_from_quarters_that_were_narrow(last: tuple[tuple[int, int], tuple[int, int]]) -> None:
    _recovers_nothing([(0, 0)] * 11 + list(last))


def _recovers_nothing(truth: list[tuple[int, int]]) -> None:
    counts = {
        week: {
            Cell(language, "sms", "4", "food"): number
            for language, number in zip(("en", "es"), pair, strict=True)
            if number
        }
        for week, pair in zip(QUARTER, truth, strict=True)
    }
    database, clock = Database("sqlite://"), FixedClock(QUARTER[-1].ends)
    with database.engine.begin() as connection:
        for table in (PublishedFigure, PublishedTable, PublishedWeek, Tally):
            table.__table__.create(connection)  # type: ignore[attr-defined]
    count(database, counts)
    for week in QUARTER:
        clock.instant = week.ends + timedelta(hours=2)
        Publisher(database, clock, [NEEDS]).publish_due()
    _, recovered = attack(counts, published(database))
    assert recovered == 0
    database.dispose()


def test_a_week_is_published_once_it_is_over_and_never_again(database: Database, clock: FixedClock) -> None:
    cell = Cell("en", "sms", "4", "food")
    count(database, {FIRST: {cell: 30}})
    publisher = Publisher(database, clock, [NEEDS])
    clock.instant = FIRST.ends + timedelta(minutes=30)
    assert publisher.publish_due() == 0, "transactions that began in it may still commit"
    clock.instant = FIRST.ends + timedelta(hours=2)
    assert publisher.publish_due() == 1
    before = published(database)

    count(database, {FIRST: {cell: 1}})

    assert publisher.publish_due() == 0
    assert published(database) == before


def test_while_a_week_is_decided_others_are_let_in_who_may_write(database: Database, clock: FixedClock) -> None:
    count(database, {FIRST: {Cell("en", "sms", "4", "food"): 30}})
    clock.instant = FIRST.ends + timedelta(hours=2)
    let_in: list[int] = []

    def meanwhile() -> None:
        count(database, {FIRST.next: {Cell("en", "sms", "4", "food"): 1}})
        let_in.append(1)

    assert Publisher(database, clock).publish_due(meanwhile) == 1
    assert len(let_in) >= len(linked()), "after every group of measures at the latest"


def test_two_publishers_at_once_publish_a_week_once(database: Database, clock: FixedClock) -> None:
    count(database, {FIRST: {Cell("en", "sms", "4", "food"): 30}})
    clock.instant = FIRST.ends + timedelta(hours=2)
    one, two = Publisher(database, clock, [NEEDS]), Publisher(database, clock, [NEEDS])
    due = two._due()

    assert one.publish_due() == 1
    two._due = lambda: due  # type: ignore[method-assign]  # it had looked before the other was done
    assert two.publish_due() == 0
