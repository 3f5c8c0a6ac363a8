"""The figures in a real browser: drawn from their tables, usable by keyboard and without scripting, and on paper."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from bot.clock import FixedClock
from bot.db import Database
from bot.metrics.measures import MEASURES
from bot.metrics.publishing import Publisher
from bot.privacy.encryption import Vault
from bot.tally import tally
from tests.browser.conftest import LAPTOP, PHONE, NewPage, Serve, Site
from tests.browser.site import make_site
from tests.browser.test_every_page import RULES, TOO_SMALL, sign_in

pytestmark = pytest.mark.browser
COUNTED = ("conversations", "new_people", "people_offered", "needs_found", "needs_unmet", "call_promises", "crises",
           "texts_received")  # fmt: skip


@pytest.fixture
def site(serve: Serve, sqlite_database: Database, vault: Vault, clock: FixedClock) -> Site:
    """Nine weeks in both languages; in one of them so few wrote in Spanish that languages are withheld."""
    site = serve(make_site(sqlite_database, vault, clock))
    with sqlite_database.write() as db_session:
        for weeks in range(1, 10):
            at = clock.now() - timedelta(weeks=weeks)
            for language, people in (("en", 400 - 20 * weeks), ("es", 4 if weeks == 3 else 180)):
                count = {"language": language, "channel": "sms"}
                tally(db_session, "conversations", at, spa=6, detail="up_to_2", by=people, **count)  # type: ignore[arg-type]
                tally(db_session, "new_people", at, spa=6, by=people // 2, **count)  # type: ignore[arg-type]
                tally(db_session, "people_offered", at, spa=6, detail="up_to_5", by=people // 3, **count)  # type: ignore[arg-type]
                tally(db_session, "texts_received", at, detail="understood", by=3 * people, **count)  # type: ignore[arg-type]
                for spa in range(1, 9):
                    needs = {**count, "spa": spa, "need": "food"}
                    tally(db_session, "needs_found", at, by=40, **needs)  # type: ignore[arg-type]
                    tally(db_session, "needs_unmet", at, detail="hours", by=2 * spa, **needs)  # type: ignore[arg-type]
            tally(db_session, "call_promises", at, language="en", channel="sms", detail="kept", by=60 + weeks)
            tally(db_session, "call_promises", at, language="en", channel="sms", detail="missed", by=20)
    Publisher(sqlite_database, clock, [MEASURES[name] for name in COUNTED]).publish_due()
    return site


def lit(page: Page, place: int = 0) -> int:
    """How many points of a trend's drawing are not empty."""
    return int(page.evaluate(
        """(place) => {
          const canvas = document.querySelectorAll(".plot canvas")[place];
          const bytes = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
          let seen = 0;
          for (let at = 3; at < bytes.length; at += 4) if (bytes[at] > 0) seen += 1;
          return seen;
        }""",
        place,
    ))  # fmt: skip


@pytest.mark.parametrize(("size", "scheme", "locale"), [("phone", "dark", "es-US"), ("laptop", "light", "en-US"),
                                                        ("phone", "light", "en-US"), ("laptop", "dark", "es-US")])  # fmt: skip
def test_every_page_of_figures_is_accessible(
    site: Site, new_page: NewPage, size: str, scheme: str, locale: str
) -> None:
    page = new_page(viewport=PHONE if size == "phone" else LAPTOP, color_scheme=scheme, locale=locale)
    sign_in(page, site, "stella")
    axe = Axe()
    for path in ("", "?kind=month", "?kind=month&spa=6", "?kind=year", "?kind=decade", "tables", "tables?kind=month&by=spa",
                 "dictionary"):  # fmt: skip
        page.goto(f"{site.address}/metrics/{path}")
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")

        found = axe.run(page, options=RULES)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
        assert page.evaluate(TOO_SMALL) == [], f"{path} has targets under 44 px"


def test_trends_are_drawn_from_their_tables_with_gaps_where_figures_are_withheld(site: Site, new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, site, "stella")
    page.goto(f"{site.address}/metrics/?language=es")

    expect(page.locator("[data-trend='trend-funnel'] .plot canvas")).to_be_visible()
    assert lit(page) > 300
    expect(page.locator("[data-trend='trend-funnel']")).to_contain_text("A gap in a line is a figure that is withheld")
    page.locator("[data-trend='trend-funnel'] .u-over").hover()
    expect(page.locator("[data-trend='trend-funnel'] .readout")).to_contain_text("Conversations")


def test_filters_open_and_close_as_they_are_chosen_by_keyboard(site: Site, new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, site, "stella")
    page.goto(f"{site.address}/metrics/?kind=month")
    page.get_by_text("Choose a period and filters").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Area", exact=True)).to_be_enabled()

    page.get_by_label("Language", exact=True).select_option("es")
    for closed in ("Area", "Need", "Channel"):
        expect(page.get_by_label(closed, exact=True)).to_be_disabled()
    page.get_by_label("Language", exact=True).select_option("")
    expect(page.get_by_label("Area", exact=True)).to_be_enabled()
    page.get_by_label("Area", exact=True).select_option("6")
    page.get_by_role("button", name="Show").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".chosen")).to_contain_text("SPA 6")
    assert "spa=6" in page.url and "kind=month" in page.url
    page.locator(".chosen a").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".chosen")).to_have_count(0)


def test_without_scripting_every_figure_is_in_a_table_and_filters_work(site: Site, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    sign_in(page, site, "stella")
    page.goto(f"{site.address}/metrics/?kind=month")

    expect(page.locator("[data-trend]").first).to_be_hidden()
    page.get_by_text("Table: Conversations, and people first sent a service").click()
    expect(page.locator("table[aria-labelledby='trend-funnel-title']")).to_be_visible()
    page.get_by_text("Choose a period and filters").click()
    page.get_by_label("Need", exact=True).select_option("food")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".chosen")).to_contain_text("Food")

    page.goto(f"{site.address}/metrics/?kind=month&need=food&spa=6")
    expect(page.get_by_role("alert")).to_contain_text("A month takes one filter at a time")


def test_on_paper_every_table_is_open_and_nothing_to_click_is_left(
    site: Site, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page()
    sign_in(page, site, "stella")
    page.goto(f"{site.address}/metrics/?kind=month")

    paper = PdfReader(io.BytesIO(page.pdf(format="Letter")))
    text = " ".join(" ".join(each.extract_text() for each in paper.pages).split())

    assert "Table: Conversations" in text and "Choose a period" not in text and "Sign out" not in text
    assert "SPA 1" in text and "Antelope Valley" in text
    assert "The same figures as on this page" not in text
    assert len(paper.pages) <= 14


def test_a_file_is_taken_with_one_key(site: Site, new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, site, "stella")
    page.goto(f"{site.address}/metrics/")

    with page.expect_download() as download:
        page.get_by_role("link", name="Figures of this page, CSV", exact=True).focus()
        page.keyboard.press("Enter")

    assert download.value.suggested_filename == "puente-figures-2026-W47.csv"
