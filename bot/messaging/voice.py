"""Ringing a phone: the port every telephone line fills, the life of one leg of a call, and the lines of tests and development.

What is said on a leg is asked of us when it is answered (webhooks/twilio_voice.py); nothing is ever recorded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

_RANK = {"queued": 0, "initiated": 1, "ringing": 2, "in-progress": 3, "answered": 3}
OVER = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
"""Ways a leg ends (CallStatus, twilio.com/docs/voice/api/call-resource)."""


@dataclass(frozen=True)
class Rung:
    """What asking for a call came to: the provider's id of it, or why there is none."""

    sid: str | None = None
    error_code: str | None = None


@dataclass(frozen=True)
class Leg:
    """One leg as the provider has it. `seconds` once it is over; `answered_by` where a machine was listened for."""

    sid: str
    status: str
    seconds: int | None = None
    answered_by: str | None = None


class VoiceLine(Protocol):
    number: str
    """Ours, E.164: what both phones show."""
    rings: bool
    """False for a line on which nothing happens."""

    def ring(self, to: str, call_id: str) -> Rung:
        """Ring `to` (E.164); our call `call_id` is asked what to say. Never raises for what a provider says."""

    def hang_up(self, sid: str) -> None:
        """End a leg. Raises Unavailable where that cannot be done."""

    def look(self, sid: str) -> tuple[Leg | None, Leg | None]:
        """A leg, and the one dialled from it; None for what is not there. Raises Unavailable."""


def moves_on(now: str | None, reported: str) -> bool:
    """True when `reported` is later in the life of a leg than `now`: an end is final, and unknown words never count."""
    if now in OVER:
        return False
    if reported in OVER:
        return True
    return reported in _RANK and _RANK[reported] > _RANK.get(now or "", -1)


@dataclass
class SilentLine:
    """Development's stand-in where no Twilio is set up: nobody is rung, and the console says so."""

    number: str = ""
    rings: bool = False

    def ring(self, to: str, call_id: str) -> Rung:
        """See VoiceLine."""
        return Rung(sid=f"CAsilent{call_id}")

    def hang_up(self, sid: str) -> None:
        """See VoiceLine."""

    def look(self, sid: str) -> tuple[Leg | None, Leg | None]:
        """See VoiceLine."""
        return None, None


@dataclass
class RecordingLine:
    """Keeps what it was asked. For tests; `results` are given out in turn, then a fresh id."""

    number: str = "+12135550199"
    rings: bool = True
    results: list[Rung] = field(default_factory=list)
    rung: list[tuple[str, str]] = field(default_factory=list)
    hung_up: list[str] = field(default_factory=list)
    legs: dict[str, tuple[Leg | None, Leg | None]] = field(default_factory=dict)

    def ring(self, to: str, call_id: str) -> Rung:
        """See VoiceLine."""
        self.rung.append((to, call_id))
        return self.results.pop(0) if self.results else Rung(sid=f"CA{len(self.rung):032x}")

    def hang_up(self, sid: str) -> None:
        """See VoiceLine."""
        self.hung_up.append(sid)

    def look(self, sid: str) -> tuple[Leg | None, Leg | None]:
        """See VoiceLine."""
        return self.legs.get(sid, (None, None))
