"""Callback times in words: the held-out texts, the rules they follow, and what holds for any text at any moment."""

from __future__ import annotations

import json
import statistics
import time as stopwatch
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.callbacks.hours import CallbackHours
from bot.callbacks.time_language.engine import Duckling, HolidayNames, phrase_fits
from bot.callbacks.times import Kind, TimeReader, TimeReading
from bot.clock import LOS_ANGELES
from bot.errors import InvalidInput

EVALUATION = Path(__file__).parents[1] / "eval" / "times.jsonl"
FULLY_RIGHT = 0.95
MOST_MILLISECONDS = 8.0
WEDNESDAY = datetime(2026, 12, 2, 10, 15, tzinfo=LOS_ANGELES)
SATURDAY_BEFORE_FALL_BACK = datetime(2026, 10, 31, 9, 40, tzinfo=LOS_ANGELES)
SATURDAY_BEFORE_SPRING_FORWARD = datetime(2027, 3, 13, 13, tzinfo=LOS_ANGELES)


@pytest.fixture(scope="module")
def reader() -> TimeReader:
    return TimeReader()


@pytest.fixture(scope="module", params=["best engine", "rules only"])
def either_reader(request: pytest.FixtureRequest) -> TimeReader:
    return TimeReader(engine=HolidayNames() if request.param == "rules only" else None)


def evaluation(split: str) -> Iterator[dict[str, Any]]:
    for line in EVALUATION.read_text().splitlines():
        row = json.loads(line)
        if row["split"] == split:
            yield row


def at(day: int, hour: int, minute: int = 0, month: int = 12, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LOS_ANGELES)


def rightly_read(reader: TimeReader, row: dict[str, Any]) -> bool:
    reading = reader.read(row["text"], row["lang"], datetime.fromisoformat(row["now"]))
    said = [moment.isoformat() if moment else None for moment in (reading.start, reading.end)]
    return [reading.kind, *said] == [row["kind"], row["start"], row["end"]]


def test_held_out_times_are_fully_right_above_the_floor_with_and_without_duckling(either_reader: TimeReader) -> None:
    rows = list(evaluation("test"))
    wrong = [row["text"] for row in rows if not rightly_read(either_reader, row)]
    assert len(rows) >= 180
    assert 1 - len(wrong) / len(rows) >= FULLY_RIGHT, wrong


def test_a_text_takes_a_few_milliseconds(reader: TimeReader) -> None:
    reader.warm()
    taken = []
    for row in evaluation("dev"):
        begun = stopwatch.perf_counter()
        reader.read(row["text"], row["lang"], datetime.fromisoformat(row["now"]))
        taken.append((stopwatch.perf_counter() - begun) * 1000)
    assert statistics.median(taken) < MOST_MILLISECONDS


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("3", "exact", at(2, 15), at(2, 16)),
        ("a las 3", "exact", at(2, 15), at(2, 16)),
        ("tipo 10", "exact", at(3, 10), at(3, 11)),
        ("4 or 5", "exact", at(2, 16), at(2, 17)),
        ("como 11", "exact", at(2, 11), at(2, 12)),
        ("las dos", "exact", at(2, 14), at(2, 15)),
        ("10-12", "window", at(2, 10, 15), at(2, 12)),
        ("not fridays", "window", at(2, 10, 15), at(2, 20)),
        ("june 4", "window", at(4, 8, month=6, year=2027), at(4, 20, month=6, year=2027)),
        ("got 2 kids", "none", None, None),
        ("90011", "none", None, None),
        ("idk", "none", None, None),
    ],
)
def test_a_lone_number_is_a_time_once_a_time_was_asked_for(
    reader: TimeReader, text: str, kind: Kind, start: datetime | None, end: datetime | None
) -> None:
    reading = reader.read(text, "mixed", WEDNESDAY, expecting=True)
    assert (reading.kind, reading.start, reading.end) == (kind, start, end)


