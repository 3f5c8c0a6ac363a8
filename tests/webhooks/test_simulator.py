"""The simulator: its texts are real signed webhooks, and it shows what a phone would get and what that costs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from flask import Blueprint, Flask, Response, request
from flask.testing import FlaskClient
from twilio.twiml.messaging_response import MessagingResponse
from werkzeug.serving import make_server

from bot.clock import FixedClock
from bot.db import Database
from bot.errors import Unavailable
from bot.messaging.phone import parse
from bot.privacy.encryption import Vault
from bot.settings import Settings
from tests.webhooks.pages_app import make_app, make_services, make_settings
from webhooks.guards import guarded, twilio_signature
from webhooks.services import Services
from webhooks.simulator import send_inbound, texts_of

TOKEN = "12345"
PUBLIC = "https://puente.example"
PHONE = "+13235550100"


@dataclass
class Webhook:
    """A server with the real signature guard in front of a webhook that answers as told."""

    port: int = 0
    replies: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    hook = Webhook()
    routes = Blueprint("twilio", __name__)

    @routes.post("/sms")
    def sms() -> Response:
        hook.forms.append(request.form.to_dict())
        answer = MessagingResponse()
        for reply in hook.replies:
            answer.message(reply)
        return Response(str(answer), mimetype="text/xml")

    app = Flask(__name__)
    app.register_blueprint(guarded(routes, twilio_signature(TOKEN, PUBLIC)), url_prefix="/twilio")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    hook.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield hook
    server.shutdown()
    thread.join(5)
    server.server_close()


def settings_for(port: int, token: str = TOKEN) -> Settings:
    return make_settings(port=port, public_base_url=PUBLIC, twilio_auth_token=token)


@dataclass
class Bench:
    services: Services
    client: FlaskClient
    token: str

    def send(self, body: str, number: str = PHONE, **more: str) -> Any:
        sent = {"number": number, "body": body, **more}
        return self.client.post("/simulator/api/texts", json=sent, headers={"X-CSRFToken": self.token}, base_url=PUBLIC)

    def history(self, number: str = PHONE) -> Any:
        return self.client.get("/simulator/api/history", query_string={"number": number}).get_json()


@pytest.fixture
def bench(sqlite_database: Database, vault: Vault, clock: FixedClock, webhook: Webhook) -> Bench:
    services = make_services(sqlite_database, vault, clock, settings=settings_for(webhook.port))
    client = make_app(services).test_client()
    # The public address is https, so the browser's cookies travel over https only.
    page = client.get("/simulator", base_url=PUBLIC).text
    return Bench(services, client, page.split('data-token="')[1].split('"')[0])


def test_a_text_carries_twilios_fields_and_a_signature_the_real_guard_accepts(webhook: Webhook) -> None:
    webhook.replies = ["Hola", "¿Qué necesita?"]

    with httpx.Client() as client:
        answer = send_inbound(settings_for(webhook.port), client, parse(PHONE), "necesito comida & café 90011")

    assert answer.status == 200 and answer.replies == ["Hola", "¿Qué necesita?"]
    [form] = webhook.forms
    assert form["From"] == PHONE and form["Body"] == "necesito comida & café 90011"
    assert form["MessageSid"] == form["SmsSid"] == answer.sid
    assert len(answer.sid) == 34 and answer.sid.startswith("SM")
    assert form["NumMedia"] == "0" and form["AccountSid"].startswith("AC")


def test_a_whatsapp_text_says_so_in_its_addresses(webhook: Webhook) -> None:
    with httpx.Client() as client:
        send_inbound(settings_for(webhook.port), client, parse(f"whatsapp:{PHONE}"), "hola")

    assert webhook.forms[0]["From"] == f"whatsapp:{PHONE}"
    assert webhook.forms[0]["To"].startswith("whatsapp:+1")


def test_a_text_signed_with_another_token_is_refused(webhook: Webhook) -> None:
    with httpx.Client() as client:
        answer = send_inbound(settings_for(webhook.port, "another token"), client, parse(PHONE), "hi")

    assert answer.status == 403 and answer.replies == [] and webhook.forms == []


def test_the_same_id_twice_is_one_text_delivered_again(webhook: Webhook) -> None:
    with httpx.Client() as client:
        first = send_inbound(settings_for(webhook.port), client, parse(PHONE), "hi")
        send_inbound(settings_for(webhook.port), client, parse(PHONE), "hi", first.sid)

    assert webhook.forms[0] == webhook.forms[1]


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with httpx.Client() as client, pytest.raises(Unavailable):
        send_inbound(settings_for(1), client, parse(PHONE), "hi")


@pytest.mark.parametrize(
    ("twiml", "texts"),
    [
        ("<Response/>", []),
        ("<Response><Message>one &amp; two</Message></Response>", ["one & two"]),
        ("<Response><Message><Body>one</Body></Message><Message>two</Message></Response>", ["one", "two"]),
    ],
)
def test_twiml_is_read_as_a_phone_would_show_it(twiml: str, texts: list[str]) -> None:
    assert texts_of(twiml) == texts


def test_the_page_offers_fictional_numbers_and_says_that_nothing_leaves_the_machine(bench: Bench) -> None:
    page = bench.client.get("/simulator/").text

    assert page.count("+1323555010") >= 3 and "nothing leaves this machine" in page


def test_the_api_answers_with_replies_and_their_cost(bench: Bench, webhook: Webhook) -> None:
    webhook.replies = ["a" * 161, "Más 👍"]

    answer = bench.send("hi")

    assert answer.status_code == 200
    assert answer.get_json()["replies"] == webhook.replies
    assert "replies: 2" in answer.get_json()["summary"] and "segments: 3" in answer.get_json()["summary"]


def test_the_api_needs_the_pages_token(bench: Bench, webhook: Webhook) -> None:
    refused = bench.client.post("/simulator/api/texts", json={"number": PHONE, "body": "hi"})

    assert refused.status_code == 400 and webhook.forms == []


@pytest.mark.parametrize("number", ["", "hello", "12"])
def test_the_api_refuses_what_is_no_number(bench: Bench, webhook: Webhook, number: str) -> None:
    assert bench.send("hi", number).status_code == 400
    assert bench.client.get("/simulator/api/history", query_string={"number": number}).status_code == 400
    assert webhook.forms == []


def test_the_thread_is_what_the_case_store_holds_with_encoding_and_segments(bench: Bench) -> None:
    person = bench.services.people.get_or_create("sms", PHONE, "es")
    text = bench.services.messages.record_inbound(person.id, "sms", "SM1", "hola")
    bench.services.messages.record_reply(text.message_id, ["Buenos dias", "Más"], "dialogue", "answered", "es")

    turns = bench.history()["turns"]

    assert [(turn["from"], turn["text"]) for turn in turns] == [
        ("person", "hola"),
        ("puente", "Buenos dias"),
        ("puente", "Más"),
    ]
    assert turns[1]["note"] == "GSM-7 · 1 segment · 11 characters"
    assert turns[2]["note"].startswith("UCS-2")
    assert bench.history("+13235550101") == {"turns": [], "outbound": []}


def test_texts_puente_sent_on_its_own_are_listed(bench: Bench) -> None:
    bench.services.sender.send(PHONE, "Reminder: we call you at 3:00 pm", "message-1")

    [outbound] = bench.history()["outbound"]

    assert outbound["text"] == "Reminder: we call you at 3:00 pm"
    assert outbound["at"] == "Today 10:00\N{NO-BREAK SPACE}am" and "1 segment" in outbound["note"]
    assert bench.history("+13235550101")["outbound"] == []
