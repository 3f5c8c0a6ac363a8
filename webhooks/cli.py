"""The `puente` command: its groups, and how errors leave the shell."""

from __future__ import annotations

import sys
from typing import Any

import click

from bot.errors import PuenteError
from webhooks.commands import (
    accounts,
    audit,
    callbacks,
    cases,
    chw_reach,
    county,
    custody,
    directory,
    keys,
    metrics,
    operations,
    reviewing,
    rota,
    simulating,
    texting,
)


class Puente(click.Group):
    """Prints our own errors as one line on stderr and exits 2, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PuenteError as error:
            click.echo(f"puente: {error.code}: {error}", err=True)
            sys.exit(2)


@click.group(cls=Puente, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Puente: texts in, nearby help and booked callbacks out."""


for command in (
    operations.run, operations.setup, operations.work, operations.purge, operations.doctor,
    texting.text, texting.understand, simulating.simulate,
    cases.case, callbacks.callbacks, directory.directory, metrics.metrics, accounts.user, audit.audit,
    keys.keys, reviewing.review, rota.chw, custody.custody, county.county,
):  # fmt: skip
    cli.add_command(command)
for command in (chw_reach.on_call, chw_reach.phone, chw_reach.calendar):
    rota.chw.add_command(command)


if __name__ == "__main__":
    cli(prog_name="puente")
