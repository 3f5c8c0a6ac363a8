"""`puente chw ...`: CHWs' working hours, leave and profile, and the county's holidays."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

import click

from bot.callbacks.rules import load_rules
from bot.callbacks.working_hours import Hours, WorkingWeek
from bot.cases.accounts import Accounts
from bot.errors import InvalidInput
from webhooks.commands.printing import json_option, print_json_lines, say
from webhooks.stores import Stores

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_STRETCH = re.compile(r"([a-z]{3})(?:-([a-z]{3}))?\s+(\d{1,2})(?::(\d\d))?\s*-\s*(\d{1,2})(?::(\d\d))?")
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def chw() -> None:
    """When CHWs call back, who is away, and what they take on."""


@chw.command()
@click.argument("email")
@click.argument("stretches", nargs=-1)
@click.option("--clear", is_flag=True, help="Take EMAIL off the rota.")
@json_option
def hours(email: str, stretches: tuple[str, ...], clear: bool, as_json: bool) -> None:
    """Set EMAIL's week, as in "mon-fri 9-17" "sat 9:30-12"; without any, show it. What is set replaces what was."""
    stores = Stores()
    week, account_id = _week(stores), _id(stores, email)
    if stretches and clear:
        raise InvalidInput("either working hours or --clear", code="bad_hours")
    if stretches or clear:
        week.set_hours(account_id, [each for stretch in stretches for each in read_stretch(stretch)], "command_line")
    _show(email, week, account_id, as_json)


@chw.command()
@click.argument("email")
@click.argument("first", type=_DAY)
@click.argument("last", type=_DAY, required=False)
@click.option("--remove", is_flag=True, help="These days were entered by mistake.")
def leave(email: str, first: datetime, last: datetime | None, remove: bool) -> None:
    """EMAIL is away from FIRST to LAST (or that one day), as 2026-12-24."""
    stores = Stores()
    _days_off(_week(stores), _id(stores, email), first.date(), (last or first).date(), remove)
    say(f"{email} is {'back' if remove else 'away'} {first:%Y-%m-%d} to {(last or first):%Y-%m-%d}")


@chw.command()
@click.argument("first", type=_DAY, required=False)
@click.argument("last", type=_DAY, required=False)
@click.option("--remove", is_flag=True, help="These days were entered by mistake.")
def holiday(first: datetime | None, last: datetime | None, remove: bool) -> None:
    """Nobody calls from FIRST to LAST (or that one day); without any, the holidays to come."""
    week = _week(Stores())
    if first:
        _days_off(week, None, first.date(), (last or first).date(), remove)
    for since, until in week.holidays():
        click.echo(f"{since} to {until}")


@chw.command()
@click.argument("email")
@click.option("--calls-an-hour", type=int, help="How many calls EMAIL takes in an hour.")
@click.option("--speciality", "specialities", multiple=True, help="A need that is theirs, such as housing; repeat.")
@json_option
def profile(email: str, calls_an_hour: int | None, specialities: tuple[str, ...], as_json: bool) -> None:
    """Set what EMAIL takes on; what is not named stays."""
    stores = Stores()
    week, account_id = _week(stores), _id(stores, email)
    now = week.week_of(account_id)
    if calls_an_hour or specialities:
        most = (
            calls_an_hour or now.calls_an_hour or load_rules(stores.settings.puente_callback_rules).assign.calls_an_hour
        )
        week.set_profile(
            account_id, calls_an_hour=most, specialities=specialities or now.specialities, actor="command_line"
        )
    _show(email, week, account_id, as_json)


def read_stretch(text: str) -> list[Hours]:
    """`mon-fri 9-17` as one stretch a day. Raises InvalidInput."""
    found = _STRETCH.fullmatch(text.strip().lower())
    if found is None or found[1] not in _DAYS or (found[2] or found[1]) not in _DAYS:
        raise InvalidInput(f'working hours are written as "mon-fri 9-17", not "{text}"', code="bad_hours")
    first, last = _DAYS.index(found[1]), _DAYS.index(found[2] or found[1])
    if last < first:
        raise InvalidInput(f'the days of "{text}" run backwards', code="bad_hours")
    try:
        opens, closes = time(int(found[3]), int(found[4] or 0)), time(int(found[5]), int(found[6] or 0))
    except ValueError as error:
        raise InvalidInput(f'"{text}" holds no time of day', code="bad_hours") from error
    return [Hours(day, opens, closes) for day in range(first, last + 1)]


def _show(email: str, week: WorkingWeek, account_id: str, as_json: bool) -> None:
    seen = week.week_of(account_id)
    told: list[dict[str, Any]] = [
        {"day": _DAYS[each.weekday], "opens": f"{each.opens:%H:%M}", "closes": f"{each.closes:%H:%M}"}
        for each in seen.hours
    ]
    away = [[str(first), str(last)] for first, last in seen.away]
    if as_json:
        print_json_lines(
            [
                {
                    "chw": email, "hours": told, "calls_an_hour": seen.calls_an_hour,
                    "specialities": list(seen.specialities), "away": away,
                }
            ]
        )  # fmt: skip
        return
    for each in told:
        click.echo(f"{each['day']} {each['opens']}-{each['closes']}")
    if not told:
        click.echo("no working hours")
    click.echo(f"calls an hour: {seen.calls_an_hour or 'as the rules say'}")
    click.echo(f"specialities: {' '.join(seen.specialities) or 'none'}")
    for first, last in away:
        click.echo(f"away {first} to {last}")


def _days_off(week: WorkingWeek, account_id: str | None, first: date, last: date, remove: bool) -> None:
    change = week.remove_days_off if remove else week.add_days_off
    change(account_id, first, last, "command_line")


def _week(stores: Stores) -> WorkingWeek:
    return WorkingWeek(stores.database, stores.clock)


def _id(stores: Stores, email: str) -> str:
    return Accounts(stores.database, stores.vault, stores.clock).named(email).id
