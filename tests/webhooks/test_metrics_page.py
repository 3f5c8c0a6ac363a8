"""The page of counts: what staff see of each week, and that small counts are not to be seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from bot.clock import FixedClock
from bot.db import Database
from bot.i18n import Language
from bot.privacy.encryption import Vault
from tests.webhooks.pages_app import Browser, add_account, make_app, make_services
from webhooks.services import Services


@dataclass
class County:
    services: Services
    app: Flask
    clock: FixedClock

    def texts(self, people: int, language: Language = "en", weeks_ago: int = 0) -> None:
        """So many new people write in that week."""
        now = self.clock.instant
        self.clock.instant = now - timedelta(weeks=weeks_ago)
        for number in range(people):
            phone = f"+1213{weeks_ago:02d}{'en es'.index(language)}{number:04d}"
            person = self.services.people.get_or_create("sms", phone, language)
            text = self.services.messages.record_inbound(person.id, "sms", f"SM{phone}", "hi")
            self.services.messages.record_reply(text.message_id, ["Hello"], "dialogue", "answered", language)
        self.clock.instant = now

    def staff(self) -> Browser:
        browser = Browser(self.app.test_client(), self.clock)
        browser.sign_in("stella")
        return browser


@pytest.fixture
def county(sqlite_database: Database, vault: Vault, clock: FixedClock) -> County:
    services = make_services(sqlite_database, vault, clock)
    add_account(services, "stella", "staff")
    return County(services, make_app(services), clock)


def row(page: str, measure: str, week: str) -> list[str]:
    """The counts in the row of `week` in the table of `measure`."""
    table = page.split(f'id="{measure}"')[1].split("</table>")[0]
    found = re.search(rf"{week}.*?</th>(.*?)</tr>", table, re.S)
    assert found, f"{week} is in the table of {measure}"
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td>(.*?)</td>", found[1], re.S)]


def test_counts_stand_by_week_and_language(county: County) -> None:
    county.texts(20, "en", weeks_ago=1)
    county.texts(15, "es", weeks_ago=1)

    page = county.staff().page

    assert row(page, "conversations", "Week 47, 2026") == ["20", "15", "35"]
    assert "from Nov 16" in page
    for title in ("Conversations", "Needs stated", "Services offered", "Callbacks"):
        assert f">{title}</caption>" in page


def test_small_counts_and_what_would_give_them_away_are_withheld_alike(county: County) -> None:
    county.texts(20, "en", weeks_ago=1)
    county.texts(4, "es", weeks_ago=1)

    page = county.staff().page

    counts = row(page, "conversations", "Week 47, 2026")
    assert counts.count("withheld") >= 2 and "4" not in counts
    assert "1 to 10" in page and "so that nobody can be recognized" in page


def test_a_zero_is_shown_and_the_running_week_says_so(county: County) -> None:
    county.texts(12, "en", weeks_ago=1)

    page = county.staff().page

    assert row(page, "conversations", "Week 48, 2026") == ["0", "0", "0"]
    assert "from Nov 23, so far" in page and "from Nov 16, so far" not in page


def test_the_newest_week_comes_first_and_older_ones_on_request(county: County) -> None:
    county.texts(12, "en", weeks_ago=30)
    browser = county.staff()

    assert browser.page.index("Week 48, 2026") < browser.page.index("Week 47, 2026")
    assert "Week 18, 2026" not in browser.page

    page = browser.get("/metrics/?weeks=all")
    assert row(page, "conversations", "Week 18, 2026")[0] == "12"


def test_the_page_is_complete_before_anybody_has_written(county: County) -> None:
    browser = county.staff()

    assert browser.status == 200
    assert row(browser.page, "callbacks", "Week 48, 2026") == ["0", "0", "0"]


def test_the_page_speaks_spanish_too(county: County) -> None:
    county.texts(3, "es", weeks_ago=1)
    browser = county.staff()

    page = browser.submit("/console/language")

    assert "Cifras por semana" in page and "oculta" in row(page, "conversations", "Semana 47, 2026")


def test_no_trace_of_a_person_is_on_the_page(county: County) -> None:
    county.texts(12, "en", weeks_ago=1)

    person = county.services.people.find("sms", "+12130100000")

    page = county.staff().page

    assert person and person.id not in page and person.pseudonym not in page
    assert "213" not in page.split("<main")[1]
