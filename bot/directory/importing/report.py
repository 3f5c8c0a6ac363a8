"""What an import says about itself afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ImportFault:
    """One thing wrong with one row. `line` counts from 1 and is the row's first line in `file`."""

    file: str
    line: int
    field: str
    reason: str


@dataclass
class ImportReport:
    """Counts are of services; `rows` counts the accepted rows of every table."""

    package: str
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    kept: int = 0
    """Services that staff corrected here after the imported row was assured: left as staff had them."""
    rows: dict[str, int] = field(default_factory=dict)
    faults: list[ImportFault] = field(default_factory=list)


Progress = Callable[[str, int, int | None], None]
"""Called with the phase (`reading`, `checking`, `writing`, `indexing`), how much is done so far, and of how much it is
(None while a feed is being read). Rows; services where they are indexed."""


def no_progress(_phase: str, _done: int, _of: int | None) -> None:
    """For callers that do not watch."""
