"""What the counters of a measure are divided by beside who and where: closed lists of kinds, and bins of time.

Only counters exist, so how long something took is kept as the bin it fell into, with fixed bounds.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

OTHER = "other"

ANSWERED = ("understood", "unsure", "without_model", OTHER)
"""How a text was answered: by the dialogue, by asking back, by the menu while the model was away; `other` is a
keyword, a crisis, a consent or who is texting, none of which needs the model."""

MESSAGE_KINDS = (
    "answer", "crisis", "consent", "identity", "menu", "keyword", "call_reminder", "call_news", "follow_up", "typed",
    OTHER,
)  # fmt: skip
"""What a text of ours was: an answer by its route, or one Puente or a CHW began."""

CARRIER_OUTCOMES = ("delivered", "unreachable", "no_such_number", "filtered", "opted_out", OTHER)
SEGMENT_KINDS = ("received", "reply", "begun")
CRISES = ("suicide", "overdose", "violence", "medical_emergency", OTHER)
UNMET = ("distance", "hours", "language")
"""Why nothing suited, in the order in which it is asked: nothing near, of those near none open soon, of those
none that speaks the person's language."""
PROMISES = ("kept", "missed")

_BY_ROUTE = {"dialogue": "answer", "fallback_menu": "menu", "follow_up": "answer", "erasure_asked": "keyword"}
_BY_CALL_TEXT = {"reminder": "call_reminder", "soon": "call_reminder"}
_BY_ERROR = {
    "30003": "unreachable", "30005": "no_such_number", "30006": "no_such_number", "21211": "no_such_number",
    "21614": "no_such_number", "30004": "filtered", "30007": "filtered", "30034": "filtered", "21610": "opted_out",
}  # fmt: skip
"""Twilio's error codes (twilio.com/docs/api/errors) that say why a carrier did not deliver."""


@dataclass(frozen=True)
class Bins:
    """Bins of a length of time; `bounds` are their upper ends in `unit`, and one more bin lies beyond the last."""

    unit: Literal["second", "minute", "hour", "day"]
    bounds: tuple[int, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """`up_to_5` for each bin, then `over_60`."""
        return (*(f"up_to_{bound}" for bound in self.bounds), f"over_{self.bounds[-1]}")

    def label(self, took: timedelta) -> str:
        """The bin of a length of time; a negative one, by clocks that disagree, counts as none at all."""
        return self.labels[bisect_left(self.bounds, took / timedelta(**{f"{self.unit}s": 1}))]


REPLY = Bins("second", (1, 2, 3, 5, 8, 15, 60))
"""From a text to its answer. Twilio waits 15 s."""
REFERRAL = Bins("minute", (1, 2, 5, 15, 60, 1440))
"""From a person's first text to the first service sent to them."""
CONTACT = Bins("hour", (4, 24, 48, 72, 120, 168, 336))
"""From the booking of a call to the person being reached."""
HIDING = Bins("day", (1, 3, 7, 14, 30, 60, 90))
"""From the first bad report on a listing to its no longer being sent."""


def kind_of_reply(route: str | None) -> str:
    """The kind of an answer by what answered (`Message.route`)."""
    kind = _BY_ROUTE.get(route or "", route)
    return kind if kind in MESSAGE_KINDS else OTHER


def kind_of_begun(dedupe_key: str) -> str:
    """The kind of a text from the outbox by its cause (`OutboxMessage.dedupe_key`)."""
    cause, _, rest = dedupe_key.partition(":")
    if cause == "call":
        return _BY_CALL_TEXT.get(rest.split(":")[1] if ":" in rest else "", "call_news")
    return cause if cause in MESSAGE_KINDS else OTHER


def carrier_outcome(status: str, error_code: str | None) -> str:
    """What a final delivery status (Twilio's) comes to."""
    return "delivered" if status in ("delivered", "read") else _BY_ERROR.get(error_code or "", OTHER)


def one_of(value: str | None, known: tuple[str, ...]) -> str:
    """`value` where the list knows it, else `other`."""
    return value if value in known else OTHER
