"""The worker: all that Puente does by itself, how often, and no job that fails keeps another from being done."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from bot.callbacks.attempts import Attempts
from bot.callbacks.handover import Handover
from bot.callbacks.rules import load_rules
from bot.callbacks.staff_upkeep import StaffUpkeep
from bot.callbacks.upkeep import Upkeep
from bot.cases.follow_ups import FollowUps
from bot.errors import Unavailable
from bot.heartbeat import PURGE, beat
from webhooks.keeping import Keeper
from webhooks.sending import (
    make_calls,
    make_county_hooks,
    make_line,
    make_notice_worker,
    make_outbox_worker,
    post_message,
)
from webhooks.stores import Stores
from webhooks.watch import Watch

PAUSE_SECONDS = 2.0
"""Between two rounds."""
AGAIN_SECONDS = 15.0
"""Before a job that failed is tried again."""
_PLAN_SECONDS = 60.0
_PURGE_SECONDS = 3600.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Job:
    """One thing to do, again `every` so many seconds; 0 is every round."""

    name: str
    do: Callable[[], object]
    every: float = 0.0


class Worker:
    """Does each job when it is due, in the order given."""

    def __init__(
        self, jobs: Sequence[Job], all_well: Callable[[], object], seconds: Callable[[], float] = time.monotonic
    ) -> None:
        """`all_well`: done after a round when no job's last try failed. `seconds`: a clock that only goes forward."""
        self._jobs = jobs
        self._all_well = Job("heartbeat", all_well)
        self._seconds = seconds
        self._due: dict[str, float] = {}
        self._failing: set[str] = set()

    def round(self) -> bool:
        """Do what is due; true when no job's last try failed. What a job raises is logged, not raised."""
        for job in self._jobs:
            if self._seconds() >= self._due.get(job.name, 0.0):
                self._try(job)
        if not self._failing - {self._all_well.name}:
            self._try(self._all_well)
        return not self._failing

    def _try(self, job: Job) -> None:
        try:
            job.do()
            wait = job.every
            self._failing.discard(job.name)
        except Exception:
            log.exception("worker.job_failed", job=job.name)
            wait = AGAIN_SECONDS
            self._failing.add(job.name)
        self._due[job.name] = self._seconds() + wait


def make_worker(stores: Stores) -> Worker:
    """The worker with all its jobs; what people wait for comes first."""
    settings, database, vault, clock = stores.settings, stores.database, stores.vault, stores.clock
    rules = load_rules(settings.puente_callback_rules)
    outbox = make_outbox_worker(settings, database, vault, clock)
    county_hooks = make_county_hooks(settings, database, vault, clock)
    _, calls = make_calls(
        settings, database, vault, clock, Attempts(database, vault, clock, rules=rules), make_line(settings)
    )
    publisher, keeper = stores.publisher(), stores.keeper()
    watch = Watch(settings, database, vault, clock)
    jobs = (
        Job("outbox", outbox.run_once),
        Job("notices", make_notice_worker(settings, database, vault, clock).run_once),
        Job("county_hooks", lambda: county_hooks.run_once(post_message)),
        Job("follow_ups", FollowUps(database, vault, clock).plan_due, _PLAN_SECONDS),
        Job("staff_upkeep", StaffUpkeep(database, clock, rules=rules).run_once, _PLAN_SECONDS),
        Job("upkeep", Upkeep(database, vault, clock, rules=rules).run_once, _PLAN_SECONDS),
        Job("handover", Handover(database, vault, clock, rules=rules).run_once, _PLAN_SECONDS),
        Job("lost_calls", calls.find_lost, _PLAN_SECONDS),
        Job("figures", lambda: publisher.publish_due(meanwhile=_now_and_then(outbox.run_once)), _PLAN_SECONDS),
        Job("watch", watch.at_leisure, _PLAN_SECONDS),
        Job("purge", lambda: _purge(keeper, stores), _PURGE_SECONDS),
        Job("copies", keeper.settle),
    )
    return Worker(jobs, all_well=watch.after_round)


def _now_and_then(do: Callable[[], object]) -> Callable[[], None]:
    """Does it when called, but no more often than the worker would."""
    last = time.monotonic()

    def done() -> None:
        nonlocal last
        if time.monotonic() - last >= PAUSE_SECONDS:
            do()
            last = time.monotonic()

    return done


def _purge(keeper: Keeper, stores: Stores) -> None:
    """Retention; when Rasa's conversations cannot be reached there is no beat, which has an alert of its own."""
    try:
        done = keeper.purge()
    except Unavailable as error:
        log.error("purge.failed", code=error.code)
        return
    beat(stores.database, stores.clock, PURGE)
    log.info("purge.done", words=done.purged.words, people=done.purged.people, conversations=done.conversations)
