"""Indicators, parity and costs are worked out from published figures alone, and say when they cannot be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.db import Database
from bot.errors import ConfigurationError
from bot.metrics.costs import cost, read_prices
from bot.metrics.definitions import define, detail_title
from bot.metrics.indicators import indicators, read_targets
from bot.metrics.measures import MEASURES
from bot.metrics.parity import parity
from bot.metrics.periods import Period, Week, weeks_between
from bot.metrics.publishing import Publisher
from bot.metrics.reading import report
from bot.metrics.report import Report
from bot.tally import details, tally

JULY = Week(date(2026, 7, 6))
QUARTER = weeks_between(JULY, Week(date(2026, 9, 28)))
Q3 = Period("quarter", "2026-Q3")


def noon(week: Week) -> datetime:
    return datetime(week.monday.year, week.monday.month, week.monday.day, 20, tzinfo=UTC)


def raise_each_week(database: Database, measure: str, by: int, detail: str | None = None, language: str = "en") -> None:
    with database.write() as db_session:
        for week in QUARTER:
            tally(
                db_session, measure, noon(week), language=language, channel="sms", spa=4, detail=detail, by=by
            )  # fmt: skip


def after_the_quarter(database: Database, clock: FixedClock, *measures: str) -> Report:
    clock.instant = QUARTER[-1].ends + timedelta(hours=2)
    Publisher(database, clock, [MEASURES[name] for name in measures]).publish_due()
    return report(database, clock)


def test_nobody_counted_yet_the_indicators_stand_as_the_county_reported_them(
    sqlite_database: Database, clock: FixedClock
) -> None:
    found = {each.target.counted: each for each in indicators(report(sqlite_database, clock), read_targets())}

    assert {name: each.percent for name, each in found.items()} == {
        "mental_health": 15.2, "substance_use": 67.6, "housing": 205.8, "career": 41.4, "case_management": 150.6,
    }  # fmt: skip
    assert {name for name, each in found.items() if each.flagged} == {"mental_health", "career"}
    assert found["housing"].projection == "reached"
    assert found["career"].projection == "too_few_months"


def test_an_indicator_counts_on_from_its_baseline_and_its_pace_gives_the_date(
    sqlite_database: Database, clock: FixedClock
) -> None:
    raise_each_week(sqlite_database, "connections", 50, "career")
    made = after_the_quarter(sqlite_database, clock, "connections")

    found = {each.target.counted: each for each in indicators(made, read_targets())}["career"]

    assert (found.counted, found.exact, found.total) == (650, True, 2487)
    assert found.percent == 56.0 and not found.flagged
    assert [point.count for point in found.months] == [200, 250, 200]
    assert [point.count for point in found.by_area["4"]] == [200, 250, 200]
    assert found.per_month == pytest.approx(650 / 3)
    missing = 4440 - 2487
    assert found.projected is not None and found.through == date(2026, 10, 4)
    assert (found.projected - found.through).days == pytest.approx(missing / (650 / 3) * 30.44, abs=1)


def test_withheld_months_leave_an_indicator_a_lower_bound_and_no_date(
    sqlite_database: Database, clock: FixedClock
) -> None:
    raise_each_week(sqlite_database, "connections", 50, "career")
    with sqlite_database.write() as db_session:
        for detail in ("mental_health", "housing"):
            tally(db_session, "connections", noon(JULY), language="en", channel="sms", spa=4, detail=detail, by=3)
    made = after_the_quarter(sqlite_database, clock, "connections")

    found = {each.target.counted: each for each in indicators(made, read_targets())}

    assert not found["mental_health"].exact
    assert found["mental_health"].total == 835, "at least"
    assert found["mental_health"].projection == "withheld"


@pytest.mark.parametrize("wrong", ["", "name = 1", '[[indicator]]\ncounted = "golf"\ntarget = 1\nbaseline = 0'])
def test_a_file_of_targets_that_is_wrong_is_named(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "targets.toml"
    path.write_text(wrong)
    with pytest.raises(ConfigurationError, match=r"targets\.toml"):
        read_targets(path)
    with pytest.raises(ConfigurationError, match=r"nowhere\.toml"):
        read_prices(tmp_path / "nowhere.toml")


def test_parity_says_how_far_spanish_lies_from_english(sqlite_database: Database, clock: FixedClock) -> None:
    for language, understood, unsure in (("en", 90, 10), ("es", 30, 10)):
        raise_each_week(sqlite_database, "texts_received", understood, "understood", language)
        raise_each_week(sqlite_database, "texts_received", unsure, "unsure", language)
    made = after_the_quarter(sqlite_database, clock, "texts_received")

    found = {each.detail: each for each in parity(made, Q3) if each.measure.name == "texts_received"}

    apart = found["unsure"].apart
    assert apart is not None and apart.low is not None and apart.high is not None
    assert apart.value == pytest.approx(0.25 - 0.10)
    assert 0.10 < apart.low < 0.15 < apart.high < 0.20
    assert (found["unsure"].verdict, found["understood"].verdict) == ("worse", "worse")
    assert found["without_model"].verdict == "alike"


def test_parity_is_withheld_with_any_figure_it_rests_on(sqlite_database: Database, clock: FixedClock) -> None:
    raise_each_week(sqlite_database, "texts_received", 90, "understood", "en")
    raise_each_week(sqlite_database, "texts_received", 90, "unsure", "en")
    raise_each_week(sqlite_database, "texts_received", 90, "understood", "es")
    with sqlite_database.write() as db_session:
        tally(db_session, "texts_received", noon(JULY), language="es", channel="sms", detail="unsure", by=2)
    made = after_the_quarter(sqlite_database, clock, "texts_received")

    unsure = next(each for each in parity(made, Q3) if each.detail == "unsure")

    assert unsure.spanish is None and unsure.apart is None and unsure.verdict == "unknown"


def test_times_are_told_by_language_with_their_difference(sqlite_database: Database, clock: FixedClock) -> None:
    for language, seconds in (("en", 1.5), ("es", 4.0)):
        bin_of = details.REPLY.label(timedelta(seconds=seconds))
        raise_each_week(sqlite_database, "conversations", 40, bin_of, language)
    made = after_the_quarter(sqlite_database, clock, "conversations", "texts_received", "new_people", "crises")

    median = next(each for each in parity(made, Q3) if each.measure.name == "conversations")

    assert median.statistic == "median" and median.unit == "second"
    assert median.english and 1 < median.english.value <= 2
    assert median.spanish and 3 < median.spanish.value <= 5
    assert median.verdict == "worse"


def test_what_texts_cost_is_told_for_one_conversation(sqlite_database: Database, clock: FixedClock) -> None:
    for kind, segments in (("received", 100), ("reply", 300), ("begun", 20)):
        raise_each_week(sqlite_database, "segments", segments, kind)
    raise_each_week(sqlite_database, "conversations", 50)
    names = ("segments", "conversations", "texts_received", "new_people", "crises")
    raise_each_week(sqlite_database, "texts_received", 90)
    made = after_the_quarter(sqlite_database, clock, *names)
    prices = read_prices()

    found = cost(made, Q3, prices)

    one_week = 100 * prices.received + 320 * (prices.sent + prices.carrier_fee_sent)
    assert found is not None
    assert found.total == pytest.approx(13 * one_week, abs=0.01)
    assert found.per_conversation == pytest.approx(one_week / 50, abs=1e-4)
    assert cost(made, Period("week", "2026-W20"), prices) is None, "nothing was counted then"


def test_what_was_not_counted_yet_is_no_zero(sqlite_database: Database, clock: FixedClock) -> None:
    with sqlite_database.write() as db_session:
        tally(db_session, "needs_found", noon(JULY), language="en", channel="sms", spa=4, need="food", by=40)
    clock.instant = QUARTER[7].ends + timedelta(hours=2)
    Publisher(sqlite_database, clock, [MEASURES["needs_found"]]).publish_due()
    raise_each_week(sqlite_database, "deliveries", 50, "delivered")
    made = after_the_quarter(sqlite_database, clock, "needs_found", "deliveries")

    before, after = Period("month", "2026-07"), Period("month", "2026-09")

    assert (made.state("needs_found", before), made.count("needs_found", before)) == ("shown", 40)
    assert (made.state("deliveries", before), made.count("deliveries", before)) == ("not_counted", None)
    assert (made.state("deliveries", after), made.count("deliveries", after)) == ("shown", 200)
    assert made.partly("deliveries", Period("quarter", "2026-Q3"))
    assert not made.partly("needs_found", after)
    lines = [line for line in made.lines() if line["measure"] == "deliveries" and line["period"] == "2026-07"]
    assert lines and not any(line["counted"] or line["withheld"] for line in lines)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_measure_is_defined_in_words(language: str) -> None:
    for measure in MEASURES.values():
        told = define(measure, language)  # type: ignore[arg-type]
        assert told.title and told.numerator and told.window and told.source
        assert (told.caveat is not None) == measure.caveat
        assert (told.denominator is not None) == bool(measure.of or measure.details)
        assert all(detail_title(measure, detail, language) for detail in measure.shape.details)  # type: ignore[arg-type]
