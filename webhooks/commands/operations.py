"""`puente run`, `setup`, `work`, `purge` and `doctor`: what operators need."""

from __future__ import annotations

import signal
import time

import click

from bot.dialogue.model import ensure_model
from bot.cases.correspondence import CaseCorrespondence
from bot.directory.shipped import ensure_shipped
from bot.messaging.outbox import OutboxWorker
from bot.settings import load_settings
from webhooks.app import make_sender
from webhooks.commands.printing import say
from webhooks.commands.stores import Stores
from webhooks.processes import run_everything

_WORKER_PAUSE_SECONDS = 2.0


@click.command()
def run() -> None:
    """Everything: set up, then web, Rasa and worker in the foreground until Ctrl-C."""
    _prepare()
    run_everything(load_settings(), say)


@click.command()
def setup() -> None:
    """What `run` does before starting anything."""
    stores = _prepare()
    ensure_model(stores.settings, say)
    say("set up")


def _prepare() -> Stores:
    say("database")
    stores = Stores()
    report = ensure_shipped(stores.database, stores.clock)
    say("service directory " + ("is up to date" if report is None else f"imported: {report.added} added"))
    return stores


@click.command()
@click.option("--once", is_flag=True, help="Do what is due and exit.")
def work(once: bool) -> None:
    """The worker: what the bot itself has to send, when it is due."""
    stores = Stores()
    outbox = OutboxWorker(
        stores.database,
        stores.vault,
        stores.clock,
        make_sender(stores.settings, stores.database, stores.vault, stores.clock),
        CaseCorrespondence(stores.database, stores.vault, stores.clock),
    )
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stopping.append(number))
    signal.signal(signal.SIGINT, lambda number, _frame: stopping.append(number))
    while not stopping:
        outbox.run_once()
        if once:
            return
        time.sleep(_WORKER_PAUSE_SECONDS)
