"""What running processes tell each other through files in PUENTE_INSTANCE."""

from __future__ import annotations

import json
import socket
from typing import Any

from bot.settings import Settings

_FILE = "runtime.json"


def rasa_url(settings: Settings) -> str:
    """Where Rasa listens: RASA_URL, else what `make run` recorded, else a closed port (Rasa is down)."""
    return settings.rasa_url or str(read_runtime(settings).get("rasa_url", "http://127.0.0.1:9"))


def web_url(settings: Settings) -> str:
    """Where the web process listens on this machine."""
    return f"http://127.0.0.1:{read_runtime(settings).get('port', settings.port)}"


def as_running(settings: Settings) -> Settings:
    """`settings` with the port and public address of the server that runs on this instance, if one does."""
    running = {name: value for name, value in read_runtime(settings).items() if name in ("port", "public_base_url")}
    return settings.model_copy(update=running)


def read_runtime(settings: Settings) -> dict[str, Any]:
    try:
        found = json.loads((settings.puente_instance / _FILE).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_runtime(settings: Settings, **values: Any) -> None:
    path = settings.puente_instance / _FILE
    staged = path.with_suffix(".tmp")
    staged.write_text(json.dumps(values))
    staged.replace(path)


def free_port() -> int:
    """A loopback port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """True when something accepts connections on the loopback port."""
    with socket.socket() as probe:
        probe.settimeout(0.3)
        return probe.connect_ex(("127.0.0.1", port)) == 0
