"""No withheld figure can be worked out, or narrowed to fewer than ten values, from what is shown."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import InvalidInput
from bot.metrics.disclosure import VALUES_LEFT_OPEN, AtMost, Sum, share, withhold
from tests.metrics.attack import ranges

Cell = tuple[str, str]
ALL = "all"
small_or_large = st.one_of(st.integers(0, 14), st.integers(0, 14), st.integers(0, 400))


def with_totals(counts: dict[Cell, int]) -> tuple[dict[Cell, int], list[Sum[Cell]]]:
    """A table with the totals of its rows and columns, and every sum in it."""
    rows, columns = (sorted({key[at] for key in counts}) for at in (0, 1))
    values = dict(counts)
    sums = []
    for row in rows:
        sums.append(Sum((row, ALL), tuple((row, column) for column in columns)))
    for column in (*columns, ALL):
        sums.append(Sum((ALL, column), tuple((row, column) for row in rows)))
    sums.append(Sum((ALL, ALL), tuple((ALL, column) for column in columns)))
    for each in sums:
        values[each.total] = sum(values[part] for part in each.parts)
    return values, sums


@st.composite
def tables(draw: st.DrawFn) -> dict[Cell, int]:
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    return {(f"r{row}", f"c{column}"): draw(small_or_large) for row in range(rows) for column in range(columns)}


@settings(max_examples=60)
@given(tables())
def test_a_linear_solver_recovers_nothing(counts: dict[Cell, int]) -> None:
    values, sums = with_totals(counts)
    withheld = withhold(values, sums)

    assert all(value == 0 or value > 10 for key, value in values.items() if key not in withheld)
    assert all(values[key] > 0 for key in withheld), "zeros are always shown"
    for cell, (low, high) in ranges(values, withheld, sums).items():
        assert low - 1e-6 <= values[cell] <= high + 1e-6
        assert high - low > 9 - 1e-6, f"{cell} is one of {high - low + 1} values"
    assert withheld == withhold(values, sums), "equal figures are treated alike"


@settings(max_examples=40)
@given(tables(), st.data())
def test_nor_when_some_figures_are_known_to_be_parts_of_others(counts: dict[Cell, int], data: st.DataObject) -> None:
    values, sums = with_totals(counts)
    limits = []
    for key in counts:
        part = (*key, "part")
        values[part] = data.draw(st.integers(0, counts[key]))  # type: ignore[index]
        limits.append(AtMost(part, key))
    withheld = withhold(values, sums, at_most=limits)

    assert all(high - low > 9 - 1e-6 for low, high in ranges(values, withheld, sums, limits).values())


@given(*[st.integers(11, 500)] * 4)
@settings(max_examples=30)
def test_where_nothing_is_small_nothing_is_withheld(a: int, b: int, c: int, d: int) -> None:
    assert withhold(*with_totals({("x", "p"): a, ("x", "q"): b, ("y", "p"): c, ("y", "q"): d})) == frozenset()


def test_one_small_count_takes_three_others_with_it() -> None:
    counts = {("w1", "en"): 40, ("w1", "es"): 5, ("w2", "en"): 50, ("w2", "es"): 30, ("w3", "en"): 60, ("w3", "es"): 45}

    withheld = withhold(*with_totals(counts))

    assert withheld == {("w1", "es"), ("w1", "en"), ("w2", "es"), ("w2", "en")}


def test_two_small_counts_do_not_hide_behind_each_other() -> None:
    """3 and 2 withheld side by side would say that each is 1 to 4."""
    counts = {("w1", "en"): 3, ("w1", "es"): 2, ("w1", "xx"): 90, ("w2", "en"): 80, ("w2", "es"): 70, ("w2", "xx"): 60}

    withheld = withhold(*with_totals(counts))

    assert {("w1", "en"), ("w1", "es")} < withheld
    assert ("w1", "xx") in withheld or ("w1", ALL) in withheld


def test_a_lone_small_count_withholds_its_totals() -> None:
    withheld = withhold(*with_totals({("w1", "en"): 4, ("w1", "es"): 0}))
    assert withheld == {("w1", "en"), ("w1", ALL), (ALL, "en"), (ALL, ALL)}


def test_what_is_public_is_never_withheld_and_what_was_withheld_stays_so() -> None:
    values, sums = with_totals({("w1", "en"): 40, ("w1", "es"): 5, ("w2", "en"): 50, ("w2", "es"): 30})
    public = {("w1", ALL), ("w2", "en"), ("w2", "es"), ("w2", ALL)}

    withheld = withhold(values, sums, withheld_before={("w1", "en"), ("w1", "es")}, shown_before=public)

    assert withheld == {("w1", "en"), ("w1", "es"), (ALL, "en"), (ALL, "es")}


def test_when_too_much_is_public_already_it_says_so() -> None:
    values, sums = with_totals({("w1", "en"): 40, ("w1", "es"): 5})
    with pytest.raises(InvalidInput):
        withhold(values, sums, shown_before={("w1", "en"), ("w1", ALL), (ALL, "es")})


def test_two_small_ones_withheld_together_may_rise_and_fall_within_their_sum() -> None:
    values = {"may web": 7, "may sms": 8, "may": 15, "june web": 30, "june sms": 40, "june": 70,
              "web": 37, "sms": 48, "all": 85}  # fmt: skip
    sums = [Sum("may", ("may web", "may sms")), Sum("june", ("june web", "june sms")), Sum("all", ("web", "sms")),
            Sum("web", ("may web", "june web")), Sum("sms", ("may sms", "june sms")), Sum("all", ("may", "june"))]  # fmt: skip

    found = withhold(values, sums, withheld_before=["may web", "may sms"], shown_before=["may"])

    assert found in ({"may web", "may sms", "web", "sms"}, {"may web", "may sms", "june web", "june sms"})
    assert all(high - low >= VALUES_LEFT_OPEN - 1 for low, high in ranges(values, found, sums).values())


def test_figures_that_cannot_be_are_refused() -> None:
    with pytest.raises(InvalidInput):
        withhold({"a": -1}, [])
    with pytest.raises(InvalidInput):
        withhold({"a": 3, "b": 1, "c": 1}, [Sum("a", ("b", "c"))])
    with pytest.raises(InvalidInput):
        withhold({"a": 3, "b": 1}, [], at_most=[AtMost("a", "b")])


def test_a_share_is_withheld_with_either_of_its_counts() -> None:
    assert share(30, 120) == 0.25
    assert share(None, 120) is None
    assert share(30, None) is None
    assert share(0, 0) is None
