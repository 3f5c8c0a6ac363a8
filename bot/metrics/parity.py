"""Parity: every measure for people who text in Spanish beside those who text in English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.metrics.estimates import Estimate, difference
from bot.metrics.measures import MEASURES, Measure
from bot.metrics.periods import Period
from bot.metrics.report import MEDIAN, NINETIETH, Report
from bot.tally.details import Bins

Statistic = Literal["share", "rate", "median", "p90"]


@dataclass(frozen=True)
class Parity:
    """One measure in both languages.

    `apart` is Spanish less English with its 95 % interval. Each is None where a figure it needs is withheld or
    nothing was counted. `detail`: None for the measure as a whole. `unit`: of a median and a 90th percentile.
    """

    measure: Measure
    detail: str | None
    statistic: Statistic
    unit: str | None
    english: Estimate | None
    spanish: Estimate | None
    apart: Estimate | None

    @property
    def verdict(self) -> Literal["unknown", "alike", "better", "worse", "different"]:
        """How Spanish does: `alike` where the interval holds 0; `different` where neither more nor less is better."""
        if self.apart is None or self.apart.low is None or self.apart.high is None:
            return "unknown"
        if self.apart.low <= 0 <= self.apart.high:
            return "alike"
        good = -1 if self.statistic in ("median", "p90") else self.measure.good_of(self.detail)
        return "different" if not good else "better" if self.apart.value * good > 0 else "worse"


def parity(report: Report, period: Period) -> list[Parity]:
    """Every measure counted by language, in one period; those by detail where the period has such tables."""
    return [
        each
        for measure in MEASURES.values()
        if "language" in measure.dimensions
        for each in _of(report, measure, period)
    ]


def _of(report: Report, measure: Measure, period: Period) -> Iterator[Parity]:
    statistic: Statistic = "rate" if measure.held == "rate" else "share"
    if measure.of:
        yield _pair(measure, None, statistic, None, *(
            report.estimate(measure.name, period, ("language",), (language,)) for language in ("en", "es")
        ))  # fmt: skip
    if ("language", "detail") not in measure.shape.tables(period.kind):
        return
    for at, name in ((MEDIAN, "median"), (NINETIETH, "p90")) if measure.bins else ():
        found = [
            report.quantile_estimate(measure.name, period, at, ("language",), (language,)) for language in ("en", "es")
        ]
        yield _pair(measure, None, name, _unit(measure.bins), *found)  # type: ignore[arg-type]
    for detail in measure.details:
        yield _pair(measure, detail, statistic, None, *(
            report.estimate(measure.name, period, ("language", "detail"), (language, detail))
            for language in ("en", "es")
        ))  # fmt: skip


def _unit(bins: Bins | None) -> str | None:
    return bins.unit if bins else None


def _pair(
    measure: Measure,
    detail: str | None,
    statistic: Statistic,
    unit: str | None,
    english: Estimate | None,
    spanish: Estimate | None,
) -> Parity:
    apart = difference(spanish, english) if english and spanish else None
    return Parity(measure, detail, statistic, unit, english, spanish, apart)
