"""The client to Rasa's process: one turn, or the reading of texts, each with its own deadline."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx

from bot import correlation
from bot.errors import Unavailable
from bot.meters import Meters

PARSE_BATCH = 50


@dataclass(frozen=True)
class RasaReading:
    """What Rasa's pipeline found in a text. `need_scores`: code → 0..1 for every need."""

    intent: str
    confidence: float
    needs: tuple[str, ...]
    urgent: bool
    need_scores: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class RasaTurn:
    replies: tuple[str, ...]
    reading: RasaReading


class RasaClient:
    """Talks to bot/dialogue/channel.py. Safe to share between threads."""

    def __init__(
        self,
        base_url: str,
        token: str,
        seconds: float,
        transport: httpx.BaseTransport | None = None,
        meters: Meters | None = None,
    ) -> None:
        """`seconds`: how long one call may take, connecting included. `transport`: for tests."""
        self.meters = meters or Meters()
        """Where its seconds and failures are counted."""
        self._http = httpx.Client(
            base_url=base_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(seconds, connect=min(seconds, 2.0)),
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=32),
            transport=transport,
        )

    def turn(self, sender: str, text: str, metadata: dict[str, Any]) -> RasaTurn:
        """One turn of the conversation `sender` (a pseudonym).

        Raises Unavailable when Rasa does not answer in time, fails, or has nothing to say.
        """
        body = self._post("/webhooks/puente/turn", {"sender": sender, "message": text, "metadata": metadata})
        replies = tuple(str(reply["text"]) for reply in body.get("replies", []) if reply.get("text"))
        if not replies:
            self.meters.rasa_failures.labels("silent").inc()
            raise Unavailable("Rasa answered without words", code="rasa_silent")
        return RasaTurn(replies, _reading(body["reading"]))

    def parse(self, messages: list[tuple[str, dict[str, Any]]]) -> list[RasaReading]:
        """The readings of (text, metadata) pairs, in order. Raises Unavailable."""
        readings: list[RasaReading] = []
        for start in range(0, len(messages), PARSE_BATCH):
            batch = [{"text": text, "metadata": metadata} for text, metadata in messages[start : start + PARSE_BATCH]]
            body = self._post("/webhooks/puente/parse", {"messages": batch})
            readings.extend(_reading(reading) for reading in body["readings"])
        return readings

    def is_ready(self) -> bool:
        """True when Rasa answers and has a model."""
        try:
            return len(self.parse([("hola", {})])) == 1
        except Unavailable:
            return False

    def close(self) -> None:
        self._http.close()

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {correlation.HEADER: request_id} if (request_id := correlation.current()) else {}
        try:
            with self.meters.rasa_seconds.labels(path.rsplit("/", 1)[1]).time():
                response = self._http.post(path, json=body, headers=headers)
            response.raise_for_status()
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            self.meters.rasa_failures.labels("late" if isinstance(error, httpx.TimeoutException) else "down").inc()
            raise Unavailable(f"Rasa: {type(error).__name__}", code="rasa_down") from error
        if not isinstance(answer, dict):
            raise Unavailable("Rasa: not an object", code="rasa_down")
        return answer


def _reading(body: dict[str, Any]) -> RasaReading:
    return RasaReading(
        intent=str(body.get("intent") or "nlu_fallback"),
        confidence=float(body.get("confidence") or 0.0),
        needs=tuple(body.get("needs", ())),
        urgent=bool(body.get("urgent")),
        need_scores=dict(body.get("need_scores", {})),
    )
