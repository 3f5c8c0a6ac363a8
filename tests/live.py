"""The whole of Puente, running: the web application on a real port, and Rasa with the trained model."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import uuid4
from xml.etree import ElementTree

import httpx
from twilio.request_validator import RequestValidator
from werkzeug.serving import make_server

from bot.clock import FixedClock
from bot.dialogue.client import RasaClient
from bot.directory.shipped import ensure_shipped
from bot.migrations import upgrade
from bot.settings import PROJECT_ROOT, load_settings
from webhooks.app import create_app
from webhooks.processes import running_rasa
from webhooks.runtime import free_port
from webhooks.services import Services
from webhooks.wiring import build_services

MONDAY_MORNING = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)
"""10:00 in Los Angeles, a week with no holiday."""

_numbers = count(1000)


@dataclass
class Puente:
    """A running Puente and how to text it. `clock` may be moved."""

    url: str
    services: Services
    clock: FixedClock
    rasa_url: str

    def text(self, phone: str, words: str, sid: str | None = None, **extra: str) -> list[str]:
        """The replies to one signed Twilio webhook."""
        answer = self.post(phone, words, sid, **extra)
        assert answer.status_code == 200, answer.text
        return [message.text or "" for message in ElementTree.fromstring(answer.text).iter("Message")]

    def post(self, phone: str, words: str, sid: str | None = None, **extra: str) -> httpx.Response:
        form = twilio_form(phone, words, sid, **extra)
        settings = self.services.settings
        signed = RequestValidator(settings.twilio_auth_token).compute_signature(
            f"{settings.public_base_url}/twilio/sms", form
        )
        return httpx.post(f"{self.url}/twilio/sms", data=form, headers={"X-Twilio-Signature": signed}, timeout=20)

    def somebody(self) -> Somebody:
        """A new person with a phone of their own."""
        return Somebody(self, f"+1323555{next(_numbers):04d}")


@dataclass
class Somebody:
    puente: Puente
    phone: str

    def says(self, words: str) -> str:
        """Everything answered to `words`, as one text."""
        return "\n".join(self.puente.text(self.phone, words))


def twilio_form(phone: str, words: str, sid: str | None = None, **extra: str) -> dict[str, str]:
    """The fields Twilio posts for one SMS."""
    return {
        "ToCountry": "US", "ToState": "CA", "SmsMessageSid": "", "NumMedia": "0", "ToCity": "LOS ANGELES",
        "FromZip": "90001", "SmsSid": "", "FromState": "CA", "SmsStatus": "received", "FromCity": "LOS ANGELES",
        "Body": words, "FromCountry": "US", "To": "+12135550199", "ToZip": "90012", "NumSegments": "1",
        "MessageSid": sid or f"SM{uuid4().hex}", "AccountSid": f"AC{'0' * 32}", "From": phone, "ApiVersion": "2010-04-01",
        **extra,
    }  # fmt: skip


@contextmanager
def running_puente(folder: Path) -> Iterator[Puente]:
    """Everything on free ports with a database of its own in `folder`; the model is the project's."""
    port = free_port()
    settings = load_settings(
        {
            "PUENTE_INSTANCE": str(folder),
            "PUENTE_MODELS": str(PROJECT_ROOT / ".models"),
            "PORT": str(port),
            "PUBLIC_BASE_URL": "https://puente.example.org",
        }
    )
    clock = FixedClock(MONDAY_MORNING)
    url = f"http://127.0.0.1:{port}"
    with running_rasa(settings, print, web_url=url) as address:
        services = build_services(settings, clock=clock, rasa=RasaClient(address, settings.rasa_token, 8))
        upgrade(services.database)
        ensure_shipped(services.database, clock)
        server = make_server("127.0.0.1", port, create_app(settings, services), threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Puente(url, services, clock, address)
        finally:
            server.shutdown()
            thread.join()
            services.database.dispose()
