"""The web application as tests use it: every page, wired to real rooms on a real database."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pyotp
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from bot.callbacks.attempts import Attempts
from bot.callbacks.booking import Booking
from bot.callbacks.calendar_feed import CalendarFeeds
from bot.callbacks.caseload import Caseload
from bot.callbacks.casework import Casework
from bot.callbacks.diary import Diary
from bot.callbacks.finding import Finder
from bot.callbacks.notices import NoticeWishes
from bot.callbacks.on_call import OnCallRota
from bot.callbacks.overviews import Overviews
from bot.callbacks.page_marks import PageMarks
from bot.callbacks.pausing import Pauses
from bot.callbacks.referrals import Referrals
from bot.callbacks.registered_phones import RegisteredPhones
from bot.callbacks.staff_deliveries import StaffDeliveries
from bot.callbacks.staff_texts import StaffTexts
from bot.callbacks.tasks import Tasks
from bot.callbacks.texted_commands import TextedCommands
from bot.callbacks.working_hours import WorkingWeek
from bot.cases.account_view import AccountView, Role
from bot.cases.accounts import Accounts
from bot.cases.facts import KnownFacts
from bot.cases.follow_ups import FollowUps
from bot.cases.messages import Messages
from bot.cases.models import Account
from bot.cases.people import People
from bot.cases.second_factor import SecondFactor
from bot.cases.sent_forms import SentForms
from bot.cases.store import Cases
from bot.clock import Clock, FixedClock
from bot.db import Database
from bot.dialogue.outcomes import ServiceOutcomes
from bot.directory.reports import ListingReports
from bot.directory.search import DirectorySearch
from bot.messaging.console_sender import ConsoleSender
from bot.messaging.voice import SilentLine
from bot.privacy.encryption import Vault
from bot.settings import Settings
from webhooks.app import create_app
from webhooks.sending import make_calls
from webhooks.services import Services
from webhooks.wiring import build_services, login_sessions

PASSWORD = "a long enough password"


@cache
def _every_room() -> Services:
    """All rooms, built once: reading the gazetteer takes half a second."""
    keys = ",".join(f"{name}:{base64.b64encode(bytes(32)).decode()}" for name in ("k1", "lookup"))
    return build_services(
        Settings(database_url="sqlite://", rasa_database_url="sqlite://", puente_data_keys=keys, rasa_token="x" * 16)
    )


def make_services(database: Database, vault: Vault, clock: Clock, **overrides: Any) -> Services:
    """Every room there is, those that pages use on this database and this clock."""
    attempts = Attempts(database, vault, clock)
    calls, call_progress = make_calls(make_settings(), database, vault, clock, attempts, SilentLine())
    rooms: dict[str, Any] = {
        "settings": make_settings(),
        "clock": clock,
        "database": database,
        "vault": vault,
        "people": People(database, vault, clock),
        "messages": Messages(database, vault, clock),
        "cases": Cases(database, vault, clock),
        "directory": DirectorySearch(database, clock),
        "known_facts": KnownFacts(database, vault, clock),
        "outcomes": ServiceOutcomes(FollowUps(database, vault, clock), ListingReports(database, clock)),
        "casework": Casework(database, vault, clock),
        "referrals": Referrals(database, vault, clock, DirectorySearch(database, clock)),
        "attempts": attempts,
        "tasks": Tasks(database, vault, clock),
        "calls": calls,
        "call_progress": call_progress,
        "staff_deliveries": StaffDeliveries(database, clock),
        "staff_texts": StaffTexts(database, vault, clock),
        "caseload": Caseload(database, vault, clock),
        "overviews": Overviews(database, vault, clock),
        "page_marks": PageMarks(database, clock),
        "on_call": OnCallRota(database, clock),
        "finder": Finder(database, vault, clock),
        "diary": Diary(database, clock),
        "pauses": Pauses(database, vault, clock),
        "sent_forms": SentForms(database, clock),
        "registered_phones": RegisteredPhones(database, vault, clock, ConsoleSender(database, vault, clock)),
        "notice_wishes": NoticeWishes(database, clock),
        "calendar_feeds": CalendarFeeds(database, clock, "http://localhost"),
        "working_week": WorkingWeek(database, clock),
        "booking": Booking(database, vault, clock),
        "second_factor": SecondFactor(database, vault, clock),
        "logins": login_sessions(make_settings(), database, clock),
        "accounts": Accounts(database, vault, clock, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        "sender": ConsoleSender(database, vault, clock),
    }
    rooms["texted_commands"] = TextedCommands(
        database, clock, rooms["registered_phones"], rooms["tasks"], rooms["casework"], rooms["attempts"],
        "http://localhost",
    )  # fmt: skip
    return replace(_every_room(), **{**rooms, **overrides})


def make_settings(**values: Any) -> Settings:
    """Settings of a development site; nothing is read from the environment's secrets."""
    known = {
        "puente_secret_key": "secret for tests only",
        "twilio_auth_token": "12345",
        "rasa_token": "x" * 16,
        "public_base_url": "http://localhost",
    }
    return Settings(**{**known, **values})


