"""A whole small site for a real browser: console, counts, simulator and chat, with some work waiting in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from flask import Flask

from bot.cases.account_view import Role
from bot.cases.messages import Messages
from bot.cases.people import People
from bot.clock import FixedClock
from bot.conversation import Answer, Conversation, InboundMessage
from bot.db import Database
from bot.directory.editing import DirectoryEditor, ListingChanges
from bot.directory.importing.entry import import_path
from bot.directory.reports import ListingReports
from bot.i18n import Language
from bot.privacy.encryption import Vault
from tests.directory.packages import made_id, small_directory, write_package
from tests.webhooks.pages_app import add_account, make_app, make_services, make_settings
from webhooks.services import Services

TEAM: tuple[tuple[str, Role], ...] = (("rosa", "chw"), ("luis", "chw"), ("stella", "staff"))
PLACES = (
    "1. Central City Pantry, 0.4 mi, 213-555-0142, 1200 E 41st St. Today 9:00 am to 5:00 pm\n"
    "2. South LA Kitchen, 0.9 mi, 323-555-0177\n3. Iglesia Nueva Vida, 1.2 mi, 323-555-0181"
)
SCRIPT = {
    "im hungry 90011": [PLACES, "Reply MORE for others, or CALL ME to have a person call you."],
    "tengo hambre": ["¿En qué código postal (ZIP) o ciudad está?"],
}
THREE_PM = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)


@dataclass
class ScriptedConversation:
    """Stores turns as the real conversation does; answers from SCRIPT, else with a question."""

    people: People
    messages: Messages

    def receive(self, inbound: InboundMessage) -> Answer:
        person = self.people.get_or_create(inbound.channel, inbound.address, "en")
        recorded = self.messages.record_inbound(person.id, inbound.channel, inbound.provider_sid, inbound.body)
        replies = SCRIPT.get(inbound.body, ["What do you need most today?"])
        if recorded.first:
            self.messages.record_reply(recorded.message_id, replies, "dialogue", "answered", "en")
        return Answer(tuple(replies), duplicate=not recorded.first)


def make_site(database: Database, vault: Vault, clock: FixedClock) -> Callable[[int], tuple[Flask, Services]]:
    """For `serve`: the whole application and its rooms, once the port is known."""

    def make(port: int) -> tuple[Flask, Services]:
        settings = make_settings(port=port, public_base_url=f"http://127.0.0.1:{port}")
        rooms = make_services(database, vault, clock, settings=settings)
        services = replace(rooms, conversation=cast(Conversation, ScriptedConversation(rooms.people, rooms.messages)))
        for name, role in TEAM:
            add_account(services, name, role)
        return make_app(services), services

    return make


def fill_queue(services: Services, clock: FixedClock) -> None:
    """Five open tasks: a missed one, two for today, one for tomorrow and a crisis."""
    clock.instant -= timedelta(days=1)
    _callback(services, "+13235550101", THREE_PM - timedelta(days=1), ["housing"], "en", 4, "90013", "DeShawn")
    clock.instant += timedelta(days=1)
    _callback(services, "+13235550102", THREE_PM, ["food", "housing"], "es", 6, "90011", "María Guadalupe")
    _callback(services, "+13235550103", THREE_PM + timedelta(hours=1), ["employment"], "en", 8, "90301", None)
    _callback(services, "+13235550104", THREE_PM + timedelta(days=1), ["legal", "family"], "en", 2, "91331", "Jo")
    person = services.people.get_or_create("sms", "+13235550105", "en")
    services.tasks.create(person.id, "crisis", language="en", priority="stat", reason="overdose", window=None)
    person = services.people.get_or_create("sms", "+13235550102", "es")
    said = services.messages.record_inbound(person.id, "sms", "SM1", "hola acabo de salir, tengo hambre")
    services.messages.record_reply(said.message_id, [PLACES], "dialogue", "answered", "es")


def fill_weeks(services: Services, clock: FixedClock) -> None:
    """Some weeks of conversations: busy ones in both languages, one with few in Spanish, one with none."""
    today = clock.instant
    for weeks_ago, (english, spanish) in enumerate([(12, 3), (34, 21), (0, 0), (48, 15)]):
        clock.instant = today - timedelta(weeks=weeks_ago)
        pairs: tuple[tuple[Language, int], ...] = (("en", english), ("es", spanish))
        for language, people in pairs:
            for number in range(people):
                phone = f"+1213555{weeks_ago}{'en es'.index(language)}{number:02d}"
                person = services.people.get_or_create("sms", phone, language)
                text = services.messages.record_inbound(person.id, "sms", f"SM{phone}", "hi")
                services.messages.record_reply(text.message_id, ["Hello"], "dialogue", "answered", language)
    clock.instant = today


def fill_directory(services: Services, folder: Path) -> None:
    """Thirty listings, some old, one hidden after two reports, one corrected by staff."""
    tables = small_directory(30)
    for number, row in enumerate(tables["service"]):
        row["assured_date"] = f"20{12 + number % 15}-03-09"
    tables["service"][3]["name"] = "First Congregational Pantry and Community Kitchen of South Los Angeles"
    import_path(services.database, write_package(folder / "directory", tables), services.clock)
    reports = ListingReports(services.database, services.clock)
    for person in ("ana", "ben"):
        reports.record(made_id("service_at_location", 4), person, "closed")
    staff = services.accounts.all()[-1].id
    changes = ListingChanges(phone="213-555-7788", hours="Mon-Fri 8am-4pm; 1st Sat 9am-12pm")
    DirectoryEditor(services.database, services.clock).correct(made_id("service_at_location", 0), changes, staff)


def _callback(
    services: Services,
    phone: str,
    start: datetime,
    needs: list[str],
    language: Language,
    spa: int,
    zip: str,
    name: str | None,
) -> None:
    person = services.people.get_or_create("sms", phone, language)
    services.booking.book(person.id, needs, language, spa, zip, start, start + timedelta(hours=1), name)
