"""The copies that Twilio keeps: the words of texts blanked when our own time for them is up, texts and calls deleted on erasure.

Messages resource (twilio.com/docs/messaging/api/message-resource): `POST Body=""` redacts, DELETE removes; the
pictures of a text are Media resources of their own. Replies we give as TwiML have no id we know, so both find
their texts by listing. An account may serve others too: only texts of our own number or service are touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bot.errors import Unavailable
from bot.messaging.phone import WHATSAPP_PREFIX, twilio_address
from bot.messaging.twilio_client import API_BASE, answering, make_client

if TYPE_CHECKING:
    from twilio.rest import Client

_PAGE = 1000
"""The most texts Twilio lists at once."""


class TwilioCopies:
    """Raises Unavailable from every call that left something standing: call again later, it goes on from there."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        messaging_service_sid: str = "",
        from_number: str = "",
        voice_number: str = "",
        api_base: str = API_BASE,
    ) -> None:
        self._account_sid = account_sid
        self._auth_token = auth_token
        self._messaging_service_sid = messaging_service_sid
        self._from_number = from_number
        self._voice_number = voice_number or from_number
        self._api_base = api_base

    def forget(self, channel: str, number: str) -> int:
        """Delete every text between us and `number` (E.164), pictures first, and every record of a call to it; how many.

        Of a call there is nothing else: no sound is kept. One that is under way cannot be deleted, and is left for later.
        """
        address = twilio_address(channel, number)
        with answering():
            listed = [
                *self._client.messages.list(from_=address, page_size=_PAGE),
                *self._client.messages.list(to=address, page_size=_PAGE),
            ]
        texts = _each(self._ours(listed), self._delete)
        return texts + self.forget_calls(number)

    def forget_calls(self, number: str) -> int:
        """Delete the records of our own number's calls to `number`; how many. Calls: twilio.com/docs/voice/api/call-resource."""
        if not self._voice_number:
            return 0
        calls: list[Any] = []
        with answering():
            calls = list(self._client.calls.list(from_=self._voice_number, to=number, page_size=_PAGE))
        return _each(calls, lambda call: call.delete())

    def blank(self, day: date) -> int:
        """Redact the words and delete the pictures of every text of `day` (UTC); how many texts had any."""
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        with answering():
            listed = self._client.messages.list(
                date_sent_after=start, date_sent_before=start + timedelta(days=1), page_size=_PAGE
            )
        return _each([text for text in self._ours(listed) if text.body or _pictures(text)], self._redact)

    def _delete(self, text: Any) -> None:
        self._delete_pictures(text)
        text.delete()

    def _redact(self, text: Any) -> None:
        self._delete_pictures(text)
        if text.body:
            text.update(body="")

    def _delete_pictures(self, text: Any) -> None:
        if _pictures(text):
            for picture in self._client.messages(text.sid).media.list():
                picture.delete()

    def _ours(self, listed: Iterable[Any]) -> list[Any]:
        """Texts of our service or number; once each. An inbound text may not name the service, but its number does."""
        texts = {text.sid: text for text in listed}.values()
        of_service = [
            text
            for text in texts
            if self._messaging_service_sid and text.messaging_service_sid == self._messaging_service_sid
        ]
        numbers = {_our_side(text) for text in of_service} | {self._from_number} - {""}
        return [text for text in texts if text in of_service or _our_side(text) in numbers]

    @cached_property
    def _client(self) -> Client:
        return make_client(self._account_sid, self._auth_token, self._api_base)


def _each(texts: Iterable[Any], change: Callable[[Any], None]) -> int:
    """Change every text, also after one that would not; how many. Raises Unavailable at the end if one would not."""
    done, last = 0, None
    for text in texts:
        try:
            with answering():
                change(text)
            done += 1
        except Unavailable as error:
            last = error
    if last is not None:
        raise last
    return done


def _our_side(text: Any) -> str:
    """Our number in a text, without the channel."""
    side = text.to if text.direction == "inbound" else text.from_
    return str(side or "").removeprefix(WHATSAPP_PREFIX)


def _pictures(text: Any) -> bool:
    return str(text.num_media or "0") != "0"
