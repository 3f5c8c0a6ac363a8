"""What every reader knows of measures beside sums: which figure of one can never be larger than which of another."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from bot.metrics.disclosure import AtMost
from bot.metrics.measures import Measure, Within
from bot.metrics.tables import DIMENSIONS, Figure

Key = tuple[str, Figure]
"""A figure of a measure, by its name."""


def bounds(measures: Mapping[str, Measure], figures: Mapping[str, Collection[Figure]]) -> list[AtMost[Key]]:
    """The limits that `Measure.within` sets between figures; figures by the name of their measure."""
    found = []
    for measure in measures.values():
        for within in measure.within:
            wholes = figures.get(within.whole)
            if wholes is None:
                continue
            for figure in figures[measure.name]:
                whole = _whole(within, figure, wholes)
                if whole is not None:
                    found.append(AtMost((measure.name, figure), (within.whole, whole)))
    return found


def _whole(within: Within, figure: Figure, wholes: Collection[Figure]) -> Figure | None:
    """The figure that `figure` is a part of; None where the larger measure has no such table."""
    values = dict(zip(figure.by, figure.values, strict=True))
    if values.pop("detail", None) != within.detail:
        return None
    if within.whole_detail:
        values["detail"] = within.whole_detail
    if within.whole_need:
        values["need"] = within.whole_need
    for by in _orders(tuple(values)):
        whole = Figure(figure.period, by, tuple(values[dimension] for dimension in by))
        if whole in wholes:
            return whole
    return None


def _orders(dimensions: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The dimensions in both orders a table may name them in."""
    ordered = tuple(sorted(dimensions, key=DIMENSIONS.index))
    yield ordered
    yield ordered[::-1]
