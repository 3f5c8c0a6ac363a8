"""Intervals are those of the literature, and no estimate is made of what is withheld."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest  # type: ignore[import-untyped]

from bot.metrics.estimates import Estimate, difference, proportion, quantile, quantile_interval, rate
from bot.tally.details import Bins

SECONDS = Bins("second", (1, 2, 5, 10))


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_interval_of_a_share_is_wilsons(part: int, more: int) -> None:
    found = proportion(part, part + more)
    theirs = binomtest(part, part + more).proportion_ci(0.95, method="wilson")
    assert found is not None
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_the_interval_of_a_difference_of_shares_is_newcombes(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    first, second = proportion(*one), proportion(*other)
    assert first and second
    apart = difference(first, second)
    assert (apart.low, apart.high) == pytest.approx((low, high), abs=5e-5)


def test_the_interval_of_a_rate_holds_it_and_is_that_of_its_score() -> None:
    found = rate(20, 10)
    assert found is not None and found.low is not None and found.high is not None
    assert found.value == 2.0
    for end in (found.low, found.high):  # where (x - m)^2 = z^2 m
        assert (20 - end * 10) ** 2 == pytest.approx(1.959964**2 * end * 10, rel=1e-5)
    assert rate(0, 10) is not None and rate(0, 10).low == 0  # type: ignore[union-attr]


def test_of_nothing_there_is_no_estimate() -> None:
    assert proportion(0, 0) is None
    assert proportion(5, 4) is None
    assert rate(3, 0) is None
    assert difference(Estimate(2.0), Estimate(1.5, 1.0, 2.0)) == Estimate(0.5)


def test_a_quantile_is_read_off_inside_its_bin() -> None:
    found = quantile(SECONDS, [10, 20, 10, 0, 0], 40, 0.5)
    assert found is not None
    assert (found.value, found.above, found.up_to) == (1.5, 1, 2)
    last = quantile(SECONDS, [10, 0, 0, 0, 30], 40, 0.9)
    assert last is not None
    assert (last.value, last.above, last.up_to) == (None, 10, None)


def test_a_quantile_is_withheld_with_any_bin_it_rests_on_and_only_then() -> None:
    assert quantile(SECONDS, [None, 40, 40, 0, 0], 90, 0.5) is None
    assert quantile(SECONDS, [40, 40, None, None, 0], 90, 0.5) is not None
    assert quantile(SECONDS, [40, 40, None, None, 0], 90, 0.95) is None
    assert quantile(SECONDS, [40, 40, 10, 0, 0], None, 0.5) is None
    assert quantile(SECONDS, [0, 0, 0, 0, 0], 0, 0.5) is None


def test_the_interval_of_a_quantile_narrows_with_more_times() -> None:
    few = quantile_interval(SECONDS, [15, 15, 15, 15, 0], 60, 0.5)
    many = quantile_interval(SECONDS, [1500, 1500, 1500, 1500, 0], 6000, 0.5)
    assert few and many and few.low and few.high and many.low and many.high
    assert few.low < many.low <= 2.0 <= many.high < few.high
    hidden = quantile_interval(SECONDS, [15, 16, None, None, 0], 60, 0.5)
    assert hidden is not None and hidden.high is None, "the upper end lies in a withheld bin"
