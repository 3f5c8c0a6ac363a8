"""A running site and a real browser for the browser tests."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright
from werkzeug.serving import make_server

from bot.clock import FixedClock
from webhooks.services import Services

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 800}


@dataclass(frozen=True)
class Site:
    """A site served on this machine, and the rooms behind it."""

    address: str
    services: Services


class RunningClock(FixedClock):
    """Goes on from where it is put, as clocks do; `instant` moves it."""

    def __init__(self, instant: datetime) -> None:
        super().__init__(instant)
        self._began = time.monotonic()

    def now(self) -> datetime:
        return self.instant + timedelta(seconds=time.monotonic() - self._began)


@pytest.fixture
def clock() -> RunningClock:
    """Monday 23 November 2026, from 10:00 in Los Angeles."""
    return RunningClock(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))


Serve = Callable[[Callable[[int], tuple[Flask, Services]]], Site]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve the app that `make(port)` returns, on threads, until the test ends."""
    stops = []

    def start(make: Callable[[int], tuple[Flask, Services]]) -> Site:
        server = make_server("127.0.0.1", 0, Flask("not yet"), threaded=True)
        app, services = make(server.server_port)
        server.app = app
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        stops.append((server, thread))
        return Site(f"http://127.0.0.1:{server.server_port}", services)

    yield start
    for server, thread in stops:
        server.shutdown()
        thread.join(5)
        server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium from PATH; PUENTE_CHROMIUM names another."""
    found = os.environ.get("PUENTE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[NewPage]:
    """Open a page in a fresh browser profile; any error in its scripts fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(**options: Any) -> Page:
        context = chromium.new_context(**{"viewport": LAPTOP, "locale": "en-US", **options})
        context.set_default_timeout(8000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if _is_ours(message.text) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Keep a screenshot in the folder PUENTE_PICTURES names; nothing where it is not set."""
    folder = os.environ.get("PUENTE_PICTURES")

    def take(page: Page, name: str) -> None:
        if folder:
            # Hiding the caret would put in a style of its own, which the content policy stops.
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True, caret="initial")

    return take


def _is_ours(text: str) -> bool:
    """True for console messages that mean a fault in a page: anything the content policy stopped."""
    return "Content Security Policy" in text or "Uncaught" in text


__all__ = ["LAPTOP", "PHONE", "Error", "NewPage", "Serve", "Site"]
