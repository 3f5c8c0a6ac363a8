"""Hours, guests and conditions in the reader's language, and English called English."""

from __future__ import annotations

import pytest

from bot.dialogue.service_facts import GUESTS, cut, say_guests, say_week
from bot.i18n import LANGUAGES, Language, catalogue

WORKDAYS = ["WEEKLY", [[None, day] for day in range(5)], "08:00", "17:00"]
SATURDAY = ["WEEKLY", [[None, 5]], "09:30", "13:00"]
ALWAYS = ["WEEKLY", [[None, day] for day in range(7)], "00:00", "23:59"]


@pytest.mark.parametrize(
    ("rules", "english", "spanish"),
    [
        ([WORKDAYS], "Mon-Fri 8am-5pm", "lun a vie 8am a 5pm"),
        ([SATURDAY, WORKDAYS], "Mon-Fri 8am-5pm; Sat 9:30am-1pm", "lun a vie 8am a 5pm; sáb 9:30am a 1pm"),
        ([ALWAYS], "every day 24 hours", "todos los días las 24 horas"),
        ([["WEEKLY", [[None, 1], [None, 3]], "12:00", "14:00"]], "Tue, Thu 12pm-2pm", "mar, jue 12pm a 2pm"),
        (
            [["MONTHLY", [[2, 4], [4, 4]], "12:00", "14:00"]],
            "2nd Fri, 4th Fri 12pm-2pm",
            "segundo vie, cuarto vie 12pm a 2pm",
        ),
        ([["MONTHLY", [[-1, 5]], "10:00", "12:00"]], "last Sat 10am-12pm", "último sáb 10am a 12pm"),
        ([], "", ""),
    ],
)
def test_the_week_is_said_in_each_language(rules: list[list[object]], english: str, spanish: str) -> None:
    assert say_week(rules, "en") == english
    assert say_week(rules, "es") == spanish


def test_a_week_with_a_day_of_unknown_hours_is_not_said() -> None:
    assert say_week([WORKDAYS, ["WEEKLY", [[None, 5]], None, None]], "en") == ""


def test_so_many_hours_that_nobody_reads_them_are_not_said() -> None:
    rules = [["WEEKLY", [[None, day]], f"{8 + day:02d}:15", f"{13 + day}:45"] for day in range(7)]
    assert say_week(rules, "es") == ""


@pytest.mark.parametrize(
    ("written", "english", "spanish"),
    [
        ("Adults, children, ages 16-25", "For: adults, kids, ages 16 to 25", "Para: adultos, niños, jóvenes de 16 a 25 años"),
        ("Sliding scale", "Pay what you can", "Pague lo que pueda"),
        ("Ask at the desk", "Note: Ask at the desk", "Nota en inglés: Ask at the desk"),
        (None, "", ""),
    ],
)  # fmt: skip
def test_guests_are_said_in_spanish_or_called_english(written: str | None, english: str, spanish: str) -> None:
    assert say_guests(written, "en") == english
    assert say_guests(written, "es") == spanish


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_guest_has_words(language: Language) -> None:
    assert all(catalogue(language)[f"who_{name}"] for name in GUESTS.values())


def test_a_cut_ends_on_a_word_that_can_stand_last() -> None:
    assert cut("meals and showers for the homeless", 21) == "meals and showers"
