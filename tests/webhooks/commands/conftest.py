"""The `puente` command on an instance of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from webhooks.cli import cli

Puente = Callable[..., Result]


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a fresh development instance."""
    monkeypatch.setenv("PUENTE_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path / "instance"


@pytest.fixture
def puente(instance: Path) -> Puente:
    """Run one command as the shell does."""

    def run(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(cli, list(words), input=typed, prog_name="puente")

    return run
