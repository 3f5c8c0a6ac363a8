"""`puente run`, `setup`, `work`, `purge` and `doctor`: what operators need."""

from __future__ import annotations

import signal
import time

import click
import httpx

from bot.cases.follow_ups import FollowUps
from bot.cases.retention import BODY_DAYS, purge_bodies
from bot.dialogue.client import RasaClient
from bot.dialogue.model import ensure_model, model_path
from bot.directory.shipped import ensure_shipped
from bot.settings import load_settings
from webhooks.commands.printing import say
from webhooks.commands.stores import Stores
from webhooks.processes import run_everything
from webhooks.runtime import rasa_url, web_url
from webhooks.sending import make_outbox_worker

_WORKER_PAUSE_SECONDS = 2.0
_PLAN_SECONDS = 60.0
"""Between two looks at who is to be asked how it went."""


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
    outbox = make_outbox_worker(stores.settings, stores.database, stores.vault, stores.clock)
    follow_ups = FollowUps(stores.database, stores.vault, stores.clock)
    plan_next = 0.0
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stopping.append(number))
    signal.signal(signal.SIGINT, lambda number, _frame: stopping.append(number))
    while not stopping:
        if time.monotonic() >= plan_next:
            follow_ups.plan_due()
            plan_next = time.monotonic() + _PLAN_SECONDS
        outbox.run_once()
        if once:
            return
        time.sleep(_WORKER_PAUSE_SECONDS)


@click.command()
@click.option("--days", type=click.IntRange(0), default=BODY_DAYS, show_default=True, help="Age of words to delete.")
def purge(days: int) -> None:
    """Delete the words of old messages."""
    stores = Stores()
    say(f"the words of {purge_bodies(stores.database, stores.clock, days)} messages deleted")


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
    for name, passed in checks.items():
        click.echo(f"{name:<12} {'yes' if passed else 'NO'}")
    if not all(checks.values()):
        raise SystemExit(1)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False
