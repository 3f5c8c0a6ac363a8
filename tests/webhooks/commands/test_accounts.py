"""`puente user`: accounts with what each may see, and letting somebody back in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.webhooks.commands.conftest import Puente
from webhooks.stores import Stores
from webhooks.wiring import build_services


def the_only_one(puente: Puente) -> dict[str, Any]:
    (line,) = puente("user", "list", "--json").stdout.splitlines()
    listed: dict[str, Any] = json.loads(line)
    return listed


def test_an_account_is_added_with_what_it_may_see_and_a_password_for_one_login(puente: Puente) -> None:
    added = puente(
        "user", "add", "Rosa@example.org", "--role", "chw", "--agency", "Homeboy", "--spa", "6", "--spa", "4",
        "--language", "es", "--part2",
    )  # fmt: skip
    assert added.exit_code == 0
    password = added.stdout.strip()
    assert len(password) >= 12 and " " not in password

    rosa = the_only_one(puente)
    assert (rosa["email"], rosa["agency"], rosa["spas"], rosa["languages"], rosa["sees_part2"]) == (
        "rosa@example.org", "Homeboy", [4, 6], ["es"], True,
    )  # fmt: skip
    assert rosa["password_temporary"] is True and rosa["second_factor"] is False
    assert password not in json.dumps(rosa)


def test_what_an_account_may_see_can_be_changed(puente: Puente) -> None:
    puente("user", "add", "rosa@example.org", "--role", "chw", "--agency", "Homeboy", "--spa", "6", "--part2")

    puente("user", "change", "rosa@example.org", "--spa", "1", "--no-part2")
    rosa = the_only_one(puente)
    assert (rosa["agency"], rosa["spas"], rosa["sees_part2"]) == ("Homeboy", [1], False)
    puente("user", "change", "rosa@example.org", "--all-spas", "--agency", "")
    rosa = the_only_one(puente)
    assert (rosa["agency"], rosa["spas"]) == (None, [])


def test_disable_enable_and_both_resets(puente: Puente) -> None:
    puente("user", "add", "rosa@example.org", "--role", "chw", "--password-stdin", typed="a long enough password\n")
    assert the_only_one(puente)["password_temporary"] is False

    assert puente("user", "disable", "rosa@example.org").exit_code == 0
    assert the_only_one(puente)["active"] is False
    assert puente("user", "enable", "rosa@example.org").exit_code == 0
    assert puente("user", "reset-password", "rosa@example.org").exit_code == 0
    assert the_only_one(puente)["password_temporary"] is True
    services = build_services(Stores().settings)
    rosa = services.accounts.named("rosa@example.org")
    services.second_factor.offer(rosa.id)
    services.second_factor.new_recovery_codes(rosa.id)
    assert puente("user", "reset-second-factor", "rosa@example.org").exit_code == 0
    assert services.second_factor.recovery_codes_left(rosa.id) == 0
    assert "rosa@example.org: chw, active, no agency, SPA all" in puente("user", "list").stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("disable", "nobody@example.org"), "account_unknown"),
        (("reset-second-factor", "nobody@example.org"), "account_unknown"),
        (("add", "no address", "--role", "chw"), "bad_email"),
    ],
)
def test_a_mistake_is_one_line_and_changes_nothing(puente: Puente, words: tuple[str, ...], code: str) -> None:
    refused = puente("user", *words)
    assert refused.exit_code == 2 and code in refused.stderr and refused.stdout == ""
    assert puente("user", "list", "--json").stdout == ""


def test_a_weak_password_from_standard_input_is_refused(puente: Puente) -> None:
    refused = puente("user", "add", "r@example.org", "--role", "chw", "--password-stdin", typed="passwordpassword\n")
    assert refused.exit_code == 2 and "password_common" in refused.stderr
