"""`puente callbacks list`: the callback tasks, without personal data."""

from __future__ import annotations

import click

from bot.callbacks.tasks import Tasks
from webhooks.commands.printing import json_option, print_json_lines
from webhooks.stores import Stores


@click.group()
def callbacks() -> None:
    """Callback tasks."""


@callbacks.command("list")
@json_option
def list_callbacks(as_json: bool) -> None:
    """Every callback ever booked, by number."""
    stores = Stores()
    rows = Tasks(stores.database, stores.vault, stores.clock).list_callbacks()
    if as_json:
        print_json_lines(rows)
        return
    for row in rows:
        when = f"{row['window_start']} to {row['window_end']}"
        click.echo(
            f"{row['number']:>5} {row['status']:12} {row['language']} {row['need'] or '-':16} {when} {row['assignee'] or '-'}"
        )
