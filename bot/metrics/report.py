"""The report staff see: every measure by week and by closed quarter, after disclosure control.

What is shown of a week or quarter depends on that week or quarter alone, never on the days asked for, so
two reports with different days never tell together what neither tells alone. A quarter's totals appear
once it is over; totals that grow week by week would give each week away by their difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Literal

from bot.clock import Clock
from bot.db import Database
from bot.errors import InvalidInput
from bot.i18n import LANGUAGES
from bot.metrics.counting import MEASURES, Counts, Week, all_weeks
from bot.metrics.disclosure import TOTAL, Count, Key, Table, share, shown, withhold

COLUMNS = (*LANGUAGES, TOTAL)


@dataclass(frozen=True)
class Row:
    """One week or quarter of one measure. `counts` by `en`, `es` and `all`; None is withheld."""

    kind: Literal["week", "quarter"]
    label: str
    """`2026-W48` or `2026-Q4`."""
    starts: date
    complete: bool
    """False for the week that is still running."""
    counts: dict[str, Count]

    def share(self, language: str) -> float | None:
        """The language's part of all, 0 to 1; None where withheld or nothing was counted."""
        return share(self.counts[language], self.counts[TOTAL])


@dataclass(frozen=True)
class Measure:
    """`name` is conversations, needs, referrals or callbacks; what each counts is in bot.metrics.counting."""

    name: str
    weeks: list[Row]
    quarters: list[Row]


@dataclass(frozen=True)
class MetricsReport:
    """`date_from` and `date_to` are the first and last day covered: whole weeks that touch the days asked for."""

    generated_at: datetime
    date_from: date
    date_to: date
    measures: list[Measure] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report as one JSON object."""
        return {
            "generated_at": self.generated_at.isoformat(),
            "from": self.date_from.isoformat(),
            "to": self.date_to.isoformat(),
            "figures": self.as_json_lines(),
        }

    def as_json_lines(self) -> list[dict[str, Any]]:
        """One object per figure. `count` is null where it is withheld, and its `share` with it."""
        return [
            {
                "measure": measure.name,
                "kind": row.kind,
                "period": row.label,
                "starts": row.starts.isoformat(),
                "complete": row.complete,
                "language": language,
                "count": row.counts[language],
                "withheld": row.counts[language] is None,
                "share": row.share(language),
            }
            for measure in self.measures
            for row in (*measure.weeks, *measure.quarters)
            for language in COLUMNS
        ]


def report(database: Database, clock: Clock, date_from: date | None, date_to: date | None) -> MetricsReport:
    """Every measure for the weeks that touch `date_from`..`date_to` (both included; None: no limit).

    Quarters are included whose weeks all lie in that range. Raises InvalidInput when the days are in
    the wrong order.
    """
    if date_from and date_to and date_from > date_to:
        raise InvalidInput("the first day is after the last", code="bad_period")
    now = clock.now()
    with database.read() as db_session:
        weeks = all_weeks(db_session, now)
        counted = {name: count(db_session, weeks) for name, count in MEASURES.items()}
    asked = [
        week
        for week in weeks
        if (date_to is None or week.monday <= date_to)
        and (date_from is None or week.monday + timedelta(days=6) >= date_from)
    ]
    return MetricsReport(
        generated_at=now,
        date_from=asked[0].monday if asked else date_from or weeks[0].monday,
        date_to=asked[-1].monday + timedelta(days=6) if asked else date_to or weeks[-1].monday,
        measures=[_measure(name, counts, weeks, asked, now) for name, counts in counted.items()],
    )


def _measure(name: str, counts: Counts, weeks: Sequence[Week], asked: Sequence[Week], now: datetime) -> Measure:
    in_range = set(asked)
    made = Measure(name, [], [])
    for quarter, group in groupby(weeks, key=lambda week: week.quarter):
        members = list(group)
        if not in_range & set(members):
            continue
        released = _release(members, counts, closed=_is_closed(members, now))
        made.weeks.extend(
            Row("week", week.label, week.monday, week.ends <= now, _row(released, week.label))
            for week in members
            if week in in_range
        )
        if (TOTAL, TOTAL) in released and in_range >= set(members):
            made.quarters.append(Row("quarter", quarter, members[0].monday, True, _row(released, TOTAL)))
    return made


def _release(weeks: Sequence[Week], counts: Counts, *, closed: bool) -> dict[Key, Count]:
    """What may be shown of one quarter: its weeks, each judged alone, and its totals once it is closed.

    The weeks were shown as they ended, so closing the quarter can only withhold its totals.
    """
    released: dict[Key, Count] = {}
    for week in weeks:
        alone = _table([week], counts)
        cells = shown(alone, withhold(alone, column_totals=False))
        released.update({(row, column): count for (row, column), count in cells.items() if row != TOTAL})
    if closed:
        whole = _table(weeks, counts)
        try:
            withheld = withhold(
                whole,
                already=[key for key, count in released.items() if count is None],
                published=[key for key, count in released.items() if count is not None],
            )
        except InvalidInput:
            # No choice of totals is safe beside the weeks already shown: none of them is shown.
            return {**released, **{(TOTAL, column): None for column in (*LANGUAGES, TOTAL)}}
        released = shown(whole, withheld)
    return released


def _table(weeks: Sequence[Week], counts: Counts) -> Table:
    labels = tuple(week.label for week in weeks)
    return Table(labels, LANGUAGES, {key: number for key, number in counts.items() if key[0] in labels})


def _row(released: dict[Key, Count], label: str) -> dict[str, Count]:
    return {column: released[label, column] for column in COLUMNS}


def _is_closed(weeks: Sequence[Week], now: datetime) -> bool:
    """True when the quarter of these weeks is over."""
    following = weeks[-1].next
    return following.quarter != weeks[-1].quarter and following.starts <= now
