"""What may be asked for, and that all else is refused in words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import InvalidInput
from bot.metrics.periods import KINDS, Period, PeriodShown
from bot.metrics.tables import TABLES
from tests.webhooks.metrics.conftest import County
from webhooks.metrics.selection import FILTERS, read_selection

WEEKS = [PeriodShown(Period("week", f"2026-W{number}"), date(2026, 11, 2), True) for number in (45, 46, 47)]
WEEKS.append(PeriodShown(Period("week", "2026-W48"), date(2026, 11, 23), False))


def test_the_newest_period_that_is_over_is_chosen_where_none_is_asked_for() -> None:
    selection = read_selection({}, WEEKS)

    assert selection.chosen == WEEKS[2] and selection.before == WEEKS[1] and selection.after is None


def test_a_period_can_be_asked_for_with_a_filter() -> None:
    selection = read_selection({"kind": ["week"], "period": ["2026-W46"], "language": ["es"]}, WEEKS)

    assert selection.chosen == WEEKS[1] and selection.where == {"language": "es"}
    assert selection.address() == {"kind": "week", "period": "2026-W46", "language": "es"}
    assert selection.address(language="") == {"kind": "week", "period": "2026-W46"}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"kind": ["decade"]}, "bad_kind"),
        ({"kind": ["week", "month"]}, "bad_parameter"),
        ({"by": ["name"]}, "bad_parameter"),
        ({"language": ["fr"]}, "bad_value"),
        ({"spa": ["9"]}, "bad_value"),
        ({"spa": ["6'; DROP TABLE tally"]}, "bad_value"),
        ({"period": ["2026-W99"]}, "bad_period"),
        ({"period": ["2026-W48"]}, "bad_period"),
        ({"kind": ["month"], "period": ["2026-W47"]}, "bad_period"),
        ({"spa": ["6"]}, "not_published"),
        ({"kind": ["month"], "spa": ["6"], "need": ["food"]}, "not_published"),
        ({"kind": ["quarter"], "spa": ["6"], "channel": ["sms"]}, "not_published"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_by_its_code(query: dict[str, list[str]], code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_selection(query, WEEKS)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("kind=decade", "There are weeks, months, quarters and years"),
        ("kind=week&kind=month", "one of them twice"),
        ("by=name", "a filter that does not exist"),
        ("period=2031-W01", "No figures are published for the period"),
        ("period=%00%ff", "No figures are published for the period"),
        ("language=" + "x" * 5000, "that does not exist"),
        ("spa=6", "A week is not split by area"),
        ("kind=month&spa=6&need=food", "A month takes one filter at a time"),
        ("kind=quarter&spa=6&language=es", "Only need and area, or need and language, go together"),
        ("need=<script>", "that does not exist"),
    ],
)
def test_a_bad_address_is_answered_with_400_the_reason_and_the_choices(county: County, query: str, reason: str) -> None:
    county.people(40, 30)
    browser = county.signed_in()
    for path in ("/metrics/", "/metrics/export/figures.csv"):
        page = browser.get(f"{path}?{query}")

        assert browser.status == 400
        assert reason in page and "Choose a period and filters" in page
        assert "<script>" not in browser.source


@pytest.mark.parametrize("query", ["kind=decade", "by=name", "kind=week&by=need", "how_far=everything", "by=en&by=es"])
def test_the_whole_tables_refuse_what_they_do_not_have(county: County, query: str) -> None:
    browser = county.signed_in()
    browser.get(f"/metrics/tables?{query}")

    assert browser.status == 400


_WORDS = st.text(max_size=8) | st.sampled_from([*KINDS, "en", "es", "1", "food", "sms", "2026-W47"])


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["kind", "period", *FILTERS, "other"]), st.lists(_WORDS, max_size=2)))
def test_whatever_is_asked_leads_to_a_published_table_or_is_refused(query: dict[str, list[str]]) -> None:
    try:
        selection = read_selection(query, WEEKS)
    except InvalidInput as error:
        code = error.code
    else:
        code = ""
        assert any(set(by) == set(selection.where) for by in TABLES[selection.kind])
    assert code in {"", "bad_kind", "bad_parameter", "bad_value", "bad_period", "not_published"}
