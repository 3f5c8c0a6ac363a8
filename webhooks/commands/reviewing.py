"""`puente review ...`: what reviewers agreed on as training lines, and how much waits for them."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from bot.dialogue.review_export import export as export_lines
from bot.i18n import LANGUAGES, Language
from bot.reviewing.desk import ReviewDesk
from bot.settings import PROJECT_ROOT
from webhooks.commands.printing import say
from webhooks.stores import Stores


@click.group()
def review() -> None:
    """Turns the bot was unsure of, as reviewers read them at /console/review/."""


@review.command()
@click.option("--lang", "language", type=click.Choice(LANGUAGES), required=True)
@click.option("--crises", is_flag=True, help="The lines that are a crisis, as bot/safety/lines has them.")
@click.option("--held-out", type=click.Path(path_type=Path, file_okay=False), default=PROJECT_ROOT / "tests" / "eval")
@click.option("--trained", type=click.Path(path_type=Path, file_okay=False), default=PROJECT_ROOT / "nlu_data")
def export(language: str, crises: bool, held_out: Path, trained: Path) -> None:
    """Print what two reviewers agreed on as training lines, to be read once more and put into nlu_data.

    No line of the held-out sets is ever among them, and none that is trained on already.
    """
    if not held_out.is_dir():
        raise click.UsageError(f"no held-out sets in {held_out}: what is measured with could be trained on")
    stores = Stores()
    desk = ReviewDesk(stores.database, stores.vault, stores.clock)
    done = export_lines(desk.agreed(language), cast(Language, language), held_out, trained)
    click.echo(done.crises if crises else done.needs, nl=False)
    say(
        f"{done.lines} lines; left out: {done.measured} that are measured with, {done.known} trained on already, "
        f"{done.in_dispute} with two labels"
    )
