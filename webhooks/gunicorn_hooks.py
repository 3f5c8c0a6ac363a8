"""gunicorn's configuration file: what is read once for all workers, and what a worker that ended takes with it."""

from __future__ import annotations

import gc
import os
from typing import Any

from prometheus_client import multiprocess

from bot.safety import crisis


def on_starting(server: Any) -> None:
    """Called by gunicorn in the process that workers are forked from, before the first of them.

    The crisis reading is loaded here: nobody waits for it, a worker that is replaced has it at once, and the workers share
    one copy of its weights (`gc.freeze` keeps the collector from touching, and so copying, their pages).
    """
    if not crisis.get_ready():
        server.log.warning("the crisis transformer is not loaded: workers will try again")
    gc.freeze()


def child_exit(server: Any, worker: Any) -> None:
    """Called by gunicorn. Counters and histograms of a process that ended go on counting."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
