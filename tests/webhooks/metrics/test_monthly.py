"""The monthly report: a page that stands by itself and a tagged PDF, by one command, with the page's figures."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from pypdf import PdfReader

from bot.errors import InvalidInput
from bot.i18n import Language
from tests.webhooks.metrics.conftest import County
from webhooks.metrics.monthly import Monthly, as_html, as_pdf, monthly
from webhooks.metrics.page import Reader

TODAY = date(2026, 11, 23)


@pytest.fixture
def october(county: County) -> County:
    for weeks_ago in range(4, 13):
        county.people(100 * (14 - weeks_ago), 40, weeks_ago)
        county.count("needs_found", 200, weeks_ago=weeks_ago, language="en", channel="sms", spa=6, need="food")
        county.count(
            "needs_unmet", 50, weeks_ago=weeks_ago, language="en", channel="sms", spa=6, need="food", detail="hours"
        )
    county.publish()
    return county


def report_of(county: County, language: Language) -> Monthly:
    return monthly(Reader(county.services.database, county.clock), "2026-10", language, TODAY)


def test_the_page_stands_by_itself(october: County) -> None:
    page = as_html(report_of(october, "en"))

    assert "<h1>Monthly report: October 2026</h1>" in page
    assert not re.search(r'(?:src|href)="(?!#)', page) and "<script" not in page and "url(http" not in page
    assert "@import" not in page


@pytest.mark.parametrize(("language", "title", "unmet"), [
    ("en", "Monthly report: October 2026", "25% of 800 needs stated"),
    ("es", "Informe mensual: octubre de 2026", "25% de 800 necesidades dichas"),
])  # fmt: skip
def test_page_and_pdf_say_the_same(october: County, language: Language, title: str, unmet: str) -> None:
    made = report_of(october, language)
    page, paper = as_html(made), PdfReader(io.BytesIO(as_pdf(made)))
    text = " ".join("\n".join(each.extract_text() for each in paper.pages).split())

    for said in (title, unmet, made.glance.headline):
        assert said in page and said in text
    for section in made.glance.sections:
        assert section.title in text


def test_the_pdf_is_tagged_and_names_its_language_and_title(october: County) -> None:
    paper = PdfReader(io.BytesIO(as_pdf(report_of(october, "es"))))
    root = paper.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"]
    assert str(root["/Lang"]).startswith("es")
    assert paper.metadata and paper.metadata.title == "Informe mensual: octubre de 2026"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def test_the_same_report_is_the_same_file(october: County) -> None:
    made = report_of(october, "en")

    assert as_pdf(made) == as_pdf(made) and as_html(made) == as_html(made)


def test_definitions_and_what_is_withheld_are_in_it(october: County) -> None:
    october.count("crises", 3, weeks_ago=3, language="en", channel="sms", detail="overdose")
    october.publish()

    page = as_html(report_of(october, "en"))

    assert "Why some figures are withheld" in page and "What the figures mean" in page


@pytest.mark.parametrize("month", ["2026-13", "2026-11", "2019-01", "october", "2026-W43"])
def test_a_month_that_is_not_published_is_refused(october: County, month: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        monthly(Reader(october.services.database, october.clock), month, "en", TODAY)
    assert refused.value.code == "bad_period"
