"""A phone in the browser, for development: its texts go through the real signed webhook of this server."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import httpx
from flask import Blueprint, Response, current_app, jsonify, redirect, request, url_for
from flask_wtf.csrf import CSRFError
from twilio.request_validator import RequestValidator
from werkzeug.wrappers import Response as BaseResponse

from bot.errors import InvalidInput, Unavailable
from bot.i18n import render
from bot.messaging import segments
from bot.messaging.console_sender import ConsoleSender
from bot.messaging.phone import Address, parse
from bot.settings import Settings
from webhooks import pages
from webhooks.console.words import capitalized, say_moment
from webhooks.services import Services

NUMBERS = ("+13235550100", "+13235550101", "+13235550102")
"""555-0100 to 555-0199 are reserved for fiction in every North American area code."""
SERVER_NUMBER = "+12135550199"
WEBHOOK = "/twilio/sms"
_TURN_SECONDS = 20.0
_LINKS = (("chat.title", "chat.show"), ("nav.console", "console.today"), ("nav.metrics", "metrics.show"))


@dataclass(frozen=True)
class WebhookAnswer:
    """What the webhook said to one text. `replies` are the texts a phone would get."""

    sid: str
    status: int
    replies: list[str]
    milliseconds: int


def new_message_sid() -> str:
    """A fresh id in the form of Twilio's MessageSid."""
    return f"SM{secrets.token_hex(16)}"


def twilio_fields(settings: Settings, sender: Address, body: str, sid: str) -> dict[str, str]:
    """The form Twilio posts for an inbound text (twilio.com/docs/messaging/guides/webhook-request)."""
    fields = {
        "MessageSid": sid,
        "SmsSid": sid,
        "SmsMessageSid": sid,
        "AccountSid": settings.twilio_account_sid or f"AC{'0' * 32}",
        "From": sender.for_twilio,
        "To": Address(sender.channel, settings.twilio_from or SERVER_NUMBER).for_twilio,
        "Body": body,
        "NumMedia": "0",
        "NumSegments": str(segments.count(body).segments),
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
        "FromCity": "LOS ANGELES",
        "FromState": "CA",
        "FromZip": "",
        "FromCountry": "US",
        "ToCity": "LOS ANGELES",
        "ToState": "CA",
        "ToZip": "",
        "ToCountry": "US",
    }
    if settings.twilio_messaging_service_sid:
        fields["MessagingServiceSid"] = settings.twilio_messaging_service_sid
    return fields


def send_inbound(
    settings: Settings, client: httpx.Client, sender: Address, body: str, sid: str | None = None
) -> WebhookAnswer:
    """One text from `sender` through the signed webhook of the server on this machine's `settings.port`.

    The same `sid` twice is Twilio delivering a text again. Raises Unavailable when the server does not
    answer within 20 s.
    """
    sid = sid or new_message_sid()
    fields = twilio_fields(settings, sender, body, sid)
    validator = RequestValidator(settings.twilio_auth_token)
    signature = validator.compute_signature(f"{settings.public_base_url}{WEBHOOK}", fields)
    began = time.perf_counter()
    try:
        answer = client.post(
            f"http://127.0.0.1:{settings.port}{WEBHOOK}",
            data=fields,
            headers={"X-Twilio-Signature": signature},
            timeout=_TURN_SECONDS,
        )
    except httpx.TransportError as error:
        raise Unavailable("the web server did not answer", code="server_unreachable") from error
    milliseconds = round((time.perf_counter() - began) * 1000)
    replies = texts_of(answer.text) if answer.status_code == 200 else []
    return WebhookAnswer(sid, answer.status_code, replies, milliseconds)


def texts_of(twiml: str) -> list[str]:
    """The text of each `<Message>`, written as plain text or with `<Body>` elements."""
    root = ElementTree.fromstring(twiml)
    return ["".join(message.itertext()).strip() for message in root.iter("Message")]


