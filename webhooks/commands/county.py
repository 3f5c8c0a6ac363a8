"""`puente county ...`: other case systems of the county, what they may read and where they are told of changes."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import click

from bot.cases.county.hooks import CountyHooks
from bot.cases.county.systems import LONGEST, SCOPES, CountySystems
from webhooks.commands.printing import json_option, print_json_lines, say
from webhooks.sending import make_county_hooks
from webhooks.stores import Stores

_ACTOR = "command_line"


@click.group()
def county() -> None:
    """Other case systems: they read /api/v1/fhir/ with a token and are told of changes."""


@county.command()
@click.argument("name")
@click.option("--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True)
@click.option("--spa", "spas", type=click.IntRange(1, 8), multiple=True, help="Only people of these areas.")
@click.option("--days", type=click.IntRange(1, LONGEST.days), default=90, show_default=True)
def add(name: str, scopes: tuple[str, ...], spas: tuple[int, ...], days: int) -> None:
    """Let the system NAME read; prints its token, which is shown this once."""
    _, token = _systems(Stores()).add(name, scopes, spas=spas, lasts=timedelta(days=days), actor=_ACTOR)
    click.echo(token)
    say(f"{name} may read for {days} days; the token is not kept")


@county.command()
@click.argument("name")
def revoke(name: str) -> None:
    """The token of NAME opens nothing any more, and it is told nothing."""
    _systems(Stores()).revoke(name, _ACTOR)
    say(f"{name} may read nothing")


@county.command("list")
@json_option
def list_(as_json: bool) -> None:
    """The systems, and how far each of their hooks has been told."""
    stores = Stores()
    systems, hooks = _systems(stores).all(), _hooks(stores).all()
    if as_json:
        print_json_lines(
            asdict(system)
            | {"expires_at": system.expires_at.isoformat(), "revoked_at": _iso(system.revoked_at)}
            | {
                "hooks": [
                    asdict(hook) | {"stopped_at": _iso(hook.stopped_at)} for hook in hooks if hook.system == system.name
                ]
            }
            for system in systems
        )
        return
    for system in systems:
        state = "revoked" if system.revoked_at else f"until {system.expires_at:%Y-%m-%d}"
        where = f"SPAs {', '.join(map(str, system.spas))}" if system.spas else "all SPAs"
        click.echo(f"{system.name}  {state}  {', '.join(system.scopes)}  {where}")
        for hook in hooks:
            if hook.system == system.name:
                trouble = f", {hook.failures} tries failed ({hook.last_error})" if hook.last_error else ""
                stopped = ", stopped" if hook.stopped_at else ""
                click.echo(f"  hook {hook.id}  {hook.url}  {hook.waiting} events to go{trouble}{stopped}")


@county.group()
def hook() -> None:
    """Addresses that are told of changes by signed messages (Standard Webhooks)."""


@hook.command("add")
@click.argument("name")
@click.argument("url")
def add_hook(name: str, url: str) -> None:
    """Tell the system NAME at URL of what changes from now on; prints the secret it can prove our messages by."""
    made, secret = _hooks(Stores()).add(name, url, _ACTOR)
    click.echo(secret)
    say(f"hook {made.id} is told from now on; the secret is shown this once")


@hook.command()
@click.argument("hook_id")
def start(hook_id: str) -> None:
    """Try again at once, from where it stood."""
    _hooks(Stores()).start(hook_id, _ACTOR)
    say("started")


@hook.command()
@click.argument("hook_id")
def stop(hook_id: str) -> None:
    """Tell it nothing until it is started again; nothing is lost meanwhile."""
    _hooks(Stores()).stop(hook_id, _ACTOR)
    say("stopped")


def _systems(stores: Stores) -> CountySystems:
    return CountySystems(stores.database, stores.clock)


def _hooks(stores: Stores) -> CountyHooks:
    return make_county_hooks(stores.settings, stores.database, stores.vault, stores.clock)


def _iso(moment: object) -> str | None:
    return moment.isoformat() if hasattr(moment, "isoformat") else None
