"""What was published: every figure once shown or withheld, as it will be shown for ever."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime


class PublishedFigure(Base):
    """A figure that is not 0. A figure of a published week that has no row is 0 and shown as 0."""

    __tablename__ = "published_figure"

    measure: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    by: Mapped[str] = mapped_column(String(24), primary_key=True)
    """The dimensions, joined by `+`; empty for a total."""
    values: Mapped[str] = mapped_column(String(40), primary_key=True)
    """The dimensions' values in the same order, joined by `+`."""
    count: Mapped[int | None] = mapped_column(Integer)
    """None where it is withheld."""


class PublishedWeek(Base):
    """A week whose figures, and those of all longer periods that ended with it, are published."""

    __tablename__ = "published_week"

    week: Mapped[date] = mapped_column(Date, primary_key=True)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PublishedTable(Base):
    """Since when a measure's table is published; before, its figures were neither shown nor withheld."""

    __tablename__ = "published_table"

    measure: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    by: Mapped[str] = mapped_column(String(24), primary_key=True)
    since: Mapped[date] = mapped_column(Date)
    """The Monday of the first week published with it."""


class ImportedOutcome(Base):
    """One row of a table of outcomes measured elsewhere (bot/metrics/outcomes.py): counts, never people."""

    __tablename__ = "imported_outcome"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    event: Mapped[str] = mapped_column(String(80))
    period: Mapped[str] = mapped_column(String(80))
    population: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(200))
    start_date: Mapped[date] = mapped_column(Date)
    numerator: Mapped[int] = mapped_column(Integer)
    denominator: Mapped[int] = mapped_column(Integer)
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
