"""Schedules written out are read back as the same schedules."""

from __future__ import annotations

import pytest

from bot.directory.hours_text import parse_hours
from bot.directory.hours_written import hours_in_words
from bot.directory.models import Schedule


def rule(byday: str, opens: str, closes: str, freq: str = "WEEKLY", **more: object) -> Schedule:
    return Schedule(freq=freq, byday=byday, opens_at=opens, closes_at=closes, **more)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([rule("MO,TU,WE,TH,FR", "09:00", "17:00")], "Mon, Tue, Wed, Thu, Fri 9:00am-5:00pm"),
        ([rule("SA", "12:00", "15:30"), rule("MO", "00:00", "12:30")], "Mon 12:00am-12:30pm; Sat 12:00pm-3:30pm"),
        ([rule("1SA", "09:00", "12:00", "MONTHLY")], "1st Sat 9:00am-12:00pm"),
        ([rule("MO", "09:00", "12:00"), rule("MO", "13:00", "17:00")], "Mon 9:00am-12:00pm; Mon 1:00pm-5:00pm"),
    ],
)
def test_what_is_written_is_read_back(rows: list[Schedule], words: str) -> None:
    assert hours_in_words(rows) == words
    read = parse_hours(words)
    assert read is not None
    assert sorted((each.byday, each.opens.isoformat("minutes"), each.closes.isoformat("minutes"))
                  for each in read if each.opens and each.closes and each.byday) == sorted(
        (str(row.byday), str(row.opens_at), str(row.closes_at)) for row in rows)  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [rule("MO", "09:00", "17:00", interval=2), rule("MO", "09:00Z", "17:00"), rule("5MO", "09:00", "10:00", "MONTHLY")],
)
def test_what_days_and_times_cannot_say_is_left_out(row: Schedule) -> None:
    assert hours_in_words([row]) == ""


def test_no_schedule_is_no_words() -> None:
    assert hours_in_words([]) == ""
