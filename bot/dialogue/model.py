"""The trained Rasa model: found by the hash of everything it is made from, trained when there is none."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import ConfigurationError, Unavailable
from bot.settings import PROJECT_ROOT, Settings

DIALOGUE = PROJECT_ROOT / "bot" / "dialogue"
CONFIG = DIALOGUE / "config.yml"
DOMAIN = DIALOGUE / "domain"
NLU_DATA = PROJECT_ROOT / "nlu_data"
REQUIREMENTS = DIALOGUE / "requirements.txt"

_MADE_FROM = (
    (NLU_DATA, "*.yml"),
    (DOMAIN, "*.yml"),
    (DIALOGUE / "components", "*.py"),
    (DIALOGUE / "components", "*.npz"),
    (PROJECT_ROOT / "bot" / "encoder", "*.py"),
)


def rasa_python() -> Path:
    """The interpreter of Rasa's environment. Raises ConfigurationError before `make setup` made it."""
    python = PROJECT_ROOT / ".venv-rasa" / "bin" / "python"
    if not python.exists():
        raise ConfigurationError("Rasa's environment is missing: run `make setup`")
    return python


def rasa_environment(**values: str) -> dict[str, str]:
    """The process environment Rasa runs in: quiet, no telemetry, nothing secret but its own token."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(PROJECT_ROOT),
        "PYTHONWARNINGS": "ignore",
        "PYTHONUNBUFFERED": "1",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
        "PUENTE_RASA_TOKEN": "unset",
        "PUENTE_WEB_URL": "http://127.0.0.1:9",
        "PUENTE_TRACKERS": "sqlite://",
        "PUENTE_TRACKER_KEYS": "unset",
        "PUENTE_TRACKER_DAYS": "7",
        **values,
    }


def content_hash() -> str:
    """16 hex digits over training data, domain, pipeline, components and locked versions."""
    digest = hashlib.sha256()
    for path in sorted([CONFIG, REQUIREMENTS, *_sources()]):
        digest.update(str(path.relative_to(PROJECT_ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def model_path(settings: Settings) -> Path:
    """Where the model for the present content is or will be."""
    return settings.puente_models / f"{content_hash()}.tar.gz"


def ensure_model(settings: Settings, say: Callable[[str], None]) -> Path:
    """The model for the present content, trained now if it is missing.

    `say` is told what happens. Two callers at once train once. Raises Unavailable when training fails.
    """
    path = model_path(settings)
    if path.exists():
        return path
    settings.puente_models.mkdir(parents=True, exist_ok=True)
    with locked(settings.puente_models / "training.lock"):
        if not path.exists():
            say("training the dialogue model (two to three minutes, only when its data changed)")
            _train(path)
    return path


def _train(path: Path) -> None:
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        log = path.with_suffix("").with_suffix(".log")
        with log.open("w") as output:
            done = subprocess.run(
                [
                    str(rasa_python()), "-m", "rasa", "train", "--skip-validation",
                    "--config", str(CONFIG), "--domain", str(DOMAIN), "--data", str(NLU_DATA),
                    "--out", folder, "--fixed-model-name", "puente",
                ],
                cwd=folder,
                env=rasa_environment(),
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )  # fmt: skip
        made = Path(folder) / "puente.tar.gz"
        if done.returncode or not made.exists():
            raise Unavailable(f"training failed, see {log}", code="training_failed")
        shutil.move(made, path)


def _sources() -> list[Path]:
    return [path for folder, pattern in _MADE_FROM for path in folder.rglob(pattern)]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Waits until no other process trains what the lock file at `path` stands for."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
