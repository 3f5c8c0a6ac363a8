"""A reply on its way out: what one way of answering came to, and how its texts are joined."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogue.client import RasaReading
from bot.dialogue.responses import REPLY_LIMIT
from bot.i18n import Language


@dataclass(frozen=True)
class Reply:
    """What one way of answering came to. `state`: answered, or deferred to a person."""

    texts: tuple[str, ...]
    route: str
    language: Language
    state: str = "answered"
    reading: RasaReading | None = None
    crisis: str | None = None
    said: str | None = None
    """What was understood where no model read it."""

    @property
    def intent(self) -> str | None:
        return self.reading.intent if self.reading else self.said


def pack(texts: tuple[str, ...]) -> list[str]:
    """The texts joined where they fit into one reply of at most REPLY_LIMIT characters."""
    packed: list[str] = []
    for text in texts:
        if packed and len(packed[-1]) + 1 + len(text) <= REPLY_LIMIT:
            packed[-1] = f"{packed[-1]}\n{text}"
        else:
            packed.append(text)
    return packed
