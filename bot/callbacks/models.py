"""The tables of the rota: who calls back when, who is away or on call, how many calls they take, which are promised."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import JSON, Date, ForeignKey, Integer, String, Time
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, UtcDateTime, new_id


class WorkingHours(Base):
    """One stretch of one weekday in which a CHW calls back, in Los Angeles wall time."""

    __tablename__ = "working_hours"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    weekday: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """Monday is 0."""
    opens: Mapped[time] = mapped_column(Time, primary_key=True)
    closes: Mapped[time] = mapped_column(Time)


class DaysOff(Base):
    """Days, first to last, on which a CHW is on leave; without an account, days on which nobody calls."""

    __tablename__ = "days_off"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date, index=True)


class CallingProfile(Base):
    """What else the rota knows of a CHW."""

    __tablename__ = "calling_profile"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    calls_an_hour: Mapped[int] = mapped_column(Integer)
    specialities: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Codes of bot/needs/taxonomy.py."""


class CallPlace(Base):
    """One promised call in one hour of one CHW. The primary key is what keeps a place from being given twice."""

    __tablename__ = "call_place"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    """The full hour in which the call is made."""
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """0 up to the CHW's calls an hour."""
    task_id: Mapped[str] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), unique=True)


class OnCall(Base):
    """From when until when a CHW is on call: told of what is urgent at once, at any hour."""

    __tablename__ = "on_call"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
