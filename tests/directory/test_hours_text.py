"""Published hours read into schedules, or left alone."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.hours_text import parse_hours
from bot.directory.opening_hours import Schedule


def shown(rules: tuple[Schedule, ...] | None) -> str | None:
    if rules is None:
        return None
    return "; ".join(
        f"{rule.byday} {rule.opens:%H:%M}-{rule.closes:%H:%M}" if rule.opens and rule.closes else f"{rule.byday} ?"
        for rule in rules
    )


EVERY_DAY = "MO,TU,WE,TH,FR,SA,SU"
WEEKDAYS = "MO,TU,WE,TH,FR"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Monday through Friday, 8:00am to 4:30pm.", f"{WEEKDAYS} 08:00-16:30"),
        ("MON - FRI 8:00 AM - 5:00 PM", f"{WEEKDAYS} 08:00-17:00"),
        ("M-F 9:00 AM - 6:00 PM; SAT 9:00 AM - 3:00 PM", f"{WEEKDAYS} 09:00-18:00; SA 09:00-15:00"),
        ("24/7", f"{EVERY_DAY} 00:00-23:59"),
        ("Monday through Sunday, 24 hours per day.", f"{EVERY_DAY} 00:00-23:59"),
        ("Daily 6am-11pm", f"{EVERY_DAY} 06:00-23:00"),
        ("Monday through Sunday, 2:00pm to 5:00am.", f"{EVERY_DAY} 14:00-05:00"),
        ("Sunday through Thursday, 6pm to midnight", "MO,TU,WE,TH,SU 18:00-00:00"),
        ("Mon-Fri 8am-12pm, 1-5pm", f"{WEEKDAYS} 08:00-12:00; {WEEKDAYS} 13:00-17:00"),
        ("Monday through Friday, 9:00am to 12:00 noon; and 1:00pm to 3:00pm.",
         f"{WEEKDAYS} 09:00-12:00; {WEEKDAYS} 13:00-15:00"),
        ("Mon/Wed 10am-8pm; Tue/Thu 12-8pm; Fri-Sat 9:30am-5:30pm",
         "MO,WE 10:00-20:00; TU,TH 12:00-20:00; FR,SA 09:30-17:30"),
        ("MON - THUR 8:00 AM - 8:00 PM; FRI 8:00 - 5:00 PM", "MO,TU,WE,TH 08:00-20:00; FR 08:00-17:00"),
        ("Tue2nd 1000-1300; Wed4th 1000-1300", "2TU 10:00-13:00; 4WE 10:00-13:00"),
        ("SatLast 0830-1000", "-1SA 08:30-10:00"),
        ("2nd and 4th Tuesday of each month, 10am to noon", "2TU,4TU 10:00-12:00"),
        ("Mon-Fri, 8:30am to 5pm; 1st & 3rd Sat", f"{WEEKDAYS} 08:30-17:00; 1SA,3SA ?"),
        ("Mon-Sat 9am-5pm, Sun closed", "MO,TU,WE,TH,FR,SA 09:00-17:00"),
        ("SITE HOURS: Monday through Friday, 9:00am to 1:00pm.", f"{WEEKDAYS} 09:00-13:00"),
        ("Daily 8am-10:30pm (urgent care)", f"{EVERY_DAY} 08:00-22:30"),
    ],
)  # fmt: skip
def test_certain_hours_are_read(text: str, meaning: str) -> None:
    assert shown(parse_hours(text)) == meaning


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Call for hours",
        "Mon-Fri 9-5",  # morning to evening, or evening to morning?
        "9am to 5pm",  # on which days?
        "Monday through Friday, 9:00am.",
        "every other Friday, 8:30am to 3:30pm",
        "MON - FRI 8:30 AM - 5:00 PM; TUES 8:30 AM - 7:30 PM",  # two answers for Tuesday
        "SAT 9:30 PM - 6:30PM",  # a slip of the pen
        "Tue 2100-1300",
        "Mon 0900-1300; Sat 1300-",
        "1st Sat and Sunday 9am-1pm",
        "Intake: Monday through Friday, 10:00am to 4:00pm. Services: Monday through Sunday, 24 hours per day.",
        "MON - FRI 8:00 AM - 5:0012:00 PM",
        "Mon-Fri 13pm-5pm",
        "Mon-Fri 9am-5pm; some Saturdays",
        "Tuesday, 3pm to 5pm by appointment only",
    ],
)
def test_doubtful_hours_are_left_as_text(text: str) -> None:
    assert parse_hours(text) is None


names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
quarters = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))


def spoken(moment: time) -> str:
    half = "am" if moment.hour < 12 else "pm"
    return f"{(moment.hour - 1) % 12 + 1}:{moment.minute:02}{half}"


@given(st.sets(st.integers(0, 6), min_size=1), quarters, quarters)
def test_any_days_and_hours_written_out_are_read_back(days: set[int], opens: time, closes: time) -> None:
    if opens >= closes:
        return
    text = f"{', '.join(names[day] for day in sorted(days))} {spoken(opens)} - {spoken(closes)}"
    rules = parse_hours(text)
    assert rules is not None
    assert [(rule.days, rule.opens, rule.closes) for rule in rules] == [
        (tuple((None, day) for day in sorted(days)), opens, closes)
    ]


@given(st.text(alphabet="MONFRIATUES1234567890:-,;. ampm&/()stndhle", max_size=60))
def test_no_text_breaks_the_reader_and_what_is_read_is_never_empty_time(text: str) -> None:
    for rule in parse_hours(text) or ():
        assert rule.days
        assert rule.opens is None or rule.opens != rule.closes
