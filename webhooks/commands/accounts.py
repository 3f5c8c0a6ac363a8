"""`puente user ...`: console accounts, what each may see, and letting somebody back in."""

from __future__ import annotations

import secrets
import sys
from dataclasses import asdict
from typing import Any, cast, get_args

import click

from bot.cases.account_view import AccountView, Role
from bot.cases.accounts import Accounts
from bot.cases.second_factor import SecondFactor
from webhooks.commands.printing import json_option, print_json_lines, say
from webhooks.stores import Stores

_agency = click.option("--agency", help="The agency whose tasks the account sees, besides those of no agency.")
_spas = click.option(
    "--spa",
    "spas",
    type=click.IntRange(1, 8),
    multiple=True,
    help="A Service Planning Area (1 to 8); repeat. None: all.",
)
_languages = click.option(
    "--language", "languages", type=click.Choice(["en", "es"]), multiple=True, help="A language spoken; repeat."
)


@click.group()
def user() -> None:
    """Console accounts."""


@user.command()
@click.argument("email")
@click.option("--role", type=click.Choice(get_args(Role)), required=True)
@_agency
@_spas
@_languages
@click.option("--supervisor", is_flag=True, help="A CHW who also sees what the CHWs of their agency have.")
@click.option("--part2", is_flag=True, help="May see substance-use needs and notes (42 CFR Part 2).")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
def add(
    email: str,
    role: str,
    agency: str | None,
    spas: tuple[int, ...],
    languages: tuple[str, ...],
    supervisor: bool,
    part2: bool,
    password_stdin: bool,
) -> None:
    """Add an account for EMAIL. Without --password-stdin a password for the first login is made and printed."""
    password = _password(password_stdin)
    stores = Stores()
    _accounts(stores).add(
        email, password, cast(Role, role), agency=agency, spas=spas, languages=languages, supervisor=supervisor,
        sees_part2=part2, temporary=not password_stdin,
    )  # fmt: skip
    say(f"{email} can log in at /console/login, and sets up a second factor there")
    if not password_stdin:
        click.echo(password)


@user.command("list")
@json_option
def list_accounts(as_json: bool) -> None:
    """Every account and what it may see."""
    accounts = _accounts(Stores()).all()
    if as_json:
        print_json_lines(_as_json(account) for account in accounts)
        return
    for account in accounts:
        marks = [
            account.role,
            "active" if account.active else "disabled",
            account.agency or "no agency",
            "SPA " + (" ".join(map(str, account.spas)) or "all"),
            " ".join(account.languages) or "no language",
            *(["supervisor"] if account.supervisor else []),
            *(["part2"] if account.sees_part2 else []),
            "second factor set up" if account.second_factor else "no second factor yet",
        ]
        click.echo(f"{account.email}: {', '.join(marks)}")


@user.command()
@click.argument("email")
@_agency
@_spas
@_languages
@click.option("--all-spas", is_flag=True, help="Work in every Service Planning Area.")
@click.option("--supervisor/--no-supervisor", default=None, help="Sees what their agency's CHWs have, or no longer.")
@click.option("--part2/--no-part2", default=None, help="May or may not see substance-use needs and notes.")
def change(
    email: str,
    agency: str | None,
    spas: tuple[int, ...],
    languages: tuple[str, ...],
    all_spas: bool,
    supervisor: bool | None,
    part2: bool | None,
) -> None:
    """Change what EMAIL may see; what is not named stays. An empty --agency "" takes the account out of its agency."""
    accounts = _accounts(Stores())
    areas = () if all_spas else (spas or None)
    accounts.change(
        accounts.named(email).id, agency=agency, spas=areas, languages=languages or None, supervisor=supervisor,
        sees_part2=part2,
    )  # fmt: skip
    say(f"{email} changed")


@user.command()
@click.argument("email")
def disable(email: str) -> None:
    """Forbid EMAIL to log in, and sign it out everywhere."""
    accounts = _accounts(Stores())
    accounts.set_active(accounts.named(email).id, False)
    say(f"{email} can no longer log in")


@user.command()
@click.argument("email")
def enable(email: str) -> None:
    """Allow EMAIL to log in again."""
    accounts = _accounts(Stores())
    accounts.set_active(accounts.named(email).id, True)
    say(f"{email} can log in")


@user.command("reset-password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
def reset_password(email: str, password_stdin: bool) -> None:
    """Give EMAIL a password for one login, lift any lock, and sign it out everywhere."""
    password = _password(password_stdin)
    accounts = _accounts(Stores())
    accounts.set_password(accounts.named(email).id, password, temporary=not password_stdin)
    say(f"{email} has a new password")
    if not password_stdin:
        click.echo(password)


@user.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Forget EMAIL's phone and recovery codes, after making sure who asks; the next login sets up anew."""
    stores = Stores()
    account = _accounts(stores).named(email)
    SecondFactor(stores.database, stores.vault, stores.clock).reset(account.id)
    say(f"{email} sets up a second factor at the next login")


def _password(from_stdin: bool) -> str:
    return sys.stdin.readline().rstrip("\n") if from_stdin else secrets.token_urlsafe(12)


def _accounts(stores: Stores) -> Accounts:
    return Accounts(stores.database, stores.vault, stores.clock)


def _as_json(account: AccountView) -> dict[str, Any]:
    return {**asdict(account), "spas": list(account.spas), "languages": list(account.languages)}
