"""The Twilio sender: one text through Twilio's REST API, with its delivery reported to our callback."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from bot.errors import ConfigurationError
from bot.messaging.phone import WHATSAPP_PREFIX
from bot.messaging.sender import Outcome, SendResult, outcome_of
from bot.messaging.twilio_client import API_BASE, make_client

if TYPE_CHECKING:
    from twilio.rest import Client


class TwilioSender:
    """Sends from a messaging service or a number.

    `api_base` other than Twilio's own points every request at a fake Twilio. `public_base_url` is where
    Twilio reaches us: status callbacks go to `/twilio/status/<message id>` there.
    Raises ConfigurationError without credentials or an origin.
    """

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        public_base_url: str,
        messaging_service_sid: str = "",
        from_number: str = "",
        api_base: str = API_BASE,
    ) -> None:
        if not (account_sid and auth_token and (messaging_service_sid or from_number)):
            raise ConfigurationError("Twilio needs an account, a token and a service or number to send from")
        self._account_sid = account_sid
        self._auth_token = auth_token
        self._public_base_url = public_base_url.rstrip("/")
        self._messaging_service_sid = messaging_service_sid
        self._from_number = from_number
        self._api_base = api_base

    def send(self, to: str, body: str, message_id: str) -> SendResult:
        """See bot.messaging.sender.Sender."""
        from requests import RequestException
        from twilio.base.exceptions import (
            TwilioException,
            TwilioRestException,
        )

        try:
            made = self._client.messages.create(
                to=to,
                body=body,
                status_callback=f"{self._public_base_url}/twilio/status/{message_id}",
                **self._origin(to),
            )
        except TwilioRestException as refused:
            code = str(refused.code) if refused.code else None
            return SendResult(outcome_of(code, refused.status), error_code=code or f"http_{refused.status}")
        except (RequestException, TwilioException):
            return SendResult(Outcome.RETRY, error_code="no_answer")
        return SendResult(Outcome.SENT, provider_sid=made.sid, delivery_status=str(made.status))

    def _origin(self, to: str) -> dict[str, Any]:
        if self._messaging_service_sid:
            return {"messaging_service_sid": self._messaging_service_sid}
        prefix = WHATSAPP_PREFIX if to.startswith(WHATSAPP_PREFIX) else ""
        return {"from_": prefix + self._from_number}

    @cached_property
    def _client(self) -> Client:
        return make_client(self._account_sid, self._auth_token, self._api_base)
