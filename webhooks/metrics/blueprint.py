"""`/metrics/`: figures for county staff, their export, every table, and what each figure means."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, make_response, request, url_for
from werkzeug.wrappers import Response

from bot.cases import audit
from bot.clock import LOS_ANGELES
from bot.errors import InvalidInput
from bot.i18n import Language
from bot.metrics.periods import KINDS
from webhooks import pages
from webhooks.console.login import framed_page, signed_in
from webhooks.console.words import short_day
from webhooks.metrics.datasets import NAMES
from webhooks.metrics.dictionary import columns_explained, measures_explained, values_explained
from webhooks.metrics.drawing import sparkline
from webhooks.metrics.export import CONTENT_TYPES, FORMATS, csv_metadata, written
from webhooks.metrics.filters import filter_bar, not_published
from webhooks.metrics.page import Reader
from webhooks.metrics.selection import FILTERS, read_kind
from webhooks.metrics.whole_tables import whole_tables
from webhooks.metrics.words import say, say_period
from webhooks.services import Services


def create_metrics_blueprint(services: Services) -> Blueprint:
    """`/metrics/`, guarded for staff and administrators. Needs `init_login` on the app and the console mounted."""
    blueprint = Blueprint("metrics", __name__, url_prefix="/metrics")
    settings = services.settings
    reader = Reader(services.database, services.clock, settings.puente_indicators, settings.puente_prices)

    @blueprint.errorhandler(InvalidInput)
    def cannot_be_asked(error: InvalidInput) -> Response:
        """Says what is wrong and offers what can be asked; nothing of the query comes back but what is known."""
        language = pages.browser_language()
        try:
            kind = read_kind(_query())
        except InvalidInput:
            kind = "week"
        selection = reader.select({"kind": [kind]})
        if error.code == "not_published":
            where = {name: request.args[name] for name in FILTERS if request.args.get(name)}
            reason = not_published(read_kind(_query()), where, language)
        else:
            reason = say(f"metrics.trouble.{error.code}", language)
        bar = filter_bar(selection, language)
        return framed_page(
            "metrics/trouble.html", status=400, section="metrics", reason=reason, bar=bar, open_filters=True
        )

    @blueprint.get("/")
    def show() -> Response:
        language = pages.browser_language()
        selection = reader.select(_query())
        glance = reader.page(selection, language)
        before = selection.before
        return framed_page(
            "metrics/metrics.html",
            section="metrics",
            bar=filter_bar(selection, language),
            headline=glance.headline,
            keys=glance.keys,
            sections=glance.sections,
            left_out=glance.left_out,
            compared=say("metrics.compared", language, period=say_period(before, language)) if before else "",
            asked=selection.address(),
            formats=FORMATS,
            datasets=NAMES,
            sparkline=sparkline,
            next_figures=_next_figures(services, language),
            open_filters=False,
        )

    @blueprint.get("/export/<any(figures, parity, indicators, cost):name>.<any(csv, parquet, json):format>")
    def export(name: str, format: str) -> Response:
        language = pages.browser_language()
        selection = reader.select(_query())
        dataset = reader.dataset(name, selection)
        asked = selection.address()
        kept = next(known for known in FORMATS if known == format)
        _audit(services, f"{name}.{format}", asked, len(dataset.rows))
        label = f"-{selection.chosen.period.label}" if selection.chosen else ""
        return _download(written(kept, dataset, language, asked), CONTENT_TYPES[kept], f"puente-{name}{label}.{format}")

    @blueprint.get("/export/<any(figures, parity, indicators, cost):name>.csv-metadata.json")
    def metadata(name: str) -> Response:
        selection = reader.select(_query())
        address = url_for("metrics.export", name=name, format="csv", **selection.address())
        said = csv_metadata(reader.dataset(name, selection), pages.browser_language(), address)
        return _download(said, "application/csvm+json", f"puente-{name}.csv-metadata.json")

    @blueprint.get("/dictionary")
    def dictionary() -> Response:
        language = pages.browser_language()
        return framed_page("metrics/dictionary.html", section="metrics", columns=columns_explained(language),
                           measures=measures_explained(language), values=values_explained(language))  # fmt: skip

    @blueprint.get("/tables")
    def tables() -> Response:
        shown = whole_tables(services.database, services.clock, _query(), pages.browser_language())
        return framed_page("metrics/tables.html", section="metrics", shown=shown, kinds=KINDS)

    return blueprint


def _query() -> dict[str, list[str]]:
    return dict(request.args.lists())


def _next_figures(services: Services, language: Language) -> str:
    today = services.clock.now().astimezone(LOS_ANGELES).date()
    return short_day(today + timedelta(days=7 - today.weekday()), language)


def _audit(services: Services, taken: str, asked: dict[str, str], rows: int) -> None:
    """Who took which figures away, and in what form."""
    with services.database.write() as db_session:
        details: dict[str, Any] = {"taken": taken, "rows": rows, **asked}
        audit.record(
            db_session, audit.by_account(signed_in().id), "metrics.exported", "metrics", asked.get("period", "none"),
            details, at=services.clock.now(),
        )  # fmt: skip


def _download(body: bytes, content_type: str, name: str) -> Response:
    response = make_response(body)
    response.headers["Content-Type"] = content_type
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
