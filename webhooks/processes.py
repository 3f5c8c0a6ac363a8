"""The processes of `make run`: Rasa, the web server and the worker, started, watched and stopped together."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bot.dialogue.client import RasaClient
from bot.dialogue.model import DIALOGUE, ensure_model, rasa_environment, rasa_python
from bot.dialogue.tracker_table import PURPOSE
from bot.errors import Conflict, Unavailable
from bot.privacy.encryption import Vault
from bot.settings import PROJECT_ROOT, Settings
from webhooks.runtime import free_port, listens, write_runtime

Say = Callable[[str], None]

_START_SECONDS = 120
_STOP_SECONDS = 15
_WEB_WORKERS = 2
_WEB_THREADS = 32


class Child:
    """One process, its log file, and how to start it again."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.name = name
        self._command = command
        self._environment = environment
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as output:
            # Its own session: a Ctrl-C in the terminal reaches only us, and we stop the children in order.
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                cwd=PROJECT_ROOT,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def ended(self) -> int | None:
        """The exit status, or None while it runs."""
        return self._process.poll() if self._process else None

    def stop(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def last_words(self) -> str:
        """The end of its log, for an error message."""
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-8:])


def rasa_child(settings: Settings, model: Path, port: int, web_url: str) -> Child:
    """Rasa on a loopback port. Its secrets: the token it shares with the web process, and keys of its own."""
    command = [
        str(rasa_python()), "-m", "rasa", "run", "--model", str(model), "--port", str(port), "-i", "127.0.0.1",
        "--endpoints", str(DIALOGUE / "endpoints.yml"), "--credentials", str(DIALOGUE / "credentials.yml"),
    ]  # fmt: skip
    environment = rasa_environment(
        PUENTE_RASA_TOKEN=settings.rasa_token,
        PUENTE_WEB_URL=web_url,
        PUENTE_TRACKERS=settings.rasa_database_url,
        PUENTE_TRACKER_KEYS=Vault(settings.puente_data_keys).keys_for(PURPOSE),
        PUENTE_TRACKER_DAYS=str(settings.puente_tracker_days),
    )
    return Child("rasa", command, environment, settings.puente_instance / "logs" / "rasa.log")


def web_child(settings: Settings) -> Child:
    """gunicorn with threads: a thread waits for Rasa while Rasa calls back into another."""
    host = "0.0.0.0" if settings.production else "127.0.0.1"  # noqa: S104
    command = [
        sys.executable, "-m", "gunicorn", "webhooks.app:create_app()", "--worker-class", "gthread",
        "--config", "python:webhooks.gunicorn_hooks", "--workers", str(_WEB_WORKERS), "--threads", str(_WEB_THREADS), "--bind", f"{host}:{settings.port}",
        "--logger-class", "webhooks.logs.GunicornLogger", "--timeout", "60", "--graceful-timeout", "10", "--keep-alive", "30",
        "--worker-tmp-dir", "/dev/shm" if Path("/dev/shm").is_dir() else str(settings.puente_instance),
    ]  # fmt: skip
    return Child("web", command, _own_environment(settings), settings.puente_instance / "logs" / "web.log")


def worker_child(settings: Settings) -> Child:
    command = [sys.executable, "-m", "webhooks.cli", "work"]
    return Child("worker", command, _own_environment(settings), settings.puente_instance / "logs" / "worker.log")


def run_everything(settings: Settings, say: Say) -> None:
    """Start all, say when the first text can be answered, watch until SIGINT or SIGTERM, stop all.

    A child that dies is started again. Raises Conflict when the port is taken and Unavailable when
    something does not come up.
    """
    if listens(settings.port):
        raise Conflict(f"port {settings.port} is taken; set PORT to another", code="port_taken")
    model = ensure_model(settings, say)
    port = free_port()
    web_url = f"http://127.0.0.1:{settings.port}"
    recorded = {"port": settings.port, "public_base_url": settings.public_base_url}
    # Meters begin at nought with every start, as Prometheus expects.
    shutil.rmtree(meters_folder(settings), ignore_errors=True)
    meters_folder(settings).mkdir(mode=0o700, parents=True)
    children = [web_child(settings), worker_child(settings)]
    if not settings.rasa_url:
        recorded["rasa_url"] = f"http://127.0.0.1:{port}"
        children.insert(0, rasa_child(settings, model, port, web_url))
    write_runtime(settings, **recorded)
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _frame: stopping.append(received))
    try:
        for child in children:
            child.start()
        say("starting Rasa, the web server and the worker")
        _wait_until_ready(web_url, children, stopping)
        if not stopping:
            say(f"ready. A phone to try it with: {web_url}/simulator/   Stop with Ctrl-C.")
        while not stopping:
            time.sleep(0.5)
            for child in children:
                if child.ended is not None:
                    say(f"{child.name} ended with status {child.ended}, starting it again")
                    time.sleep(1)
                    child.start()
    finally:
        say("stopping")
        for child in reversed(children):
            child.stop()
        write_runtime(settings)


@contextmanager
def running_rasa(settings: Settings, say: Say, web_url: str = "http://127.0.0.1:9") -> Iterator[str]:
    """A Rasa for the length of the block; yields its address. Used when no server runs."""
    model = ensure_model(settings, say)
    port = free_port()
    child = rasa_child(settings, model, port, web_url)
    child.start()
    address = f"http://127.0.0.1:{port}"
    client = RasaClient(address, settings.rasa_token, 10)
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not client.is_ready():
            if child.ended is not None or time.monotonic() > deadline:
                raise Unavailable(f"Rasa did not start:\n{child.last_words()}", code="rasa_down")
            time.sleep(0.3)
        yield address
    finally:
        client.close()
        child.stop()


def _wait_until_ready(web_url: str, children: list[Child], stopping: list[int]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not stopping:
        for child in children:
            if child.ended is not None:
                raise Unavailable(f"{child.name} did not start:\n{child.last_words()}", code="did_not_start")
        try:
            if httpx.get(f"{web_url}/health/ready", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        if time.monotonic() > deadline:
            raise Unavailable("not ready after two minutes; see the logs in the instance folder", code="did_not_start")
        time.sleep(0.4)


def meters_folder(settings: Settings) -> Path:
    """Where the processes share their meters; PROMETHEUS_MULTIPROC_DIR where that is set."""
    return Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR") or settings.puente_instance / "meters")


def _own_environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "PORT": str(settings.port),
        "PUENTE_INSTANCE": str(settings.puente_instance),
        "PUENTE_MODELS": str(settings.puente_models),
        # One folder for the meters of all processes, so that whichever is asked tells of all.
        "PROMETHEUS_MULTIPROC_DIR": str(meters_folder(settings)),
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",
    }
