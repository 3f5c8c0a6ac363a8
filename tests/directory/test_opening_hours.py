"""When a place is open, by its HSDS schedules."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import LOS_ANGELES
from bot.directory.cards import rule_from_list, rule_to_list
from bot.directory.opening_hours import WEEKDAYS, Schedule, is_holiday, parse_byday, schedule_from_hsds, today

WEEK = tuple((None, day) for day in range(7))
OFFICE = Schedule("WEEKLY", WEEK[:5], opens=time(9), closes=time(17))
ALWAYS = Schedule("WEEKLY", WEEK, opens=time(0), closes=time(23, 59))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOS_ANGELES)


def test_a_weekday_at_ten_is_open_until_five() -> None:
    hours = today([OFFICE], at("2026-11-17 10:00"))
    assert hours.open_now is True
    assert hours.closes == at("2026-11-17 17:00")
    assert hours.spans == ((time(9), time(17)),)


def test_after_closing_on_friday_it_opens_next_on_monday() -> None:
    hours = today([OFFICE], at("2026-11-20 17:00"))
    assert hours.open_now is False
    assert hours.next_open == at("2026-11-23 09:00")


def test_a_lunch_break_is_closed_and_opens_again_the_same_day() -> None:
    morning = Schedule("WEEKLY", WEEK[:5], opens=time(9), closes=time(12))
    afternoon = Schedule("WEEKLY", WEEK[:5], opens=time(13), closes=time(17))
    hours = today([afternoon, morning], at("2026-11-17 12:30"))
    assert hours.open_now is False
    assert hours.next_open == at("2026-11-17 13:00")
    assert hours.spans == ((time(9), time(12)), (time(13), time(17)))


def test_a_night_shelter_is_open_after_midnight_from_the_evening_before() -> None:
    night = Schedule("WEEKLY", ((None, 0),), opens=time(18), closes=time(6))
    assert today([night], at("2026-11-17 05:59")).open_now is True
    assert today([night], at("2026-11-17 06:00")).open_now is False


def test_all_day_every_day_never_closes_not_even_on_christmas() -> None:
    for moment in ("2026-12-25 03:00", "2026-11-17 23:59", "2026-11-18 00:00"):
        assert today([ALWAYS], at(moment)).open_now is True


def test_on_a_public_holiday_nobody_knows_and_the_next_opening_is_after_it() -> None:
    hours = today([OFFICE], at("2026-11-26 10:00"))
    assert hours.open_now is None
    assert hours.holiday
    assert hours.next_open is not None and not is_holiday(hours.next_open.date())


def test_holidays_of_california_count_too() -> None:
    assert is_holiday(date(2026, 3, 31))  # Cesar Chavez Day, California only


def test_the_first_and_third_saturday() -> None:
    rule = Schedule("MONTHLY", ((1, 5), (3, 5)), opens=time(10), closes=time(12))
    opened = [day for day in range(1, 31) if rule.falls_on(date(2026, 11, day))]
    assert opened == [7, 21]


def test_the_last_saturday_is_the_fifth_when_there_is_one() -> None:
    rule = Schedule("MONTHLY", ((-1, 5),), opens=time(10), closes=time(12))
    assert rule.falls_on(date(2026, 10, 31)) and not rule.falls_on(date(2026, 10, 24))


def test_an_expired_schedule_means_unknown_not_closed() -> None:
    expired = Schedule("WEEKLY", WEEK[:5], opens=time(9), closes=time(17), valid_to=date(2020, 1, 1))
    hours = today([expired], at("2026-11-17 10:00"), "Mon-Fri 9-5")
    assert hours.open_now is None and hours.next_open is None
    assert hours.text == "Mon-Fri 9-5"


def test_no_schedule_means_unknown() -> None:
    assert today([], at("2026-11-17 10:00")).open_now is None


def test_a_day_without_hours_is_unknown_on_that_day_only() -> None:
    saturday = Schedule("WEEKLY", ((None, 5),))
    assert today([OFFICE, saturday], at("2026-11-21 10:00")).open_now is None
    assert today([OFFICE, saturday], at("2026-11-22 10:00")).open_now is False


def test_the_clock_change_keeps_wall_time() -> None:
    hours = today([ALWAYS, OFFICE], at("2026-11-01 01:30"))
    assert hours.open_now is True
    assert today([OFFICE], at("2026-10-31 12:00")).next_open == at("2026-11-02 09:00")


def test_a_time_in_another_zone_makes_the_hours_unknown() -> None:
    rule = schedule_from_hsds(freq="WEEKLY", byday="MO", opens_at="17:00Z", closes_at="23:00Z")
    assert rule is not None and not rule.certain
    assert today([rule], at("2026-11-16 10:00")).open_now is None


def test_every_other_week_counts_from_its_start() -> None:
    rule = schedule_from_hsds(
        freq="WEEKLY", byday="FR", opens_at="09:00", closes_at="10:00", interval=2, dtstart=date(2026, 11, 6)
    )
    assert rule is not None
    assert [rule.falls_on(date(2026, 11, day)) for day in (6, 13, 20, 27)] == [True, False, True, False]


@pytest.mark.parametrize("text", ["XX", "6MO", "0MO", "MO TU"])
def test_what_is_no_weekday_is_refused(text: str) -> None:
    assert parse_byday(text) is None


days_of_week = st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True)
occurrences = st.sampled_from([1, 2, 3, 4, 5, -1, -2])
starts = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@given(days=days_of_week, interval=st.integers(1, 4), start=starts)
def test_weekly_rules_agree_with_rrule(days: list[int], interval: int, start: date) -> None:
    rule = Schedule("WEEKLY", tuple((None, day) for day in sorted(days)), dtstart=start, interval=interval)
    begin = datetime.combine(start, time())
    expected = {
        moment.date()
        for moment in rrule.rrule(
            rrule.WEEKLY, dtstart=begin, interval=interval, byweekday=days, until=begin + timedelta(days=90)
        )
    }
    assert {start + timedelta(days=n) for n in range(91) if rule.falls_on(start + timedelta(days=n))} == expected


@given(days=st.lists(st.tuples(occurrences, st.integers(0, 6)), min_size=1, max_size=4, unique=True), start=starts)
def test_monthly_rules_agree_with_rrule(days: list[tuple[int, int]], start: date) -> None:
    rule = Schedule("MONTHLY", tuple(days), dtstart=start)
    begin = datetime.combine(start, time())
    named = [getattr(rrule, WEEKDAYS[day])(nth) for nth, day in days]
    expected = {
        moment.date()
        for moment in rrule.rrule(rrule.MONTHLY, dtstart=begin, byweekday=named, until=begin + timedelta(days=150))
    }
    assert {start + timedelta(days=n) for n in range(151) if rule.falls_on(start + timedelta(days=n))} == expected


times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
rules = st.builds(
    Schedule,
    st.just("WEEKLY"),
    days_of_week.map(lambda days: tuple((None, day) for day in sorted(days))),
    opens=times,
    closes=times,
)
moments = st.builds(datetime.combine, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.times(), st.just(LOS_ANGELES))


@given(st.lists(rules, min_size=1, max_size=3), moments)
def test_at_its_next_opening_a_place_is_open_and_never_before(given_rules: list[Schedule], moment: datetime) -> None:
    hours = today(given_rules, moment)
    if hours.open_now is False and hours.next_open is not None:
        assert hours.next_open > moment
        assert today(given_rules, hours.next_open).open_now is True
        halfway = moment + (hours.next_open - moment) / 2
        assert today(given_rules, halfway).open_now is not True


@given(st.lists(rules, min_size=1, max_size=3), moments)
def test_a_place_that_is_open_is_not_open_any_more_when_it_closes(given: list[Schedule], moment: datetime) -> None:
    hours = today(given, moment)
    if hours.open_now:
        assert hours.closes is not None and hours.closes > moment


@given(rules)
def test_a_rule_survives_being_kept_as_json(rule: Schedule) -> None:
    assert rule_from_list(rule_to_list(rule)) == rule
