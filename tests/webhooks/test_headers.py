"""Every response tells the browser what not to do, and cookies are as strict as the connection allows."""

from __future__ import annotations

import re

import pytest

from bot.clock import FixedClock
from bot.db import Database
from bot.privacy.encryption import Vault
from tests.webhooks.pages_app import Browser, add_account, make_app, make_services, make_settings
from webhooks.headers import CONTENT_SECURITY_POLICY


def site(database: Database, vault: Vault, clock: FixedClock, address: str) -> Browser:
    services = make_services(database, vault, clock, settings=make_settings(public_base_url=address))
    add_account(services, "rosa", "chw")
    return Browser(make_app(services).test_client(), clock)


@pytest.mark.parametrize(
    "path", ["/console/login", "/console/", "/metrics/", "/chat/", "/health/live", "/no/such", "/static/puente.css"]
)
def test_every_response_is_hardened(sqlite_database: Database, vault: Vault, clock: FixedClock, path: str) -> None:
    browser = site(sqlite_database, vault, clock, "https://puente.example.org")
    headers = browser.client.get(path).headers

    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert headers["Referrer-Policy"] in ("no-referrer", "same-origin")


def test_the_content_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert not re.search(r"unsafe|https?:|\*|data:", CONTENT_SECURITY_POLICY)


def test_over_https_the_login_cookie_belongs_to_this_host_alone(
    sqlite_database: Database, vault: Vault, clock: FixedClock
) -> None:
    browser = site(sqlite_database, vault, clock, "https://puente.example.org")
    browser.get("/console/login")
    answer = browser.client.post(
        "/console/login", data={**browser.form("/console/login"), "email": "rosa@example.org", "password": "x"}
    )
    cookie = answer.headers.get("Set-Cookie") or browser.client.get("/console/login").headers["Set-Cookie"]

    assert cookie.startswith("__Host-puente=")
    for mark in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert mark in cookie.split("; ")
    assert "Domain" not in cookie


def test_on_plain_http_in_development_it_still_works(
    sqlite_database: Database, vault: Vault, clock: FixedClock
) -> None:
    browser = site(sqlite_database, vault, clock, "http://127.0.0.1:8000")
    browser.sign_in("rosa")

    assert "<h1>Today</h1>" in browser.page
    assert "Strict-Transport-Security" not in browser.headers


def test_the_cookie_says_nothing_about_who_is_signed_in(
    sqlite_database: Database, vault: Vault, clock: FixedClock
) -> None:
    browser = site(sqlite_database, vault, clock, "http://127.0.0.1:8000")
    browser.sign_in("rosa")
    (cookie,) = [one for one in browser.client._cookies.values() if one.key == "puente"]  # type: ignore[attr-defined]

    assert len(cookie.value) < 4096
    assert "rosa" not in cookie.value and "example" not in cookie.value
