"""The periods figures are published for: ISO weeks of Los Angeles, and months, quarters and years made of whole weeks.

A week belongs to the month, quarter and year of its Monday, so that every longer period is a sum of weeks.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Literal, NamedTuple

from bot.clock import LOS_ANGELES
from bot.errors import InvalidInput
from bot.tally import monday_of

Kind = Literal["week", "month", "quarter", "year"]
KINDS: tuple[Kind, ...] = ("week", "month", "quarter", "year")


def as_kind(value: str) -> Kind:
    """A kind of period by its name. Raises InvalidInput."""
    try:
        return KINDS[KINDS.index(value)]
    except ValueError:
        raise InvalidInput(f"a period is one of {', '.join(KINDS)}", code="bad_period") from None


class Week(NamedTuple):
    """An ISO week by its Monday."""

    monday: date

    @property
    def label(self) -> str:
        """`2026-W48`."""
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def ends(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(self.next.monday, time(), LOS_ANGELES).astimezone(UTC)

    @property
    def next(self) -> Week:
        return Week(self.monday + timedelta(days=7))


class Period(NamedTuple):
    """A week, month, quarter or year. Sorts by kind, then by time."""

    kind: Kind
    label: str
    """`2026-W48`, `2026-11`, `2026-Q4` or `2026`."""


@dataclass(frozen=True)
class PeriodShown:
    """A week, month, quarter or year by its first day. Not `complete`: still running, so without figures."""

    period: Period
    starts: date
    complete: bool

    @cached_property
    def ends(self) -> date:
        """Its last day."""
        return last_day(self.period.kind, self.starts)


def week_of(instant: datetime) -> Week:
    """The week in which `instant` falls in Los Angeles."""
    return Week(monday_of(instant))


def period_of(week: Week, kind: Kind) -> Period:
    """The period of `kind` the week belongs to."""
    monday = week.monday
    label = {
        "week": week.label,
        "month": f"{monday:%Y-%m}",
        "quarter": f"{monday.year}-Q{(monday.month + 2) // 3}",
        "year": f"{monday.year}",
    }[kind]
    return Period(kind, label)


def is_last(week: Week, kind: Kind) -> bool:
    """Whether the period of `kind` is over when this week is."""
    return period_of(week, kind) != period_of(week.next, kind)


def last_day(kind: Kind, day: date) -> date:
    """The last day of the period of `kind` whose first week, or any other of it, begins on the Monday `day`."""
    if kind == "week":
        return day + timedelta(days=6)
    months = {"month": 1, "quarter": 3, "year": 12}[kind]
    ahead = day.year * 12 + (day.month - 1) // months * months + months
    following = date(ahead // 12, ahead % 12 + 1, 1)
    return following + timedelta(days=-following.weekday() % 7 - 1)


def weeks_between(first: Week, last: Week) -> list[Week]:
    """Every week from `first` to `last`, both included; none when `last` comes before."""
    found = []
    while first <= last:
        found.append(first)
        first = first.next
    return found


def shown_periods(published: Sequence[Week], running: Week, kinds: Collection[Kind] = KINDS) -> list[PeriodShown]:
    """The periods of these kinds that ended with a published week, and the running week, which has no figures yet.

    Weeks before months before quarters before years, each oldest first.
    """
    found: list[PeriodShown] = []
    for kind in (kind for kind in KINDS if kind in kinds):
        starts: dict[Period, date] = {}
        for week in published:
            starts.setdefault(period_of(week, kind), week.monday)
        if published and not is_last(published[-1], kind):
            del starts[period_of(published[-1], kind)]
        found += [PeriodShown(period, monday, True) for period, monday in starts.items()]
        if kind == "week" and running not in published:
            found.append(PeriodShown(period_of(running, kind), running.monday, False))
    return found
