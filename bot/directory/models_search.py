"""Puente's own directory tables beside HSDS: what search reads, what was imported, what was reported."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime, new_id


class DirectoryEntry(Base):
    """One service at one location for one need, ready to be ranked: written only by
    bot/directory/indexing.py, in the transaction that changes the HSDS rows it is made of.

    Only what may be offered stands here: active, with a phone or a public address.
    """

    __tablename__ = "directory_entry"
    __table_args__ = (
        Index("ix_directory_entry_nearby", "need", "countywide", "hidden", "latitude", "longitude"),
        Index("ix_directory_entry_service", "service_id"),
        Index("ix_directory_entry_location", "location_id"),
    )

    service_at_location_id: Mapped[str] = mapped_column(
        ForeignKey("hsds_service_at_location.id", ondelete="CASCADE"), primary_key=True
    )
    need: Mapped[str] = mapped_column(String(24), primary_key=True)
    service_id: Mapped[str] = mapped_column(String(36))
    location_id: Mapped[str] = mapped_column(String(36))
    organization_id: Mapped[str] = mapped_column(String(36))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    countywide: Mapped[bool] = mapped_column(Boolean)
    hidden: Mapped[bool] = mapped_column(Boolean, default=False)
    """True from the second independent bad report until staff have checked."""
    assured_date: Mapped[date | None] = mapped_column(Date)
    card: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What ranking and showing need beyond the columns: bot/directory/cards.py says what is in it."""


class DirectoryImport(Base):
    """One import that went in whole: which data, when, with what result."""

    __tablename__ = "directory_import"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    package: Mapped[str] = mapped_column(String(80), index=True)
    content_hash: Mapped[str] = mapped_column(String(64), index=True)
    """SHA-256 of the files as they were."""
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added: Mapped[int] = mapped_column(Integer)
    updated: Mapped[int] = mapped_column(Integer)
    unchanged: Mapped[int] = mapped_column(Integer)
    withdrawn: Mapped[int] = mapped_column(Integer)
    faults: Mapped[int] = mapped_column(Integer)


class ListingReport(Base):
    """What one person said became of one referral. `reporter` is a pseudonym, never a number."""

    __tablename__ = "directory_report"
    __table_args__ = (
        UniqueConstraint("service_at_location_id", "reporter", "reported_at"),
        Index("ix_directory_report_open", "service_at_location_id", "checked_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    service_at_location_id: Mapped[str] = mapped_column(String(36))
    reporter: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(16))
    """reached, full, closed, wrong_number, no_answer or did_not_go."""
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hid_listing_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Set on the report that took the listing out of search."""
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_by: Mapped[str | None] = mapped_column(Text)
