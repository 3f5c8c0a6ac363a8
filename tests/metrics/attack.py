"""An attacker with a linear solver: what can be worked out about withheld counts from the published ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from scipy.optimize import linprog  # type: ignore[import-untyped]

Cell = tuple[str, str]
Sum = tuple[Cell, Sequence[Cell]]
"""A total and the cells it is the sum of."""


def ranges(values: Mapping[Cell, int], withheld: Collection[Cell], sums: Sequence[Sum]) -> dict[Cell, tuple[int, int]]:
    """The smallest and largest value each withheld cell can have, given all others, every sum, and that zeros show.

    A range without upper end ends at 10**6. Sums like these have whole-numbered extremes, so the
    relaxation the solver works on is exact.
    """
    cells = sorted(values)
    place = {cell: number for number, cell in enumerate(cells)}
    bounds = [(1, 10**6) if cell in withheld else (values[cell], values[cell]) for cell in cells]
    matrix = []
    for total, parts in sums:
        row = [0.0] * len(cells)
        row[place[total]] = -1.0
        for part in parts:
            row[place[part]] += 1.0
        matrix.append(row)
    found = {}
    for cell in withheld:
        ends = []
        for sign in (1.0, -1.0):
            goal = [0.0] * len(cells)
            goal[place[cell]] = sign
            solved = linprog(goal, A_eq=matrix, b_eq=[0.0] * len(matrix), bounds=bounds, method="highs")
            assert solved.status == 0, solved.message
            ends.append(round(sign * solved.fun))
        found[cell] = (ends[0], ends[1])
    return found


def sums_of(rows: Sequence[str], columns: Sequence[str], total: str, *, column_totals: bool = True) -> list[Sum]:
    """Every sum a table with totals states."""
    sums: list[Sum] = [((row, total), [(row, column) for column in columns]) for row in rows]
    if column_totals:
        sums += [((total, column), [(row, column) for row in rows]) for column in (*columns, total)]
        sums.append(((total, total), [(total, column) for column in columns]))
    return sums
