"""Anchors of the audit chain in a file outside the database: one line each, only ever added."""

from __future__ import annotations

from pathlib import Path

from bot.cases.audit_chain import Anchor
from bot.errors import InvalidInput


def parse_anchor(text: str) -> Anchor:
    """`12 5f0c...` as an anchor. Raises InvalidInput."""
    number, _, mac = text.strip().partition(" ")
    if not number.isdecimal() or len(mac) != 64 or not set(mac) <= set("0123456789abcdef"):
        raise InvalidInput("an anchor is an event's number and 64 hex digits", code="anchor_malformed")
    return Anchor(int(number), mac)


def read_anchors(path: Path) -> list[Anchor]:
    """Every anchor in the file, oldest first; none where there is no file. Raises InvalidInput."""
    if not path.exists():
        return []
    return [parse_anchor(line) for line in path.read_text().splitlines() if line.strip()]


def add_anchor(path: Path, anchor: Anchor) -> None:
    """Add `anchor` unless the file ends with it."""
    if read_anchors(path)[-1:] == [anchor]:
        return
    with path.open("a") as file:
        file.write(f"{anchor.last_id} {anchor.mac}\n")
    path.chmod(0o600)