def create_simulator_blueprint(services: Services) -> Blueprint:
    """`/simulator`: the page and the small JSON API of its script. Never mount it in production."""
    blueprint = Blueprint("simulator", __name__, url_prefix="/simulator")
    client = httpx.Client(trust_env=False)
    phone = SimulatedPhone(services)

    @blueprint.get("/", strict_slashes=False)
    def show() -> Response:
        links = [(name, url_for(there)) for name, there in _LINKS if there in current_app.view_functions]
        return pages.page("simulator/simulator.html", numbers=NUMBERS, links=links)

    @blueprint.post("/language")
    def change_language() -> BaseResponse:
        pages.protect_form()
        pages.choose_language(request.form.get("language"))
        return redirect(url_for("simulator.show"), 303)

    @blueprint.post("/api/texts")
    def send_text() -> tuple[Response, int]:
        """`{"number", "body", "sid"?}` → `{"sid", "replies", "summary"}`."""
        try:
            pages.protect_form()
        except CSRFError:
            return jsonify(error="form"), 400
        sent = request.get_json()
        try:
            sender = parse(str(sent.get("number", "")))
            answer = send_inbound(services.settings, client, sender, str(sent.get("body", "")), sent.get("sid"))
        except InvalidInput:
            return jsonify(error="bad_number"), 400
        except Unavailable:
            return jsonify(error="unreachable"), 502
        if answer.status != 200:
            return jsonify(error="refused", status=answer.status), 502
        return jsonify(sid=answer.sid, replies=answer.replies, summary=phone.summary(answer)), 200

    @blueprint.get("/api/history")
    def history() -> tuple[Response, int]:
        """`?number=` → `{"turns": [...], "outbound": [...]}`, oldest first."""
        try:
            asked = parse(request.args.get("number", ""))
        except InvalidInput:
            return jsonify(error="bad_number"), 400
        return jsonify(phone.history(asked)), 200

    return blueprint


class SimulatedPhone:
    """What one of the simulator's phones shows."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def history(self, phone: Address) -> dict[str, list[dict[str, Any]]]:
        """All texts to and from the number, and apart from them those that Puente began itself."""
        person = self._services.people.find(phone.channel, phone.number)
        turns: list[dict[str, Any]] = []
        for message in self._services.messages.history(person.id) if person else ():
            if message.direction == "inbound":
                turns.append({"from": "person", "text": message.body or ""})
                turns += [self._bubble(reply, began=False) for reply in message.replies]
            else:
                turns.append(self._bubble(message.body or "", began=True))
        return {"turns": turns, "outbound": self._outbound(phone)}

    def summary(self, answer: WebhookAnswer) -> str:
        """`87 ms · replies: 1 · segments: 2`."""
        cost = sum(segments.count(reply).segments for reply in answer.replies)
        return self._say("simulator.turn", milliseconds=answer.milliseconds, replies=len(answer.replies), segments=cost)

    def _outbound(self, phone: Address) -> list[dict[str, Any]]:
        sender = self._services.sender
        if not isinstance(sender, ConsoleSender):  # Twilio is configured, and shows its own log
            return []
        now, language = self._services.clock.now(), pages.browser_language()
        return [
            {"text": text.body, "note": self._cost(text.body), "at": capitalized(say_moment(text.at, now, language))}
            for text in sender.texts_to(phone.number)
        ]

    def _bubble(self, text: str, *, began: bool) -> dict[str, Any]:
        return {"from": "puente", "text": text, "began": began, "note": self._cost(text)}

    def _cost(self, text: str) -> str:
        cost = segments.count(text)
        name = "simulator.segments_one" if cost.segments == 1 else "simulator.segments_many"
        characters = self._say("simulator.characters", count=cost.characters)
        return f"{cost.encoding} · {self._say(name, count=cost.segments)} · {characters}"

    def _say(self, name: str, **values: object) -> str:
        return render(name, pages.browser_language(), pages.DOMAIN, **values)
