"""The page of counts: what staff see of each week, and that small counts are not to be seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from bot.clock import FixedClock
from bot.db import Database
from bot.i18n import Language, render
from bot.metrics.measures import MEASURES
from bot.metrics.publishing import Publisher
from bot.privacy.encryption import Vault
from tests.webhooks.pages_app import Browser, add_account, make_app, make_services
from webhooks.pages import DOMAIN
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
        Publisher(self.services.database, self.clock).publish_due()
        browser = Browser(self.app.test_client(), self.clock)
        browser.sign_in("stella")
        return browser


@pytest.fixture
def county(sqlite_database: Database, vault: Vault, clock: FixedClock) -> County:
    services = make_services(sqlite_database, vault, clock)
    add_account(services, "stella", "staff")
    return County(services, make_app(services), clock)


def row(page: str, measure: str, period: str) -> list[str]:
    """The counts in the row of `period` in the table of `measure`."""
    table = page.split(f'id="{measure}"')[1].split("</table>")[0]
    found = re.search(rf"{period}<.*?</th>(.*?)</tr>", table, re.S)
    assert found, f"{period} is in the table of {measure}"
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td>(.*?)</td>", found[1], re.S)]


BY_LANGUAGE = [name for name, measure in MEASURES.items() if "language" in measure.dimensions]


def test_counts_stand_by_week_and_language_with_what_they_mean(county: County) -> None:
    county.texts(20, "en", weeks_ago=1)
    county.texts(15, "es", weeks_ago=1)

    page = county.staff().page

    assert row(page, "conversations", "2026-W47") == ["35", "20", "15"]
    assert row(page, "new_people", "2026-W47") == ["35 100%", "20 100%", "15 100%"]
    assert "from Nov 16" in page
    for measure in BY_LANGUAGE:
        assert render(f"measure.{measure}", "en", DOMAIN) in page
        assert render(f"measure.{measure}.what", "en", DOMAIN) in page


def test_small_counts_and_what_would_give_them_away_are_withheld_alike(county: County) -> None:
    county.texts(20, "en", weeks_ago=1)
    county.texts(4, "es", weeks_ago=1)

    page = county.staff().page

    counts = row(page, "conversations", "2026-W47")
    assert counts.count("withheld") >= 2 and "4" not in counts
    assert "1 to 10" in page and "so that nobody can be recognized" in page


def test_the_running_week_is_not_shown_and_the_page_says_when_it_will_be(county: County) -> None:
    county.texts(12, "en", weeks_ago=1)
    county.texts(30, "en", weeks_ago=0)

    page = county.staff().page

    assert "2026-W48" not in page and "appear on Nov 30" in page


def test_longer_periods_come_by_area_need_and_channel(county: County) -> None:
    county.texts(12, "en", weeks_ago=8)
    browser = county.staff()

    page = browser.get("/metrics/?kind=month&by=channel")

    assert row(page, "conversations", "2026-09") == ["12", "12", "0", "0"]
    assert "WhatsApp" in page and "needs_found" in page
    assert 'id="texts_received"' not in browser.get("/metrics/?kind=month&by=spa"), "it is not counted by area"


@pytest.mark.parametrize("asked", ["kind=decade", "by=name", "kind=week&by=need", "kind=", "how_far=everything"])
def test_what_is_not_published_cannot_be_asked_for(county: County, asked: str) -> None:
    county.texts(12, "en", weeks_ago=1)

    assert row(county.staff().get(f"/metrics/?{asked}"), "conversations", "2026-W47")[0] == "12"


def test_the_newest_week_comes_first_and_older_ones_on_request(county: County) -> None:
    county.texts(12, "en", weeks_ago=30)
    browser = county.staff()

    assert browser.page.index("2026-W47") < browser.page.index("2026-W46")
    assert "2026-W18" not in browser.page

    page = browser.get("/metrics/?how_far=all")
    assert row(page, "conversations", "2026-W18")[0] == "12"


def test_the_page_is_complete_before_anybody_has_written(county: County) -> None:
    browser = county.staff()

    assert browser.status == 200
    assert browser.page.count("No period is over yet.") == len(BY_LANGUAGE)


def test_the_page_speaks_spanish_too(county: County) -> None:
    county.texts(3, "es", weeks_ago=1)
    browser = county.staff()

    page = browser.submit("/console/language")

    assert "Semanas" in page and "oculta" in row(page, "conversations", "2026-W47")


def test_no_trace_of_a_person_is_on_the_page(county: County) -> None:
    county.texts(12, "en", weeks_ago=1)

    person = county.services.people.find("sms", "+12130100000")

    page = county.staff().page

    assert person and person.id not in page and person.pseudonym not in page
    assert "213" not in page.split("<main")[1]
