"""A whole small site for a real browser: console, counts, simulator and chat, with some work waiting in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, request
from twilio.twiml.messaging_response import MessagingResponse  # type: ignore[import-untyped]

from bot.clock import FixedClock
from bot.conversation import InboundMessage
from bot.db import Database
from bot.messaging.console_sender import ConsoleSender
from bot.messaging.phone import parse
from bot.privacy.encryption import Vault
from bot.settings import Settings
from tests.webhooks.pages_app import add_account, make_app, make_services
from webhooks.chat import create_chat_blueprint
from webhooks.console import create_console_blueprint
from webhooks.guards import guarded, twilio_signature
from webhooks.metrics import create_metrics_blueprint
from webhooks.simulator import create_simulator_blueprint

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

    people: Any
    messages: Any

    def receive(self, inbound: InboundMessage) -> list[str]:
        person = self.people.get_or_create(inbound.channel, inbound.address, "en")
        recorded = self.messages.record_inbound(person.id, inbound.channel, inbound.provider_sid, inbound.body)
        replies = SCRIPT.get(inbound.body, ["What do you need most today?"])
        if recorded.first:
            self.messages.record_reply(recorded.message_id, replies, "dialogue", "answered", "en")
        return replies


def make_site(database: Database, vault: Vault, clock: FixedClock, folder: Path) -> Callable[[int], tuple[Flask, Any]]:
    """For `serve`: the app and its rooms, once the port is known."""

    def make(port: int) -> tuple[Flask, Any]:
        settings = Settings(
            port=port,
            puente_instance=folder,
            public_base_url=f"http://127.0.0.1:{port}",
            twilio_auth_token="12345",
            puente_secret_key="secret for tests only",
        )
        services = make_services(
            database, vault, clock, folder, settings=settings, sender=ConsoleSender(database, vault, clock)
        )
        services.conversation = ScriptedConversation(services.people, services.messages)
        for name, role in (("rosa", "chw"), ("luis", "chw"), ("stella", "staff")):
            add_account(services, name, role)  # type: ignore[arg-type]
        app = make_app(
            services,
            create_console_blueprint,
            create_metrics_blueprint,
            create_simulator_blueprint,
            create_chat_blueprint,
        )
        app.register_blueprint(_webhook(services), url_prefix="/twilio")

        @app.after_request
        def policy(response: Response) -> Response:
            response.headers["Content-Security-Policy"] = (
                "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'"
            )
            return response

        return app, services

    return make


def fill_queue(services: Any, clock: FixedClock) -> None:
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


def fill_weeks(services: Any, clock: FixedClock) -> None:
    """Some weeks of conversations: busy ones in both languages, one with few in Spanish, one with none."""
    today = clock.instant
    for weeks_ago, (english, spanish) in enumerate([(12, 3), (34, 21), (0, 0), (48, 15)]):
        clock.instant = today - timedelta(weeks=weeks_ago)
        for language, people in (("en", english), ("es", spanish)):
            for number in range(people):
                phone = f"+1213555{weeks_ago}{'en es'.index(language)}{number:02d}"
                person = services.people.get_or_create("sms", phone, language)
                text = services.messages.record_inbound(person.id, "sms", f"SM{phone}", "hi")
                services.messages.record_reply(text.message_id, ["Hello"], "dialogue", "answered", language)
    clock.instant = today


def _callback(
    services: Any, phone: str, start: datetime, needs: list[str], language: str, spa: int, zip: str, name: str | None
) -> None:
    person = services.people.get_or_create("sms", phone, language)
    services.booking.book(person.id, needs, language, spa, zip, start, start + timedelta(hours=1), name)


def _webhook(services: Any) -> Blueprint:
    routes = Blueprint("twilio", __name__)

    @routes.post("/sms")
    def sms() -> Response:
        sender = parse(request.form["From"])
        inbound = InboundMessage(sender.channel, sender.number, request.form["Body"], request.form["MessageSid"])
        answer = MessagingResponse()
        for reply in services.conversation.receive(inbound):
            answer.message(reply)
        return Response(str(answer), mimetype="text/xml")

    settings = services.settings
    return guarded(routes, twilio_signature(settings.twilio_auth_token, settings.public_base_url))