@pytest.mark.parametrize(
    "text", ["3", "2", "1", "uno", "el 2", "the second", "ya", "later", "323 555 0148", "90044-1234"]
)
def test_menu_choices_and_numbers_of_other_things_are_no_times(reader: TimeReader, text: str) -> None:
    assert reader.read(text, "mixed", WEDNESDAY) == TimeReading("none")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("cuatro en punto", at(2, 16), at(2, 17)),
        ("mañana cuatro de la tarde", at(3, 16), at(3, 17)),
        ("lunes diez de la mañana", at(7, 10), at(7, 11)),
        ("dic 7 a las 2", at(7, 14), at(7, 15)),
        ("3 onwards", at(2, 15), at(2, 20)),
        ("3 en adelante", at(2, 15), at(2, 20)),
        ("llamen antes de las 5 pq nos quitan el telefono", at(2, 10, 15), at(2, 17)),
        ("no me llamen en la mañana porque duermo", at(2, 12), at(2, 20)),
        ("dont call me in the morning", at(2, 12), at(2, 20)),
        ("dont call me tomorrow", None, None),
        ("hoy no puedo mañana si", at(3, 8), at(3, 20)),
        ("tal vez el lunes", at(7, 8), at(7, 20)),
    ],
)
def test_what_people_say_of_hours_and_days(
    reader: TimeReader, text: str, start: datetime | None, end: datetime | None
) -> None:
    reading = reader.read(text, "es", WEDNESDAY)
    assert (reading.start, reading.end) == (start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("in 20 min im on the bus rn", at(2, 10, 35), at(2, 11, 35)),
        ("tonight cuando ya este en mi casa, i got work todo el dia", at(2, 17), at(2, 20)),
        ("hoy pero antes de la 1 por que luego entro al turno", at(2, 10, 15), at(2, 13)),
        ("today but not before 2 i gotta drop off my paperwork first", at(2, 14), at(2, 20)),
        ("anytime before noon today, after that im in group", at(2, 10, 15), at(2, 12)),
        ("mañana jueves entre once y tres, a esas horas me prestan el telefono en casa", at(3, 11), at(3, 15)),
        ("my sons game is over about 630 tomorrow night so hit me up at 7", at(3, 19), at(3, 20)),
        ("any time tomorrow before 4 they lock up our stuff at 4", at(3, 8), at(3, 16)),
        ("tomorrow morning works my baby sleeps til 11", at(3, 8), at(3, 12)),
        ("mañana a las 10 y cuarto antes de irme al doctor", at(3, 10, 15), at(3, 11, 15)),
        ("next thursday at 2 cuz this thursday i got court", at(10, 14), at(10, 15)),
    ],
)
def test_what_is_said_after_a_time_does_not_lose_it(
    reader: TimeReader, text: str, start: datetime, end: datetime
) -> None:
    reading = reader.read(text, "mixed", WEDNESDAY)
    assert (reading.start, reading.end) == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow at 9 i have court in compton",
        "lunes me sacan del cuarto",
        "mañana a las 8 tengo que reportarme",
        "in 2 days im out of insulin",
        "at 3 tomorrow they doing my tattoo removal",
        "every morning at 5 i wait in line for day work",
        "mañana i gotta do my community service de 8 a 12",
        "they putting me out monday morning",
    ],
)
@pytest.mark.parametrize("expecting", [False, True])
def test_a_time_that_another_event_has_is_none(reader: TimeReader, text: str, expecting: bool) -> None:
    assert reader.read(text, "mixed", WEDNESDAY, expecting=expecting).kind == "none"


@pytest.mark.parametrize(
    "text",
    ["cash aid para mi y mis dos niñas", "quiero hablar con una persona", "thats the one", "two buses to get there"],
)
def test_what_a_number_counts_is_no_time_even_when_one_was_asked_for(reader: TimeReader, text: str) -> None:
    assert reader.read(text, "mixed", WEDNESDAY, expecting=True).kind == "none"


def test_the_span_holds_the_words_about_time(reader: TimeReader) -> None:
    text = "Necesito ayuda con el id, ¿me pueden llamar MAÑANA después de las 3? gracias"
    reading = reader.read(text, "es", WEDNESDAY)
    assert reading.span is not None
    assert text[slice(*reading.span)] == "MAÑANA después de las 3"


@pytest.mark.parametrize(
    ("text", "day", "hour"),
    [
        ("tuesday, no wait, thursday at 3", 3, 15),
        ("move my call from 2 to 4 on friday", 4, 16),
        ("christmas no, better the 26th at 9", 26, 9),
        ("court is friday at 9, call me the day before at 3", 3, 15),
    ],
)
def test_a_later_word_replaces_or_refers_to_an_earlier_one(reader: TimeReader, text: str, day: int, hour: int) -> None:
    assert reader.read(text, "en", WEDNESDAY).start == at(day, hour)


@pytest.mark.parametrize(
    ("text", "said"),
    [("at 3", False), ("in the afternoon", False), ("friday at 3", True), ("tonight", True), ("now", True)],
)
def test_it_knows_whether_the_day_was_said(reader: TimeReader, text: str, said: bool) -> None:
    assert reader.read(text, "en", WEDNESDAY).said_day is said


def test_a_naive_moment_is_refused(reader: TimeReader) -> None:
    with pytest.raises(InvalidInput):
        reader.read("tomorrow", "en", datetime(2026, 12, 2, 10, 15))  # noqa: DTZ001


