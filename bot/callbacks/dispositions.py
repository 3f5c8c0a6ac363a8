"""Why a task or a case closes: codes, and the FHIR Task.status each leads to. Pure."""

from __future__ import annotations

from bot.errors import InvalidInput

DISPOSITIONS: dict[str, str] = {
    "resolved": "completed",
    "referred": "completed",
    "warm_handoff": "completed",
    "declined": "cancelled",
    "person_cancelled": "cancelled",
    "opted_out": "cancelled",
    "no_longer_needed": "cancelled",
    "not_ours": "rejected",
    "unreached": "failed",
    "wrong_number": "failed",
    "duplicate": "entered-in-error",
    "mistake": "entered-in-error",
}
"""Of a task."""

CASE_DISPOSITIONS = ("needs_met", "handed_over", "unreached", "declined", "moved_away", "died", "other")
"""Of a case; `number_changed` and `taken_up` (bot/cases/number_changes.py) come about by themselves."""


def status_of(disposition: str) -> str:
    """The Task.status the disposition closes a task with. Raises InvalidInput."""
    if disposition not in DISPOSITIONS:
        raise InvalidInput(f"a task closes as: {', '.join(DISPOSITIONS)}", code="bad_disposition")
    return DISPOSITIONS[disposition]
