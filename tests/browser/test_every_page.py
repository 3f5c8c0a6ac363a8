"""Every page, at phone and laptop size, in light and dark: accessible by axe, nothing sticking out, a picture kept."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page
from pyotp import TOTP

from bot.clock import FixedClock
from bot.db import Database
from bot.privacy.encryption import Vault
from tests.browser.conftest import LAPTOP, PHONE, NewPage, Serve, Site
from tests.browser.site import fill_directory, fill_queue, fill_weeks, make_site
from tests.webhooks.pages_app import PASSWORD, code_of

pytestmark = pytest.mark.browser
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
TOO_SMALL = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter((one) => one.checkVisibility() && !one.closest(".skip, .turn") && !one.matches(".task h2 a, .task h3 a"))
  .map((one) => (one.closest("label") || one))
  .filter((one) => one.getBoundingClientRect().height < 44 || one.getBoundingClientRect().width < 44)
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def site(serve: Serve, sqlite_database: Database, vault: Vault, clock: FixedClock, tmp_path: Path) -> Site:
    site = serve(make_site(sqlite_database, vault, clock))
    fill_queue(site.services, clock)
    fill_weeks(site.services, clock)
    fill_directory(site.services, tmp_path)
    return site


def sign_in(page: Page, site: Site, name: str) -> None:
    page.goto(f"{site.address}/console/login")
    page.locator("#email").fill(f"{name}@example.org")
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button").click()
    page.locator("#code").fill(code_of(name, site.services.clock))
    page.locator("main form button").click()


# Each size, scheme and language once; PUENTE_PICTURES=folder looks at all four.
LOOKS = [("phone", "dark"), ("laptop", "light")]
if os.environ.get("PUENTE_PICTURES"):
    LOOKS += [("phone", "light"), ("laptop", "dark")]


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_every_page(
    site: Site, new_page: NewPage, picture: Callable[[Page, str], None], size: str, scheme: str
) -> None:
    # Spanish on the phone in the dark, so that the longer language meets the smaller screen.
    locale = "es-US" if (size, scheme) == ("phone", "dark") else "en-US"
    page = new_page(viewport=PHONE if size == "phone" else LAPTOP, color_scheme=scheme, locale=locale)
    axe = Axe()

    def check(name: str) -> None:
        page.wait_for_load_state()
        picture(page, f"{name}-{size}-{scheme}")
        found = axe.run(page, options=RULES)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
        assert page.evaluate(TOO_SMALL) == [], f"{name} has targets under 44 px"
        if size == "phone" and "/metrics/" not in page.url:
            page.set_viewport_size({"width": 320, "height": 640})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls at 320 px"
            page.set_viewport_size(PHONE)

    page.goto(f"{site.address}/console/login")
    check("login")
    page.locator("#email").fill("rosa@example.org")
    page.locator("#password").fill("not the password")
    page.locator("main form button").click()
    check("login-wrong")
    page.locator("#email").fill("rosa@example.org")
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button").click()
    check("login-code")
    page.locator("#code").fill("000000")
    page.locator("main form button").click()
    check("login-code-wrong")
    sign_in(page, site, "rosa")
    check("today")
    for name in ("people", "unassigned", "overdue", "calendar", "reach", "hours"):
        page.goto(f"{site.address}/console/{name}")
        check(name)
    page.locator("input[type=time]").first.fill("05:00")
    page.locator("form[action$=hours] .button").click()
    check("hours-wrong")
    page.goto(f"{site.address}/console/")
    page.locator("#find").fill("2")
    page.locator(".finder-row button").click()
    check("found")
    page.goto(f"{site.address}/console/tasks/2")
    check("task-closed")
    page.locator("form[action$=claim] button").click()
    page.locator("input[value=no_answer]").check()
    page.locator("#note").fill("Rang out twice. No voicemail set up.")
    page.locator("#attempt button").click()
    check("task")
    page.locator("#attempt input[name=version]").evaluate("(field) => { field.value = 1; }")
    page.locator("input[value=reached]").check()
    page.locator("#note").fill("Will come to the office.")
    page.locator("#attempt button").click()
    check("task-conflict")
    page.goto(f"{site.address}/metrics/")
    check("refused")

    page.goto(f"{site.address}/console/account/")
    check("account")

    page.context.clear_cookies()
    services = site.services
    services.accounts.add("nuria@example.org", PASSWORD, "chw", temporary=True)
    page.goto(f"{site.address}/console/login")
    page.locator("#email").fill("nuria@example.org")
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button").click()
    check("login-own-password")
    page.locator("#new-password").fill("three words nobody joins")
    page.locator("main form button").click()
    check("login-set-up")
    secret = page.locator("#secret").inner_text().replace(" ", "")
    page.locator("#code").fill(TOTP(secret).at(services.clock.now()))
    page.locator("main form button").click()
    check("login-recovery-codes")
    page.locator("main form button").click()
    page.goto(f"{site.address}/console/tasks/1")
    page.locator("form[action$=claim] button").click()
    page.locator("input[value=no_answer]").check()
    page.locator("#note").fill("Rang out, will try again after four.")
    login = page.context.cookies()
    page.context.clear_cookies()
    page.context.add_cookies([{**cookie, "value": "gone"} for cookie in login])
    page.locator("#attempt button").click()
    check("login-ended")

    page.context.clear_cookies()
    services.accounts.change(services.accounts.named("luis@example.org").id, supervisor=True)
    sign_in(page, site, "luis")
    for name in ("overdue", "team", "tasks/2"):
        page.goto(f"{site.address}/console/{name}")
        check(f"supervisor-{name.replace('/', '-')}")
    page.locator("input[value=supervision]").check()
    page.locator("form[action$=open] button").click()
    check("supervisor-record")

    page.context.clear_cookies()
    sign_in(page, site, "stella")
    check("metrics")
    page.goto(f"{site.address}/console/directory/")
    check("directory")
    page.goto(f"{site.address}/console/directory/?q=pantry")
    check("directory-found")
    page.locator(".listing h3 a").first.click()
    check("listing")
    page.locator("#listing input[name=version]").evaluate("(field) => { field.value = 'old'; }")
    page.locator("#name").fill("Better Pantry")
    page.locator("#listing > .button").click()
    page.get_by_role("alert").wait_for()
    check("listing-conflict")
    page.goto(f"{site.address}/console/directory/new")
    check("listing-new")

    page.goto(f"{site.address}/chat")
    check("chat-first")
    page.locator("#body").fill("im hungry 90011")
    page.locator("#composer .button").click()
    page.get_by_text("Reply MORE").wait_for()
    check("chat")
    page.locator("summary").click()
    check("chat-about")

    page.goto(f"{site.address}/simulator")
    page.locator("#body").fill("im hungry 90011")
    page.locator("#composer .button").click()
    page.get_by_text("Reply MORE").wait_for()
    check("simulator")
