"""Numbers are read in any usual form, shown the way people write them, and masked in logs."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInput
from bot.messaging.phone import Address, display, masked, parse


@pytest.mark.parametrize(
    "raw", ["+13235550100", "(323) 555-0100", "323.555.0100", "1 323 555 0100", "  +1 (323) 555-0100 "]
)
def test_usual_forms_are_one_number(raw: str) -> None:
    assert parse(raw) == Address("sms", "+13235550100")


def test_whatsapp_keeps_its_channel_and_writes_it_back() -> None:
    address = parse("whatsapp:+5215512345678")
    assert address == Address("whatsapp", "+5215512345678")
    assert address.for_twilio == "whatsapp:+5215512345678"
    assert parse("+13235550100").for_twilio == "+13235550100"


@pytest.mark.parametrize("raw", ["", "hello", "12345", "+1", "whatsapp:", "+1323555010012345678", "9" * 5000])
def test_what_is_no_number_is_refused(raw: str) -> None:
    with pytest.raises(InvalidInput):
        parse(raw)


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_refused(raw: str) -> None:
    with suppress(InvalidInput):
        assert parse(raw).number.startswith("+")


def test_numbers_are_shown_as_people_write_them() -> None:
    assert display("+13235550100") == "(323) 555-0100"
    assert display("+525512345678") == "+52 55 1234 5678"
    assert display("a-web-session") == "a-web-session"


def test_logs_see_two_digits() -> None:
    assert masked("+13235550100") == "***00"
    assert masked("12") == "***"
