"""Questions of privacy: who sees this, and what is kept on the person who asks."""

from __future__ import annotations

import re

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.actions.finding import answer_aside
from bot.dialogue.actions.turn import PuenteAction, Turn
from bot.dialogue.components.text import plain

_WHAT_IS_HELD = re.compile(
    r"\b(what|wat|wut|whats|how much|everything|all|copy|see|show|list|tell)\b.*\b(know|have|has|got|keep|kept|sav\w+|stor\w+|info|information|data"
    r"|file|record|hold)\b.*\b(me|mine|i)\b|\b(see|show|copy)\b.*\bmy (info|information|data|file|record|stuff)\b"
    r"|\bwh?at(s|'s)? (info|information|data)\b.*\b(keep|save|store|have|got)\b|\bwhat (are|r) (you|u|ya) (keep|sav|stor)ing\b"
    r"|\bque (tanto )?(saben?|sabes|tienen?|tienes|guardan?|guardas|informacion|datos|info)\b.*\b(mi|mia|mias|mio|mios|mis|tienen|guardan)\b"
    r"|\b(ver|copia de|ensen\w+|muestr\w+|mostrar)\b.*\b(mi|mis) (informacion|info|datos|expediente)\b"
)
_WHAT_BECOMES_OF_IT = re.compile(
    r"\b(do with|happens|do (you|u) do|hacen|hace|pasa) (to|with|con)\b|\bdo (w|with|con) m[iy]s?\b"
)


def asks_what_is_held(text: str) -> bool:
    """True for `what do you know about me`, `qué datos míos tienen`: among questions of privacy, the one for a list."""
    said = plain(text)
    return bool(_WHAT_IS_HELD.search(said)) and not _WHAT_BECOMES_OF_IT.search(said)


class AnswerPrivacy(PuenteAction):
    """Says who sees this; to somebody who asks what is kept on them, what that is, by kind.

    Never the things themselves: the phone may be in other hands by now, or be shared.
    """

    called = "action_answer_privacy"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if answered := answer_aside(dispatcher, turn):
            return answered
        if not asks_what_is_held(turn.text):
            dispatcher.utter_message(response="utter_privacy")
            return []
        person = self.person(turn)
        kept = self.ports.cases.kept_on(person.id)
        kinds = {
            "chat" if person.channel == "web" else "number": 1,
            "name": int(person.name is not None),
            "place": int(person.zip is not None or person.spa is not None),
            "texts": kept.texts,
            "needs": kept.needs,
            "calls": kept.calls,
        }
        dispatcher.utter_message(response="utter_held", kinds={kind: count for kind, count in kinds.items() if count})
        return []
