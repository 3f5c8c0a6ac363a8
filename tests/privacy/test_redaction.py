"""No phone number, address or word of a person survives into a log line."""

from __future__ import annotations

import io
import json
import uuid

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Unavailable
from bot.privacy.redaction import HIDDEN, redact_event, redact_text, traceback_of


@pytest.mark.parametrize(
    "written",
    [
        "+13235550100", "3235550100", "323-555-0100", "(323) 555-0100", "(323)555-0100", "323.555.0100",
        "1 323 555 0100", "whatsapp:+13235550100", "+52 55 1234 5678", "rosa@example.org", "1234567",
        "tel:+1-323-555-0100", "From=%2B13235550100",
    ],
)  # fmt: skip
def test_numbers_and_addresses_go_in_any_form(written: str) -> None:
    redacted = redact_text(f"could not reach {written}, later")
    assert HIDDEN in redacted
    assert "0100" not in redacted
    assert "5678" not in redacted
    assert "rosa" not in redacted
    assert redacted.endswith(", later")


@pytest.mark.parametrize(
    "harmless",
    [
        "task 123 of ZIP 90011 is late", "2026-11-23T18:00:00+00:00", "took 12.5 ms", "error 21610", "k1:32 bytes",
        "2026-11-23", "SM0123456789abcdef0123456789abcdef", "127.0.0.1:8000",
    ],
)  # fmt: skip
def test_what_operators_need_stays(harmless: str) -> None:
    assert redact_text(harmless) == harmless


@given(st.uuids())
def test_row_ids_stay_whatever_their_digits(row_id: uuid.UUID) -> None:
    assert redact_text(f"message {row_id} failed") == f"message {row_id} failed"


@given(st.from_regex(r"\A[2-9][0-9]{9}\Z"), st.sampled_from(["{}", "+1{}", "to {}.", "({})", "x={}&y=2", "'{}'"]))
def test_no_american_number_survives(number: str, around: str) -> None:
    assert number not in redact_text(around.format(number))


def log_line(event: str, *, fail: bool = False, **fields: object) -> dict[str, object]:
    out = io.StringIO()
    log = structlog.wrap_logger(
        structlog.PrintLogger(out), processors=[redact_event, structlog.processors.JSONRenderer()]
    )
    if fail:
        try:
            raise ValueError("no answer from +13235550100 named Lupe")
        except ValueError:
            log.exception(event, **fields)
    else:
        log.info(event, **fields)
    line: dict[str, object] = json.loads(out.getvalue())
    return line


def test_every_value_of_an_event_is_redacted() -> None:
    line = log_line(
        "text from +13235550100",
        body="necesito una cama",
        person={"name": "Lupe", "id": "7", "number": 13235550100},
        tried=["+13235550100", 3],
        message_id="m-1",
        count=12,
        none=None,
    )
    assert line == {
        "event": f"text from {HIDDEN}",
        "body": HIDDEN,
        "person": {"name": HIDDEN, "id": "7", "number": HIDDEN},
        "tried": [HIDDEN, 3],
        "message_id": "m-1",
        "count": 12,
        "none": None,
    }


def test_a_traceback_is_redacted_too() -> None:
    line = log_line("turn.failed", fail=True)
    assert "builtins.ValueError" in str(line["exception"])
    assert "test_redaction.py" in str(line["exception"])
    assert "3235550100" not in json.dumps(line)
    assert "Lupe" not in str(line["exception"]).replace('raise ValueError("no answer from', "").split("builtins")[1]


def test_of_errors_only_our_own_say_why(capsys: pytest.CaptureFixture[str]) -> None:
    words = "canary words of a person"
    try:
        try:
            raise ValueError(words)
        except ValueError as error:
            raise Unavailable("Rasa: ReadTimeout", code="rasa_down") from error
    except Unavailable as error:
        told = traceback_of(error)
    assert "rasa_down: Rasa: ReadTimeout" in told
    assert "ValueError" in told
    assert words not in told
