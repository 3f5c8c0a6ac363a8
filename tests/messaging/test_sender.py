"""What a provider says becomes one of five outcomes; texts to Twilio are well formed and leave no trace in logs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from bot.clock import FixedClock
from bot.db import Database
from bot.errors import ConfigurationError
from bot.messaging.console_sender import ConsoleSender
from bot.messaging.sender import Outcome, SendResult, outcome_of
from bot.messaging.twilio_sender import TwilioSender
from bot.privacy.encryption import Vault
from tests.local_json import answering

ACCOUNT = "AC" + "0" * 32


@dataclass
class FakeTwilio:
    """Answers `POST /2010-04-01/Accounts/<sid>/Messages.json` with `status` and `answer`."""

    url: str = ""
    status: int = 201
    answer: dict[str, object] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    fake = FakeTwilio()

    def answer(_method: str, path: str, form: dict[str, str]) -> tuple[int, object]:
        fake.asked.append((path, form))
        return fake.status, fake.answer

    with answering(answer) as fake.url:
        yield fake


def sender_to(api_base: str, **origin: str) -> TwilioSender:
    origin = origin or {"messaging_service_sid": "MG1"}
    return TwilioSender(ACCOUNT, "token", public_base_url="https://puente.test/", api_base=api_base, **origin)


def test_a_text_goes_to_twilio_with_our_id_in_its_status_callback(
    twilio: FakeTwilio, caplog: pytest.LogCaptureFixture
) -> None:
    twilio.answer = {"sid": "SM123", "status": "accepted"}
    with caplog.at_level(logging.DEBUG):
        result = sender_to(twilio.url).send("+13235550100", "Mañana a las 3", "m-1")

    assert result == SendResult(Outcome.SENT, "SM123", "accepted")
    assert twilio.asked == [
        (
            f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
            {
                "To": "+13235550100",
                "Body": "Mañana a las 3",
                "MessagingServiceSid": "MG1",
                "StatusCallback": "https://puente.test/twilio/status/m-1",
            },
        )
    ]
    assert "3235550100" not in caplog.text
    assert "Mañana" not in caplog.text


def test_whatsapp_is_answered_from_a_whatsapp_address(twilio: FakeTwilio) -> None:
    twilio.answer = {"sid": "SM123", "status": "queued"}
    sender_to(twilio.url, from_number="+12135550199").send("whatsapp:+13235550100", "hola", "m-1")

    assert twilio.asked[0][1]["From"] == "whatsapp:+12135550199"


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (400, 21610, Outcome.OPTED_OUT),
        (400, 21211, Outcome.BAD_NUMBER),
        (400, 21614, Outcome.BAD_NUMBER),
        (429, 20429, Outcome.RETRY),
        (400, 30034, Outcome.STOPPED),
        (400, 63016, Outcome.STOPPED),
        (400, 99999, Outcome.STOPPED),
        (500, 99999, Outcome.RETRY),
        (503, None, Outcome.RETRY),
    ],
)
def test_a_refusal_becomes_an_outcome(twilio: FakeTwilio, status: int, code: int | None, outcome: Outcome) -> None:
    twilio.status, twilio.answer = status, {"code": code, "message": "no", "status": status}
    result = sender_to(twilio.url).send("+13235550100", "hola", "m-1")

    assert result.outcome is outcome
    assert result.error_code == (str(code) if code else f"http_{status}")


def test_no_answer_at_all_means_later() -> None:
    assert sender_to("http://127.0.0.1:9").send("+13235550100", "hola", "m-1").outcome is Outcome.RETRY


def test_without_a_number_to_send_from_there_is_no_sender() -> None:
    with pytest.raises(ConfigurationError):
        TwilioSender(ACCOUNT, "token", public_base_url="https://puente.test")


def test_a_delivery_report_is_judged_by_the_same_table() -> None:
    assert outcome_of("30003", 200) is Outcome.RETRY
    assert outcome_of("30006", 200) is Outcome.BAD_NUMBER
    assert outcome_of(None, 200) is Outcome.STOPPED


def test_the_console_sender_shows_each_number_its_own_texts(
    sqlite_database: Database, vault: Vault, clock: FixedClock
) -> None:
    sender = ConsoleSender(sqlite_database, vault, clock)
    sender.send("+13235550100", "uno", "m-1")
    sender.send("+13235550111", "para otra persona", "m-2")
    assert sender.send("whatsapp:+13235550100", "dos", "m-3").outcome is Outcome.SENT

    first, second = sender.texts_to("+13235550100")
    assert (first.body, second.body) == ("uno", "dos")
    assert sender.texts_to("+13235550100", after=first.number) == [second]
    assert sender.texts_to("+13235550199") == []
