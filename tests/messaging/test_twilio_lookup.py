"""Whose a number is, is asked of Twilio Lookup as its documentation says, and an answer that is none is no answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.messaging.reassigned import Holder
from bot.messaging.twilio_lookup import TwilioNumberCheck
from tests.local_json import answering

ACCOUNT = "AC" + "0" * 32
SINCE = date(2026, 10, 1)


@dataclass
class FakeLookup:
    """Answers `GET /v2/PhoneNumbers/<number>` with `status` and `answer`."""

    url: str = ""
    status: int = 200
    answer: object = None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@pytest.fixture
def lookup() -> Iterator[FakeLookup]:
    fake = FakeLookup()

    def answer(_method: str, path: str, _form: dict[str, str]) -> tuple[int, object]:
        where = urlsplit(path)
        fake.asked.append((where.path, {name: values[0] for name, values in parse_qs(where.query).items()}))
        return fake.status, fake.answer

    with answering(answer) as fake.url:
        yield fake


def said(value: object) -> dict[str, object]:
    """The answer of twilio.com/docs/lookup/v2-api/reassigned-number, as far as it concerns us."""
    package = {"last_verified_date": "2026-10-01", "is_number_reassigned": value, "error_code": None}
    return {"phone_number": "+13235550100", "valid": True, "reassigned_number": package}


@pytest.mark.parametrize(
    ("value", "holder"),
    [
        ("no", Holder.SAME),
        ("yes", Holder.SOMEBODY_ELSE),
        ("no_data_available", Holder.NO_DATA),
        ("something new", Holder.NO_ANSWER),
        (None, Holder.NO_ANSWER),
    ],
)
def test_the_package_is_asked_for_with_the_day_of_the_last_text(
    lookup: FakeLookup, value: object, holder: Holder, caplog: pytest.LogCaptureFixture
) -> None:
    lookup.answer = said(value)
    assert TwilioNumberCheck(ACCOUNT, "token", lookup.url).holder("+13235550100", SINCE) is holder
    assert lookup.asked == [
        ("/v2/PhoneNumbers/+13235550100", {"Fields": "reassigned_number", "LastVerifiedDate": "20261001"})
    ]
    assert "3235550100" not in caplog.text


@pytest.mark.parametrize(
    ("status", "holder"),
    [(404, Holder.NO_DATA), (429, Holder.NO_ANSWER), (401, Holder.NO_ANSWER), (500, Holder.NO_ANSWER)],
)
def test_a_refusal_is_no_answer_and_an_unknown_number_has_no_data(
    lookup: FakeLookup, status: int, holder: Holder
) -> None:
    lookup.status, lookup.answer = status, {"code": 20000 + status, "message": "no", "status": status}
    assert TwilioNumberCheck(ACCOUNT, "token", lookup.url).holder("+13235550100", SINCE) is holder


@pytest.mark.parametrize("answer", [{}, {"reassigned_number": None}, {"reassigned_number": "no"}])
def test_an_answer_without_the_package_is_no_answer(lookup: FakeLookup, answer: object) -> None:
    lookup.answer = answer
    assert TwilioNumberCheck(ACCOUNT, "token", lookup.url).holder("+13235550100", SINCE) is Holder.NO_ANSWER


def test_nobody_at_home_is_no_answer() -> None:
    assert TwilioNumberCheck(ACCOUNT, "token", "http://127.0.0.1:9").holder("+13235550100", SINCE) is Holder.NO_ANSWER


def test_a_number_of_another_country_is_not_looked_up(lookup: FakeLookup) -> None:
    assert TwilioNumberCheck(ACCOUNT, "token", lookup.url).holder("+525512345678", SINCE) is Holder.NO_DATA
    assert lookup.asked == []
