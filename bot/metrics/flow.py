"""How far a withheld count could be from its true value, for all that the published figures tell.

A table with its totals is a network: each row passes its total on to its cells, each column gathers its
cells into its total. Whatever fits the published figures differs from the truth by circulations of that
network, so the range of one withheld count is its value plus and minus two maximum flows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import Literal, NamedTuple

Node = Hashable
UNLIMITED = 1 << 60


@dataclass(frozen=True)
class Edge:
    """One count, flowing from `tail` to `head`. `key` names it; None for a sum nobody ever publishes."""

    key: tuple[str, str] | None
    tail: Node
    head: Node
    value: int


class _Arc(NamedTuple):
    to: Node
    edge: Edge
    direction: Literal[1, -1]


class Network:
    """The counts of one table as a network; which of them are withheld is told with each question.

    A reader of the figures knows that a withheld count is at least 1, since zeros are always shown.
    """

    def __init__(self, edges: Iterable[Edge]) -> None:
        self.edges = list(edges)
        self._arcs: dict[Node, list[_Arc]] = {}
        for edge in self.edges:
            self._arcs.setdefault(edge.tail, []).append(_Arc(edge.head, edge, 1))
            self._arcs.setdefault(edge.head, []).append(_Arc(edge.tail, edge, -1))

    def play(self, edge: Edge, withheld: set[tuple[str, str]], enough: int) -> int:
        """How many values besides the true one `edge` could have, counted up to `enough`."""
        up = self._flow(edge, edge.head, edge.tail, withheld, enough)
        if up >= enough:
            return up
        down = self._flow(edge, edge.tail, edge.head, withheld, min(enough - up, edge.value - 1))
        return up + down

    def cheapest_way(
        self, edge: Edge, withheld: set[tuple[str, str]], room: int, cost: Callable[[Edge], int | None]
    ) -> list[Edge] | None:
        """The counts to withhold so that `edge` could be `room` more or less, at the least cost; None if none do.

        `cost` None: this count must stay as it is.
        """
        ways = [self._path(edge, edge.head, edge.tail, withheld, room, cost)]
        if edge.value > room:
            ways.append(self._path(edge, edge.tail, edge.head, withheld, room, cost))
        found = [way for way in ways if way is not None]
        return min(found, key=lambda way: way[0])[1] if found else None

    def _flow(self, spared: Edge, start: Node, end: Node, withheld: set[tuple[str, str]], enough: int) -> int:
        """The flow from `start` to `end` beside `spared`, found by shortest augmenting paths, up to `enough`."""
        used: dict[int, int] = {}
        total = 0
        while total < enough:
            came: dict[Node, _Arc] = {}
            origin: dict[Node, Node] = {}
            waiting = deque([start])
            while waiting and end not in came:
                node = waiting.popleft()
                for arc in self._arcs[node]:
                    fresh = arc.to not in came and arc.to != start and arc.edge is not spared
                    if fresh and _capacity(arc, withheld, used) > 0:
                        came[arc.to], origin[arc.to] = arc, node
                        waiting.append(arc.to)
            if end not in came:
                break
            path = []
            node = end
            while node != start:
                path.append(came[node])
                node = origin[node]
            more = min(enough - total, *(_capacity(arc, withheld, used) for arc in path))
            for arc in path:
                used[id(arc.edge)] = used.get(id(arc.edge), 0) + arc.direction * more
            total += more
        return total

    def _path(
        self,
        spared: Edge,
        start: Node,
        end: Node,
        withheld: set[tuple[str, str]],
        room: int,
        cost: Callable[[Edge], int | None],
    ) -> tuple[int, list[Edge]] | None:
        """The cheapest path (Dijkstra) along which `room` could flow, and the counts it newly withholds."""
        tie = count()
        waiting: list[tuple[int, int, Node, list[Edge]]] = [(0, next(tie), start, [])]
        done: set[Node] = set()
        while waiting:
            paid, _, node, added = heappop(waiting)
            if node == end:
                return paid, added
            if node in done:
                continue
            done.add(node)
            for arc in self._arcs[node]:
                if arc.edge is spared or arc.to in done or not _has_room(arc, room):
                    continue
                if arc.edge.key is None or arc.edge.key in withheld:
                    heappush(waiting, (paid, next(tie), arc.to, added))
                elif (price := cost(arc.edge)) is not None:
                    heappush(waiting, (paid + price, next(tie), arc.to, [*added, arc.edge]))
        return None


def _capacity(arc: _Arc, withheld: set[tuple[str, str]], used: dict[int, int]) -> int:
    """How much more (or less, against its direction) the count could be, after what is `used` already."""
    edge = arc.edge
    if edge.key is not None and edge.key not in withheld:
        return 0
    moved = used.get(id(edge), 0)
    if arc.direction == 1:
        return UNLIMITED - moved
    return edge.value - _least(edge) + moved


def _has_room(arc: _Arc, room: int) -> bool:
    return arc.direction == 1 or arc.edge.value - _least(arc.edge) >= room


def _least(edge: Edge) -> int:
    return 0 if edge.key is None else 1
