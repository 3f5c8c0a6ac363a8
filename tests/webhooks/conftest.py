"""The web application on a real database, with a Rasa that answers from the test instead of a model."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from bot.clock import FixedClock
from bot.db import Database
from bot.dialogue.client import RasaClient
from bot.settings import Settings, load_settings
from tests.live import twilio_form
from webhooks.app import create_app
from webhooks.services import Services
from webhooks.wiring import build_services


@dataclass
class RecordingRasa:
    """Stands where Rasa's process does, at the other end of the wire. Set `answer` to change what it does."""

    texts: list[str] = field(default_factory=list)
    answer: Callable[[dict[str, object]], httpx.Response] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        with self.lock:
            self.texts.extend([body["message"]] if "message" in body else [])
        if self.answer:
            return self.answer(body)
        reading = {"intent": "greet", "confidence": 0.9, "needs": [], "urgent": False, "need_scores": {}}
        return httpx.Response(200, json={"replies": [{"text": f"answer to {body['message']}"}], "reading": reading})


@dataclass
class Site:
    services: Services
    settings: Settings
    client: FlaskClient
    rasa: RecordingRasa
    clock: FixedClock

    def sms(self, words: str, *, phone: str = "+13235550100", sid: str | None = None, **extra: str) -> TestResponse:
        """One signed inbound SMS."""
        form = twilio_form(phone, words, sid, **extra)
        return self.post("/twilio/sms", form)

    def post(self, path: str, form: dict[str, str]) -> TestResponse:
        signed = RequestValidator(self.settings.twilio_auth_token).compute_signature(
            f"{self.settings.public_base_url}{path}", form
        )
        # A client of its own, because one test client serves one thread.
        return self.client.application.test_client().post(path, data=form, headers={"X-Twilio-Signature": signed})


@pytest.fixture
def site(database: Database, clock: FixedClock, tmp_path: Path) -> Site:
    """The whole application over `database`; only Rasa is replaced."""
    return make_site(database, clock, tmp_path)


@pytest.fixture
def sqlite_site(sqlite_database: Database, clock: FixedClock, tmp_path: Path) -> Site:
    """The same over SQLite alone, for tests whose subject is not storage."""
    return make_site(sqlite_database, clock, tmp_path)


def make_site(database: Database, clock: FixedClock, tmp_path: Path) -> Site:
    settings = load_settings(
        {
            "PUENTE_INSTANCE": str(tmp_path / "instance"),
            "DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
            "PUBLIC_BASE_URL": "https://puente.example.org",
        }
    )
    rasa = RecordingRasa()
    client = RasaClient("http://rasa.invalid", settings.rasa_token, 2, transport=httpx.MockTransport(rasa))
    services = build_services(settings, clock=clock, rasa=client)
    app = create_app(settings, services)
    return Site(services, settings, app.test_client(), rasa, clock)
