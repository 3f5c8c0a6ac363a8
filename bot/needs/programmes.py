"""The county's programmes people are to be connected to, and which needs lead to each."""

from __future__ import annotations

from collections.abc import Mapping

PROGRAMMES: Mapping[str, frozenset[str]] = {
    "mental_health": frozenset({"mental_health"}),
    "substance_use": frozenset({"substance_use"}),
    "housing": frozenset({"housing"}),
    "career": frozenset({"employment", "education"}),
    "case_management": frozenset({"case_management"}),
}
"""The five kinds of service the county's Justice Care Opportunity project counts people connected to."""


def programme_of(need: str) -> str | None:
    """The programme a service for `need` belongs to, or None."""
    return next((programme for programme, needs in PROGRAMMES.items() if need in needs), None)
