"""What figures come to: shares, rates, quantiles of binned times, and how far two of them lie apart, with intervals.

All of it is worked out from published figures alone, so none of it tells more than they do. Where a figure it
needs is withheld, it is None.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from bot.metrics.disclosure import Count
from bot.tally.details import Bins

CONFIDENCE = 0.95
_Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)


@dataclass(frozen=True)
class Estimate:
    """A value and the ends of its 95 % interval; `low` and `high` are None where no interval is given."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Quantile:
    """A quantile of binned times, in the bins' unit.

    `value` is read off as if times lay evenly in their bin, between `above` and `up_to`; it is None in the last
    bin, which has no end.
    """

    value: float | None
    above: float
    up_to: float | None


def proportion(part: int, whole: int) -> Estimate | None:
    """`part` of `whole` with Wilson's score interval; None of nothing.

    Wilson 1927, as in Newcombe, Statistics in Medicine 17 (1998) 857-872, method 3 there.
    """
    if not 0 <= part <= whole or not whole:
        return None
    p, z2 = part / whole, _Z * _Z
    middle = part + z2 / 2
    spread = _Z * math.sqrt(z2 / 4 + part * (whole - part) / whole)
    low, high = (middle - spread) / (whole + z2), (middle + spread) / (whole + z2)
    return Estimate(p, 0.0 if part == 0 else low, 1.0 if part == whole else high)


def rate(events: int, units: int) -> Estimate | None:
    """`events` to one of `units`, with the score interval of a Poisson count; None to nothing.

    Barker, The American Statistician 56 (2002) 85-89, the score method.
    """
    if events < 0 or units <= 0:
        return None
    z2 = _Z * _Z
    middle, spread = events + z2 / 2, _Z * math.sqrt(events + z2 / 4)
    return Estimate(events / units, max(0.0, middle - spread) / units, (middle + spread) / units)


def difference(one: Estimate, other: Estimate) -> Estimate:
    """`one` less `other`, with an interval where both have one.

    For two shares it is Newcombe's hybrid score interval (Statistics in Medicine 17 (1998) 873-890, method 10);
    the same way of putting two intervals together serves rates and quantiles (Zou and Donner, Statistics in
    Medicine 27 (2008) 1693-1702).
    """
    apart = one.value - other.value
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return Estimate(apart)
    below = math.hypot(one.value - one.low, other.high - other.value)
    above = math.hypot(one.high - one.value, other.value - other.low)
    return Estimate(apart, apart - below, apart + above)


def quantile(bins: Bins, counts: Sequence[Count], total: Count, at: float) -> Quantile | None:
    """The `at` quantile (0 to 1) of `total` times counted in `bins`; None where a bin up to it, or the total, is withheld."""
    if not total:
        return None
    rank, passed, above = at * total, 0, 0
    for position, count in enumerate(counts):
        if count is None:
            return None
        up_to = bins.bounds[position] if position < len(bins.bounds) else None
        if count and passed + count >= rank:
            value = None if up_to is None else above + (up_to - above) * max(0.0, rank - passed) / count
            return Quantile(value, above, up_to)
        passed += count
        above = up_to if up_to is not None else above
    return None


def quantile_interval(bins: Bins, counts: Sequence[Count], total: Count, at: float) -> Estimate | None:
    """The quantile with the interval of its rank read off the same bins; None where any of the three is not known.

    Woodruff, Journal of the American Statistical Association 47 (1952) 635-646, with Wilson's interval of the rank.
    """
    found = quantile(bins, counts, total, at)
    if found is None or found.value is None or not total:
        return None
    ranks = proportion(round(at * total), total)
    ends = [quantile(bins, counts, total, end) for end in (ranks.low, ranks.high)] if ranks else []  # type: ignore[arg-type]
    values = [end.value for end in ends if end is not None and end.value is not None]
    return Estimate(found.value, *values) if len(values) == 2 else Estimate(found.value)
