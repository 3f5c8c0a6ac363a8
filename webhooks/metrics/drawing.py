"""Geometry of the small drawings: only figures that are shown are in it, and what is withheld is a gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 120, 28
_MARGIN = 3


@dataclass(frozen=True)
class Sparkline:
    """`lines`: the points of each unbroken stretch, for SVG; `last`: where the newest figure is, if it is shown."""

    lines: Sequence[str]
    dots: Sequence[tuple[float, float]]
    last: tuple[float, float] | None


def sparkline(values: Sequence[float | None]) -> Sparkline | None:
    """A line through the values, broken where one is None; None where fewer than two are shown.

    Its height spans the values shown, but at least a fifth of the largest, so that little change looks little.
    """
    shown = [value for value in values if value is not None]
    if len(shown) < 2:
        return None
    top = max(shown) or 1
    bottom = min(min(shown), 0.8 * top)
    step = (WIDTH - 2 * _MARGIN) / (len(values) - 1)
    stretches: list[list[tuple[float, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            stretches.append([])
            continue
        height = (HEIGHT - 2 * _MARGIN) * (value - bottom) / (top - bottom)
        stretches[-1].append((round(_MARGIN + place * step, 1), round(HEIGHT - _MARGIN - height, 1)))
    lines = [" ".join(f"{x},{y}" for x, y in stretch) for stretch in stretches if len(stretch) > 1]
    dots = [stretch[0] for stretch in stretches if len(stretch) == 1]
    last = stretches[-1][-1] if stretches[-1] else None
    return Sparkline(lines, dots, last)
