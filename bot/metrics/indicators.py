"""Indicators against targets: how many people were connected to each of the county's programmes, and what is still to do.

Connected counts a person once for each programme, in the week in which it is first said, by them or by a CHW who
asked, that a service they were sent to helped. Targets are data: bot/metrics/indicators.toml, or a file like it.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.errors import ConfigurationError
from bot.metrics.periods import PeriodShown
from bot.metrics.report import By, Point, Report, Values
from bot.metrics.tables import VALUES
from bot.needs.programmes import PROGRAMMES

MEASURE = "connections"
_SHIPPED = Path(__file__).with_name("indicators.toml")
_TREND_MONTHS = 6
"""The trend is that of so many months at most, the newest ones."""
_FEWEST_MONTHS = 3
_MONTH = 365.25 / 12
_FARTHEST = 50 * 365
"""Days; beyond them a projected date says nothing."""

Projection = Literal["reached", "date", "withheld", "too_few_months", "not_at_this_pace"]


class Target(BaseModel):
    """One indicator: `counted` names a programme, `baseline` what had been counted before."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    counted: str
    target: int = Field(gt=0)
    baseline: int = Field(ge=0)

    @field_validator("counted")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in PROGRAMMES:
            raise ValueError(f"counted is one of {', '.join(PROGRAMMES)}")
        return value


class Targets(BaseModel):
    """A table of indicators with where it is from. `flag_below`: the part of a target under which one is flagged."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    source: str
    period_starts: date
    period_ends: date
    period_source: str
    flag_below: float = Field(ge=0, le=1)
    indicator: tuple[Target, ...]


@dataclass(frozen=True)
class Indicator:
    """How one indicator stands at the end of the last month that is over (`through`; None before the first).

    `counted`: by Puente since it began to count; not `exact` where part of it is withheld, and then it is at least
    so many. `total` adds the baseline, `percent` holds it against the target and is not capped at 100. `flagged`:
    far below the target. `per_month`: the mean of the newest months; None under three, or where one is withheld.
    `projected`: the day on which the target is reached at that pace, where `projection` is `date`.
    """

    target: Target
    counted: int
    exact: bool
    total: int
    percent: float
    flagged: bool
    through: date | None
    per_month: float | None
    projection: Projection
    projected: date | None
    months: Sequence[Point]
    by_area: dict[str, Sequence[Point]]
    """By SPA, its months; `none` where it is not known."""


def read_targets(path: Path | None = None) -> Targets:
    """The indicators in a TOML file, the shipped one where None is named. Raises ConfigurationError naming what is wrong with it."""
    path = path or _SHIPPED
    try:
        return Targets.model_validate(tomllib.loads(path.read_text()))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigurationError(f"indicators in {path}: {error}") from error


def indicators(report: Report, targets: Targets) -> list[Indicator]:
    """Every indicator, by a report of all periods without limit of days."""
    whole = _whole_time(report)
    return [_indicator(report, whole, target, targets.flag_below) for target in targets.indicator]


def _indicator(report: Report, whole: Sequence[PeriodShown], target: Target, flag_below: float) -> Indicator:
    by: By = ("detail",)
    values: Values = (target.counted,)
    counts = [report.count(MEASURE, shown.period, by, values) for shown in whole]
    counted = sum(count or 0 for count in counts)
    total = target.baseline + counted
    months = report.series(MEASURE, "month", by, values)
    newest = [point.count for point in months[-_TREND_MONTHS:] if point.state != "not_counted"]
    known = [count for count in newest if count is not None]
    per_month = sum(known) / len(known) if len(known) == len(newest) >= _FEWEST_MONTHS else None
    projection: Projection
    projected = None
    if total >= target.target:
        projection = "reached"
    elif per_month is None:
        projection = "withheld" if len(newest) >= _FEWEST_MONTHS else "too_few_months"
    else:
        projection, projected = _at_pace(target.target - total, per_month, months[-1].shown.ends)
    return Indicator(
        target, counted, None not in counts, total, round(100 * total / target.target, 1),
        total / target.target < flag_below, months[-1].shown.ends if months else None, per_month, projection,
        projected, months,
        {spa: report.series(MEASURE, "month", ("spa", "detail"), (spa, target.counted)) for spa in VALUES["spa"]},
    )  # fmt: skip


def _whole_time(report: Report) -> list[PeriodShown]:
    """The periods that make up all months that are over, each once, the longest first."""
    chosen: list[PeriodShown] = []
    for kind in ("year", "quarter", "month"):
        for shown in report.periods:
            inside = any(other.starts <= shown.starts and shown.ends <= other.ends for other in chosen)
            if shown.period.kind == kind and shown.complete and not inside:
                chosen.append(shown)
    return [each for each in chosen if report.state(MEASURE, each.period, ("detail",)) != "not_counted"]


def _at_pace(missing: int, per_month: float, since: date) -> tuple[Projection, date | None]:
    days = math.ceil(missing / per_month * _MONTH) if per_month else _FARTHEST + 1
    return ("date", since + timedelta(days=days)) if days <= _FARTHEST else ("not_at_this_pace", None)
