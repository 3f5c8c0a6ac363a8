"""The page of counts for county staff: by week and language, after disclosure control, and never a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, request
from werkzeug.wrappers import Response

from bot.clock import LOS_ANGELES
from bot.i18n import Language, render
from bot.metrics.disclosure import Count
from bot.metrics.report import COLUMNS, Measure, Row, report
from webhooks import pages
from webhooks.console.login import framed_page
from webhooks.console.words import short_day
from webhooks.services import Services

WEEKS_SHOWN = 13


@dataclass(frozen=True)
class ShownRow:
    """One week or quarter in words. `counts` in the order of the columns; None is withheld."""

    name: str
    starts: str
    running: bool
    counts: list[Count]


@dataclass(frozen=True)
class ShownTable:
    name: str
    title: str
    rows: list[ShownRow]


def create_metrics_blueprint(services: Services) -> Blueprint:
    """`/metrics/`, guarded for staff and administrators. Needs `init_login` on the app and the console mounted."""
    blueprint = Blueprint("metrics", __name__, url_prefix="/metrics")

    @blueprint.get("/")
    def show() -> Response:
        everything = request.args.get("weeks") == "all"
        today = services.clock.now().astimezone(LOS_ANGELES).date()
        # Which days are asked for never changes what is shown of a week: bot/metrics/report.py.
        since = None if everything else today - timedelta(weeks=WEEKS_SHOWN - 1)
        counted = report(services.database, services.clock, since, None)
        language = pages.browser_language()
        return framed_page(
            "metrics/metrics.html",
            section="metrics",
            tables=[table_of(measure, language) for measure in counted.measures],
            columns=[render(f"metrics.column.{column}", language, pages.DOMAIN) for column in COLUMNS],
            everything=everything,
            weeks=WEEKS_SHOWN,
        )

    return blueprint


def table_of(measure: Measure, language: Language) -> ShownTable:
    """A measure in words: weeks newest first, then the quarters that are over."""
    rows = [_shown(row, language) for row in (*reversed(measure.weeks), *reversed(measure.quarters))]
    return ShownTable(measure.name, render(f"metrics.{measure.name}", language, pages.DOMAIN), rows)


def _shown(row: Row, language: Language) -> ShownRow:
    year, _, number = row.label.partition("-")
    name = render(f"metrics.{row.kind}", language, pages.DOMAIN, number=number[1:].lstrip("0"), year=year)
    starts = short_day(row.starts, language) if row.kind == "week" else ""
    return ShownRow(name, starts, not row.complete, [row.counts[column] for column in COLUMNS])
