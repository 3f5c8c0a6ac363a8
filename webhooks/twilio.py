"""Twilio's webhooks: an inbound SMS or WhatsApp text in, TwiML out; and delivery status callbacks."""

from __future__ import annotations

from flask import Blueprint, Response, request
from twilio.twiml.messaging_response import Message, MessagingResponse

from bot.conversation import InboundMessage
from bot.errors import InvalidInput, NotFound
from bot.messaging.phone import parse
from bot.messaging.segments import gsm7_safe
from webhooks.services import Services

_SID_LIMIT = 64


def create_twilio_blueprint(services: Services) -> Blueprint:
    routes = Blueprint("twilio", __name__)

    @routes.post("/sms")
    def sms() -> Response:
        """One inbound text. Field names are Twilio's: MessageSid, From, Body, NumMedia, OptOutType."""
        inbound = read_inbound(request.form.to_dict())
        command = _heard_as_command(services, inbound)
        replies = services.conversation.receive(inbound).replies if command is None else [command] if command else []
        twiml = MessagingResponse()
        for reply in replies:
            twiml.append(Message(body=reply))
        return Response(str(twiml), mimetype="text/xml")

    @routes.post("/status/<message_id>")
    def status(message_id: str) -> tuple[str, int]:
        """A delivery status; it only ever moves forward. An unknown message is answered 404."""
        reported = request.form.get("MessageStatus") or request.form.get("SmsStatus") or ""
        error_code = request.form.get("ErrorCode")
        try:
            services.messages.set_delivery_status(message_id, reported, error_code)
        except NotFound:  # a text to a CHW is no message of anybody's case
            services.staff_deliveries.report(message_id, reported, error_code)
        return "", 204

    return routes


def _heard_as_command(services: Services, inbound: InboundMessage) -> str | None:
    """What a CHW is told who texts a command from their registered phone; None for everybody and everything else."""
    if inbound.channel != "sms":
        return None
    reply = services.texted_commands.hear(
        inbound.address, inbound.body, inbound.provider_sid, inbound.carrier_keyword
    )  # fmt: skip
    return gsm7_safe(reply) if reply is not None else None


def read_inbound(form: dict[str, str]) -> InboundMessage:
    """Twilio's form as an InboundMessage. Raises InvalidInput for a missing SID or a sender that is no phone."""
    sid = form.get("MessageSid") or form.get("SmsSid") or ""
    if not 1 <= len(sid) <= _SID_LIMIT:
        raise InvalidInput("MessageSid is missing or too long", code="message_sid")
    sender = parse(form.get("From", ""))
    media = form.get("NumMedia", "0")
    return InboundMessage(
        channel=sender.channel,
        address=sender.number,
        body=form.get("Body", ""),
        provider_sid=sid,
        media_count=int(media) if media.isdigit() else 0,
        carrier_keyword=form.get("OptOutType", "").upper() or None,
    )
