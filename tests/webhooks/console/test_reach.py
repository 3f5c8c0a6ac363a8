"""Pages behind the login read tasks only through what the signed-in account may see."""

from __future__ import annotations

import re
from pathlib import Path

CONSOLE = Path(__file__).parents[3] / "webhooks" / "console"
UNCUT = re.compile(r"\btasks\.(queue|list_callbacks)\(|everything_about\(|\bpeople\.(find|get)\(|\bmessages\.history\(")
"""Reads of persons and tasks that no account's reach cuts."""


def test_no_page_reads_what_is_not_cut_to_the_account() -> None:
    wrong = [f"{file.name}: {found[0]}" for file in CONSOLE.rglob("*.py") for found in UNCUT.finditer(file.read_text())]
    assert wrong == []
