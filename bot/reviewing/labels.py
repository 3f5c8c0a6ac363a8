"""What a reviewer may say that a text means: the labels of the training data, a crisis, or nothing of ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from bot.errors import InvalidInput
from bot.needs.taxonomy import NEED_CODES

CRISES = ("suicide", "overdose", "violence", "medical_emergency")
INTENTS = (
    "need", "inform_place", "inform_time", "inform_name", "callback_request", "callback_cancel", "callback_reschedule",
    "callback_status", "human_now", "more_results", "result_detail", "services_feedback", "switch_language", "start_over",
    "privacy_question", "bot_question", "delete_data", "greet", "goodbye", "thanks", "affirm", "deny", "skip",
    "out_of_scope",
)  # fmt: skip
"""Intents of the training data (bot/dialogue/domain/intents.yml), the likely ones first."""


@dataclass(frozen=True)
class Label:
    """`intent` and `needs` (sorted) as in nlu_data; or `crisis` alone, which no training line of needs may hold."""

    intent: str = ""
    needs: tuple[str, ...] = ()
    urgent: bool = False
    crisis: str = ""

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "needs": list(self.needs)}

    @classmethod
    def from_json(cls, held: dict[str, Any]) -> Label:
        return cls(held["intent"], tuple(held["needs"]), held["urgent"], held["crisis"])


def read_label(intent: str, needs: Iterable[str], urgent: bool, crisis: str) -> Label:
    """A label from a form. Raises InvalidInput (`no_label`, `no_need`, `label_unknown`)."""
    chosen = tuple(sorted(set(needs)))
    if crisis:
        if crisis not in CRISES:
            raise InvalidInput("no such crisis", code="label_unknown")
        return Label(crisis=crisis)
    if not intent and chosen:
        intent = "need"
    if not intent:
        raise InvalidInput("nothing was chosen", code="no_label")
    if intent not in INTENTS or not NEED_CODES.issuperset(chosen):
        raise InvalidInput("no such label", code="label_unknown")
    if intent == "need" and not chosen:
        raise InvalidInput("which need?", code="no_need")
    return Label(intent, chosen, urgent and bool(chosen))
