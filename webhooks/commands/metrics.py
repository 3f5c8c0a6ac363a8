"""`puente metrics ...`: every measure after disclosure control, and the monthly report as files."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from bot.clock import LOS_ANGELES
from bot.i18n import LANGUAGES, as_language
from bot.metrics.publishing import Publisher
from bot.metrics.report import report as make_report
from webhooks.commands.printing import json_option, print_json_lines
from webhooks.commands.stores import Stores
from webhooks.metrics.monthly import as_html, as_pdf
from webhooks.metrics.monthly import monthly as make_monthly
from webhooks.metrics.page import Reader

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
    Publisher(stores.database, stores.clock).publish_due()
    rows = list(make_report(stores.database, stores.clock, _day(date_from), _day(date_to)).lines())
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
    Publisher(stores.database, stores.clock).publish_due()
    today = stores.clock.now().astimezone(LOS_ANGELES).date()
    made = make_monthly(Reader(stores.database, stores.clock), month, as_language(lang), today)
    out.mkdir(parents=True, exist_ok=True)
    name = f"puente-{month}-{lang}"
    for path, body in ((out / f"{name}.html", as_html(made).encode()), (out / f"{name}.pdf", as_pdf(made))):
        path.write_bytes(body)
        click.echo(path)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
