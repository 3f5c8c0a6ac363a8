"""How commands print: JSON lines with `--json`, else short lines for people; notes go to stderr."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import click

json_option = click.option("--json", "as_json", is_flag=True, help="JSON lines on stdout and nothing else there.")


def print_json_lines(rows: Iterable[dict[str, Any]]) -> None:
    """One line a row, in ASCII: a text may hold what some readers take for the end of a line."""
    for row in rows:
        click.echo(json.dumps(row))


def say(words: str) -> None:
    """Progress and notes, on stderr."""
    click.echo(f"puente: {words}", err=True)
