"""An attacker with a linear solver: what can be worked out about withheld figures from the published ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from scipy.optimize import linprog  # type: ignore[import-untyped]
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from bot.metrics.disclosure import AtMost, K, Sum


def ranges(
    values: Mapping[K, int],
    withheld: Collection[K],
    sums: Sequence[Sum[K]],
    at_most: Sequence[AtMost[K]] = (),
    unpublished: Collection[K] = (),
) -> dict[K, tuple[float, float]]:
    """The smallest and largest value each withheld figure can have, given all others, every relation, and that
    zeros show. Written apart from the code it attacks: absolute values, one whole system, no shortcuts."""
    cells = list(values)
    place = {cell: number for number, cell in enumerate(cells)}
    hidden = dict.fromkeys(withheld, (1, 10**5)) | dict.fromkeys(unpublished, (0, 10**5))
    bounds = [hidden.get(cell, (values[cell], values[cell])) for cell in cells]
    equal = []
    for each in sums:
        row = [0.0] * len(cells)
        row[place[each.total]] = -1.0
        for part in each.parts:
            row[place[part]] += 1.0
        equal.append(row)
    below = []
    for limit in at_most:
        row = [0.0] * len(cells)
        row[place[limit.part]], row[place[limit.whole]] = 1.0, -1.0
        below.append(row)
    equal, below = (csr_array(rows) if rows else None for rows in (equal, below))
    found = {}
    for cell in withheld:
        ends = []
        for sign in (1.0, -1.0):
            goal = [0.0] * len(cells)
            goal[place[cell]] = sign
            solved = linprog(
                goal, A_eq=equal, b_eq=None if equal is None else [0.0] * equal.shape[0], A_ub=below,
                b_ub=None if below is None else [0.0] * below.shape[0], bounds=bounds, method="highs",
            )  # fmt: skip
            assert solved.status == 0, solved.message
            ends.append(sign * solved.fun)
        found[cell] = (ends[0], ends[1])
    return found
