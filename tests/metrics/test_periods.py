"""Weeks are ISO weeks of Los Angeles, and every longer period is made of whole ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.clock import LOS_ANGELES
from bot.metrics.periods import KINDS, Week, is_last, last_day, period_of, week_of, weeks_between


def test_weeks_are_iso_weeks_of_los_angeles() -> None:
    assert week_of(datetime(2027, 1, 1, 12, 0, tzinfo=UTC)).label == "2026-W53"
    assert week_of(datetime(2026, 11, 2, 7, 59, tzinfo=UTC)).label == "2026-W44"
    assert week_of(datetime(2026, 11, 2, 8, 0, tzinfo=UTC)).label == "2026-W45"
    autumn = Week(date(2026, 10, 26))
    began = Week(date(2026, 10, 19)).ends
    assert autumn.ends - began == timedelta(days=7, hours=1), "the clocks went back that Sunday"


def test_every_longer_period_ends_with_a_week_and_holds_whole_ones() -> None:
    weeks = weeks_between(Week(date(2025, 12, 1)), Week(date(2028, 1, 31)))
    for kind in KINDS:
        for week in weeks:
            assert (
                last_day(kind, week.monday) == week.ends.astimezone(LOS_ANGELES).date() - timedelta(days=1)
            ) == is_last(week, kind)
            assert is_last(week, kind) == (period_of(week, kind) != period_of(week.next, kind))
    assert period_of(Week(date(2026, 12, 28)), "year").label == "2026"
    assert period_of(Week(date(2026, 11, 30)), "month").label == "2026-11"
    assert period_of(Week(date(2026, 12, 28)), "quarter").label == "2026-Q4"
    assert weeks_between(weeks[3], weeks[1]) == []
