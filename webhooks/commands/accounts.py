"""`puente user add`: console accounts."""

from __future__ import annotations

import secrets
import sys
from typing import cast

import click

from bot.cases.accounts import Accounts, Role
from webhooks.commands.printing import say
from webhooks.commands.stores import Stores


@click.group()
def user() -> None:
    """Console accounts."""


@user.command()
@click.argument("email")
@click.option("--role", type=click.Choice(["chw", "staff", "admin"]), required=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
def add(email: str, role: str, password_stdin: bool) -> None:
    """Add an account for EMAIL. Without --password-stdin a password is made and printed once."""
    stores = Stores()
    password = sys.stdin.readline().rstrip("\n") if password_stdin else secrets.token_urlsafe(12)
    Accounts(stores.database, stores.clock).add(email, password, cast(Role, role))
    say(f"{email} can log in at /console/login")
    if not password_stdin:
        click.echo(password)
