"""`puente custody ...`: people back in custody, whose cases are paused until they are resumed."""

from __future__ import annotations

import click

from bot.callbacks.pausing import Pauses
from bot.cases.people import address_hash
from bot.errors import InvalidInput
from bot.messaging.phone import parse
from webhooks.commands.cases import people_on
from webhooks.commands.printing import say
from webhooks.stores import Stores

_ACTOR = "command_line"


@click.group()
def custody() -> None:
    """Cases that wait while the person is in custody: nothing is sent and nothing booked."""


@custody.command()
@click.argument("phone")
def pause(phone: str) -> None:
    """Pause the case of whoever texts from PHONE, or of the person with that id."""
    stores = Stores()
    person = people_on(stores, phone)[0]
    paused = Pauses(stores.database, stores.vault, stores.clock).pause(person.id, _ACTOR)
    say("paused" if paused else "paused already")


@custody.command()
@click.argument("phone")
def resume(phone: str) -> None:
    """Take the case of whoever texts from PHONE, or of the person with that id, up again."""
    stores = Stores()
    person = people_on(stores, phone)[0]
    resumed = Pauses(stores.database, stores.vault, stores.clock).resume(person.id, _ACTOR)
    say("resumed" if resumed else "was not paused")


@custody.command("hash")
def hash_numbers() -> None:
    """Phone numbers on standard input, one a line, as the keyed hashes that `import` takes. Nothing is kept."""
    stores = Stores()
    for number, line in enumerate(click.get_text_stream("stdin", "utf-8", errors="replace"), 1):
        if not line.strip():
            continue
        try:
            where = parse(line.strip())
        except InvalidInput:
            say(f"line {number} is no phone number")
            continue
        click.echo(address_hash(stores.vault, where.channel, where.number))


@custody.command("import")
@click.argument("list_", metavar="FILE", type=click.File(encoding="utf-8", errors="replace"))
def import_list(list_: click.utils.LazyFile) -> None:
    """Pause the cases of the people behind the hashes in FILE, one a line; `-` is standard input."""
    stores = Stores()
    report = Pauses(stores.database, stores.vault, stores.clock).import_hashes(list_, _ACTOR)
    say(f"{report.paused} paused, {report.already} paused already, {report.unknown} not known here")
    if report.bad_lines:
        named = ", ".join(map(str, report.bad_lines[:20])) + (" and more" if len(report.bad_lines) > 20 else "")
        raise InvalidInput(
            f"no hash in {len(report.bad_lines)} lines: {named}; all others were taken", code="bad_lines"
        )
