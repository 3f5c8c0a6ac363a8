"""`puente run`, `setup`, `work`, `purge` and `doctor`: what operators need."""

from __future__ import annotations

import signal
import time

import click
import httpx

from bot.dialogue.client import RasaClient
from bot.dialogue.model import ensure_model, model_path
from bot.directory.shipped import ensure_shipped
from bot.settings import load_settings
from webhooks.commands.printing import say
from webhooks.processes import run_everything
from webhooks.runtime import rasa_url, web_url
from webhooks.sending import make_mailer
from webhooks.stores import Stores
from webhooks.worker import PAUSE_SECONDS, make_worker


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
@click.option("--once", is_flag=True, help="Do all that is due and exit; with 1 when a job failed.")
def work(once: bool) -> None:
    """The worker: what the bot itself has to do, when it is due."""
    stores = Stores()
    worker = make_worker(stores)
    if once:
        raise SystemExit(0 if worker.round() else 1)
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _frame: stopping.append(received))
    while not stopping:
        worker.round()
        time.sleep(PAUSE_SECONDS)


@click.command()
def purge() -> None:
    """Delete all that has been kept long enough: PUENTE_BODY_DAYS, PUENTE_TRACKER_DAYS, PUENTE_CASE_DAYS."""
    keeper = Stores().keeper()
    done = keeper.purge(also_not_due=True)
    say(f"the words of {done.purged.words} messages deleted")
    say(f"{done.purged.cases} closed cases, {done.purged.people} people and {done.conversations} conversations deleted")
    say(f"{done.copies} copies elsewhere deleted, {keeper.outside.owed().copies} still to go")


@click.command()
def doctor() -> None:
    """What is configured, reachable and stale; exits 1 when something that must answer does not."""
    stores = Stores()
    settings = stores.settings
    checks = {
        "database": True,
        "model trained": model_path(settings).exists(),
        "rasa answers": RasaClient(rasa_url(settings), settings.rasa_token, 10).is_ready(),
        "web answers": _answers(f"{web_url(settings)}/health/live"),
    }
    click.echo(f"environment  {settings.puente_env}, instance {settings.puente_instance}")
    click.echo(f"storage      {stores.database.engine.dialect.name}")
    click.echo(f"sending      {'Twilio' if settings.twilio_configured else 'shown in the simulator'}")
    click.echo(f"e-mail       {'SMTP' if make_mailer(settings) else 'none: notices to staff go by text only'}")
    for name, passed in checks.items():
        click.echo(f"{name:<12} {'yes' if passed else 'NO'}")
    if not all(checks.values()):
        raise SystemExit(1)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False
