"""`puente directory`: HSDS in and out, the coverage check, and a search from the shell."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from bot.directory.places import Gazetteer
from bot.directory.search import DirectorySearch

from bot.errors import InvalidInput
from bot.needs.taxonomy import NEEDS
from webhooks.commands.printing import json_option, print_json_lines
from webhooks.commands.stores import Stores


@click.group()
def directory() -> None:
    """The directory of services."""


@directory.command()
@click.option("--need", type=click.Choice([need.code for need in NEEDS]), required=True)
@click.option("--near", required=True, help="A ZIP code, city or neighborhood.")
@click.option("--limit", type=click.IntRange(1, 50), default=3, show_default=True)
@json_option
def search(need: str, near: str, limit: int, as_json: bool) -> None:
    """The services for a need near a place, best first."""
    stores = Stores()
    found = Gazetteer.load().read(near)
    if found is None or found.place is None or not found.place.in_county or found.place.lat is None:
        raise InvalidInput(f"no place in LA County: {near}", code="place_unknown")
    services = DirectorySearch(stores.database, stores.clock).nearest(
        need, found.place.lat, found.place.lon, limit=limit
    )
    rows: list[dict[str, Any]] = [_plain(asdict(service)) for service in services]
    if as_json:
        print_json_lines(rows)
        return
    for row in rows:
        miles = f"{row['distance_miles']:.1f} mi" if row["distance_miles"] is not None else "countywide"
        click.echo(f"{miles:>10}  {row['name']}, {row['phone_display'] or '-'}, {row['address'] or '-'}")


def _plain(value: Any) -> Any:
    """Dates and times as ISO text, tuples as lists, for JSON."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


__all__ = ["Path", "directory"]
