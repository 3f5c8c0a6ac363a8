"""`puente run`, `setup`, `work`, `purge` and `doctor`: what operators need."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

import click
import httpx
import structlog

from bot.callbacks.attempts import Attempts
from bot.callbacks.handover import Handover
from bot.callbacks.rules import load_rules
from bot.callbacks.staff_upkeep import StaffUpkeep
from bot.callbacks.upkeep import Upkeep
from bot.cases.follow_ups import FollowUps
from bot.dialogue.client import RasaClient
from bot.dialogue.model import ensure_model, model_path
from bot.directory.shipped import ensure_shipped
from bot.errors import Unavailable
from bot.heartbeat import PURGE, beat
from bot.settings import load_settings
from webhooks.commands.printing import say
from webhooks.commands.stores import Stores
from webhooks.keeping import Keeper
from webhooks.processes import run_everything
from webhooks.runtime import rasa_url, web_url
from webhooks.sending import (
    make_calls,
    make_county_hooks,
    make_line,
    make_mailer,
    make_notice_worker,
    make_outbox_worker,
    post_message,
)
from webhooks.watch import Watch

_WORKER_PAUSE_SECONDS = 2.0
_PLAN_SECONDS = 60.0
"""Between two looks at who is to be asked how it went."""
_PURGE_SECONDS = 3600.0

log = structlog.get_logger(__name__)


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
    county_hooks = make_county_hooks(stores.settings, stores.database, stores.vault, stores.clock)
    follow_ups = FollowUps(stores.database, stores.vault, stores.clock)
    publisher = stores.publisher()
    rules = load_rules(stores.settings.puente_callback_rules)
    upkeep = Upkeep(stores.database, stores.vault, stores.clock, rules=rules)
    staff_upkeep = StaffUpkeep(stores.database, stores.clock, rules=rules)
    notices = make_notice_worker(stores.settings, stores.database, stores.vault, stores.clock)
    handover = Handover(stores.database, stores.vault, stores.clock, rules=rules)
    attempts = Attempts(stores.database, stores.vault, stores.clock, rules=rules)
    line = make_line(stores.settings)
    _, calls = make_calls(stores.settings, stores.database, stores.vault, stores.clock, attempts, line)
    plan_next = 0.0
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stopping.append(number))
    signal.signal(signal.SIGINT, lambda number, _frame: stopping.append(number))
    keeper = stores.keeper()
    watch = Watch(stores.settings, stores.database, stores.vault, stores.clock)
    purge_next = 0.0
    while not stopping:
        if time.monotonic() >= plan_next:
            follow_ups.plan_due()
            staff_upkeep.run_once()
            upkeep.run_once()
            handover.run_once()
            calls.find_lost()
            publisher.publish_due(meanwhile=_now_and_then(outbox.run_once))
            watch.at_leisure()
            plan_next = time.monotonic() + _PLAN_SECONDS
        outbox.run_once()
        county_hooks.run_once(post_message)
        notices.run_once()
        if time.monotonic() >= purge_next:
            _purge(keeper)
            beat(stores.database, stores.clock, PURGE)
            purge_next = time.monotonic() + _PURGE_SECONDS
        keeper.settle()
        watch.after_round()
        if once:
            return
        time.sleep(_WORKER_PAUSE_SECONDS)


def _now_and_then(do: Callable[[], object]) -> Callable[[], None]:
    """Does it when called, but no more often than the worker would."""
    last = time.monotonic()

    def done() -> None:
        nonlocal last
        if time.monotonic() - last >= _WORKER_PAUSE_SECONDS:
            do()
            last = time.monotonic()

    return done


def _purge(keeper: Keeper) -> None:
    """Retention in the worker, which goes on sending when a part of it cannot be done now."""
    try:
        done = keeper.purge()
    except Unavailable as error:
        log.error("purge.failed", code=error.code)
        return
    log.info("purge.done", words=done.purged.words, people=done.purged.people, conversations=done.conversations)


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
