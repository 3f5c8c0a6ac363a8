"""No withheld count can be worked out, or narrowed to fewer than ten values, from what is shown."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import InvalidInput
from bot.metrics.disclosure import TOTAL, Table, share, shown, withhold
from tests.metrics.attack import ranges, sums_of

small_or_large = st.one_of(st.integers(0, 14), st.integers(0, 14), st.integers(0, 400))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    rows = tuple(f"r{n}" for n in range(draw(st.integers(1, 5))))
    columns = tuple(f"c{n}" for n in range(draw(st.integers(1, 4))))
    return Table(rows, columns, {(row, column): draw(small_or_large) for row in rows for column in columns})


@settings(max_examples=60, deadline=None)
@given(tables())
def test_a_linear_solver_recovers_nothing(table: Table) -> None:
    withheld = withhold(table)
    values = table.with_totals()

    assert all(value == 0 or value > 10 for key, value in values.items() if key not in withheld)
    for cell, (low, high) in ranges(values, withheld, sums_of(table.rows, table.columns, TOTAL)).items():
        assert low <= values[cell] <= high
        assert high - low >= 9, f"{cell} is one of {high - low + 1} values"


@settings(max_examples=30, deadline=None)
@given(tables())
def test_without_column_totals_the_rows_alone_give_nothing_away(table: Table) -> None:
    withheld = {key for key in withhold(table, column_totals=False) if key[0] != TOTAL}
    values = {key: value for key, value in table.with_totals().items() if key[0] != TOTAL}

    found = ranges(values, withheld, sums_of(table.rows, table.columns, TOTAL, column_totals=False))
    assert all(high - low >= 9 for low, high in found.values())
    assert all(value == 0 or value > 10 for key, value in values.items() if key not in withheld)


@given(tables())
def test_zeros_are_always_shown_and_equal_tables_are_treated_alike(table: Table) -> None:
    withheld = withhold(table)
    assert all(table.with_totals()[key] > 0 for key in withheld)
    assert withheld == withhold(table)


@given(st.integers(11, 500), st.integers(11, 500), st.integers(11, 500), st.integers(11, 500))
def test_where_nothing_is_small_nothing_is_withheld(a: int, b: int, c: int, d: int) -> None:
    counts = {("x", "p"): a, ("x", "q"): b, ("y", "p"): c, ("y", "q"): d}
    assert withhold(Table(("x", "y"), ("p", "q"), counts)) == frozenset()


def test_one_small_count_takes_three_others_with_it() -> None:
    counts = {("w1", "en"): 40, ("w1", "es"): 5, ("w2", "en"): 50, ("w2", "es"): 30, ("w3", "en"): 60, ("w3", "es"): 45}
    table = Table(("w1", "w2", "w3"), ("en", "es"), counts)

    withheld = withhold(table)

    assert withheld == {("w1", "es"), ("w1", "en"), ("w2", "es"), ("w2", "en")}
    seen = shown(table, withheld)
    assert seen["w1", "es"] is None
    assert seen["w3", "es"] == 45
    assert seen[TOTAL, TOTAL] == 230


def test_two_small_counts_do_not_hide_behind_each_other() -> None:
    """3 and 2 withheld side by side would say that each is 1 to 4."""
    counts = {("w1", "en"): 3, ("w1", "es"): 2, ("w1", "xx"): 90, ("w2", "en"): 80, ("w2", "es"): 70, ("w2", "xx"): 60}
    table = Table(("w1", "w2"), ("en", "es", "xx"), counts)

    assert {("w1", "en"), ("w1", "es")} < withhold(table)
    assert ("w1", "xx") in withhold(table) or ("w1", TOTAL) in withhold(table)


def test_a_lone_small_count_withholds_its_totals() -> None:
    table = Table(("w1",), ("en", "es"), {("w1", "en"): 4})
    assert withhold(table) == {("w1", "en"), ("w1", TOTAL), (TOTAL, "en"), (TOTAL, TOTAL)}


def test_what_is_public_is_never_withheld_and_what_was_withheld_stays_so() -> None:
    counts = {("w1", "en"): 40, ("w1", "es"): 5, ("w2", "en"): 50, ("w2", "es"): 30}
    table = Table(("w1", "w2"), ("en", "es"), counts)
    public = {("w1", TOTAL), ("w2", "en"), ("w2", "es"), ("w2", TOTAL)}

    withheld = withhold(table, already={("w1", "en"), ("w1", "es")}, published=public)

    assert not withheld & public
    assert withheld == {("w1", "en"), ("w1", "es"), (TOTAL, "en"), (TOTAL, "es")}


def test_when_too_much_is_public_already_it_says_so() -> None:
    table = Table(("w1",), ("en", "es"), {("w1", "en"): 40, ("w1", "es"): 5})
    with pytest.raises(InvalidInput):
        withhold(table, published={("w1", "en"), ("w1", TOTAL), (TOTAL, "es")})


def test_tables_that_cannot_be_are_refused() -> None:
    for counts in ({("w1", "en"): -1}, {("w9", "en"): 1}):
        with pytest.raises(InvalidInput):
            Table(("w1",), ("en",), counts)
    with pytest.raises(InvalidInput):
        Table((TOTAL,), ("en",), {})


def test_a_share_is_withheld_with_either_of_its_counts() -> None:
    assert share(30, 120) == 0.25
    assert share(None, 120) is None
    assert share(30, None) is None
    assert share(0, 0) is None
