"""Every form of the console, sent with nothing, far too much, nonsense and twice: answered plainly, and nothing is broken."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from bot.directory.importing.entry import import_path
from bot.errors import NotFound
from tests.directory.packages import made_id, small_directory, write_package
from tests.webhooks.console.conftest import Office
from tests.webhooks.pages_app import Browser

LEFT_ALONE = ("/console/logout", "/console/language", "/console/account/password")
"""Ends the login, changes the words of every page, or both: tried by their own tests."""
BAD: dict[str, str | None] = {
    "nothing": None,
    "empty": "",
    "huge": "x" * 100_000,
    "nonsense": "\x00'; DROP TABLE task;-- \ud7ff\N{PILE OF POO}\r\n\t<script>",
    "number": "-99999999999999999999",
}
PAGES = {
    "rosa": ("/console/", "/console/unassigned", "/console/tasks/1", "/console/tasks/2", "/console/reach", "/console/hours",
             "/console/account/"),
    "ada": ("/console/tasks/1", "/console/account/"),
    "stella": ("/console/directory/new", f"/console/directory/{made_id('service_at_location', 0)}"),
}  # fmt: skip


@pytest.fixture
def busy(office: Office, tmp_path: Path) -> Office:
    """Rosa has task 1; nobody has task 2; the directory has listings."""
    import_path(office.services.database, write_package(tmp_path / "directory", small_directory(3)), office.clock)
    office.app.config["RATELIMIT_ENABLED"] = False
    office.callback()
    office.callback(phone="+13235550101")
    rosa = office.browser("rosa")
    rosa.get("/console/tasks/1")
    rosa.submit("/console/tasks/1/claim")
    return office


def forms_of(browser: Browser, pages: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Every form that is sent by POST on these pages, with the values it is drawn with."""
    found: dict[str, dict[str, str]] = {}
    for page in pages:
        browser.get(page)
        assert browser.status == 200, page
        actions = [part.split('"')[0] for part in browser.source.split('method="post" action="')[1:]]
        found |= {action: browser.form(action) for action in actions if not action.startswith(LEFT_ALONE)}
    return found


@pytest.mark.parametrize("name", list(PAGES))
@pytest.mark.parametrize("kind", list(BAD))
def test_bad_values_are_answered_plainly(busy: Office, name: str, kind: str) -> None:
    browser = busy.browser(name)
    forms = forms_of(browser, PAGES[name])
    assert len(forms) >= 2, forms
    typed, kept = BAD[kind], ("csrf_token",)
    for action, drawn in forms.items():
        values = {field: drawn[field] for field in kept if field in drawn}
        if typed is not None:
            names = {*drawn, "note", "text", "outcome", "words", "window", "to", "reason", "place"} - set(kept)
            values |= dict.fromkeys(names, typed)
        browser.post(action, values)
        assert browser.status in (200, 400, 403, 404, 409, 413, 429), (action, browser.status)
    try:
        task = busy.services.tasks.get(1)
    except NotFound:
        pytest.fail("the task is gone")
    assert (task.status, task.attempts) in (("accepted", 0), ("requested", 0), ("on-hold", 0))


def test_a_form_that_arrives_ten_times_is_done_once(busy: Office) -> None:
    browser = busy.browser("rosa")
    browser.get("/console/tasks/1")
    form = {**browser.form("/console/tasks/1/attempts"), "outcome": "no_answer", "note": "Rang out."}
    for _ in range(10):
        browser.post("/console/tasks/1/attempts", form)
        assert browser.status == 200
    assert busy.services.tasks.get(1).attempts == 1


def test_a_listing_sent_ten_times_is_added_once(busy: Office) -> None:
    browser = busy.browser("stella")
    browser.get("/console/directory/new")
    form = {**browser.form("/console/directory/new"), "name": "Nueva Vida", "city": "Los Angeles", "postal_code": "90011",
            "address": "1200 E 41st St", "phone": "213-555-0142", "needs": "food"}  # fmt: skip
    for _ in range(10):
        browser.post("/console/directory/new", form)
    browser.get("/console/directory/?q=nueva")
    assert browser.source.count("<h3><a") + browser.source.count("Nueva Vida</a>") >= 1
    assert browser.source.count(">Nueva Vida<") == 1


def test_somebody_elses_key_is_no_key(busy: Office) -> None:
    key = secrets.token_hex(16)
    assert busy.services.sent_forms.begin(key, busy.services.accounts.named("luis@example.org").id) is None
    rosa = busy.browser("rosa")
    rosa.get("/console/tasks/1")
    form = {**rosa.form("/console/tasks/1/attempts"), "outcome": "no_answer", "form_key": key}
    rosa.post("/console/tasks/1/attempts", form)
    assert busy.services.tasks.get(1).attempts == 1
