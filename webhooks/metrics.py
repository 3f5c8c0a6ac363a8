"""The page of figures for county staff: published counts by period, never a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, request
from werkzeug.wrappers import Response

from bot.clock import LOS_ANGELES
from bot.i18n import Language, render
from bot.metrics.disclosure import Count
from bot.metrics.measures import MEASURES, Measure
from bot.metrics.periods import KINDS, Kind
from bot.metrics.report import PeriodShown, Report, report
from bot.metrics.tables import TABLES, VALUES, Dimension
from webhooks import pages
from webhooks.console.login import framed_page
from webhooks.console.words import say_code, short_day
from webhooks.services import Services

PERIODS_SHOWN = 13


@dataclass(frozen=True)
class ShownRow:
    """One period in words. `counts` in the order of the columns, None where withheld; none while it is running."""

    name: str
    starts: str
    counts: list[Count]
    shares: list[str]


@dataclass(frozen=True)
class ShownTable:
    name: str
    title: str
    definition: str
    columns: list[str]
    rows: list[ShownRow]


def create_metrics_blueprint(services: Services) -> Blueprint:
    """`/metrics/`, guarded for staff and administrators. Needs `init_login` on the app and the console mounted."""
    blueprint = Blueprint("metrics", __name__, url_prefix="/metrics")

    @blueprint.get("/")
    def show() -> Response:
        kind, by = asked_for(request.args.get("kind", ""), request.args.get("by", ""))
        everything = request.args.get("how_far") == "all"
        language = pages.browser_language()
        made = report(services.database, services.clock)
        today = services.clock.now().astimezone(LOS_ANGELES).date()
        tables = [table_of(made, measure, kind, by, language) for measure in MEASURES.values()
                  if (by,) in measure.shape.tables(kind)]  # fmt: skip
        return framed_page(
            "metrics/metrics.html",
            section="metrics",
            tables=tables if everything else [shortened(table) for table in tables],
            kind=kind,
            by=by,
            kinds=KINDS,
            dimensions=[by for by in VALUES if (by,) in TABLES[kind]],
            everything=everything,
            periods=PERIODS_SHOWN,
            next_figures=short_day(today + timedelta(days=7 - today.weekday()), language),
        )

    return blueprint


def asked_for(kind: str, by: str) -> tuple[Kind, Dimension]:
    """The kind of period and the dimension of the columns; weeks by language where none or no such is asked for."""
    chosen: Kind = next((each for each in KINDS if each == kind), "week")
    return chosen, by if by in VALUES and (by,) in TABLES[chosen] else "language"


def table_of(made: Report, measure: Measure, kind: Kind, by: Dimension, language: Language) -> ShownTable:
    """A measure in words, newest period first."""
    columns = [_value(by, value, language) for value in ("all", *VALUES[by])]
    rows = [
        _row(made, measure, shown, by, language)
        for shown in reversed(made.periods)
        if shown.period.kind == kind and shown.complete
    ]
    name = f"measure.{measure.name}"
    return ShownTable(
        measure.name,
        render(name, language, pages.DOMAIN),
        render(f"{name}.what", language, pages.DOMAIN),
        columns,
        rows,
    )


def shortened(table: ShownTable) -> ShownTable:
    return ShownTable(table.name, table.title, table.definition, table.columns, table.rows[:PERIODS_SHOWN])


def _row(made: Report, measure: Measure, shown: PeriodShown, by: Dimension, language: Language) -> ShownRow:
    cells: list[tuple[tuple[Dimension, ...], tuple[str, ...]]] = [((), ())]
    cells += [((by,), (value,)) for value in VALUES[by]]
    shares = [made.share(measure.name, shown.period, *cell) if measure.of else None for cell in cells]
    return ShownRow(
        shown.period.label,
        render("metrics.from_day", language, pages.DOMAIN, day=short_day(shown.starts, language)),
        [made.count(measure.name, shown.period, *cell) for cell in cells],
        ["" if share is None else f"{share:.0%}" for share in shares],
    )


def _value(by: Dimension, value: str, language: Language) -> str:
    if by == "spa" and value.isdigit():
        return render("metrics.column.spa", language, pages.DOMAIN, number=value)
    if by == "need" and value != "none":
        return say_code("need", value, language)
    return render(f"metrics.column.{value}", language, pages.DOMAIN)
