"""Callback times in words: what holds for every day, time and moment, and for any text at all."""

from __future__ import annotations

import time as stopwatch
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.callbacks.times import TimeReader
from bot.clock import LOS_ANGELES

WEDNESDAY = datetime(2026, 12, 2, 10, 15, tzinfo=LOS_ANGELES)


@pytest.fixture(scope="module")
def reader() -> TimeReader:
    return TimeReader()


DAYS_SAID = """
    |today|tomorrow|monday|tues|wed|thursday|friday|saturday|sunday|next friday|this weekend|next week|the 31st|the 1st
    |12/31|feb 29|mañana|pasado mañana|el lunes|el domingo|el 15|weekdays|in 3 days|day after tomorrow|march 14|nov 1
    |11/1|3/14|the day after christmas|new years day|any day|yesterday|monday or tuesday|not friday|any day but monday
"""
TIMES_SAID = """
    |at 3|at 2:30am|9am|7|noon|midnight|after 3|before 10|between 2 and 4|from 10 to noon|11 to 1|in the morning|tonight
    |evening|after work|early|a las 8|de 7 a 9|antes de las 12|despues de las 6|a mediodia|en la tarde|after 8pm
    |10pm to 2am|before 7am|now|in 20 min|in an hour|later|anytime|15:30|1530|12:59|1:30 am|not before noon
"""
DAYS = st.sampled_from([said.strip() for said in DAYS_SAID.split("|")])
TIMES = st.sampled_from([said.strip() for said in TIMES_SAID.split("|")])
MOMENTS = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(LOS_ANGELES)),  # noqa: DTZ001
    st.builds(
        lambda day, minute: (day + timedelta(minutes=minute)).astimezone(LOS_ANGELES),
        st.sampled_from(
            [datetime(2026, 3, 7, tzinfo=UTC), datetime(2026, 10, 31, tzinfo=UTC), datetime(2027, 3, 13, tzinfo=UTC)]
        ),
        st.integers(0, 3 * 24 * 60),
    ),
)


@settings(max_examples=400)
@given(day=DAYS, said=TIMES, now=MOMENTS, day_first=st.booleans(), expecting=st.booleans())
def test_every_reading_keeps_its_promises(
    reader: TimeReader, day: str, said: str, now: datetime, day_first: bool, expecting: bool
) -> None:
    text = f"{day} {said}" if day_first else f"{said} {day}"
    reading = reader.read(text, "mixed", now, expecting=expecting)
    if reading.kind in ("any", "none"):
        assert (reading.start, reading.end) == (None, None)
        return
    assert reading.start is not None and reading.end is not None
    assert reading.start.tzinfo is reading.end.tzinfo is LOS_ANGELES
    begin, finish, moment = (m.astimezone(UTC) for m in (reading.start, reading.end, now))
    assert begin < finish
    if reading.kind in ("exact", "window"):
        assert begin > moment - timedelta(minutes=1)
        assert reading.start.weekday() != 6
        assert time(8) <= reading.start.time() < time(20)
    if reading.kind == "exact":
        assert finish - begin == timedelta(hours=1)
    if reading.kind == "window":
        assert reading.end.date() == reading.start.date()
        assert reading.end.time() <= time(20)
    if reading.kind == "past":
        assert begin < moment
    offered = reader.nearest_open(reading, now)
    assert (offered is None) is (reading.kind in ("exact", "window"))
    if offered is not None:
        assert offered.start is not None and offered.end is not None
        assert offered.start.astimezone(UTC) > moment - timedelta(minutes=1)
        assert time(8) <= offered.start.time() < offered.end.time() <= time(20)
        assert offered.start.weekday() != 6


@settings(max_examples=150)
@given(text=st.text(max_size=200), now=MOMENTS, expecting=st.booleans())
def test_any_text_at_all_can_be_read(reader: TimeReader, text: str, now: datetime, expecting: bool) -> None:
    reading = reader.read(text, "mixed", now, expecting=expecting)
    if reading.span is not None:
        assert 0 <= reading.span[0] < reading.span[1] <= len(text)


@pytest.mark.parametrize(
    "text",
    ["monday " * 200, "after 3 before 4 " * 60, "the third of march " * 60, "next month " * 90, "3 " * 500, "a" * 5000, "\x00 mañana",
     "first monday of the month " * 40, "1 a 2 a " * 120, "no " * 400, "mañana " * 150],
)  # fmt: skip
def test_no_text_is_slow_to_read(reader: TimeReader, text: str) -> None:
    begun = stopwatch.perf_counter()
    reader.read(text, "mixed", WEDNESDAY, expecting=True)
    assert stopwatch.perf_counter() - begun < 1.0
