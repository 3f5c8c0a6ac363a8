"""What operators measure, in Prometheus's terms. No meter has a label that could tell one person from another.

Figures for staff are another matter and come from bot/tally.py through disclosure control.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 14.0)
"""Twilio gives a turn 15 s."""
OUTBOX_KINDS = ("call", "follow_up", "text")
"""Beginnings of dedupe keys; any other is `other`."""


class Meters:
    """One process's meters. Labels take few values, all of them codes of ours."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        self.turns = Counter(
            "puente_turns", "Texts answered. Crises are counted apart.", ["channel", "language", "outcome"],
            registry=self.registry,
        )  # fmt: skip
        self.crises = Counter("puente_crises", "Texts answered as a crisis.", registry=self.registry)
        self.turn_seconds = Histogram(
            "puente_turn_seconds", "From a text's arrival to its answer.", ["channel"], buckets=_SECONDS,
            registry=self.registry,
        )  # fmt: skip
        self.rasa_seconds = Histogram(
            "puente_rasa_seconds", "What Rasa took.", ["call"], buckets=_SECONDS, registry=self.registry
        )
        self.rasa_failures = Counter(
            "puente_rasa_failures", "Calls Rasa did not answer.", ["code"], registry=self.registry
        )
        self.refused = Counter("puente_webhooks_refused", "Webhooks turned away.", ["code"], registry=self.registry)
        self.requests = Counter(
            "puente_requests", "HTTP requests answered.", ["surface", "status"], registry=self.registry
        )
        self.outbox_closed = Counter(
            "puente_outbox_closed", "Texts Puente began that are settled.", ["kind", "state"], registry=self.registry
        )

    def turn(self, channel: str, language: str, outcome: str, seconds: float) -> None:
        """Count one answered text; of a crisis nothing but that there was one."""
        if outcome == "crisis":
            self.crises.inc()
        else:
            self.turns.labels(channel, language, outcome).inc()
        self.turn_seconds.labels(channel).observe(seconds)


def outbox_kind(dedupe_key: str) -> str:
    """What a text in the outbox is for, as a label."""
    kind = dedupe_key.partition(":")[0]
    return kind if kind in OUTBOX_KINDS else "other"
