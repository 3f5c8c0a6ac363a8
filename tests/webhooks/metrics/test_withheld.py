"""What is withheld is nowhere: not in pages, drawings, exports or reports."""

from __future__ import annotations

import io
import json
import re
from datetime import date

import pytest
from arro3.io import read_parquet
from pypdf import PdfReader

from bot.metrics.measures import MEASURES
from bot.metrics.reading import report
from tests.webhooks.metrics.conftest import County
from webhooks.metrics.monthly import as_html, as_pdf, monthly
from webhooks.metrics.page import Reader

SECRETS = {"en": 7391, "es": 7, "new_en": 4687, "new_es": 5, "found": 3793, "unmet": 6}
"""Each small one forces a larger one to be withheld with it; the larger ones appear nowhere by chance."""


@pytest.fixture
def guarded(county: County) -> County:
    """Two months in which one language is too small to be shown, and so the other is withheld too."""
    for weeks_ago in range(5, 9):
        first = weeks_ago == 5
        county.people(SECRETS["en"] if first else 900, SECRETS["es"] if first else 400, weeks_ago)
        county.count(
            "new_people", SECRETS["new_en"] if first else 300, weeks_ago=weeks_ago, language="en", channel="sms", spa=6
        )
        county.count(
            "new_people", SECRETS["new_es"] if first else 200, weeks_ago=weeks_ago, language="es", channel="sms", spa=6
        )
        county.count("needs_found", SECRETS["found"] if first else 300, weeks_ago=weeks_ago, language="en", channel="sms",
                     spa=1, need="food")  # fmt: skip
        county.count("needs_unmet", SECRETS["unmet"] if first else 90, weeks_ago=weeks_ago, language="en", channel="sms",
                     spa=1, need="food", detail="hours")  # fmt: skip
    county.publish()
    return county


def withheld_numbers(county: County) -> list[int]:
    """The large secrets that are in fact withheld in their week."""
    made = report(county.services.database, county.clock)
    week = next(each.period for each in made.periods if each.period.label == "2026-W43")
    found = []
    for measure, language, secret in (("conversations", "en", "en"), ("new_people", "en", "new_en")):
        if made.count(measure, week, ("language",), (language,)) is None:
            found.append(SECRETS[secret])
    return found


def test_larger_figures_are_withheld_beside_small_ones(guarded: County) -> None:
    assert withheld_numbers(guarded) == [SECRETS["en"], SECRETS["new_en"]]


def test_no_page_or_export_holds_a_withheld_number(guarded: County) -> None:
    browser = guarded.signed_in()
    bodies = []
    for query in ("kind=week&period=2026-W43", "kind=week", "kind=week&period=2026-W43&language=en",
                  "kind=week&period=2026-W44", "kind=month", "kind=month&language=es"):  # fmt: skip
        bodies.append(browser.client.get(f"/metrics/?{query}").text)
        for name in ("figures", "parity", "cost", "indicators"):
            for format in ("csv", "json"):
                bodies.append(browser.client.get(f"/metrics/export/{name}.{format}?{query}").text)
            table = read_parquet(
                io.BytesIO(browser.client.get(f"/metrics/export/{name}.parquet?{query}").data)
            ).read_all()
            bodies.append(json.dumps([table.column(column).to_pylist() for column in table.column_names]))
    for by in ("language",):
        bodies.append(browser.client.get(f"/metrics/tables?kind=week&by={by}&how_far=all").text)

    assert len(bodies) == 6 * 13 + 1
    for body in bodies:
        for number in withheld_numbers(guarded):
            assert str(number) not in body and f"{number:,}" not in body


def test_no_drawing_is_made_of_a_withheld_figure(guarded: County) -> None:
    browser = guarded.signed_in()
    for query in ("kind=week&period=2026-W43", "kind=week&period=2026-W43&language=es", "kind=month"):
        page = browser.get(f"/metrics/?{query}")
        page = browser.source
        for cell in re.findall(r"<td[^>]*>(?:(?!</td>).)*?class=\"withheld\".*?</td>", page, re.S):
            assert "data-value" not in cell
        for row in re.findall(r"<tr[^>]*>.*?</tr>", page, re.S):
            first = re.search(r"<td.*?</td>", row, re.S)
            if first and 'class="withheld"' in first[0]:
                assert "<svg" not in row
        for key in re.findall(r'<li class="card key">.*?</li>', page, re.S):
            assert 'class="withheld"' not in key or "no comparison" in key


def test_a_withheld_week_is_a_gap_in_the_line(guarded: County) -> None:
    page = guarded.signed_in()
    source = page.client.get("/metrics/?kind=week&period=2026-W44&language=en").text

    trend = source.split('<table aria-labelledby="trend-funnel-title"')[1].split("</table>")[0]
    line = next(row for row in trend.split("<tr")[1:] if "Oct 19" in row)
    assert "withheld" in line.split("<td")[1] and "data-value" not in line.split("<td")[1]
    assert "A gap in a line is a figure that is withheld." in source


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_monthly_report_holds_no_withheld_number(guarded: County, language: str) -> None:
    made = monthly(Reader(guarded.services.database, guarded.clock), "2026-10", language, date(2026, 11, 23))  # type: ignore[arg-type]

    page, paper = as_html(made), PdfReader(io.BytesIO(as_pdf(made)))
    text = "\n".join(each.extract_text() for each in paper.pages)

    assert ("withheld" if language == "en" else "oculta") in page
    for body in (page, text):
        for number in withheld_numbers(guarded):
            assert str(number) not in body and f"{number:,}" not in body


def test_every_withheld_row_of_an_export_is_empty(guarded: County) -> None:
    browser = guarded.signed_in()
    rows = json.loads(browser.client.get("/metrics/export/figures.json?kind=week&period=2026-W44").text)["figures"]

    hidden = [row for row in rows if row["withheld"]]
    assert hidden and all(row["count"] is row["share"] is None for row in hidden)
    small = [row for row in rows if row["count"] is not None and 0 < row["count"] < 11]
    assert [row for row in small if not MEASURES[row["measure"]].public] == []
