"""`puente case show` and `puente case erase`: all that is held on one person, and its end."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress

import click

from bot.callbacks.caseload import REASONS
from bot.cases.people import People, PersonView
from bot.cases.store import Cases
from bot.errors import InvalidInput, NotFound
from bot.messaging.phone import parse
from webhooks.commands.printing import json_option, say
from webhooks.stores import Stores


@click.group()
def case() -> None:
    """What is held on one person."""


@case.command()
@click.argument("phone")
@click.option(
    "--why",
    type=click.Choice(["person_asked", *REASONS]),
    default="person_asked",
    show_default=True,
    help="Goes into the audit trail.",
)
@json_option
def show(phone: str, why: str, as_json: bool) -> None:
    """Print everything held on whoever texts from PHONE, or on the person with that id. The look itself is recorded.

    Others who texted from the number are named by id.
    """
    stores = Stores()
    person, *others = people_on(stores, phone)
    held = Cases(stores.database, stores.vault, stores.clock).everything_about(person.id, "command_line", why)
    held["also_on_this_number"] = [{"id": one.id, "number_link": one.number_link} for one in others]
    click.echo(json.dumps(held, ensure_ascii=False, indent=None if as_json else 2))


@case.command()
@click.argument("phone")
def erase(phone: str) -> None:
    """Delete everything held on everybody who texted from PHONE, or on the person with that id: here, at Rasa and Twilio."""
    stores = Stores()
    gone: Counter[str] = Counter()
    for person in people_on(stores, phone):
        gone.update(Cases(stores.database, stores.vault, stores.clock).erase(person.id, actor="command_line"))
    keeper = stores.keeper()
    keeper.settle(also_not_due=True)
    keeper.scrub()
    say(", ".join(f"{count} {table}" for table, count in gone.items() if count) + " deleted")
    owed = keeper.outside.owed()
    if owed.copies:
        why = ", ".join(owed.error_codes) or "another worker is at it"
        say(f"{owed.copies} copies elsewhere could not be deleted yet ({why}); the worker goes on trying")


def people_on(stores: Stores, phone: str) -> list[PersonView]:
    """Who texts from `phone` now, then all others who did; or the one person with that id. Raises NotFound."""
    people = People(stores.database, stores.vault, stores.clock)
    with suppress(InvalidInput):
        where = parse(phone)
        if found := people.on_number(where.channel, where.number):
            return found
        raise NotFound("nothing is held on that number", code="person_unknown")
    return [people.get(phone)]
