"""Canaries: words that stand for a person, and where to look for them after they were texted."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Iterable
from pathlib import Path


def spellings(canary: str) -> list[bytes]:
    """The ways in which a canary may stand in a file: as text, in UTF-16, in hexadecimal and in base64."""
    found = {canary.encode(), canary.lower().encode(), canary.encode("utf-16-le"), canary.encode().hex().encode()}
    for before in range(3):  # base64 looks different by where in a text the canary begins
        encoded = base64.b64encode(b"x" * before + canary.encode())
        found.add(encoded[4 if before else 0 : len(encoded) // 4 * 4 - 4])
    return [spelling for spelling in found if len(spelling) >= 6]


def found_in(held: bytes, canaries: Iterable[str]) -> list[str]:
    """Which of the canaries stand in `held`."""
    lowered = held.lower()
    return [canary for canary in canaries if any(one in held or one in lowered for one in spellings(canary))]


def found_under(folder: Path, canaries: Iterable[str]) -> list[str]:
    """`file: canary` for each that stands in a file anywhere under `folder`."""
    wanted = list(canaries)
    return [
        f"{path.relative_to(folder)}: {canary}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for canary in found_in(read_apart(path), wanted)
    ]


def read_apart(path: Path) -> bytes:
    """A file's bytes, read by another process.

    A process that closes a file loses all its locks on it, and SQLite would go on as if it still held them
    (sqlite.org/howtocorrupt.html, 2.2).
    """
    return subprocess.run(["cat", str(path)], capture_output=True, check=True).stdout
