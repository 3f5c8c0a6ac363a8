"""Fills the slots from each text, before anything is decided about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.callbacks.times import TimeReading
from bot.dialogue.actions.answers import read_answers
from bot.dialogue.actions.expected_time import MOVING, at_the_same_time, expected_time, reading_of, says_same_time
from bot.dialogue.actions.listed_places import picks_from_list
from bot.dialogue.actions.short_answers import asked_language
from bot.dialogue.actions.turn import PuenteAction, Turn, slots


class ValidateSlotMappings(PuenteAction):
    """Runs on every text, before anything is decided: what does it fill?"""

    called = "action_validate_slot_mappings"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if turn.is_answered_already:
            return []
        now = self.ports.clock.now()
        if turn.requested in ("callback_time", "callback_confirmed"):
            offered = reading_of(turn.slot("callback_time")) if turn.requested == "callback_confirmed" else None
            turn.time = expected_time(self.ports.times, turn, offered, now)
            booked = self.ports.tasks.open_callback(self.person(turn).id)
            if booked and booked.window_start and booked.window_end and says_same_time(turn.text):
                turn.time = at_the_same_time(turn.time, offered, booked.window_start, booked.window_end)
        elif turn.active_form is None and turn.has_time and turn.intent in MOVING:
            booked = self.ports.tasks.open_callback(self.person(turn).id)
            if booked and booked.window_end and booked.window_end > now:
                stands = TimeReading("window", booked.window_start, booked.window_end)
                turn.time = expected_time(self.ports.times, turn, stands, now)
        if picks_from_list(turn):
            turn.time = None
        filled = read_answers(turn)
        if turn.intent == "switch_language":
            language = asked_language(turn.text, turn.language)
            self.ports.people.set_language(self.person(turn).id, language, chosen=True)
            filled["preferred_language"] = language
        filled.update(self._call_number(turn, filled))
        known_name = self.person(turn).name
        if known_name and turn.slot("callback_name") is None and not filled.get("callback_name"):
            filled["callback_name"] = known_name
        place = filled.get("place", turn.slot("place")) or {}
        if filled.get("callback_area", turn.slot("callback_area")) is None and not _is_split(place):
            filled["callback_area"] = 0
        seen = turn.slot("seen_at")
        filled["away_hours"] = (now - datetime.fromisoformat(seen)).total_seconds() / 3600 if seen else None
        filled["seen_at"] = now.isoformat()
        return slots(**filled)

    def _call_number(self, turn: Turn, filled: dict[str, Any]) -> dict[str, Any]:
        """Which number will be called: the one just given, one given before, or the one they text from."""
        person = self.person(turn)
        if turn.phone and filled.get("callback_phone") == turn.phone["ends"]:
            number = self.ports.people.set_call_number(person.id, turn.phone["sealed"])
            return {"callback_phone": "" if number == person.address else turn.phone["ends"]}
        if filled.get("callback_phone", turn.slot("callback_phone")) is not None or "callback_phone" in filled:
            return {}
        if person.call_number and person.call_number != person.address:
            return {"callback_phone": person.call_number[-4:]}
        return {} if person.channel == "web" else {"callback_phone": ""}


def _is_split(place: dict[str, Any]) -> bool:
    return place.get("spa") is None and len(place.get("spa_choices") or ()) > 1
