"""Twilio's voice webhooks: what to say to the CHW whose phone rang, whom to dial then, and how each leg goes on.

TwiML as in twilio.com/docs/voice/twiml. The person who is called hears nothing of ours, and neither does their voicemail.
"""

from __future__ import annotations

from flask import Blueprint, Response, request
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from bot.errors import InvalidInput
from bot.i18n import Language, as_language, render
from bot.messaging.voice import Leg
from webhooks.pages import DOMAIN
from webhooks.services import Services

RING_SECONDS = 25
"""Mostly shorter than voicemail takes to pick up."""
TALK_SECONDS = 3600
_KEY_SECONDS = 8
_SID_LIMIT = 64
_SAID = ("no_answer", "busy", "machine", "failed")
"""Ways a call ends that the CHW is told of; after a talk there is nothing to say."""
_SPOKEN = {"en": "en-US", "es": "es-US"}


def create_twilio_voice_blueprint(services: Services) -> Blueprint:
    """`/twilio/voice`, guarded by Twilio's signature. A call that is not ours is answered 404."""
    routes = Blueprint("twilio_voice", __name__)
    progress = services.call_progress
    base = f"{services.settings.public_base_url}/twilio/voice"

    @routes.post("/<call_id>/staff")
    def staff(call_id: str) -> Response:
        """The CHW's phone was answered. Their voicemail presses no key."""
        heard = progress.staff_answered(call_id, _sid("CallSid"))
        twiml = VoiceResponse()
        if heard is None:
            twiml.hangup()
            return _answer(twiml)
        words = render("voice.whisper", heard.language, DOMAIN, number=heard.task_number)
        rule = render("voice.may_leave" if heard.voicemail else "voice.leave_nothing", heard.language, DOMAIN)
        gather = Gather(
            num_digits=1, timeout=_KEY_SECONDS, action=f"{base}/{call_id}/key?l={heard.language}", method="POST"
        )
        for said in (words, rule, words):
            _say(gather, said, heard.language)
        twiml.append(gather)
        twiml.hangup()
        return _answer(twiml)

    @routes.post("/<call_id>/key")
    def key(call_id: str) -> Response:
        """The CHW pressed a key: 1 dials the person."""
        language = as_language(request.args.get("l"))
        callee = progress.key_pressed(call_id, _sid("CallSid"), request.form.get("Digits", ""))
        twiml = VoiceResponse()
        if callee is None:
            _say(twiml, render("voice.not_called", language, DOMAIN), language)
            twiml.hangup()
            return _answer(twiml)
        _say(twiml, render("voice.dialling", language, DOMAIN), language)
        dial = Dial(
            caller_id=callee.caller, answer_on_bridge=True, timeout=RING_SECONDS, time_limit=TALK_SECONDS,
            action=f"{base}/{call_id}/done?l={language}", method="POST",
        )  # fmt: skip
        dial.number(
            callee.number, status_callback=f"{base}/{call_id}/person-status", status_callback_method="POST",
            status_callback_event="initiated ringing answered completed", machine_detection="Enable",
            amd_status_callback=f"{base}/{call_id}/answered-by", amd_status_callback_method="POST",
        )  # fmt: skip
        twiml.append(dial)
        return _answer(twiml)

    @routes.post("/<call_id>/done")
    def done(call_id: str) -> Response:
        """The person's leg is over, and the CHW is still on theirs."""
        language = as_language(request.args.get("l"))
        status = request.form.get("DialCallStatus", "")
        leg = Leg(request.form.get("DialCallSid", "")[:_SID_LIMIT], status, _seconds("DialCallDuration"))
        outcome = progress.person_leg(call_id, leg, _sid("CallSid"))
        twiml = VoiceResponse()
        if outcome in _SAID:
            _say(twiml, render(f"voice.{outcome}", language, DOMAIN), language)
        twiml.hangup()
        return _answer(twiml)

    @routes.post("/<call_id>/person-status")
    def person_status(call_id: str) -> tuple[str, int]:
        """News of the person's leg, in any order."""
        leg = Leg(_sid("CallSid"), request.form.get("CallStatus", ""), _seconds("CallDuration"))
        progress.person_leg(call_id, leg, request.form.get("ParentCallSid"))
        return "", 204

    @routes.post("/<call_id>/answered-by")
    def answered_by(call_id: str) -> tuple[str, int]:
        """A person, or a machine."""
        progress.answered_by(call_id, _sid("CallSid"), request.form.get("AnsweredBy", "unknown"))
        return "", 204

    @routes.post("/<call_id>/staff-status")
    def staff_status(call_id: str) -> tuple[str, int]:
        """News of the CHW's leg."""
        progress.staff_leg(call_id, _sid("CallSid"), request.form.get("CallStatus", ""))
        return "", 204

    return routes


def _say(into: VoiceResponse | Gather, words: str, language: Language) -> None:
    into.say(words, language=_SPOKEN[language])


def _answer(twiml: VoiceResponse) -> Response:
    return Response(str(twiml), mimetype="text/xml")


def _sid(name: str) -> str:
    sid = request.form.get(name, "")
    if not 1 <= len(sid) <= _SID_LIMIT:
        raise InvalidInput(f"{name} is missing or too long", code="call_sid")
    return sid


def _seconds(name: str) -> int | None:
    said = request.form.get(name, "")
    return int(said) if said.isdigit() and len(said) < 7 else None
