"""`puente metrics report`: every measure, after disclosure control."""

from __future__ import annotations

from datetime import date, datetime

import click

from bot.metrics.publishing import Publisher
from bot.metrics.report import report as make_report
from webhooks.commands.printing import json_option, print_json_lines
from webhooks.commands.stores import Stores

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


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
