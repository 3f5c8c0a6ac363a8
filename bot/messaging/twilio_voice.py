"""Twilio Programmable Voice: calls asked for through its Calls resource, from the county's number.

twilio.com/docs/voice/api/call-resource. Of a call Twilio keeps numbers, times and price, no sound: nothing is recorded.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from bot.errors import ConfigurationError
from bot.messaging.twilio_client import API_BASE, answering, make_client
from bot.messaging.voice import Leg, Rung

if TYPE_CHECKING:
    from twilio.rest import Client

STAFF_RING_SECONDS = 25
"""Shorter than most voicemails take to pick up; pressing 1 tells a CHW from theirs anyway."""
LONGEST_SECONDS = 3900
"""Of the CHW's leg: an hour's talk, and the ringing before it."""


class TwilioVoice:
    """Fills bot.messaging.voice.VoiceLine. `number`: ours, E.164.

    Twilio asks `/twilio/voice/<call id>/...` of `public_base_url`; no number stands in an address.
    Raises ConfigurationError without credentials or a number.
    """

    rings = True

    def __init__(
        self, account_sid: str, auth_token: str, *, number: str, public_base_url: str, api_base: str = API_BASE
    ) -> None:
        if not (account_sid and auth_token and number):
            raise ConfigurationError("Twilio Voice needs an account, a token and a number to call from")
        self.number = number
        self._account_sid = account_sid
        self._auth_token = auth_token
        self._public_base_url = public_base_url.rstrip("/")
        self._api_base = api_base

    def ring(self, to: str, call_id: str) -> Rung:
        """See bot.messaging.voice.VoiceLine."""
        from requests import RequestException
        from twilio.base.exceptions import TwilioException, TwilioRestException

        ours = f"{self._public_base_url}/twilio/voice/{call_id}"
        try:
            made = self._client.calls.create(
                to=to, from_=self.number, url=f"{ours}/staff", method="POST", timeout=STAFF_RING_SECONDS,
                time_limit=LONGEST_SECONDS, status_callback=f"{ours}/staff-status", status_callback_method="POST",
                status_callback_event=["initiated", "ringing", "answered", "completed"],
            )  # fmt: skip
        except TwilioRestException as refused:
            return Rung(error_code=str(refused.code or f"http_{refused.status}"))
        except (RequestException, TwilioException):
            return Rung(error_code="no_answer")
        return Rung(sid=str(made.sid))

    def hang_up(self, sid: str) -> None:
        """See bot.messaging.voice.VoiceLine. A leg that is over already is over."""
        with answering(gone=(400, 404)):
            self._client.calls(sid).update(status="completed")

    def look(self, sid: str) -> tuple[Leg | None, Leg | None]:
        """See bot.messaging.voice.VoiceLine."""
        staff = dialled = None
        with answering():
            staff = _leg(self._client.calls(sid).fetch())
            dialled = next((_leg(each) for each in self._client.calls.list(parent_call_sid=sid, limit=1)), None)
        return staff, dialled

    @cached_property
    def _client(self) -> Client:
        return make_client(self._account_sid, self._auth_token, self._api_base)


def _leg(call: Any) -> Leg:
    seconds = str(call.duration or "")
    return Leg(str(call.sid), str(call.status), int(seconds) if seconds.isdigit() else None, call.answered_by)
