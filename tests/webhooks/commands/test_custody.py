"""`puente custody`: pausing, resuming, hashing and importing; a bad line is named and costs no good one."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.cases.models import Case
from bot.cases.people import People
from tests.webhooks.commands.conftest import Puente
from webhooks.stores import Stores

ANA, BEN, NEW = "+13235550101", "+13235550102", "+13235550103"


@pytest.fixture(autouse=True)
def people(puente: Puente) -> None:
    stores = Stores()
    for phone in (ANA, BEN):
        People(stores.database, stores.vault, stores.clock).get_or_create("sms", phone, "es")


def statuses() -> list[str]:
    with Stores().database.read() as db_session:
        return sorted(db_session.scalars(select(Case.status)))


def test_a_case_is_paused_and_resumed_once(puente: Puente) -> None:
    assert [puente("custody", "pause", ANA).stderr for _ in range(2)] == [
        "puente: paused\n",
        "puente: paused already\n",
    ]
    assert statuses() == ["paused"]
    assert [puente("custody", "resume", ANA).stderr for _ in range(2)] == [
        "puente: resumed\n", "puente: was not paused\n",
    ]  # fmt: skip
    assert statuses() == ["open"]


@pytest.mark.parametrize("phone", [NEW, "", "nobody", "123", "9" * 5000, "00000000-0000-0000-0000-000000000000"])
def test_who_is_not_known_is_neither_paused_nor_resumed(puente: Puente, phone: str) -> None:
    for command in ("pause", "resume"):
        refused = puente("custody", command, phone)
        assert refused.exit_code == 2
        assert refused.stderr.startswith("puente: ") and "Traceback" not in refused.stderr
    assert statuses() == []


def test_numbers_become_hashes_and_hashes_pauses(puente: Puente, tmp_path: Path) -> None:
    hashed = puente("custody", "hash", typed=f"{ANA}\n(323) 555-0102\n\nnot a number\n{NEW}\n")
    assert hashed.exit_code == 0 and "line 4 is no phone number" in hashed.stderr
    hashes = hashed.stdout.splitlines()
    assert len(set(hashes)) == 3 and "323" not in hashed.stderr
    listed = tmp_path / "list.txt"
    listed.write_text("# from the county\n" + "\n".join(hashes) + "\n")

    first = puente("custody", "import", str(listed))
    assert (first.exit_code, first.stderr) == (0, "puente: 2 paused, 0 paused already, 1 not known here\n")
    again = puente("custody", "import", "-", typed=listed.read_text())
    assert again.stderr == "puente: 0 paused, 2 paused already, 1 not known here\n"
    assert statuses() == ["paused", "paused"]


def test_bad_lines_are_named_and_the_others_taken(puente: Puente, tmp_path: Path) -> None:
    good = puente("custody", "hash", typed=ANA).stdout.strip()
    refused = puente("custody", "import", "-", typed=f"{ANA}\n{good.upper()}\n{'x' * 100_000}\n\x00\n")
    assert refused.exit_code == 2
    assert "1 paused" in refused.stderr and "no hash in 3 lines: 1, 3, 4; all others were taken" in refused.stderr
    assert ANA not in refused.stderr
    assert statuses() == ["paused"]


def test_a_list_there_is_not_or_that_is_no_text_changes_nothing(puente: Puente, tmp_path: Path) -> None:
    binary = tmp_path / "list.bin"
    binary.write_bytes(b"\xff\xfe\x00\x80")
    for path in (str(tmp_path / "missing.txt"), str(binary)):
        refused = puente("custody", "import", path)
        assert refused.exit_code != 0
        assert "Traceback" not in refused.output
        assert isinstance(refused.exception, SystemExit)
    assert statuses() == []
