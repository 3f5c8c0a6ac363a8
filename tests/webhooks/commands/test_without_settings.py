"""What needs no settings works where production has none yet: help, and the key that the settings are to hold."""

from __future__ import annotations

import pytest

from tests.webhooks.commands.conftest import Puente


@pytest.fixture(autouse=True)
def production_without_settings(instance: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUENTE_ENV", "production")


def test_a_first_key_can_be_made(puente: Puente) -> None:
    made = puente("keys", "new", "k1")
    assert made.exit_code == 0, made.output
    assert made.output.startswith("k1:")


@pytest.mark.parametrize("words", [["-h"], ["keys", "-h"], ["directory", "import", "-h"]])
def test_help_is_shown(puente: Puente, words: list[str]) -> None:
    shown = puente(*words)
    assert shown.exit_code == 0
    assert shown.output.startswith("Usage: puente")


def test_what_needs_them_says_which_are_missing(puente: Puente) -> None:
    refused = puente("keys", "status")
    assert refused.exit_code == 2
    assert "PUENTE_DATA_KEYS" in refused.stderr and "Traceback" not in refused.output
