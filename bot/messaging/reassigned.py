"""Whether a number is still the same person's: the port a look-up fills, and the recording one of tests and development.

47 CFR 64.1200(m) gives callers who ask the Reassigned Numbers Database a safe harbour; a disconnected number rests
45 days before a carrier may give it out again (47 CFR 52.15(f)(1)(ii)), so only one silent for longer is looked up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

SAFE_FOR = timedelta(hours=24)
"""How long a `same` holds; twilio.com/docs/lookup/v2-api/reassigned-number."""


class Holder(StrEnum):
    """Whose a number is, as far as a look-up can tell."""

    SAME = "same"
    SOMEBODY_ELSE = "somebody_else"
    NO_DATA = "no_data"
    """The database knows nothing of the number, or the number is not an American one."""
    NO_ANSWER = "no_answer"
    """The look-up failed; another try may not."""


class NumberCheck(Protocol):
    def holder(self, number: str, since: date) -> Holder:
        """Whether `number` (E.164) is still whose it was on `since`. Never raises for what a provider says."""


@dataclass
class RecordingNumberCheck:
    """Keeps what it was asked; `answers` are given out in turn, then SAME. For tests, and where Twilio is not set up."""

    answers: list[Holder] = field(default_factory=list)
    asked: list[tuple[str, date]] = field(default_factory=list)

    def holder(self, number: str, since: date) -> Holder:
        self.asked.append((number, since))
        return self.answers.pop(0) if self.answers else Holder.SAME
