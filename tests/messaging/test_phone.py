"""Numbers are read in any usual form, shown the way people write them, and masked in logs."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInput
from bot.messaging.phone import Address, display, find_number, hide_numbers, masked, parse


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


@pytest.mark.parametrize(
    "text",
    [
        "3235550100",
        "my number is (323) 555-0100 ok",
        "323.555.0100 o al otro 213 555 0100",
        "+1 323 555 0100",
        "llameme al 1-323-555-0100 porfa",
    ],
)
def test_a_number_to_call_is_found_in_a_text(text: str) -> None:
    assert find_number(text) == "+13235550100"


@pytest.mark.parametrize(
    "text",
    ["911", "555-0100", "90011", "tomorrow at 3", "800-555-0199", "900-555-0100", "123-456-7890", "32355501001", ""],
)
def test_what_nobody_can_be_called_at_is_no_number(text: str) -> None:
    assert find_number(text) is None


def test_numbers_are_hidden_and_nothing_else_is() -> None:
    assert hide_numbers("call 323-555-0100 or 2135550123 at 3pm, 90011, 12/2", "that number") == (
        "call that number or that number at 3pm, 90011, 12/2"
    )
    assert hide_numbers("need food in 90044 4th st apt 12", "that number") == "need food in 90044 4th st apt 12"
