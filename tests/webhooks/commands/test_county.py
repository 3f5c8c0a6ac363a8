"""`puente county`: systems and hooks made, listed and ended from the shell."""

from __future__ import annotations

import json

from tests.webhooks.commands.conftest import Puente


def test_a_system_and_its_hook_are_made_listed_and_ended(puente: Puente) -> None:
    made = puente("county", "add", "hub", "--scope", "system/Task.read", "--spa", "6")
    assert made.exit_code == 0 and made.stdout.startswith("puente_")
    hook = puente("county", "hook", "add", "hub", "http://127.0.0.1:9/in")
    assert hook.exit_code == 0 and hook.stdout.startswith("whsec_")
    (listed,) = [json.loads(line) for line in puente("county", "list", "--json").stdout.splitlines()]
    assert (listed["name"], listed["spas"], listed["hooks"][0]["waiting"]) == ("hub", [6], 1)
    assert made.stdout.strip() not in puente("county", "list").stdout
    identifier = listed["hooks"][0]["id"]
    assert puente("county", "hook", "stop", identifier).exit_code == 0
    assert "stopped" in puente("county", "list").stdout
    assert puente("county", "hook", "start", identifier).exit_code == 0
    assert puente("county", "revoke", "hub").exit_code == 0
    assert "revoked" in puente("county", "list").stdout


def test_what_is_not_there_or_is_none_is_said_in_a_line(puente: Puente) -> None:
    for words in (
        ("county", "revoke", "nobody"), ("county", "hook", "start", "none"), ("county", "hook", "add", "nobody", "https://h"),
        ("county", "add", "<>", "--scope", "system/Task.read"), ("county", "add", "hub", "--scope", "all"),
        ("county", "add", "hub"), ("county", "add", "hub", "--scope", "system/Task.read", "--days", "0"),
    ):  # fmt: skip
        told = puente(*words)
        assert told.exit_code == 2 and "Traceback" not in told.output
