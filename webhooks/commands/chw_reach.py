"""`puente chw oncall|phone|calendar`: who is on call, and how CHWs are reached outside the console."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import click

from bot.callbacks.calendar_feed import CalendarFeeds
from bot.callbacks.on_call import OnCallRota
from bot.callbacks.registered_phones import RegisteredPhones
from bot.cases.accounts import Accounts
from bot.clock import LOS_ANGELES
from bot.errors import InvalidInput
from webhooks.commands.printing import json_option, print_json_lines, say
from webhooks.runtime import as_running
from webhooks.sending import make_sender
from webhooks.stores import Stores

_ACTOR = "command_line"


@click.command("oncall")
@click.argument("email", required=False)
@click.argument("since", metavar="FROM", required=False)
@click.argument("until", required=False)
@click.option("--remove", is_flag=True, help="This stretch was entered by mistake.")
@json_option
def on_call(email: str | None, since: str | None, until: str | None, remove: bool, as_json: bool) -> None:
    """Put EMAIL on call from FROM to UNTIL, as 2026-12-24 (whole days) or 2026-12-24T18:00; without any, who is to come."""
    stores = Stores()
    rota = OnCallRota(stores.database, stores.clock)
    if email is not None:
        if since is None:
            raise InvalidInput("from when? as 2026-12-24 or 2026-12-24T18:00", code="bad_shift")
        change = rota.remove if remove else rota.add
        change(_id(stores, email), read_moment(since), read_moment(until or since, last=True), _ACTOR)
    coming = rota.coming()
    if as_json:
        print_json_lines(
            {"chw": each.email, "from": _local(each.starts_at), "until": _local(each.ends_at)} for each in coming
        )
        return
    for each in coming:
        click.echo(f"{each.email} {_local(each.starts_at)} to {_local(each.ends_at)}")
    if not coming:
        say("nobody is on call: what is urgent goes to the supervisors")


@click.command()
@click.argument("email")
@click.argument("phone", required=False)
@click.option("--code", help="The code that was texted to the phone.")
@click.option("--forget", is_flag=True, help="EMAIL has no phone any more.")
def phone(email: str, phone: str | None, code: str | None, forget: bool) -> None:
    """Text a code to EMAIL's PHONE, from which tasks can then be worked; --code proves it. Without any, show it."""
    if sum(map(bool, (phone, code, forget))) > 1:
        raise InvalidInput("a phone, a code or --forget, one at a time", code="bad_phone")
    stores = Stores()
    sender = make_sender(as_running(stores.settings), stores.database, stores.vault, stores.clock)
    phones = RegisteredPhones(stores.database, stores.vault, stores.clock, sender)
    account_id = _id(stores, email)
    if phone:
        phones.register(account_id, phone)
        say("a code was texted; give it with --code")
    elif code:
        phones.verify(account_id, code)
    elif forget:
        phones.forget(account_id)
    seen = phones.of(account_id)
    if seen is None:
        click.echo("no phone")
    else:
        proved = "verified" if seen.verified else "not verified"
        click.echo(f"ends in {seen.ends}, {proved}{', no notices since STOP' if seen.stopped else ''}")


@click.command()
@click.argument("email")
@click.option("--revoke", is_flag=True, help="End the feed.")
def calendar(email: str, revoke: bool) -> None:
    """Print the private address of a new calendar feed of EMAIL's calls; the one before it ends."""
    stores = Stores()
    feeds = CalendarFeeds(stores.database, stores.clock, as_running(stores.settings).public_base_url)
    account_id = _id(stores, email)
    if revoke:
        say("revoked" if feeds.revoke(account_id) else "there was none")
    else:
        click.echo(feeds.make(account_id))


def read_moment(text: str, *, last: bool = False) -> datetime:
    """`2026-12-24T18:00`, or a day: its beginning, or where it is the `last` its end. Los Angeles. Raises InvalidInput."""
    try:
        if "T" in text:
            return datetime.fromisoformat(text).replace(tzinfo=LOS_ANGELES)
        day = date.fromisoformat(text)
        return datetime.combine(day + timedelta(days=1 if last else 0), time(), LOS_ANGELES)
    except (ValueError, OverflowError) as error:
        raise InvalidInput("a day is written 2026-12-24, a time 2026-12-24T18:00", code="bad_shift") from error


def _local(instant: datetime) -> str:
    return instant.astimezone(LOS_ANGELES).isoformat(timespec="minutes")


def _id(stores: Stores, email: str) -> str:
    return Accounts(stores.database, stores.vault, stores.clock).named(email).id
