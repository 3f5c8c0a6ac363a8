"""Sending a text: the port every sender fills, what a send can come to, and the recording sender of tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """What a send came to, and so what happens next."""

    SENT = "sent"
    RETRY = "retry"
    """Not sent now; try again later."""
    OPTED_OUT = "opted_out"
    """The carrier holds an opt-out: mirror it and stop."""
    BAD_NUMBER = "bad_number"
    """No text will ever reach this number: stop until it writes to us."""
    STOPPED = "stopped"
    """This text will not go, and another try would not help; staff should look."""


@dataclass(frozen=True)
class SendResult:
    outcome: Outcome
    provider_sid: str | None = None
    delivery_status: str | None = None
    error_code: str | None = None


class Sender(Protocol):
    def send(self, to: str, body: str, message_id: str) -> SendResult:
        """Send `body` to `to` (Twilio's form of an address: `+1…` or `whatsapp:+1…`).

        `message_id` is our own id, under which delivery status is reported back. Never raises for
        what a provider or the network says: that is the result.
        """


_BY_CODE = {
    "21610": Outcome.OPTED_OUT,
    "21211": Outcome.BAD_NUMBER,
    "21614": Outcome.BAD_NUMBER,
    "30005": Outcome.BAD_NUMBER,
    "30006": Outcome.BAD_NUMBER,
    "30001": Outcome.RETRY,
    "30003": Outcome.RETRY,
    "30008": Outcome.RETRY,
    "20429": Outcome.RETRY,
    "21611": Outcome.RETRY,
    "30004": Outcome.STOPPED,
    "30007": Outcome.STOPPED,
    "30034": Outcome.STOPPED,
    "21617": Outcome.STOPPED,
    "63016": Outcome.STOPPED,
}
"""Twilio's error codes (twilio.com/docs/api/errors). Deliberately few: Twilio splits and renames them, so
whatever is not here is judged by HTTP status alone."""


def outcome_of(error_code: str | None, http_status: int | None = None) -> Outcome:
    """What a failure means: by code where we know it, else 429 and 5xx (or no answer) mean later."""
    if error_code in _BY_CODE:
        return _BY_CODE[error_code]
    if http_status is None or http_status == 429 or http_status >= 500:
        return Outcome.RETRY
    return Outcome.STOPPED


@dataclass(frozen=True)
class SentText:
    to: str
    body: str
    message_id: str


@dataclass
class RecordingSender:
    """Keeps what it was asked to send. For tests; `results` are given out in turn, then SENT."""

    results: list[SendResult] = field(default_factory=list)
    sent: list[SentText] = field(default_factory=list)

    def send(self, to: str, body: str, message_id: str) -> SendResult:
        self.sent.append(SentText(to, body, message_id))
        if self.results:
            return self.results.pop(0)
        return SendResult(Outcome.SENT, provider_sid=f"SMrecorded{len(self.sent)}", delivery_status="queued")
