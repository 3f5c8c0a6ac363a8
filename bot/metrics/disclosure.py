"""Disclosure control: which counts of a table are withheld so that nobody can be singled out.

After the CalHHS Data De-Identification Guidelines (v2, statistical masking): counts of 1 to 10 are
withheld, zeros are shown, and further counts are withheld until no small one can be worked out. Here
that means: whatever the published counts and totals tell, each withheld count could still have at least
ten different values. Nothing says which were withheld for being small and which to protect another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.errors import InvalidInput
from bot.metrics.flow import Edge, Network

SMALLEST_SHOWN = 11
VALUES_LEFT_OPEN = 10
TOTAL = "all"
"""The row or column of totals."""

Key = tuple[str, str]
Count = int | None
"""A published count: None where it is withheld."""

_PLAY = VALUES_LEFT_OPEN - 1
_PER_CELL = 20
"""What withholding one more count costs beside its size: few small counts rather than many tiny ones."""


@dataclass(frozen=True)
class Table:
    """Counts by row and column; a missing one is 0. Rows and columns may not be called `all`."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Mapping[Key, int]

    def __post_init__(self) -> None:
        known = {(row, column) for row in self.rows for column in self.columns}
        if TOTAL in self.rows + self.columns or set(self.counts) - known or any(n < 0 for n in self.counts.values()):
            raise InvalidInput("counts are not negative, and each is in a row and a column", code="bad_table")

    def with_totals(self) -> dict[Key, int]:
        """Every count and every total, by (row, column)."""
        cells = {(row, column): self.counts.get((row, column), 0) for row in self.rows for column in self.columns}
        for row in self.rows:
            cells[row, TOTAL] = sum(cells[row, column] for column in self.columns)
        for column in (*self.columns, TOTAL):
            cells[TOTAL, column] = sum(cells[row, column] for row in self.rows)
        return cells


def withhold(
    table: Table,
    *,
    column_totals: bool = True,
    already: Collection[Key] = (),
    published: Collection[Key] = (),
) -> frozenset[Key]:
    """The counts and totals of the table that must not be shown, `already` withheld ones among them.

    `column_totals` False: the totals of columns, and the grand total, are not shown in any case.
    `published`: counts that are public already and so cannot be withheld any more; InvalidInput is raised
    where that leaves no way.
    Deterministic: the same table is always withheld alike.
    """
    network = Network(_edges(table, column_totals))
    public = set(published)
    edges = {edge.key: edge for edge in network.edges if edge.key is not None}
    withheld = {key for key in already if key in edges}
    withheld |= {key for key, edge in edges.items() if 0 < edge.value < SMALLEST_SHOWN and key not in public}
    waiting = [edge for key, edge in edges.items() if key in withheld]
    # What is withheld later only leaves more open, so each count needs to be made safe once.
    while waiting:
        edge = waiting.pop(0)
        while network.play(edge, withheld, _PLAY) < _PLAY:
            way = network.cheapest_way(edge, withheld, _PLAY, lambda other: _cost(other, public))
            if way is None:  # no one way is wide enough: open them all
                way = [other for key, other in edges.items() if key not in withheld and _cost(other, public)]
            if not way:
                raise InvalidInput("what is published already gives a withheld count away", code="disclosed")
            withheld |= {other.key for other in way if other.key is not None}
            waiting += way
    return frozenset(withheld)


def shown(table: Table, withheld: Collection[Key]) -> dict[Key, Count]:
    """Every count and total, None where it is withheld."""
    return {key: None if key in withheld else value for key, value in table.with_totals().items()}


def share(part: Count, whole: Count) -> float | None:
    """`part` of `whole`, 0 to 1, to three digits; None where either is withheld or there is nothing to share."""
    if part is None or whole is None or whole == 0:
        return None
    return round(part / whole, 3)


def _cost(edge: Edge, published: set[Key]) -> int | None:
    """What withholding this count costs; None where it must stay: zeros always show."""
    if edge.key is None or edge.key in published or edge.value == 0:
        return None
    return edge.value + _PER_CELL


def _edges(table: Table, column_totals: bool) -> list[Edge]:
    cells = table.with_totals()
    edges = [Edge((row, column), ("row", row), ("column", column), cells[row, column])
             for row in table.rows for column in table.columns]  # fmt: skip
    edges += [Edge((row, TOTAL), "everything", ("row", row), cells[row, TOTAL]) for row in table.rows]
    for column in table.columns:
        key = (TOTAL, column) if column_totals else None
        edges.append(Edge(key, ("column", column), "gathered", cells[TOTAL, column]))
    edges.append(Edge((TOTAL, TOTAL) if column_totals else None, "gathered", "everything", cells[TOTAL, TOTAL]))
    return edges
