"""Disclosure control: which figures are withheld so that nobody can be singled out.

After the CalHHS Data De-Identification Guidelines (v2, statistical masking): counts of 1 to 10 are
withheld, zeros are shown, and further figures are withheld until no small one can be worked out. Here
that means: whatever all published figures and the sums between them tell, each withheld figure could
still have at least ten different values. Nothing says which were withheld for being small and which to
protect another.

Figures of linked tables (a week by language, its month by area, the quarter by need and area) are judged
together, because a reader adds and subtracts across tables too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from scipy.optimize import linprog  # type: ignore[import-untyped]
from scipy.sparse import csr_array, hstack  # type: ignore[import-untyped]

from bot.errors import InvalidInput

SMALLEST_SHOWN = 11
VALUES_LEFT_OPEN = 10

K = TypeVar("K", bound=Hashable)
Count = int | None
"""A published figure: None where it is withheld."""

_Way = tuple[float, list[int]]
"""What it costs to move a figure, and the columns that move with it."""
_PLAY = VALUES_LEFT_OPEN - 1
_PER_FIGURE = 20
"""What withholding one more figure costs beside its size: few small figures rather than many tiny ones."""
_NEARLY = 1e-6
_FAR = 10_000
"""Worlds further from the truth than this are not looked for; they could only leave more open."""


@dataclass(frozen=True)
class Sum(Generic[K]):
    """`total` is the sum of `parts`, and every reader knows it."""

    total: K
    parts: tuple[K, ...]


@dataclass(frozen=True)
class AtMost(Generic[K]):
    """`part` never exceeds `whole`, and every reader knows it."""

    part: K
    whole: K


def withhold(
    values: Mapping[K, int],
    sums: Sequence[Sum[K]],
    *,
    at_most: Sequence[AtMost[K]] = (),
    withheld_before: Collection[K] = (),
    shown_before: Collection[K] = (),
    unpublished: Collection[K] = (),
    meanwhile: Callable[[], object] = lambda: None,
) -> frozenset[K]:
    """The figures that must not be shown, those of `withheld_before` among them.

    What was shown before cannot be withheld any more. `unpublished` figures belong to tables that are not
    shown at all, not even their zeros. Deterministic: equal figures are treated alike. `meanwhile` is called every
    now and then, for what cannot wait until many figures are judged.
    Raises InvalidInput for a figure below 0, for sums that do not add up, and (code `disclosed`) where
    what is already public leaves no safe way.
    """
    linked = _Linked(values, sums, at_most, unpublished)
    public = set(shown_before)
    withheld = {key for key in withheld_before if values[key]}
    withheld |= {key for key, value in values.items() if 0 < value < SMALLEST_SHOWN and key not in public}
    withheld -= linked.unpublished
    linked.open_together(withheld)
    waiting = sorted(withheld, key=lambda key: (values[key], linked.place[key]))
    # What is withheld later only leaves more open, so each figure needs to be made safe once.
    while waiting:
        meanwhile()
        key = waiting.pop(0)
        if linked.play(key, withheld) >= _PLAY:
            continue
        more = linked.cover(key, withheld, public)
        if not more:
            raise InvalidInput("what is published already gives a withheld figure away", code="disclosed")
        withheld |= more
        waiting += sorted(more, key=linked.place.__getitem__)
    return frozenset(withheld)


def share(part: Count, whole: Count) -> float | None:
    """`part` of `whole`, to four digits; None where either is withheld or there is nothing to share."""
    if part is None or whole is None or whole == 0:
        return None
    return round(part / whole, 4)


class _Linked(Generic[K]):
    """Figures as a linear system. A reader's other worlds are deviations from the truth: they leave every
    shown figure and every sum as it is, and no withheld figure below 1, since zeros are always shown."""

    def __init__(
        self, values: Mapping[K, int], sums: Sequence[Sum[K]], at_most: Sequence[AtMost[K]], unpublished: Collection[K]
    ) -> None:
        self._values = values
        self.unpublished = frozenset(unpublished)
        self.place = {key: number for number, key in enumerate(values)}
        self._keys = list(values)
        self._rows = [[(self.place[sum.total], -1), *((self.place[part], 1) for part in sum.parts)] for sum in sums]
        self._limits = [[(self.place[each.part], 1), (self.place[each.whole], -1)] for each in at_most]
        self._slack = [values[each.whole] - values[each.part] for each in at_most]
        if any(value < 0 for value in values.values()) or any(slack < 0 for slack in self._slack):
            raise InvalidInput("a figure is below 0 or above its whole", code="bad_table")
        if any(sum(sign * values[self._keys[at]] for at, sign in row) for row in self._rows):
            raise InvalidInput("a sum does not add up", code="bad_table")
        self._touching: list[list[int]] = [[] for _ in self._keys]
        self._every = [*self._rows, *self._limits]
        for number, row in enumerate(self._every):
            for at, _ in row:
                self._touching[at].append(number)
        self._seen = {at: [0, 0] for at in range(len(self._keys))}
        """How far above and below the truth each figure stood in some world found so far: such worlds stay
        possible when more is withheld."""

    def open_together(self, withheld: Collection[K]) -> None:
        """Look for worlds in which many withheld figures differ at once, to spare looking for each alone."""
        free = {self.place[each] for each in (*withheld, *self.unpublished)}
        waiting = {self.place[each] for each in withheld}
        while waiting:
            columns = self._reach(min(waiting), free)
            pushed = waiting & set(columns)
            waiting -= pushed
            while pushed:
                goal = dict.fromkeys(pushed, -1.0)
                self._solve(columns, goal, upper=dict.fromkeys(pushed, _PLAY))
                still = {at for at in pushed if self._seen[at][0] < _PLAY}
                if still == pushed:
                    break
                pushed = still

    def play(self, key: K, withheld: Collection[K]) -> int:
        """How many values besides the true one the figure could have, counted up to ten."""
        at = self.place[key]
        found = self._seen[at]
        if sum(found) < _PLAY:
            columns = self._reach(at, {self.place[each] for each in (*withheld, *self.unpublished)})
            self._solve(columns, {at: -1.0}, upper={at: _PLAY})
            if sum(found) < _PLAY:
                self._solve(columns, {at: 1.0})
        return sum(found)

    def cover(self, key: K, withheld: Collection[K], public: Collection[K]) -> set[K]:
        """The further figures to withhold so that this one has enough play, at about the least cost; empty if none do."""
        hidden = {*withheld, *self.unpublished}
        free = {
            at for at, each in enumerate(self._keys) if each in hidden or (self._values[each] and each not in public)
        }
        columns = self._reach(self.place[key], free)
        cost = [0.01 if self._keys[at] in hidden else _PER_FIGURE + self._values[self._keys[at]] for at in columns]
        ways = [self._cheapest(key, columns, cost, _PLAY)]
        if self._values[key] > _PLAY:
            ways.append(self._cheapest(key, columns, cost, -_PLAY))
        found = [way for way in ways if way is not None] or self._both_ways(key, columns, cost)
        if not found:
            return set()
        moved = min(found, key=lambda way: way[0])[1]
        return {self._keys[at] for at in moved} - hidden

    def _both_ways(self, key: K, columns: list[int], cost: list[float]) -> list[_Way]:
        """For a figure that cannot move far enough to one side: as far up as it can, and the rest down."""
        for up in range(_PLAY - 1, 0, -1):
            if self._room_below(self.place[key]) < _PLAY - up:
                break
            above = self._cheapest(key, columns, cost, up)
            below = self._cheapest(key, columns, cost, up - _PLAY) if above else None
            if above and below:
                return [(above[0] + below[0], sorted({*above[1], *below[1]}))]
        return []

    def _room_below(self, at: int) -> int:
        """How far the figure may lie below the truth: a withheld one is no zero, of an unpublished one nobody knows."""
        key = self._keys[at]
        return self._values[key] if key in self.unpublished else self._values[key] - 1

    def _reach(self, start: int, free: Collection[int]) -> list[int]:
        """The columns of `free` that can move together with `start`."""
        seen, waiting = {start}, [start]
        looked = set[int]()
        while waiting:
            for number in self._touching[waiting.pop()]:
                if number in looked:
                    continue
                looked.add(number)
                for at, _ in self._every[number]:
                    if at not in seen and at in free:
                        seen.add(at)
                        waiting.append(at)
        return sorted(seen)

    def _system(self, columns: Sequence[int]) -> tuple[csr_array, csr_array | None, list[int]]:
        new = {at: number for number, at in enumerate(columns)}
        touched = sorted({number for at in columns for number in self._touching[at]})
        equal = _matrix((self._rows[n] for n in touched if n < len(self._rows)), new)
        kept = [n - len(self._rows) for n in touched if n >= len(self._rows)]
        limits = _matrix((self._limits[n] for n in kept), new) if kept else None
        return equal, limits, [self._slack[n] for n in kept]

    def _solve(self, columns: list[int], goal: Mapping[int, float], upper: Mapping[int, int] | None = None) -> None:
        """Find the world that serves `goal` best when only `columns` may move, and note how far each figure is in it."""
        equal, limits, slack = self._system(columns)
        bounds = [(max(-self._room_below(at), -_FAR), (upper or {}).get(at, _FAR)) for at in columns]
        solved = linprog(
            np.array([goal.get(at, 0.0) for at in columns]), A_eq=equal, b_eq=np.zeros(equal.shape[0]), A_ub=limits,
            b_ub=slack or None, bounds=bounds, method="highs",
        )  # fmt: skip
        if solved.status != 0:
            return
        for at, moved in zip(columns, solved.x, strict=True):
            seen = self._seen[at]
            seen[0], seen[1] = max(seen[0], int(moved + _NEARLY)), max(seen[1], int(-moved + _NEARLY))

    def _cheapest(self, key: K, columns: list[int], cost: list[float], move: int) -> _Way | None:
        """The least costly way to move the figure by `move`: its cost and the columns that move with it."""
        equal, limits, slack = self._system(columns)
        target = columns.index(self.place[key])
        count = len(columns)
        both = hstack([equal, -equal], format="csr")
        most = hstack([limits, -limits], format="csr") if limits is not None else None
        bounds: list[tuple[float, float | None]] = [(0, None)] * count
        bounds += [(0, self._room_below(at)) for at in columns]
        bounds[target] = (max(move, 0), max(move, 0))
        bounds[count + target] = (max(-move, 0), max(-move, 0))
        solved = linprog(
            np.array(cost * 2), A_eq=both, b_eq=np.zeros(both.shape[0]), A_ub=most, b_ub=slack or None, bounds=bounds,
            method="highs",
        )  # fmt: skip
        if solved.status != 0:
            return None
        moved = np.abs(solved.x[:count] - solved.x[count:]) > _NEARLY
        return float(solved.fun), [columns[number] for number in np.flatnonzero(moved)]


def _matrix(rows: Iterable[list[tuple[int, int]]], new: Mapping[int, int]) -> csr_array:
    data, at_row, at_column = [], [], []
    number = -1
    for number, row in enumerate(rows):
        for at, sign in row:
            if at in new:
                data.append(sign)
                at_row.append(number)
                at_column.append(new[at])
    return csr_array((data, (at_row, at_column)), shape=(number + 1, len(new)))
