"""Callbacks from the dialogue's side: booked, moved, cancelled, asked about."""

from __future__ import annotations

from datetime import datetime

from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.actions.turn import PuenteAction, Turn, slots

_NO_CALLBACK = {"callback_name": None, "callback_time": None, "callback_confirmed": None, "offered": "nothing"}


class BookCallback(PuenteAction):
    called = "action_book_callback"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        person = self.person(turn)
        window = turn.slot("callback_time")
        place = turn.slot("place") or {}
        task = self.ports.booking.book(
            person_id=person.id,
            needs=turn.slot("shown_needs") or turn.slot("needs") or [],
            language=turn.language,
            spa=place.get("spa") or person.spa,
            zip=place.get("zip") or person.zip,
            start=datetime.fromisoformat(window["start"]),
            end=datetime.fromisoformat(window["end"]),
            name=turn.slot("callback_name") or None,
        )
        dispatcher.utter_message(
            response="utter_callback_booked", window=window, name=turn.slot("callback_name") or "", number=task.number
        )
        # A need that still waits for its place is taken up again now.
        waiting = [FollowupAction("find_services_form")] if turn.slot("needs") else []
        return [*slots(**_NO_CALLBACK), *waiting]


class CancelCallback(PuenteAction):
    called = "action_cancel_callback"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        cancelled = self.ports.tasks.cancel_open(self.person(turn).id)
        dispatcher.utter_message(response="utter_callback_cancelled" if cancelled else "utter_no_callback")
        return slots(**_NO_CALLBACK)


class MoveCallback(PuenteAction):
    """Keeps the name and asks for, or takes, another time; booking then replaces the old one."""

    called = "action_move_callback"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        said_time = turn.time is not None and turn.time.kind != "none"
        kept = {"callback_name": turn.slot("callback_name") or ""}
        return slots(**kept) if said_time else slots(**kept, callback_time=None, callback_confirmed=None)


class TellCallback(PuenteAction):
    """When the call is; or, when its time has passed, an honest word and a way on."""

    called = "action_tell_callback"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        person = self.person(turn)
        task = self.ports.tasks.open_callback(person.id)
        if task is None or task.window_start is None or task.window_end is None:
            dispatcher.utter_message(response="utter_no_callback")
            return slots(offered="callback")
        window = {"kind": "window", "start": task.window_start.isoformat(), "end": task.window_end.isoformat()}
        if task.window_end < self.ports.clock.now():
            self.ports.tasks.create(
                person.id, "follow_up", needs=task.needs, language=turn.language, spa=task.spa, zip=task.zip,
                priority="urgent", reason="not_called",
            )  # fmt: skip
            dispatcher.utter_message(response="utter_callback_missed", window=window)
            return slots(offered="callback")
        dispatcher.utter_message(response="utter_callback_status", window=window)
        return []
