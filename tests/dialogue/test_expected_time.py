"""Times that answer the question for one, or give a booked call another."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.callbacks.times import TimeReader, TimeReading
from bot.clock import LOS_ANGELES
from bot.dialogue.actions.expected_time import at_the_same_time, expected_time, says_same_time
from tests.dialogue.turns import turn_of

NOW = datetime(2026, 11, 30, 10, 0, tzinfo=LOS_ANGELES)
THURSDAY = TimeReading(
    "window", datetime(2026, 12, 3, 8, 0, tzinfo=LOS_ANGELES), datetime(2026, 12, 3, 20, 0, tzinfo=LOS_ANGELES)
)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("no wed", "2026-12-02T08:00"),
        ("no, friday", "2026-12-04T08:00"),
        ("no a las 12", "2026-12-03T12:00"),
        ("actually can u make it 11", "2026-12-03T11:00"),
        ("nah at 4", "2026-12-03T16:00"),
    ],
)
def test_a_time_after_a_no_counts(text: str, start: str) -> None:
    read = expected_time(TimeReader(), turn_of(text), THURSDAY, NOW)
    assert read.start is not None
    assert read.start.astimezone(LOS_ANGELES).isoformat()[:16] == start


@pytest.mark.parametrize("text", ["not tomorrow", "no", "no thursday"])
def test_what_is_refused_is_no_time(text: str) -> None:
    assert expected_time(TimeReader(), turn_of(text), THURSDAY, NOW).kind == "none"


def test_without_an_offer_the_day_is_the_next_one() -> None:
    read = expected_time(TimeReader(), turn_of("4"), None, NOW)
    assert read.start == datetime(2026, 11, 30, 16, 0, tzinfo=LOS_ANGELES)


def test_the_same_time_is_that_of_the_call_booked_on_the_day_offered() -> None:
    booked = datetime(2026, 12, 2, 16, tzinfo=LOS_ANGELES)
    thursday = TimeReading("window", booked.replace(day=3, hour=8), booked.replace(day=3, hour=20))
    nothing = TimeReading("none", None, None)

    assert says_same_time("same time")
    assert says_same_time("a la misma hora")
    found = at_the_same_time(nothing, thursday, booked, booked + timedelta(hours=1))
    assert (found.kind, found.start) == ("exact", booked.replace(day=3))
    assert at_the_same_time(nothing, None, booked, booked + timedelta(hours=4)).kind == "window"
