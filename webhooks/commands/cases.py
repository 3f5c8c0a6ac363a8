"""`puente case show` and `puente case erase`: all that is held on one person, and its end."""

from __future__ import annotations

import json

import click

from bot.cases.people import People, PersonView
from bot.cases.store import Cases
from bot.dialogue.client import RasaClient
from bot.directory.reports import ListingReports
from bot.errors import NotFound, Unavailable
from bot.messaging.phone import parse
from webhooks.commands.printing import json_option, say
from webhooks.commands.stores import Stores
from webhooks.runtime import rasa_url


@click.group()
def case() -> None:
    """What is held on one person."""


@case.command()
@click.argument("phone")
@json_option
def show(phone: str, as_json: bool) -> None:
    """Print everything held on PHONE. The look itself is recorded."""
    stores = Stores()
    person = _person(stores, phone)
    held = Cases(stores.database, stores.vault, stores.clock).everything_about(person.id, actor="command_line")
    click.echo(json.dumps(held, ensure_ascii=False, indent=None if as_json else 2))


@case.command()
@click.argument("phone")
def erase(phone: str) -> None:
    """Delete everything held on PHONE, here and in Rasa's conversations."""
    stores = Stores()
    person = _person(stores, phone)
    gone = Cases(stores.database, stores.vault, stores.clock).erase(person.id, actor="command_line")
    ListingReports(stores.database, stores.clock).forget(person.pseudonym)
    say(", ".join(f"{count} {table}" for table, count in gone.items()) + " deleted")
    try:
        RasaClient(rasa_url(stores.settings), stores.settings.rasa_token, 10).forget(person.pseudonym)
    except Unavailable as error:
        raise Unavailable(
            "the case store is erased; Rasa does not run, so its conversation could not be: start it and run this again",
            code="rasa_down",
        ) from error


def _person(stores: Stores, phone: str) -> PersonView:
    where = parse(phone)
    found = People(stores.database, stores.vault, stores.clock).find(where.channel, where.number)
    if found is None:
        raise NotFound("nothing is held on that number", code="person_unknown")
    return found
