"""The life of a task: which FHIR R4 Task.status may follow which, and what an attempt's outcome leads to.

Codes: hl7.org/fhir/R4/valueset-task-status.html, stored verbatim.
"""

from __future__ import annotations

from typing import Literal, get_args

from bot.errors import Conflict, InvalidInput

Outcome = Literal["reached", "no_answer", "left_message", "wrong_number", "declined"]

TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"requested", "cancelled", "entered-in-error"}),
    "requested": frozenset({"received", "accepted", "rejected", "on-hold", "cancelled", "failed", "entered-in-error"}),
    "received": frozenset({"accepted", "rejected", "requested", "on-hold", "cancelled", "failed", "entered-in-error"}),
    # Back to requested: a CHW gives the task back to the queue.
    "accepted": frozenset(
        {"in-progress", "requested", "rejected", "on-hold", "cancelled", "failed", "entered-in-error"}
    ),
    "ready": frozenset({"in-progress", "on-hold", "cancelled", "entered-in-error"}),
    "in-progress": frozenset({"completed", "failed", "requested", "on-hold", "cancelled", "entered-in-error"}),
    "on-hold": frozenset({"in-progress", "accepted", "requested", "failed", "cancelled", "entered-in-error"}),
    "completed": frozenset({"entered-in-error"}),
    "failed": frozenset({"entered-in-error"}),
    "cancelled": frozenset({"entered-in-error"}),
    "rejected": frozenset({"entered-in-error"}),
    "entered-in-error": frozenset(),
}
CLOSED = frozenset({"completed", "failed", "cancelled", "rejected", "entered-in-error"})
OPEN = frozenset(TRANSITIONS) - CLOSED

AFTER_OUTCOME: dict[Outcome, str] = {
    "reached": "completed",
    "no_answer": "in-progress",
    "left_message": "in-progress",
    "wrong_number": "failed",
    "declined": "cancelled",
}


def require_transition(now: str, then: str) -> None:
    """Raises InvalidInput for a code FHIR does not know and Conflict for a step the table lacks."""
    if then not in TRANSITIONS:
        raise InvalidInput(f"not a task status: {then}", code="status_unknown")
    if then not in TRANSITIONS.get(now, frozenset()):
        raise Conflict(f"a task that is {now} cannot become {then}", code="transition_forbidden")


def as_outcome(value: str) -> Outcome:
    """`value` as an outcome. Raises InvalidInput."""
    for outcome in get_args(Outcome):
        if outcome == value:
            return outcome  # type: ignore[no-any-return]
    raise InvalidInput(f"not an outcome: {value}", code="outcome_unknown")
