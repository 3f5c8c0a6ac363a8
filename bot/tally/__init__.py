"""Counters of what happens, raised in the transaction in which it happens. They name nobody.

A counter is one (week, measure, language, channel, area, need, detail). Nothing is ever counted again from
the case store, so purging and erasing change no figure, and a week costs the same to count whatever came
before it. Details come from the closed lists of bot/tally/details.py. What may be shown of the counters is
bot/metrics' business.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Date, Integer, String, event
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.clock import LOS_ANGELES
from bot.db import Base, insert_or_conflict

UNKNOWN = "none"
_WAITING = "puente_tally"


class Tally(Base):
    __tablename__ = "tally"

    week: Mapped[date] = mapped_column(Date, primary_key=True)
    """The Monday of the ISO week in Los Angeles."""
    measure: Mapped[str] = mapped_column(String(32), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    spa: Mapped[str] = mapped_column(String(8), primary_key=True)
    need: Mapped[str] = mapped_column(String(24), primary_key=True)
    detail: Mapped[str] = mapped_column(String(24), primary_key=True, default=UNKNOWN, server_default=UNKNOWN)
    """One of the measure's own list: how long it took, of which kind it was."""
    count: Mapped[int] = mapped_column(Integer)


class _Counter(NamedTuple):
    week: date
    measure: str
    language: str
    channel: str
    spa: str
    need: str
    detail: str


def monday_of(instant: datetime) -> date:
    """The Monday of the week in which `instant` falls in Los Angeles."""
    day = instant.astimezone(LOS_ANGELES).date()
    return day - timedelta(days=day.weekday())


def tally(
    db_session: Session,
    measure: str,
    at: datetime,
    *,
    language: str | None = None,
    channel: str | None = None,
    spa: int | None = None,
    need: str | None = None,
    detail: str | None = None,
    by: int = 1,
) -> None:
    """Raise a counter by `by` when the caller's transaction commits; not at all when it does not."""
    if not by:
        return
    if _WAITING not in db_session.info:
        db_session.info[_WAITING] = Counter()
        event.listen(db_session, "before_commit", _raise_all)
        event.listen(db_session, "after_soft_rollback", _forget)
    counter = _Counter(
        monday_of(at), measure, language or UNKNOWN, channel or UNKNOWN, str(spa or UNKNOWN), need or UNKNOWN,
        detail or UNKNOWN,
    )  # fmt: skip
    db_session.info[_WAITING][counter] += by


def _raise_all(db_session: Session) -> None:
    waiting = db_session.info[_WAITING]
    # One order for everybody: two transactions that raise the same counters never wait for each other in a ring.
    for counter in sorted(waiting):
        statement = insert_or_conflict(db_session, Tally).values(**counter._asdict(), count=waiting[counter])
        raised = {"count": Tally.count + statement.excluded["count"]}
        db_session.execute(
            statement.on_conflict_do_update(index_elements=list(Tally.__table__.primary_key), set_=raised)
        )
    waiting.clear()


def _forget(db_session: Session, _previous: object) -> None:
    db_session.info[_WAITING].clear()
