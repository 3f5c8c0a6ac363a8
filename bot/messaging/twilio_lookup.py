"""Twilio Lookup v2, package `reassigned_number`: whether a number changed hands since a day.

twilio.com/docs/lookup/v2-api/reassigned-number; needs the package approved on the account, American numbers only.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from bot.messaging.reassigned import Holder
from bot.messaging.twilio_client import API_BASE, make_client

if TYPE_CHECKING:
    from twilio.rest import Client

_PACKAGE = "reassigned_number"
_ANSWERS = {"no": Holder.SAME, "yes": Holder.SOMEBODY_ELSE, "no_data_available": Holder.NO_DATA}
_AMERICAN = "+1"


class TwilioNumberCheck:
    """Fills bot.messaging.reassigned.NumberCheck."""

    def __init__(self, account_sid: str, auth_token: str, api_base: str = API_BASE) -> None:
        self._account_sid = account_sid
        self._auth_token = auth_token
        self._api_base = api_base

    def holder(self, number: str, since: date) -> Holder:
        """See bot.messaging.reassigned.NumberCheck."""
        from requests import RequestException
        from twilio.base.exceptions import TwilioException, TwilioRestException

        if not number.startswith(_AMERICAN):
            return Holder.NO_DATA
        try:
            found = self._client.lookups.v2.phone_numbers(number).fetch(
                fields=_PACKAGE, last_verified_date=since.strftime("%Y%m%d")
            )
        except TwilioRestException as refused:
            # A number Twilio does not know cannot be looked up, now or later; everything else may pass.
            return Holder.NO_DATA if refused.status == 404 else Holder.NO_ANSWER
        except (RequestException, TwilioException):
            return Holder.NO_ANSWER
        said = found.reassigned_number if isinstance(found.reassigned_number, dict) else {}
        return _ANSWERS.get(str(said.get("is_number_reassigned")), Holder.NO_ANSWER)

    @cached_property
    def _client(self) -> Client:
        return make_client(self._account_sid, self._auth_token, self._api_base)
