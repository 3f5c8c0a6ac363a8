"""Imported outcomes are taken in whole or not at all, and shown only where no small group stands in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.db import Database
from bot.errors import InvalidInput
from bot.metrics.outcomes import COLUMNS, Outcomes

HEADER = ",".join(COLUMNS)
WOMEN = "re-arrest,12 months after release,women,LASD,2025-01-01,66,300"
MEN = "re-arrest,12 months after release,men,LASD,2025-01-01,144,500"
ALL = "re-arrest,12 months after release,all,LASD,2025-01-01,210,800"


@pytest.fixture
def outcomes(database: Database, clock: FixedClock) -> Outcomes:
    return Outcomes(database, clock)


def table(tmp_path: Path, *rows: str, header: str = HEADER) -> Path:
    path = tmp_path / "outcomes.csv"
    path.write_text("\n".join((header, *rows)) + "\n")
    return path


def test_a_table_is_shown_with_its_shares(outcomes: Outcomes, tmp_path: Path) -> None:
    assert outcomes.take_in(table(tmp_path, WOMEN, MEN, ALL)) == 3

    shown = outcomes.shown()

    assert [(row.population, row.numerator, row.denominator) for row in shown] == [
        ("all", 210, 800), ("men", 144, 500), ("women", 66, 300),
    ]  # fmt: skip
    assert shown[2].share is not None and shown[2].share.value == 0.22
    assert shown[2].start_date == date(2025, 1, 1)


@pytest.mark.parametrize(
    "small", ["re-arrest,6 months,youth,LASD,2025-01-01,4,90", "re-arrest,1 month,x,LASD,2025-01-01,88,90"]
)
def test_one_small_group_withholds_all_rows_of_its_event_and_of_no_other(
    outcomes: Outcomes, tmp_path: Path, small: str
) -> None:
    other = "employment,6 months,all,EDD,2025-01-01,400,900"
    outcomes.take_in(table(tmp_path, WOMEN, MEN, small, other))

    counts = {(row.event, row.numerator, row.denominator, row.share is None) for row in outcomes.shown()}

    assert counts == {("re-arrest", None, None, True), ("employment", 400, 900, False)}


def test_nobody_is_shown_as_a_zero(outcomes: Outcomes, tmp_path: Path) -> None:
    outcomes.take_in(table(tmp_path, "re-arrest,1 month,all,LASD,2025-01-01,0,90"))
    assert [row.numerator for row in outcomes.shown()] == [0]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("re-arrest,12 months,all,LASD,2025-01-01,301,300", "numerator"),
        ("re-arrest,12 months,all,LASD,soon,30,300", "start_date"),
        ("re-arrest,12 months,all,LASD,2025-01-01,many,300", "numerator"),
        ("re-arrest,12 months,all,LASD,2025-01-01,-3,300", "numerator"),
        ("re-arrest,12 months,all,LASD,2025-01-01,3.5,300", "numerator"),
        ("re-arrest,12 months,all,LASD,2025-01-01,3", "denominator"),
        ("re-arrest,12 months,all,LASD,2025-01-01,3,300,9", "more cells"),
        (",12 months,all,LASD,2025-01-01,3,300", "event"),
        ("re-arrest,12 months,all,LASD,2025-01-01,3,0", "denominator"),
        (WOMEN, "same row as line 2"),
        (ALL.replace("210", "211"), "not the sum"),
        ("x" * 500 + ",12 months,all,LASD,2025-01-01,3,300", "event"),
    ],
)
def test_a_bad_row_is_named_and_the_table_before_is_kept(
    outcomes: Outcomes, tmp_path: Path, row: str, told: str
) -> None:
    outcomes.take_in(table(tmp_path, WOMEN, MEN))

    with pytest.raises(InvalidInput, match=rf"line 4: .*{told}"):
        outcomes.take_in(table(tmp_path, WOMEN, MEN, row))

    assert len(outcomes.shown()) == 2


def test_a_file_that_is_no_such_table_is_refused(outcomes: Outcomes, tmp_path: Path) -> None:
    for path in (table(tmp_path, WOMEN, header="event,period"), table(tmp_path)):
        with pytest.raises(InvalidInput):
            outcomes.take_in(path)
    (tmp_path / "raw").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "raw", tmp_path / "missing.csv", tmp_path):
        with pytest.raises(InvalidInput):
            outcomes.take_in(path)
