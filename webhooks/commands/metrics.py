"""`puente metrics ...`: every measure after disclosure control, the monthly report as files, the indicators, and
outcomes measured elsewhere."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from bot.clock import LOS_ANGELES
from bot.i18n import LANGUAGES, as_language
from bot.metrics.indicators import MEASURE, indicators, read_targets
from bot.metrics.outcomes import COLUMNS, Outcomes
from bot.metrics.reading import report as make_report
from webhooks.commands.printing import json_option, print_json_lines
from webhooks.metrics.monthly import as_html, as_pdf
from webhooks.metrics.monthly import monthly as make_monthly
from webhooks.metrics.page import Reader
from webhooks.stores import Stores

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def metrics() -> None:
    """Anonymized measures."""


@metrics.command()
@json_option
@click.option("--from", "date_from", type=_DAY, help="First day (YYYY-MM-DD).")
@click.option("--to", "date_to", type=_DAY, help="Last day (YYYY-MM-DD).")
def report(as_json: bool, date_from: datetime | None, date_to: datetime | None) -> None:
    """Every figure of every period that is over; what could single a person out is withheld."""
    stores = Stores()
    stores.publisher().publish_due()
    rows = list(make_report(stores.database, stores.clock, _day(date_from), _day(date_to)).lines())
    _print(rows, as_json)


@metrics.command("indicators")
@json_option
def show_indicators(as_json: bool) -> None:
    """How the programme stands against its targets (PUENTE_INDICATORS, else the county's own table)."""
    stores = Stores()
    made = make_report(stores.database, stores.clock, kinds=("month", "quarter", "year"), measures=[MEASURE])
    rows = [
        {
            "indicator": each.target.counted, "counted": each.counted, "exact": each.exact,
            "baseline": each.target.baseline, "total": each.total, "target": each.target.target,
            "percent": each.percent, "flagged": each.flagged,
            "through": each.through.isoformat() if each.through else None, "per_month": each.per_month,
            "projection": each.projection, "projected": each.projected.isoformat() if each.projected else None,
        }
        for each in indicators(made, read_targets(stores.settings.puente_indicators))
    ]  # fmt: skip
    _print(rows, as_json)


@metrics.group()
def outcomes() -> None:
    """Outcomes measured elsewhere, such as re-arrest: a table is taken in, nothing is guessed."""


@outcomes.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_outcomes(file: Path) -> None:
    """Take in a CSV table of counts, in the place of the one before; a bad row is named and nothing changes."""
    stores = Stores()
    click.echo(f"{Outcomes(stores.database, stores.clock).take_in(file)} rows taken in")


@outcomes.command("show")
@json_option
def show_outcomes(as_json: bool) -> None:
    """The table as it may be shown; while there is none, what is needed to measure an outcome."""
    stores = Stores()
    shown = Outcomes(stores.database, stores.clock).shown()
    if not shown and not as_json:
        click.echo(f"no table taken in; to measure an outcome is needed: {', '.join(COLUMNS)}")
    rows = [
        {
            "event": row.event, "period": row.period, "population": row.population, "source": row.source,
            "start_date": row.start_date.isoformat(), "numerator": row.numerator, "denominator": row.denominator,
            "share": round(row.share.value, 4) if row.share else None, "withheld": row.numerator is None,
        }
        for row in shown
    ]  # fmt: skip
    _print(rows, as_json)


def _reader(stores: Stores) -> Reader:
    return Reader(stores.database, stores.clock, stores.settings.puente_indicators, stores.settings.puente_prices)


def _print(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json_lines(rows)
        return
    for row in rows:
        click.echo("  ".join(f"{name}={value}" for name, value in row.items()))


@metrics.command()
@click.option("--month", required=True, help="A month that is over (YYYY-MM).")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the report.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder to write into.")
def monthly(month: str, lang: str, out: Path) -> None:
    """The monthly report as a page that stands by itself and as a tagged PDF; prints both paths."""
    stores = Stores()
    stores.publisher().publish_due()
    today = stores.clock.now().astimezone(LOS_ANGELES).date()
    made = make_monthly(_reader(stores), month, as_language(lang), today)
    out.mkdir(parents=True, exist_ok=True)
    name = f"puente-{month}-{lang}"
    for path, body in ((out / f"{name}.html", as_html(made).encode()), (out / f"{name}.pdf", as_pdf(made))):
        path.write_bytes(body)
        click.echo(path)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
