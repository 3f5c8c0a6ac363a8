"""The column kinds of the HSDS tables: how each is stored, and what an import may put into it.

Kinds follow HSDS 3.1 (github openreferral/specification, schema/*.json): string, number, date,
date-time, time and enumerated strings. What HSDS requires but feeds often leave out without harm
(a description, a postal code) is stored as an empty string, so that what is exported stays valid.
Columns that are Puente's own carry `info={"own": True}`: they are never imported nor exported.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, Float, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime


class HsdsRow(Base):
    """What every HSDS table has: its identifier, and the package the row came with."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    origin: Mapped[str] = mapped_column(String(80), index=True, default="", info={"own": True})
    """Name of the data package the row was imported with; empty when staff added it."""


def optional_text() -> Mapped[str | None]:
    return mapped_column(Text, nullable=True)


def required_text() -> Mapped[str]:
    """HSDS requires it and the row is useless without it."""
    return mapped_column(Text, nullable=False)


def filled_text() -> Mapped[str]:
    """HSDS requires it, but the row is still useful without: stored empty when missing."""
    return mapped_column(Text, nullable=False, default="", info={"may_be_empty": True})


def one_of(*values: str) -> Mapped[str]:
    return mapped_column(String(24), nullable=False, info={"enum": values})


def optional_one_of(*values: str) -> Mapped[str | None]:
    return mapped_column(String(24), nullable=True, info={"enum": values})


def quantity() -> Mapped[float | None]:
    return mapped_column(Float, nullable=True)


def quantity_between(low: float, high: float) -> Mapped[float | None]:
    return mapped_column(Float, nullable=True, info={"between": (low, high)})


def day() -> Mapped[date | None]:
    return mapped_column(Date, nullable=True)


def instant() -> Mapped[datetime | None]:
    return mapped_column(UtcDateTime, nullable=True)


def time_of_day() -> Mapped[str | None]:
    """HH:MM, optionally with seconds and a UTC offset, as HSDS writes it."""
    return mapped_column(String(20), nullable=True, info={"format": "time"})


def flag() -> Mapped[bool]:
    """One of Puente's own switches; false until somebody sets it."""
    return mapped_column(Boolean, default=False, nullable=False, info={"own": True})


def own(kind: Any, **kwargs: Any) -> Any:
    """A column of Puente's own in an HSDS table."""
    return mapped_column(kind, info={"own": True}, **kwargs)


def belongs_to(table: str) -> Mapped[str]:
    """A required reference; the row goes when what it belongs to goes."""
    return mapped_column(ForeignKey(f"hsds_{table}.id", ondelete="CASCADE"), index=True, nullable=False)


def may_belong_to(table: str) -> Mapped[str | None]:
    return mapped_column(ForeignKey(f"hsds_{table}.id", ondelete="CASCADE"), index=True, nullable=True)


def points_at(table: str) -> Mapped[str | None]:
    """An optional reference that is emptied when what it points at goes."""
    return mapped_column(ForeignKey(f"hsds_{table}.id", ondelete="SET NULL"), index=True, nullable=True)