def make_app(services: Services) -> Flask:
    """The whole web application around `services`."""
    app = create_app(services.settings, services)
    app.testing = True
    return app


def add_account(services: Services, name: str, role: Role, **values: Any) -> AccountView:
    """An account that has set up its second factor; the browser below knows its secret."""
    account = services.accounts.add(f"{name}@example.org", PASSWORD, role, **values)
    with services.database.write() as db_session:
        row = db_session.get_one(Account, account.id)
        row.totp_sealed = services.vault.seal(secret_of(name), f"account.totp:{row.id}")
        row.totp_since = services.clock.now()
    return services.accounts.named(account.email)


def secret_of(name: str) -> str:
    """The authenticator secret of a test account."""
    return base64.b32encode(name.encode().ljust(20, b"!")).decode()


def code_of(name: str, clock: Clock) -> str:
    """What the authenticator app of a test account shows now."""
    return pyotp.TOTP(secret_of(name)).at(clock.now())


class FormReader(HTMLParser):
    """The forms of a page: by action, the values a browser would send if nothing were typed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._fields: dict[str, str] = {}
        self._textarea: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = self.forms.setdefault(named["action"], {})
        name = named.get("name", "")
        if tag == "textarea" and name:
            self._textarea = name
            self._fields[name] = ""
        if tag == "input" and (named.get("type") not in ("radio", "checkbox") or "checked" in named):
            self._fields[name] = named.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._fields[self._textarea] += data


@dataclass
class Browser:
    """A browser without scripting: keeps cookies, follows redirects, and sends the forms it is shown."""

    client: FlaskClient
    clock: FixedClock = field(default_factory=lambda: FixedClock(datetime.now(UTC)))
    source: str = ""
    status: int = 0
    address: str = ""
    headers: Any = field(default_factory=dict)

    @property
    def page(self) -> str:
        """The page as text: entities decoded, every space a plain one."""
        return unescape(self.source).replace("\N{NO-BREAK SPACE}", " ")

    def get(self, address: str, **options: Any) -> str:
        return self._took(self.client.get(address, follow_redirects=True, **options))

    def form(self, action: str) -> dict[str, str]:
        """The fields of the form on this page that leads to `action`."""
        forms = FormReader(self.source).forms
        assert action in forms, f"no form to {action} on {self.address}, only {sorted(forms)}"
        return forms[action]

    def submit(self, action: str, **typed: str) -> str:
        """Send the form on this page that leads to `action`, with `typed` filled in."""
        return self.post(action, {**self.form(action), **typed})

    def post(self, address: str, values: dict[str, str]) -> str:
        """Send `values` as they are, from whatever page."""
        return self._took(self.client.post(address, data=values, follow_redirects=True))

    def sign_in(self, name: str, password: str = PASSWORD) -> str:
        """Both steps; ends on the page where the first one failed."""
        self.get("/console/login")
        return self.go_on_signing_in(name, password)

    def go_on_signing_in(self, name: str, password: str = PASSWORD) -> str:
        """Both steps from the login page that is open, carrying along what it carries."""
        page = self.submit("/console/login", email=f"{name}@example.org", password=password)
        return self.give_code(name) if 'action="/console/login/code"' in self.source else page

    def give_code(self, name: str) -> str:
        """The second step; waits for the next code where this one was used."""
        page = self.submit("/console/login/code", code=code_of(name, self.clock))
        if self.status != 401:
            return page
        self.clock.instant += timedelta(seconds=30)
        return self.submit("/console/login/code", code=code_of(name, self.clock))

    def _took(self, response: Any) -> str:
        self.status, self.address, self.headers = response.status_code, response.request.path, response.headers
        self.source = response.text
        return self.page
