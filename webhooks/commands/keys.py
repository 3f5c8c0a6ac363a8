"""`puente keys`: a new encryption key, what is sealed with which, and sealing everything with the current one."""

from __future__ import annotations

from collections import Counter

import click

from bot.cases import audit
from bot.errors import InvalidInput
from bot.privacy.encryption import LOOKUP_KEY_ID, new_key
from bot.privacy.resealing import count_by_key, reseal
from webhooks.commands.printing import say
from webhooks.keeping import open_trackers
from webhooks.stores import Stores


@click.group()
def keys() -> None:
    """The keys of PUENTE_DATA_KEYS.

    To change the key: `keys new k2`, put it last in PUENTE_DATA_KEYS and restart everything; put it first and
    restart again; `keys rotate`; when `keys status` shows nothing under the old key, take it out and restart.
    """


@keys.command()
@click.argument("key_id")
def new(key_id: str) -> None:
    """Print a fresh key called KEY_ID, to be put into PUENTE_DATA_KEYS."""
    if not key_id.isascii() or not key_id.isalnum() or len(key_id) > 32 or key_id.startswith(LOOKUP_KEY_ID):
        raise InvalidInput("a key's name is up to 32 letters and digits, and not `lookup`", code="bad_key_name")
    click.echo(new_key(key_id))


@keys.command()
def status() -> None:
    """What is sealed with which key, by column. The first key seals."""
    stores = Stores()
    counted = count_by_key(stores.database)
    counted["rasa's conversations"] = open_trackers(stores.settings, stores.vault).by_key()
    click.echo(f"keys   {', '.join(stores.vault.key_ids)} (the first seals)")
    for column, by_key in counted.items():
        for key_id, values in sorted(by_key.items()):
            known = "" if key_id in stores.vault.key_ids else "  NOT IN PUENTE_DATA_KEYS"
            click.echo(f"{column:32} {key_id:12} {values}{known}")
    total = sum((Counter(by_key) for by_key in counted.values()), Counter[str]())
    older = sum(values for key_id, values in total.items() if key_id != stores.vault.current_key_id)
    click.echo(f"{older} values under older keys" if older else "everything is sealed with the current key")


@keys.command()
@click.option("--batch", type=click.IntRange(1, 10_000), default=200, show_default=True, help="Values at a time.")
def rotate(batch: int) -> None:
    """Seal everything with the first key. Can be stopped and run again, while the server runs."""
    stores = Stores()
    values = broken = 0
    for done in reseal(stores.database, stores.vault, batch):
        values, broken = values + done.values, broken + done.broken
        if done.values or done.broken:
            say(
                f"{done.column}: {done.values} sealed again" + (f", {done.broken} open with no key" * bool(done.broken))
            )
    trackers = open_trackers(stores.settings, stores.vault)
    parts = 0
    while sealed := trackers.reseal(batch):
        parts += sealed
    say(f"{values} values and {parts} parts of conversations are now sealed with {stores.vault.current_key_id}")
    with stores.database.write() as db_session:
        details = {"key": stores.vault.current_key_id, "values": values, "parts": parts, "broken": broken}
        audit.record(db_session, "command_line", "keys.rotated", "keys", "data", details, at=stores.clock.now())
    if broken:
        raise SystemExit(1)
