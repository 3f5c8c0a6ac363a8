"""The questions of the forms, and the answers read into slots before them."""

from __future__ import annotations

from datetime import datetime

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.callbacks.times import TimeReading
from bot.callbacks.windows import soonest_window
from bot.clock import LOS_ANGELES
from bot.dialogue.actions.answers import MORE, read_answers
from bot.dialogue.actions.turn import PuenteAction, Turn, slots

MENU: tuple[tuple[str, ...], ...] = (
    ("housing", "food", "employment", "identification", "medical", MORE),
    ("benefits", "substance_use", "mental_health", "legal", "family", MORE),
    ("transportation", "phone_internet", "clothing_hygiene", "supervision", "court_programs", MORE),
    ("education", "financial", "mentorship", "safety", "civic", "case_management"),
)
"""The needs by number, most asked first; six a page fit one text."""


class ValidateSlotMappings(PuenteAction):
    """Runs on every text, before anything is decided: what does it fill?"""

    called = "action_validate_slot_mappings"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        return [] if turn.is_answered_already else slots(**read_answers(turn))


class AskNeeds(PuenteAction):
    called = "action_ask_needs"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        guesses: list[str] = turn.slot("need_options") or []
        if len(guesses) == 2:
            dispatcher.utter_message(response="utter_ask_which_need", needs=guesses)
            return []
        page = int(turn.slot("menu_page") or 0) % len(MENU)
        dispatcher.utter_message(response="utter_ask_needs" if page == 0 else "utter_ask_needs_more", options=MENU[page])
        return slots(need_options=list(MENU[page]), menu_page=page)


class AskPlace(PuenteAction):
    called = "action_ask_place"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        problem = turn.slot("place_problem")
        response = f"utter_ask_place_{problem}" if problem else "utter_ask_place"
        dispatcher.utter_message(response=response, needs=turn.slot("needs") or [])
        return slots(place_problem=None)


class AskCallbackTime(PuenteAction):
    called = "action_ask_callback_time"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        dispatcher.utter_message(response="utter_ask_callback_time")
        return []


class AskCallbackConfirmed(PuenteAction):
    """Reads the time back in words. A time that is past or outside hours is moved, and said so."""

    called = "action_ask_callback_confirmed"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        wanted = turn.slot("callback_time")
        now = self.ports.clock.now().astimezone(LOS_ANGELES)
        reading = TimeReading(
            wanted["kind"], _moment(wanted["start"]), _moment(wanted["end"]), said_day=True, span=None
        )
        moved = reading.kind in ("past", "outside_hours")
        if moved:
            reading = self.ports.times.nearest_open(reading, now) or reading
        start, end = reading.start, reading.end
        if reading.kind == "any" or start is None or end is None or end <= now:
            start, end = soonest_window(self.ports.hours, now)
        kind = "exact" if reading.kind == "exact" else "window"
        window = {"kind": kind, "start": start.isoformat(), "end": end.isoformat()}
        dispatcher.utter_message(
            response="utter_ask_callback_moved" if moved else "utter_ask_callback_confirmed",
            window=window,
            name=turn.slot("callback_name") or "",
        )
        return slots(callback_time=window)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(LOS_ANGELES) if text else None
