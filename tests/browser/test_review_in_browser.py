"""The reviewers' page at phone and laptop size, without scripting too: accessible by axe, nothing sticking out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from bot.cases.review_models import ReviewCard
from bot.clock import FixedClock
from bot.db import Database, new_id
from bot.privacy.encryption import Vault
from bot.reviewing.desk import ReviewDesk
from bot.reviewing.labels import Label
from tests.browser.conftest import LAPTOP, PHONE, NewPage, Serve, Site
from tests.browser.site import make_site
from tests.browser.test_every_page import RULES, TOO_SMALL, sign_in
from tests.webhooks.pages_app import add_account

pytestmark = pytest.mark.browser
TEXTS = (
    ("en", "my name is [name] they put me out n i got my [word] with me what do i do"),
    ("es", "me llamo [name] y ando en la calle por [place] con mi niña, no tengo ni para comer desde el viernes"),
)


@pytest.fixture
def site(serve: Serve, sqlite_database: Database, vault: Vault, clock: FixedClock) -> Site:
    site = serve(make_site(sqlite_database, vault, clock))
    for name in ("rita", "raul"):
        add_account(site.services, name, "reviewer")
    with sqlite_database.write() as db_session:
        for language, text in TEXTS:
            card_id = new_id()
            sealed = vault.seal(text, f"review_card.text:{card_id}")
            db_session.add(
                ReviewCard(id=card_id, week=date(2026, 11, 16), language=language, why="unsure", part2=False,
                           state="new", text_sealed=sealed)
            )  # fmt: skip
    return site


@pytest.mark.parametrize(
    ("size", "scheme", "locale", "scripts"),
    [(PHONE, "dark", "es-US", True), (LAPTOP, "light", "en-US", True), (PHONE, "light", "en-US", False)],
)
def test_labelling_looking_again_and_agreeing(
    site: Site, new_page: NewPage, picture: Callable[[Page, str], None], size: dict[str, int], scheme: str, locale: str,
    scripts: bool, tmp_path: Path,
) -> None:  # fmt: skip
    page = new_page(viewport=size, color_scheme=scheme, locale=locale, java_script_enabled=scripts)

    def check(name: str) -> None:
        page.wait_for_load_state()
        if not scripts:
            return
        picture(page, f"{name}-{size['width']}-{scheme}")
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
        assert page.evaluate(TOO_SMALL) == [], f"{name} has targets under 44 px"

    desk = ReviewDesk(site.services.database, site.services.vault, site.services.clock)
    sign_in(page, site, "rita")
    check("review")
    page.locator(".label-form button").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    check("review-mistake")
    page.locator("input[value=housing]").check()
    page.locator("input[name=urgent]").check()
    page.locator(".label-form button").click()
    expect(page.locator("#told")).to_be_visible()
    page.context.clear_cookies()

    sign_in(page, site, "raul")
    check("review-second")
    page.locator("section[aria-labelledby=second] > form button").click()
    expect(page.locator("#told")).to_be_visible()
    (agreed,) = (*desk.agreed("en"), *desk.agreed("es"))
    assert agreed.label == Label("need", ("housing",), urgent=True)

    page.locator("form[action$=remove] button").click()
    expect(page.locator("form[action$=remove]"), "nothing waits any more").to_have_count(0)
    check("review-empty")
