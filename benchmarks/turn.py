"""How long one text takes through the running webhook, and what the processes hold in memory.

    make run                                   # in one shell
    .venv/bin/python -m benchmarks.turn        # in another

Sends whole conversations to the running server and prints the milliseconds of a turn (median and
95th percentile), by kind of turn as a ratio to the lightest, and the memory of every process.
"""

from __future__ import annotations

import statistics
import subprocess
import time
from collections import defaultdict

import httpx

from bot.messaging.phone import Address
from bot.settings import load_settings
from webhooks.runtime import as_running
from webhooks.simulator import send_inbound

ROUNDS = 30
CONVERSATIONS = (
    (("need", "need food"), ("place and list", "90011"), ("details", "2"), ("thanks", "thanks")),
    (("need", "necesito donde dormir"), ("place and list", "boyle heights"), ("more", "mas")),
    (("call asked", "call me"), ("name", "maria"), ("time read back", "tomorrow at 3"), ("booked", "yes")),
)


def main() -> None:
    settings = as_running(load_settings())
    taken: dict[str, list[float]] = defaultdict(list)
    with httpx.Client(trust_env=False) as client:
        for number in range(ROUNDS):
            for kind, conversation in enumerate(CONVERSATIONS):
                phone = Address("sms", f"+1213555{number:02d}{kind:02d}")
                for name, words in conversation:
                    began = time.perf_counter()
                    answer = send_inbound(settings, client, phone, words)
                    if number:  # the first round warms caches
                        taken[name].append(1000 * (time.perf_counter() - began))
                    assert answer.status == 200, answer
    lightest = min(statistics.median(times) for times in taken.values())
    print(f"{'turn':16} {'median ms':>9} {'p95 ms':>8} {'ratio':>6}")
    for name, times in taken.items():
        print(f"{name:16} {_median(times):9.0f} {_p95(times):8.0f} {_median(times) / lightest:6.2f}")
    everything = [moment for times in taken.values() for moment in times]
    print(f"{'all':16} {_median(everything):9.0f} {_p95(everything):8.0f}")
    print(f"memory of all processes: {_memory_mb():.0f} MB")


def _median(times: list[float]) -> float:
    return statistics.median(times)


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _memory_mb() -> float:
    """Resident memory of the processes of `make run`, added up; what they share is counted in each."""
    listed = subprocess.run(["ps", "-eo", "rss=,args="], capture_output=True, text=True, check=True).stdout
    ours = ("rasa run", "webhooks.app:create_app", "webhooks.cli work", "puente run")
    return sum(int(line.split()[0]) for line in listed.splitlines() if any(name in line for name in ours)) / 1024


if __name__ == "__main__":
    main()
