"""`puente chw`: hours, leave, holidays, profiles, who is on call and how CHWs are reached; and what is no such thing."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta

import pytest

from bot.clock import LOS_ANGELES
from bot.messaging.console_sender import ConsoleSender
from tests.webhooks.commands.conftest import Puente
from webhooks.stores import Stores

ROSA = "rosa@example.org"


@pytest.fixture(autouse=True)
def rosa(puente: Puente) -> None:
    assert puente("user", "add", ROSA, "--role", "chw").exit_code == 0


def day(ahead: int) -> str:
    return str((datetime.now(LOS_ANGELES) + timedelta(days=ahead)).date())


def test_hours_are_set_shown_and_cleared(puente: Puente) -> None:
    assert puente("chw", "hours", ROSA).stdout.startswith("no working hours")
    set_ = puente("chw", "hours", ROSA, "mon-wed 9-12", "sat 9:30-12", "--json")
    shown = json.loads(set_.stdout)["hours"]
    assert [(each["day"], each["opens"], each["closes"]) for each in shown] == [
        ("mon", "09:00", "12:00"), ("tue", "09:00", "12:00"), ("wed", "09:00", "12:00"), ("sat", "09:30", "12:00"),
    ]  # fmt: skip
    assert puente("chw", "hours", ROSA, "--clear").stdout.startswith("no working hours")


@pytest.mark.parametrize(
    "stretch",
    ["always", "mon 9", "mon 9-8", "mon 25-26", "mun 9-10", "fri-mon 9-10", "sun 9-10", "mon 6-9", "9-17", "mon 9-17 " * 500],
)  # fmt: skip
def test_hours_that_are_none_are_refused_and_nothing_is_lost(puente: Puente, stretch: str) -> None:
    puente("chw", "hours", ROSA, "mon 9-12")
    refused = puente("chw", "hours", ROSA, stretch)
    assert refused.exit_code == 2
    assert refused.stderr.startswith("puente: ") and "Traceback" not in refused.stderr
    assert "mon 09:00-12:00" in puente("chw", "hours", ROSA).stdout


def test_leave_and_holidays_are_entered_and_taken_back(puente: Puente) -> None:
    assert puente("chw", "leave", ROSA, day(2), day(4)).exit_code == 0
    assert f"away {day(2)} to {day(4)}" in puente("chw", "hours", ROSA).stdout
    assert puente("chw", "leave", ROSA, day(2), day(4), "--remove").exit_code == 0
    assert puente("chw", "holiday", day(9)).stdout == f"{day(9)} to {day(9)}\n"
    assert puente("chw", "holiday", day(9), "--remove").stdout == ""
    for wrong in ([day(4), day(2)], [day(-9)], [day(1), day(400)], ["tomorrow"], ["2026-02-30"]):
        for command in (["leave", ROSA], ["holiday"]):
            assert puente("chw", *command, *wrong).exit_code == 2
    assert puente("chw", "leave", ROSA, day(2), "--remove").exit_code == 2


def test_a_profile_keeps_what_is_not_named(puente: Puente) -> None:
    puente("chw", "profile", ROSA, "--calls-an-hour", "3", "--speciality", "housing")
    shown = json.loads(puente("chw", "profile", ROSA, "--speciality", "food", "--json").stdout)
    assert (shown["calls_an_hour"], shown["specialities"]) == (3, ["food"])
    for wrong in (["--calls-an-hour", "99"], ["--calls-an-hour", "-1"], ["--calls-an-hour", "x"], ["--speciality", "yachts"]):  # fmt: skip
        assert puente("chw", "profile", ROSA, *wrong).exit_code == 2


def test_who_is_on_call_is_entered_in_days_or_hours(puente: Puente) -> None:
    empty = puente("chw", "oncall")
    assert (empty.exit_code, empty.stdout) == (0, "") and "supervisors" in empty.stderr
    assert puente("chw", "oncall", ROSA, day(1), day(2)).exit_code == 0
    listed = puente("chw", "oncall", ROSA, f"{day(5)}T18:00", f"{day(6)}T08:00", "--json")
    rows = [json.loads(line) for line in listed.stdout.splitlines()]
    assert [(row["chw"], row["from"][:16], row["until"][:16]) for row in rows] == [
        (ROSA, f"{day(1)}T00:00", f"{day(3)}T00:00"), (ROSA, f"{day(5)}T18:00", f"{day(6)}T08:00"),
    ]  # fmt: skip
    assert len(puente("chw", "oncall", ROSA, day(1), day(2), "--remove").stdout.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [[ROSA], [ROSA, "friday"], [ROSA, "2026-13-01"], [ROSA, "9999-12-31"], [ROSA, "2001-01-01"], ["nobody@example.org", "2030-01-01"],
     [ROSA, "2030-01-02", "2030-01-01"], [ROSA, "2030-01-01", "--remove"], [ROSA, "2030-01-01", "2031-01-01"]],
)  # fmt: skip
def test_what_is_no_stretch_on_call_is_refused(puente: Puente, words: list[str]) -> None:
    refused = puente("chw", "oncall", *words)
    assert refused.exit_code == 2
    assert refused.stderr.startswith("puente: ") and "Traceback" not in refused.stderr


def test_a_phone_is_proved_by_its_code(puente: Puente) -> None:
    assert puente("chw", "phone", ROSA).stdout == "no phone\n"
    assert puente("chw", "phone", ROSA, "+13235550177").stdout == "ends in 0177, not verified\n"
    stores = Stores()
    (text,) = ConsoleSender(stores.database, stores.vault, stores.clock).texts_to("+13235550177")
    code = re.search(r"\d{6}", text.body)
    assert code
    wrong = f"{(int(code[0]) + 1) % 1_000_000:06d}"
    assert puente("chw", "phone", ROSA, "--code", wrong).exit_code == 2
    assert puente("chw", "phone", ROSA, "--code", code[0]).stdout == "ends in 0177, verified\n"
    for bad in (["12"], ["+13235550177", "--forget"], ["--code", code[0]]):
        assert puente("chw", "phone", ROSA, *bad).exit_code == 2
    assert puente("chw", "phone", ROSA, "--forget").stdout == "no phone\n"


def test_a_calendar_has_one_address_at_a_time(puente: Puente) -> None:
    first, second = (puente("chw", "calendar", ROSA).stdout.strip() for _ in range(2))
    assert first != second and re.search(r"/calendar/[\w-]{43}\.ics$", second)
    assert "revoked" in puente("chw", "calendar", ROSA, "--revoke").stderr
    assert "there was none" in puente("chw", "calendar", ROSA, "--revoke").stderr
    assert puente("chw", "calendar", "nobody@example.org").exit_code == 2