def test_a_moment_in_another_zone_is_the_same_moment(reader: TimeReader) -> None:
    assert reader.read("at 4", "en", WEDNESDAY.astimezone(UTC)) == reader.read("at 4", "en", WEDNESDAY)


def test_wall_times_stay_put_over_the_change_of_clocks(reader: TimeReader) -> None:
    autumn = reader.read("monday at 10", "en", SATURDAY_BEFORE_FALL_BACK).start
    spring = reader.read("monday at 10", "en", SATURDAY_BEFORE_SPRING_FORWARD).start
    assert autumn is not None and spring is not None
    assert (autumn.isoformat(), spring.isoformat()) == ("2026-11-02T10:00:00-08:00", "2027-03-15T10:00:00-07:00")


def test_so_many_hours_from_now_are_hours_gone_by_over_the_change_of_clocks(reader: TimeReader) -> None:
    night_before = datetime(2026, 11, 1, 0, 30, tzinfo=LOS_ANGELES)
    reading = reader.read("in 2 hours", "en", night_before)
    assert reading.start is not None
    assert reading.start.astimezone(UTC) - night_before.astimezone(UTC) == timedelta(hours=2)


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("sunday at 2", "exact", at(7, 14), at(7, 15)),
        ("9pm", "exact", at(2, 19), at(2, 20)),
        ("6am", "exact", at(3, 8), at(3, 9)),
        ("today at 9", "exact", at(3, 9), at(3, 10)),
        ("sunday morning", "window", at(7, 8), at(7, 12)),
        ("yesterday", "window", at(2, 10, 15), at(2, 20)),
    ],
)
def test_the_nearest_open_time_keeps_the_time_of_day(
    reader: TimeReader, text: str, kind: Kind, start: datetime, end: datetime
) -> None:
    offered = reader.nearest_open(reader.read(text, "en", WEDNESDAY), WEDNESDAY)
    assert offered is not None
    assert (offered.kind, offered.start, offered.end) == (kind, start, end)


@pytest.mark.parametrize("text", ["tomorrow at 3", "whenever", "no"])
def test_there_is_nothing_to_offer_instead_of_a_time_that_can_be_kept(reader: TimeReader, text: str) -> None:
    assert reader.nearest_open(reader.read(text, "en", WEDNESDAY), WEDNESDAY) is None


def test_other_hours_move_the_choice_between_morning_and_evening() -> None:
    nights = TimeReader(CallbackHours(opens=time(17), closes=time(23), weekdays=frozenset(range(7))), HolidayNames())
    reading = nights.read("at 9", "en", WEDNESDAY)
    assert (reading.kind, reading.start) == ("exact", at(2, 21))


def test_a_day_closed_by_hand_is_outside_hours() -> None:
    hours = CallbackHours(closed_on=frozenset({date(2026, 12, 25)}))
    assert TimeReader(hours).read("christmas at 3", "en", WEDNESDAY).kind == "outside_hours"
    assert hours.next_open_day(date(2026, 12, 25)) == date(2026, 12, 26)


def test_hours_in_which_nobody_could_call_are_refused() -> None:
    with pytest.raises(InvalidInput):
        CallbackHours(opens=time(20), closes=time(8))
    with pytest.raises(InvalidInput):
        CallbackHours(weekdays=frozenset())


def test_duckling_is_only_given_short_plain_phrases() -> None:
    assert phrase_fits("the day after christmas")
    assert not phrase_fits("monday " * 8)
    assert not phrase_fits("ma\u00f1ana")
    assert not phrase_fits("next\x00month")


def test_sixteen_threads_share_one_reader(reader: TimeReader) -> None:
    texts = ["the day after christmas at 3", "tmrw after 3", "lunes tempranito", "first monday of january at noon"]
    alone = [reader.read(text, "mixed", WEDNESDAY) for text in texts]

    def read_all(turn: int) -> list[TimeReading]:
        return [reader.read(texts[(turn + n) % 4], "mixed", WEDNESDAY) for n in range(100)]

    with ThreadPoolExecutor(16) as pool:
        for turn, readings in enumerate(pool.map(read_all, range(16))):
            assert readings == [alone[(turn + n) % 4] for n in range(100)]


def test_without_duckling_the_common_forms_and_holidays_are_still_read() -> None:
    rules = TimeReader(engine=HolidayNames())
    assert rules.engine == "rules"
    reading = rules.read("the day after christmas at 3", "en", WEDNESDAY)
    assert (reading.kind, reading.start) == ("exact", at(26, 15))
    assert rules.read("thanksgiving", "en", WEDNESDAY).start == at(25, 8, month=11, year=2027)


def test_the_reader_says_which_engine_it_runs_on(reader: TimeReader) -> None:
    try:
        Duckling()
    except ImportError:
        assert reader.engine == "rules"
    else:
        assert reader.engine == "duckling"
