"""The HSDS tables as data: columns, what may stand in them, and how values are written as text.

Derived from the models, so that import, export and tables cannot drift apart. One way of writing
each value is what makes export, import, export give the same bytes.
"""

from __future__ import annotations

import functools
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, Float, String, Table
from sqlalchemy.sql.schema import Column

from bot.db import UtcDateTime
from bot.directory.models import HSDS_MODELS
from bot.directory.opening_hours import parse_byday

_TIME = re.compile(r"^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$")
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
_UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
_MONTH_DAYS = re.compile(r"^-?\d{1,2}(,-?\d{1,2})*$")


class BadValue(ValueError):
    """The value cannot stand in the column; the message says why, in words for the data's owner."""


@dataclass(frozen=True)
class ColumnShape:
    name: str
    kind: str
    """text, number, date, instant, time, byday, bymonthday or id."""
    required: bool
    may_be_empty: bool
    enum: tuple[str, ...]
    between: tuple[float, float] | None
    longest: int | None
    refers_to: str | None
    """Name of the HSDS table the value must be an identifier of."""

    def read(self, raw: Any) -> Any:
        """The stored value of a CSV cell or a JSON value. Raises BadValue."""
        value = raw.strip() if isinstance(raw, str) else raw
        if value is None or value == "":
            if self.required and not self.may_be_empty:
                raise BadValue("is required but empty")
            return "" if self.may_be_empty else None
        if isinstance(value, (dict, list, bool)):
            raise BadValue("must be a single text or number")
        value = _READERS[self.kind](value)
        if self.enum and value not in self.enum:
            raise BadValue(f"must be one of {', '.join(self.enum)}")
        if self.between and not self.between[0] <= value <= self.between[1]:
            raise BadValue(f"must lie between {self.between[0]:g} and {self.between[1]:g}")
        if self.longest and isinstance(value, str) and len(value) > self.longest:
            raise BadValue(f"is longer than {self.longest} characters")
        return value


@dataclass(frozen=True)
class TableShape:
    name: str
    table: Table
    columns: tuple[ColumnShape, ...]

    @property
    def references(self) -> tuple[ColumnShape, ...]:
        return tuple(column for column in self.columns if column.refers_to)

    @functools.cached_property
    def dated(self) -> tuple[ColumnShape, ...]:
        """Columns whose stored value is not what JSON holds."""
        return tuple(column for column in self.columns if column.kind in ("date", "instant"))

    @functools.cached_property
    def by_name(self) -> dict[str, ColumnShape]:
        return {column.name: column for column in self.columns}


def to_text(value: Any) -> str:
    """The value as it is written in a CSV cell."""
    plain = to_json(value)
    return "" if plain is None else str(plain)


def to_json(value: Any) -> str | int | float | None:
    """The value as it is written in JSON: whole numbers without a point, instants in UTC with Z."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (str, int)):
        return value
    raise TypeError(f"no way to write a {type(value).__name__}")


def _text(value: Any) -> str:
    text = str(value)
    if _NOT_TEXT.search(text):
        raise BadValue("is not UTF-8 text")
    return text


def _number(value: Any) -> float:
    try:
        number = float(value)
    except ValueError:
        raise BadValue("is not a number") from None
    if number != number or abs(number) == float("inf"):
        raise BadValue("is not a number")
    return number


def _date(value: Any) -> date:
    try:
        return date.fromisoformat(_text(value))
    except ValueError:
        raise BadValue("is not a date (YYYY-MM-DD)") from None


def _instant(value: Any) -> datetime:
    try:
        instant = datetime.fromisoformat(_text(value))
    except ValueError:
        raise BadValue("is not a date and time (ISO 8601)") from None
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=aware.microsecond // 1000 * 1000)


def _time(value: Any) -> str:
    text = _text(value)
    if not _TIME.match(text):
        raise BadValue("is not a time of day (HH:MM)")
    return text if text[1:2].isdigit() else f"0{text}"


def _byday(value: Any) -> str:
    text = _text(value).upper().replace(" ", "")
    if parse_byday(text) is None:
        raise BadValue("is not a list of weekdays (MO,TU or 1MO,-1FR)")
    return text


def _bymonthday(value: Any) -> str:
    text = _text(value).replace(" ", "")
    if not _MONTH_DAYS.match(text) or any(not 1 <= abs(int(part)) <= 31 for part in text.split(",")):
        raise BadValue("is not a list of days of the month (1 to 31)")
    return text


def _identifier(value: Any) -> str:
    if isinstance(value, str) and _UUID.match(value):
        return value
    try:
        return str(uuid.UUID(_text(value)))
    except ValueError:
        raise BadValue("is not a UUID") from None


_READERS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "number": _number,
    "date": _date,
    "instant": _instant,
    "time": _time,
    "byday": _byday,
    "bymonthday": _bymonthday,
    "id": _identifier,
}
_LINKS = {"link_id", "resource_id", "parent_organization_id", "parent_id"}


def _column_shape(column: Column[Any]) -> ColumnShape:
    target = next(iter(column.foreign_keys)).column.table.name.removeprefix("hsds_") if column.foreign_keys else None
    kind = str(column.info.get("format", ""))
    if not kind:
        if isinstance(column.type, UtcDateTime):
            kind = "instant"
        elif isinstance(column.type, Date):
            kind = "date"
        elif isinstance(column.type, Float):
            kind = "number"
        else:
            kind = "id" if target or column.primary_key or column.name in _LINKS else "text"
    return ColumnShape(
        name=column.name,
        kind=kind,
        required=not column.nullable,
        may_be_empty=bool(column.info.get("may_be_empty")),
        enum=tuple(column.info.get("enum", ())),
        between=column.info.get("between"),
        longest=column.type.length if isinstance(column.type, String) else None,
        refers_to=target,
    )


def _table_shape(table: Table) -> TableShape:
    columns = [column for column in table.columns if not column.info.get("own")]
    columns.sort(key=lambda column: column.name != "id")  # the identifier first, the rest as HSDS lists them
    return TableShape(table.name.removeprefix("hsds_"), table, tuple(_column_shape(column) for column in columns))


@functools.cache
def shapes() -> dict[str, TableShape]:
    """Every HSDS table by name, parents before children."""
    return {shape.name: shape for shape in (_table_shape(_table_of(model)) for model in HSDS_MODELS)}


def _table_of(model: Any) -> Table:
    table: Table = model.__table__
    return table
