"""Measures whose counts bound each other, and what their details and periods tell, taken all together, recover nothing."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import FixedClock
from bot.db import Database
from bot.metrics.disclosure import Sum
from bot.metrics.linking import Key, bounds
from bot.metrics.measures import MEASURES, Measure, linked
from bot.metrics.models import PublishedFigure
from bot.metrics.periods import Week, weeks_between
from bot.metrics.publishing import FIGURE, Publisher, figure_of
from bot.metrics.tables import Cell, Figure, figures
from bot.tally import Tally, tally
from tests.metrics.attack import ranges

FIRST = Week(date(2026, 10, 5))
QUARTER = weeks_between(FIRST, Week(date(2026, 12, 28)))
GROUPS = {"+".join(measure.name for measure in group): group for group in linked()}
ATTACKED = [
    "conversations+new_people+texts_received+crises",
    "people_served+services_received+connections",
    "people_offered+services_offered",
    "callbacks_attempted+call_promises",
    "callbacks_reached",
    "needs_unmet",
    "opt_outs",
    "deliveries",
    "listings_hidden",
]


def happen(database: Database, group: Sequence[Measure], number: int, seed: int) -> None:
    """So many events over a quarter, each counted under every measure of the group it is an event of."""
    chance = random.Random(seed)
    for week in QUARTER:
        with database.write() as db_session:
            noon = datetime(week.monday.year, week.monday.month, week.monday.day, 20, tzinfo=UTC)
            for _ in range(chance.randint(0, 2 * number // len(QUARTER))):
                who = {
                    "language": "es" if chance.random() < 0.3 else "en",
                    "channel": chance.choices(("sms", "whatsapp", "web"), (90, 4, 6))[0],
                    "spa": chance.choices((1, 2, 3, 4, 6, None), (1, 6, 5, 5, 8, 2))[0],
                    "need": chance.choices(("housing", "food", "mental_health", "employment"), (4, 3, 2, 1))[0],
                }
                counted: dict[str, str | None] = {}
                for measure in sorted(group, key=lambda each: len(each.within)):
                    if measure.within and not chance.random() < 0.6:
                        continue
                    detail = _detail(measure, counted, who["need"], chance)
                    if measure.within and detail is None:
                        continue
                    counted[measure.name] = detail
                    dimensions = {name: value for name, value in who.items() if name in measure.dimensions}
                    tally(db_session, measure.name, noon, **dimensions, detail=detail or None)  # type: ignore[arg-type]


def _detail(measure: Measure, counted: Mapping[str, str | None], need: object, chance: random.Random) -> str | None:
    """A detail the event may have beside what it counted as already; None where it is no event of the measure."""
    fitting = []
    for detail in measure.shape.details or ("",):
        limits = [within for within in measure.within if within.detail in (None, detail)]
        if all(
            limit.whole in counted
            and (limit.whole_detail or counted[limit.whole]) == counted[limit.whole]
            and (limit.whole_need or need) == need
            for limit in limits
        ):
            fitting.append(detail)
    weights = [1 / (1 + position) for position in range(len(fitting))]
    return chance.choices(fitting, weights)[0] if fitting else None


def truth(database: Database, group: Sequence[Measure]) -> tuple[dict[Key, int], list[Sum[Key]]]:
    """Every figure of the group over the quarter, and the sums between them."""
    values: dict[Key, int] = {}
    sums: list[Sum[Key]] = []
    with database.read() as db_session:
        for measure in group:
            counts: dict[Week, Counter[Cell]] = {week: Counter() for week in QUARTER}
            for row in db_session.scalars(select(Tally).where(Tally.measure == measure.name)):
                counts[Week(row.week)][Cell(row.language, row.channel, row.spa, row.need, row.detail)] = row.count
            own, own_sums = figures(counts, QUARTER, measure.shape, QUARTER[-1])
            values.update({(measure.name, figure): count for figure, count in own.items()})
            sums += [
                Sum((measure.name, each.total), tuple((measure.name, part) for part in each.parts)) for each in own_sums
            ]
    return values, sums


def published(database: Database) -> dict[Key, int | None]:
    with database.read() as db_session:
        rows = db_session.execute(select(PublishedFigure.measure, *FIGURE, PublishedFigure.count))
        return {(name, figure_of(*figure)): count for name, *figure, count in rows}


def attack(database: Database, group: Sequence[Measure]) -> tuple[int, int, int]:
    """How many tables are published, how many figures withheld, and how many of those everything shown, with every
    sum and every limit between measures, narrows to fewer than ten values."""
    values, sums = truth(database, group)
    shown = published(database)
    withheld = {key for key, number in shown.items() if number is None}
    for key, value in values.items():
        assert shown.get(key, 0) in (value, None), "what is shown is true"
        assert key in withheld or value == 0 or value > 10, "nothing small is shown"
    not_shown = {_table(key) for key in withheld if not values[key]}
    never = {key for key in withheld if _table(key) in not_shown}
    by_measure: dict[str, set[Figure]] = {measure.name: set() for measure in group}
    for name, figure in values:
        by_measure[name].add(figure)
    limits = bounds({measure.name: measure for measure in group}, by_measure)
    assert all(values[limit.part] <= values[limit.whole] for limit in limits)
    found = ranges(values, withheld - never, sums, limits, unpublished=never)
    tables = {_table(key) for key in values} - not_shown
    return len(tables), len(found), sum(high - low < 9 - 1e-6 for low, high in found.values())


def _table(key: Key) -> tuple[str, object, object]:
    return key[0], key[1].period, key[1].by


@pytest.mark.parametrize("name", ATTACKED)
def test_a_solver_with_all_tables_of_linked_measures_recovers_nothing(
    sqlite_database: Database, clock: FixedClock, name: str
) -> None:
    group = GROUPS[name]
    happen(sqlite_database, group, 260, seed=len(name))
    publisher = Publisher(sqlite_database, clock, group)
    for week in QUARTER:
        clock.instant = week.ends + timedelta(hours=2)
        publisher.publish_due()

    tables, withheld, recovered = attack(sqlite_database, group)

    print(f"{name}: {tables} tables, {withheld} withheld, {recovered} recovered")
    assert withheld > 0
    assert recovered == 0


def test_every_measure_that_bounds_another_is_judged_with_it() -> None:
    place = {measure.name: number for number, group in enumerate(GROUPS.values()) for measure in group}
    for measure in MEASURES.values():
        for within in measure.within:
            assert place[measure.name] == place[within.whole]
            assert not within.detail or within.detail in measure.shape.details
            assert not within.whole_detail or within.whole_detail in MEASURES[within.whole].shape.details


def test_every_name_fits_its_column() -> None:
    for measure in MEASURES.values():
        assert len(measure.name) <= 32
        for kind in ("month", "quarter"):
            for by in measure.shape.tables(kind):
                assert len("+".join(by)) <= 24
                assert all(len("+".join(values)) <= 40 for values in measure.shape.values(by))
