"""The sets of figures that can be taken away, row by row as the pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.metrics.costs import Prices, cost
from bot.metrics.indicators import Indicator
from bot.metrics.measures import MEASURES
from bot.metrics.parity import parity
from bot.metrics.report import Report
from bot.metrics.tables import DIMENSIONS
from webhooks.metrics.building import PERIODS_DRAWN
from webhooks.metrics.selection import Selection

Type = Literal["string", "date", "integer", "number", "boolean"]
Row = Mapping[str, Any]
NAMES = ("figures", "parity", "indicators", "cost")

COLUMNS: Mapping[str, Mapping[str, Type]] = {
    "figures": {
        "measure": "string", "kind": "string", "period": "string", "starts": "date",
        **dict.fromkeys(DIMENSIONS, "string"), "count": "integer", "share": "number", "share_of": "string",
        "median": "number", "p90": "number", "unit": "string", "withheld": "boolean", "is_counted": "boolean",
    },
    "parity": {
        "measure": "string", "detail": "string", "kind": "string", "period": "string", "statistic": "string",
        "unit": "string", "english": "number", "spanish": "number", "apart": "number", "low": "number",
        "high": "number", "verdict": "string",
    },
    "indicators": {
        "programme": "string", "baseline": "integer", "counted": "integer", "total": "integer", "exact": "boolean",
        "target": "integer", "percent": "number", "flagged": "boolean", "projection": "string", "projected": "date",
    },
    "cost": {
        "kind": "string", "period": "string", "language": "string", "currency": "string", "total_cost": "number",
        "per_conversation": "number",
    },
}  # fmt: skip
"""Every column of each set, with its type in the terms of CSV on the Web."""


@dataclass(frozen=True)
class Dataset:
    """`columns` in the order they are written; every row has each of them, None where there is nothing to be told."""

    name: str
    columns: Mapping[str, Type]
    rows: Sequence[Row]


def figures_of(report: Report, selection: Selection) -> Dataset:
    """The figures a page of this selection is made of: those of its last periods and, where filters are set, only
    what lies within them."""
    wanted = {each.period.label for each in selection.last(PERIODS_DRAWN)}
    rows = [
        _figure(line)
        for line in report.lines()
        if line["kind"] == selection.kind
        and line["period"] in wanted
        and all(line[name] == value for name, value in selection.where.items())
    ]
    return _dataset("figures", rows)


def parity_of(report: Report, selection: Selection) -> Dataset:
    """Spanish beside English in the chosen period."""
    chosen = selection.chosen
    return _dataset(
        "parity",
        (
            {
                "measure": each.measure.name, "detail": each.detail or "all", "kind": chosen.period.kind,
                "period": chosen.period.label, "statistic": each.statistic, "unit": each.unit,
                "english": each.english and each.english.value, "spanish": each.spanish and each.spanish.value,
                "apart": each.apart and each.apart.value, "low": each.apart and each.apart.low,
                "high": each.apart and each.apart.high, "verdict": each.verdict,
            }
            for each in parity(report, chosen.period)
        ) if chosen else (),
    )  # fmt: skip


def indicators_of(found: Iterable[Indicator]) -> Dataset:
    """The indicators against their targets, over all the time counted."""
    return _dataset(
        "indicators",
        (
            {
                "programme": each.target.counted, "baseline": each.target.baseline,
                "counted": each.counted, "total": each.total, "exact": each.exact, "target": each.target.target,
                "percent": each.percent, "flagged": each.flagged, "projection": each.projection,
                "projected": each.projected and each.projected.isoformat(),
            }
            for each in found
        ),
    )  # fmt: skip


def cost_of(report: Report, selection: Selection, prices: Prices) -> Dataset:
    """What texts cost in the periods a page of this selection shows, of all and by language."""
    rows = []
    for shown in selection.last(PERIODS_DRAWN):
        for language in (None, "en", "es"):
            if language and ("language", "detail") not in MEASURES["segments"].shape.tables(shown.period.kind):
                continue
            found = cost(report, shown.period, prices, language)
            rows.append(
                {
                    "kind": shown.period.kind, "period": shown.period.label, "language": language or "all",
                    "currency": prices.currency, "total_cost": found and found.total,
                    "per_conversation": found and found.per_conversation,
                }
            )  # fmt: skip
    return _dataset("cost", rows)


def _figure(line: Mapping[str, Any]) -> Row:
    measure = MEASURES[line["measure"]]
    return {
        **line,
        "is_counted": line["counted"],
        "share_of": measure.of or "",
        "unit": measure.bins.unit if measure.bins else "",
    }


def _dataset(name: str, rows: Iterable[Row]) -> Dataset:
    columns = COLUMNS[name]
    return Dataset(name, columns, [{column: row.get(column) for column in columns} for row in rows])
