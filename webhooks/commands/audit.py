"""`puente audit ...`: the proof that the audit trail is whole, and who looked at a person's record."""

from __future__ import annotations

import click
from sqlalchemy import select

from bot.cases.accounts import Accounts
from bot.cases.audit_anchors import add_anchor, parse_anchor, read_anchors
from bot.cases.audit_chain import prove
from bot.cases.models import AuditEvent
from bot.cases.people import People
from bot.errors import NotFound
from bot.messaging.phone import parse
from webhooks.commands.printing import json_option, print_json_lines, say
from webhooks.stores import Stores
from webhooks.watch import ANCHORS

FAULTS = {
    "head_missing": "the record of where it ends is gone",
    "head_forged": "the record of where it ends was changed, or the keys are others",
    "event_changed": "event {at} was changed, or is in another's place",
    "event_missing": "event {at} is missing",
    "event_unchained": "event {at} was added without the chain",
    "tail_missing": "events after {at} were cut off",
    "tail_added": "events after {at} were added from outside",
    "anchor_missing": "events up to anchor {at} were there once and are gone",
    "anchor_differs": "event {at} is not the one an anchor was made of",
}


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
@click.option("--anchor", "given", multiple=True, metavar='"NUMBER MAC"', help="An anchor kept elsewhere; repeat.")
@json_option
def verify(given: tuple[str, ...], as_json: bool) -> None:
    """Recompute the whole audit trail; exits 1 when anything in it was touched.

    A whole trail adds an anchor to PUENTE_INSTANCE/audit_anchors and prints it: keep copies where
    whoever can write the database cannot, and hand them back with --anchor.
    """
    stores = Stores()
    path = stores.settings.puente_instance / ANCHORS
    proof = prove(stores.database, stores.vault, [*read_anchors(path), *map(parse_anchor, given)])
    if proof.fault is None and proof.head:
        add_anchor(path, proof.head)
    if as_json:
        head = f"{proof.head.last_id} {proof.head.mac}" if proof.head else None
        told = {"whole": proof.fault is None, "events": proof.events, "before_the_chain": proof.unchained}
        print_json_lines([{**told, "fault": proof.fault, "at": proof.at_id, "anchor": head}])
    elif proof.fault:
        click.echo(f"NOT WHOLE: {FAULTS[proof.fault].format(at=proof.at_id)} ({proof.fault})")
    else:
        click.echo(f"whole: {proof.events} events, {proof.unchained} of them from before the chain")
        if proof.head:
            click.echo(f"anchor: {proof.head.last_id} {proof.head.mac}")
    if proof.fault:
        raise SystemExit(1)


@audit.command()
@click.argument("phone")
@json_option
def views(phone: str, as_json: bool) -> None:
    """Who looked at the record of PHONE, when and why."""
    stores = Stores()
    where = parse(phone)
    person = People(stores.database, stores.vault, stores.clock).find(where.channel, where.number)
    if person is None:
        raise NotFound("nothing is held on that number", code="person_unknown")
    names = {f"account:{one.id}": one.email for one in Accounts(stores.database, stores.vault, stores.clock).all()}
    seen = select(AuditEvent).where(AuditEvent.entity_id == person.id, AuditEvent.what == "person.viewed")
    with stores.database.read() as db_session:
        rows = [
            {"at": event.at.isoformat(), "who": names.get(event.actor, event.actor), "why": event.details.get("why")}
            for event in db_session.scalars(seen.order_by(AuditEvent.id))
        ]
    if as_json:
        print_json_lines(rows)
        return
    for row in rows:
        click.echo(f"{row['at']}  {row['who']}  {row['why'] or '-'}")
    say(f"{len(rows)} views")
