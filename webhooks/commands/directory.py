"""`puente directory`: HSDS in and out, the coverage check, and a search from the shell."""

from __future__ import annotations

import sys
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from bot.directory.check import SPAS
from bot.directory.check import check as check_directory
from bot.directory.exporting import export_path
from bot.directory.importing.entry import import_path
from bot.directory.places import Gazetteer
from bot.directory.search import DirectorySearch
from bot.errors import InvalidInput, NotFound
from bot.needs.taxonomy import NEEDS
from webhooks.commands.printing import json_option, print_json_lines, say
from webhooks.stores import Stores


@click.group()
def directory() -> None:
    """The directory of services."""


@directory.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@json_option
def import_(path: Path, as_json: bool) -> None:
    """Import HSDS from PATH: a tabular package (folder or .zip), .json, .jsonl, or a county .csv.

    Every bad row is reported; the rest goes in. Exits 1 when there were faults.
    """
    stores = Stores()
    report = import_path(stores.database, path, stores.clock, progress=ImportBar())
    if as_json:
        print_json_lines(asdict(fault) for fault in report.faults)
    else:
        for fault in report.faults:
            click.echo(f"{fault.file}:{fault.line}: {fault.field}: {fault.reason}")
    say(
        f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged, "
        f"{report.withdrawn} withdrawn, {report.kept} kept, {len(report.faults)} rows left out"
    )
    if report.faults:
        sys.exit(1)


@directory.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--format", "kind", type=click.Choice(["csv", "zip", "json", "jsonl"]), default="csv", show_default=True)
def export(path: Path, kind: str) -> None:
    """Write the whole directory to PATH as HSDS."""
    stores = Stores()
    say(f"{export_path(stores.database, path, kind)} services written to {path}")


@directory.command()
@json_option
def check(as_json: bool) -> None:
    """What is covered, how old it is, and where nothing is."""
    stores = Stores()
    report = check_directory(stores.database, stores.clock, stores.settings.call_first_after)
    if report.empty:
        raise NotFound("the directory has no listings; `puente directory import PATH` brings some in")
    if as_json:
        print_json_lines([asdict(row) for row in report.coverage] + [asdict(row) for row in report.ages])
        return
    click.echo("listings within 5 and 10 miles, by need and Service Planning Area; * marks a hole")
    click.echo(f"{'need':17}" + "".join(f"{f'SPA {spa}':>10}" for spa in SPAS))
    for age in report.ages:
        cells = [row for row in report.coverage if row.need == age.need]
        click.echo(
            f"{age.need:17}" + "".join(f"{f'{row.near}/{row.far}' + ('*' if row.hole else ''):>10}" for row in cells)
        )
    click.echo(f"\n{'need':17}{'places':>8}{'lines':>7}{'stale':>7}{'undated':>9}{'hours':>7}{'hidden':>8}")
    for age in report.ages:
        click.echo(
            f"{age.need:17}{age.places:>8}{age.lines:>7}{age.stale:>7}{age.undated:>9}{age.with_hours:>7}{age.hidden:>8}"
        )
    click.echo(f"\n{len(report.holes)} holes: most ZIP codes of the area have nothing for the need within 10 miles")
    for need, holes in groupby(report.holes, key=lambda hole: hole.need):
        click.echo(f"  {need:17} SPA {', '.join(str(hole.spa) for hole in holes)}")
    click.echo(f"needs without any telephone line: {', '.join(report.without_line) or 'none'}")


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
    directory = DirectorySearch(stores.database, stores.clock, stores.settings.call_first_after)
    services = directory.nearest(need, found.place.lat, found.place.lon, limit=limit)
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


class ImportBar:
    """What a person at a terminal sees of an import: a bar for each phase, a count while its end is not known."""

    def __init__(self) -> None:
        self._phase = ""

    def __call__(self, phase: str, done: int, of: int | None) -> None:
        if not sys.stderr.isatty():
            return
        if of is None:
            click.echo(f"\r{phase}  {done:,}", nl=False, err=True)
            return
        if phase != self._phase:
            click.echo(err=True)
            self._phase, self._bar = phase, click.progressbar(length=of, label=f"{phase:9}", file=sys.stderr)
        self._bar.update(done - self._bar.pos)
        if done == of:
            self._bar.render_finish()
