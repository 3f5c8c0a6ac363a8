"""Pages behind the login: staff and reviewers see no person anywhere, and a CHW only those within reach."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from tests.canaries import found_in
from tests.webhooks.console.conftest import TODAY_AT_THREE, Office
from tests.webhooks.pages_app import Browser, add_account

PHONE, OTHERS = "+13235557391", "+13235557392"
OURS = ("Zalandriel", "323-555-7391", "(323) 555-7391", "3235557391", "zorbulax")
THEIRS = ("Yolixtli", "323-555-7392", "(323) 555-7392", "3235557392", "quimbarote")


def routes(app: Flask, **values: Any) -> list[str]:
    """Every page under the login that is read with GET, its parameters filled in."""
    found = []
    for rule in app.url_map.iter_rules():
        behind = rule.rule.startswith(("/console", "/metrics"))
        if behind and "GET" in (rule.methods or ()) and set(rule.arguments) <= set(values):
            try:
                _, path = rule.build({name: values[name] for name in rule.arguments}) or ("", rule.rule)
            except ValueError:  # a name that this page does not have
                continue
            found.append(path)
    return sorted(found)


@pytest.fixture
def told(office: Office) -> Office:
    """Two people of two agencies, each with words, a name, a task and a note; one CHW of each agency."""
    services = office.services
    for name, agency in (("nora", "North"), ("sol", "South")):
        add_account(services, name, "chw", agency=agency)
    add_account(services, "rita", "reviewer")
    for phone, name, word, chw in (
        (PHONE, "Zalandriel", "zorbulax", "nora"),
        (OTHERS, "Yolixtli", "quimbarote", "sol"),
    ):
        task = office.callback(phone, TODAY_AT_THREE, name=name)
        person = services.people.find("sms", phone)
        assert person is not None
        said = services.messages.record_inbound(person.id, "sms", f"SM{phone}", f"hi im {word}")
        services.messages.record_reply(said.message_id, ["hello"], "dialogue", "answered", "en")
        account = services.accounts.named(f"{chw}@example.org")
        services.casework.claim(task.id, account.id, services.tasks.get(task.number).version)
    return office


def pages(browser: Browser, office: Office) -> dict[str, bytes]:
    """Every page as this account gets it, words of the address bar included."""
    asked = routes(office.app, number=1, task=1, name="today", language="en")
    asked += routes(office.app, number=2, task=2, name="people", language="es")
    asked += [
        f"{path}?q=Zalandriel&show=mine&period=week" for path in ("/console/", "/metrics/", "/console/directory/")
    ]
    found = {}
    for path in dict.fromkeys(asked):
        browser.get(path)
        # What one typed into the address oneself is no finding.
        found[path] = re.sub(rb"q=Zalandriel|Zalandriel(?=[^<]{0,40}period)", b"", browser.source.encode())
    return found


def shown(found: dict[str, bytes], canaries: tuple[str, ...]) -> list[str]:
    return [f"{path}: {one}" for path, page in found.items() for one in found_in(page, canaries)]


@pytest.mark.parametrize("name", ["stella", "rita"])
def test_staff_and_reviewers_see_no_person_on_any_page(told: Office, name: str) -> None:
    found = pages(told.browser(name), told)
    assert len(found) >= 8
    typed = {path: page for path, page in found.items() if "q=" not in path}
    assert shown(typed, (*OURS, *THEIRS)) == []
    assert shown({path: page for path, page in found.items() if "q=" in path}, (*OURS[1:], *THEIRS)) == []


def test_a_chw_sees_whom_they_work_with_and_of_nobody_elses_anything(told: Office) -> None:
    found = pages(told.browser("nora"), told)
    assert shown(found, ("Zalandriel",)), "their own person is there"
    assert shown(found, THEIRS) == []


def test_signed_out_every_page_is_closed(told: Office) -> None:
    found = pages(told.browser(), told)
    assert shown(found, (*OURS[1:], *THEIRS)) == []
