"""Outcomes measured elsewhere, such as return to custody: a table is taken in and shown, and nothing of it is guessed.

Texts cannot tell who is arrested again, so the page says what is needed to measure it and shows what the county
imports: counts by population, never people. How the populations of two rows overlap nobody but the source knows, so
the rows of one event are shown all together or not at all: not while any of their counts, or of the people to whom
it did not happen, is from 1 to 10.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from sqlalchemy import select

from bot.clock import Clock
from bot.db import Database, new_id
from bot.errors import InvalidInput
from bot.metrics.disclosure import SMALLEST_SHOWN, Count
from bot.metrics.estimates import Estimate, proportion
from bot.metrics.models import ImportedOutcome

COLUMNS = ("event", "period", "population", "source", "start_date", "numerator", "denominator")
"""What is needed to measure an outcome: what counts, watched how long, among whom, by whose data, since when, how
many had it, of how many (National Reentry Resource Center, Building Second Chances, on baselines)."""

EVERYBODY = "all"
"""The population that is the sum of the others of its event, period, source and start date."""


class OutcomeRow(BaseModel):
    """One row of the table."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    event: str = Field(min_length=1, max_length=80)
    period: str = Field(min_length=1, max_length=80)
    population: str = Field(min_length=1, max_length=120)
    source: str = Field(min_length=1, max_length=200)
    start_date: date
    numerator: int = Field(ge=0, le=10**9)
    denominator: int = Field(ge=1, le=10**9)

    @field_validator("numerator", "denominator", mode="before")
    @classmethod
    def _whole_number(cls, value: object) -> object:
        if isinstance(value, str) and not value.strip().isdecimal():
            raise ValueError("a whole number in digits")
        return value

    @model_validator(mode="after")
    def _part_of_whole(self) -> OutcomeRow:
        if self.numerator > self.denominator:
            raise ValueError("the numerator is larger than the denominator")
        return self

    @property
    def table(self) -> tuple[str, str, str, date]:
        """What its row is told apart by, but for the population."""
        return self.event, self.period, self.source, self.start_date


@dataclass(frozen=True)
class ShownOutcome:
    """A row as it may be shown. `numerator`, `denominator` and `share` are None where its event is withheld."""

    event: str
    period: str
    population: str
    source: str
    start_date: date
    numerator: Count
    denominator: Count
    share: Estimate | None


class Outcomes:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def take_in(self, path: Path) -> int:
        """Put the table of a CSV file (UTF-8, first line COLUMNS) in the place of the one before; how many rows.

        All or nothing: raises InvalidInput naming every bad row, with the table before untouched.
        """
        rows = read_table(path)
        now = self._clock.now()
        with self._database.write() as db_session:
            for held in db_session.scalars(select(ImportedOutcome)):
                db_session.delete(held)
            db_session.flush()
            db_session.add_all(ImportedOutcome(id=new_id(), imported_at=now, **row.model_dump()) for row in rows)
        return len(rows)

    def shown(self) -> list[ShownOutcome]:
        """All rows, ordered by event, start date, period, source and population."""
        with self._database.read() as db_session:
            held = db_session.scalars(select(ImportedOutcome)).all()
        withheld = {row.event for row in held if _is_small(row.numerator, row.denominator)}
        return sorted(
            (_show(row, row.event in withheld) for row in held),
            key=lambda row: (row.event, row.start_date, row.period, row.source, row.population),
        )


def read_table(path: Path) -> list[OutcomeRow]:
    """The rows of a CSV file. Raises InvalidInput naming every bad row by its line, the header being line 1."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise InvalidInput(f"the first line is: {','.join(COLUMNS)}", code="bad_columns")
            numbered = [(reader.line_num, dict(row)) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput(f"{path} cannot be read as CSV: {error}", code="bad_table") from error
    rows, wrong = _validated(numbered)
    wrong += _repeated(rows) + _sums_that_differ(rows)
    if wrong or not rows:
        raise InvalidInput("; ".join(wrong) or "the table has no rows", code="bad_table")
    return [row for _, row in rows]


def _validated(
    numbered: Iterable[tuple[int, dict[str | None, object]]],
) -> tuple[list[tuple[int, OutcomeRow]], list[str]]:
    rows, wrong = [], []
    for line, values in numbered:
        if None in values:
            wrong.append(f"line {line}: more cells than columns")
            continue
        try:
            rows.append((line, OutcomeRow.model_validate(values)))
        except ValidationError as error:
            told = (f"{'.'.join(map(str, each['loc'])) or 'row'}: {each['msg']}" for each in error.errors())
            wrong.append(f"line {line}: {', '.join(told)}")
    return rows, wrong


def _repeated(rows: Sequence[tuple[int, OutcomeRow]]) -> list[str]:
    seen: dict[tuple[object, ...], int] = {}
    wrong = []
    for line, row in rows:
        first = seen.setdefault((*row.table, row.population), line)
        if first != line:
            wrong.append(f"line {line}: the same row as line {first}")
    return wrong


def _sums_that_differ(rows: Sequence[tuple[int, OutcomeRow]]) -> list[str]:
    """Where there is a row for everybody it is the sum of the others, or a remainder could be worked out."""
    tables: Mapping[tuple[object, ...], list[tuple[int, OutcomeRow]]] = defaultdict(list)
    for line, row in rows:
        tables[row.table].append((line, row))
    wrong = []
    for found in tables.values():
        parts = [row for _, row in found if row.population != EVERYBODY]
        for line, row in found:
            sums = sum(part.numerator for part in parts), sum(part.denominator for part in parts)
            if parts and row.population == EVERYBODY and sums != (row.numerator, row.denominator):
                wrong.append(
                    f"line {line}: `{EVERYBODY}` is not the sum of its other populations, {sums[0]} of {sums[1]}"
                )
    return wrong


def _is_small(numerator: int, denominator: int) -> bool:
    return any(0 < count < SMALLEST_SHOWN for count in (numerator, denominator - numerator, denominator))


def _show(row: ImportedOutcome, withheld: bool) -> ShownOutcome:
    if withheld:
        return ShownOutcome(row.event, row.period, row.population, row.source, row.start_date, None, None, None)
    share = proportion(row.numerator, row.denominator)
    return ShownOutcome(
        row.event, row.period, row.population, row.source, row.start_date, row.numerator, row.denominator, share
    )
