"""Twilio's REST client, made on first use, and what its refusals mean to us."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.errors import Unavailable

if TYPE_CHECKING:
    from twilio.rest import Client

API_BASE = "https://api.twilio.com"
_TIMEOUT_SECONDS = 10.0


def make_client(account_sid: str, auth_token: str, api_base: str = API_BASE) -> Client:
    """A client that logs nothing. `api_base` other than Twilio's own points every request at a fake Twilio."""
    # Imported on first use: the REST client takes half a second and 50 MB.
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    # Twilio's client logs the number and the words of every request; this logger passes nothing on.
    silent = logging.getLogger("puente.twilio.silent")
    silent.propagate = False
    silent.setLevel(logging.CRITICAL + 1)
    there = api_base.rstrip("/")

    class RedirectingClient(TwilioHttpClient):  # type: ignore[misc]
        def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
            # Every product has a host of its own: api.twilio.com, lookups.twilio.com.
            asked = urlsplit(url)
            if there != API_BASE and asked.netloc.endswith(".twilio.com"):
                url = there + url.removeprefix(f"{asked.scheme}://{asked.netloc}")
            return super().request(method, url, *args, **kwargs)

    return Client(account_sid, auth_token, http_client=RedirectingClient(timeout=_TIMEOUT_SECONDS, logger=silent))


@contextmanager
def answering(gone: Collection[int] = (404,)) -> Iterator[None]:
    """Whatever Twilio or the network refuse is Unavailable, without their words. `gone`: HTTP statuses of what is done."""
    from requests import RequestException
    from twilio.base.exceptions import TwilioException, TwilioRestException

    try:
        yield
    except TwilioRestException as refused:
        if refused.status not in gone:
            raise Unavailable("Twilio refused", code=f"twilio_{refused.code or refused.status}") from None
    except (RequestException, TwilioException):
        raise Unavailable("Twilio does not answer", code="twilio_no_answer") from None
