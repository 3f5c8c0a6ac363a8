"""`puente run` as an operator has it: every process real, a text answered, what dies started again, and all gone at Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from bot.settings import PROJECT_ROOT
from webhooks.runtime import free_port

_PATIENCE_SECONDS = 120


@dataclass
class Running:
    """`puente run` in a folder of its own, and the other commands beside it."""

    process: subprocess.Popen[str]
    environment: dict[str, str]
    log: Path

    def puente(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "webhooks.cli", *words], env=self.environment, capture_output=True, text=True,
            cwd=PROJECT_ROOT,
        )  # fmt: skip

    def is_ready(self) -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(f"http://127.0.0.1:{self.environment['PORT']}/health/ready", timeout=5).status_code == 200
        return False

    def text(self, words: str) -> str:
        answered = self.puente("text", "+13235550188", words, "--json")
        assert answered.returncode == 0, answered.stderr
        return "\n".join(json.loads(line)["reply"] for line in answered.stdout.splitlines())

    def child(self, words: str) -> psutil.Process | None:
        """The child that runs and whose command line holds `words`; None when there is none now."""
        for each in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error):
                if words in " ".join(each.cmdline()):
                    return each
        return None


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.3)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("running")
    environment = {
        **os.environ,
        "PUENTE_INSTANCE": str(folder / "instance"),
        "PUENTE_MODELS": str(PROJECT_ROOT / ".models"),
        "PORT": str(free_port()),
    }
    environment.pop("DATABASE_URL", None)
    log = folder / "run.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "webhooks.cli", "run"], env=environment, cwd=PROJECT_ROOT, text=True, stderr=output
        )
    try:
        until(lambda: "ready." in log.read_text() or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield Running(process, environment, log)
    finally:
        process.kill() if process.poll() is None else None
        process.wait()


def test_a_text_is_answered_and_nothing_is_missing(running: Running) -> None:
    assert "Compton" in running.text("need food in compton")
    checked = running.puente("doctor")
    assert (checked.returncode, "NO" in checked.stdout) == (0, False), checked.stdout


def test_virtual_residents_are_all_answered(running: Running) -> None:
    simulated = running.puente("simulate", "--people", "4", "--rate", "50", "--seed", "5", "--json")
    assert simulated.returncode == 0, simulated.stderr
    turns = [json.loads(line) for line in simulated.stdout.splitlines()]
    assert len({turn["phone"] for turn in turns}) == 4
    assert all(turn["status"] == 200 and turn["milliseconds"] > 0 for turn in turns)
    assert f"{len(turns)} texts" in simulated.stderr and " 0 lost" in simulated.stderr
    refused = running.puente("simulate", "--people", "0")
    assert (refused.returncode, refused.stdout) == (2, "") and "bad_people" in refused.stderr


def test_a_second_one_on_the_same_port_says_so(running: Running) -> None:
    second = running.puente("run")
    assert second.returncode == 2
    assert "port_taken" in second.stderr and "Traceback" not in second.stderr
    assert "90011" in running.text("no i said 90011"), "the first goes on"


@pytest.mark.parametrize("name", ["webhooks.cli work", "rasa run"])
def test_a_process_that_is_killed_is_started_again(running: Running, name: str) -> None:
    killed = running.child(name)
    assert killed is not None
    killed.kill()
    if name == "rasa run":
        assert running.text("need food in compton"), "with Rasa down there is an answer too"
    until(lambda: running.child(name) not in (None, killed))
    until(running.is_ready)
    assert "Compton" in running.text("need food in compton")


def test_at_ctrl_c_every_process_ends(running: Running) -> None:
    everybody = psutil.Process(running.process.pid).children(recursive=True)
    assert len(everybody) >= 5, "Rasa, gunicorn and its two, the worker"
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(60) == 0
    assert not [each for each in everybody if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
    assert running.puente("doctor").returncode == 1
    nobody = running.puente("simulate", "--people", "1")
    assert nobody.returncode == 2 and "server_unreachable" in nobody.stderr
