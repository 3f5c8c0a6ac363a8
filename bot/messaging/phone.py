"""Phone numbers: read from Twilio's addresses, and written for people and for logs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import phonenumbers

from bot.errors import InvalidInput

WHATSAPP_PREFIX = "whatsapp:"
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{7,14}")
_REGION = "US"
"""Numbers without a country code are read as American."""

_OWN_LINES = frozenset(
    {
        phonenumbers.PhoneNumberType.FIXED_LINE,
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
        phonenumbers.PhoneNumberType.VOIP,
    }
)
_LONGEST_READ = 1600
_FULL_LENGTH = 10
"""Digits of a number with its area; shorter ones are ZIP codes, dates and hours."""


@dataclass(frozen=True)
class Address:
    """Where a text comes from or goes to: `number` is E.164."""

    channel: Literal["sms", "whatsapp"]
    number: str

    @property
    def for_twilio(self) -> str:
        """The form Twilio's To and From take."""
        return twilio_address(self.channel, self.number)


def twilio_address(channel: str, number: str) -> str:
    """`number` (E.164) as Twilio's To and From take it on `channel`."""
    return f"{WHATSAPP_PREFIX}{number}" if channel == "whatsapp" else number


def parse(raw: str) -> Address:
    """Read `+13235550100`, `(323) 555-0100`, `whatsapp:+13235550100`. Raises InvalidInput.

    Numbers only have to be possible, not assigned: carriers hand out new ranges before lists know them.
    A full international number is taken as it stands, since WhatsApp still writes Mexico's old +52 1 form,
    which no list holds possible, and answers have to go back to exactly that.
    """
    text = raw.strip()
    channel: Literal["sms", "whatsapp"] = "sms"
    if text.lower().startswith(WHATSAPP_PREFIX):
        channel, text = "whatsapp", text[len(WHATSAPP_PREFIX) :]
    if len(text) > 32:
        raise InvalidInput("too long for a phone number", code="bad_phone")
    try:
        number = phonenumbers.parse(text, _REGION)
    except phonenumbers.NumberParseException as error:
        raise InvalidInput("not a phone number", code="bad_phone") from error
    if number.country_code != 1 and _INTERNATIONAL.fullmatch(text):
        return Address(channel, text)
    if not phonenumbers.is_possible_number(number):
        raise InvalidInput("not a possible phone number", code="bad_phone")
    return Address(channel, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def find_number(text: str) -> str | None:
    """The first American number in `text` that somebody can be called at, E.164, or None.

    Ten digits of an area in use; lines nobody has at home (800, 900, 911) are none.
    """
    for match in phonenumbers.PhoneNumberMatcher(text[:_LONGEST_READ], _REGION):
        if match.number.country_code == 1 and phonenumbers.number_type(match.number) in _OWN_LINES:
            return phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
    return None


def hide_numbers(text: str, stand_in: str) -> str:
    """`text` with `stand_in` in place of every phone number, for readers that may not see one."""
    matches = phonenumbers.PhoneNumberMatcher(text, _REGION, phonenumbers.Leniency.POSSIBLE)
    for match in reversed(list(matches)):
        if len(str(match.number.national_number)) >= _FULL_LENGTH:
            text = f"{text[: match.start]}{stand_in}{text[match.end :]}"
    return text


def display(number: str) -> str:
    """An E.164 number as people read it: `(323) 555-0100`, `+52 55 1234 5678`; others unchanged."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    american = parsed.country_code == 1
    style = phonenumbers.PhoneNumberFormat.NATIONAL if american else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def masked(number: str) -> str:
    """A number for logs: only its last two digits, `***00`."""
    return f"***{number[-2:]}" if len(number) > 4 else "***"
