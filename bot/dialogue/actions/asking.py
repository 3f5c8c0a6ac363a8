"""The questions of the forms."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.callbacks.times import TimeReading
from bot.callbacks.windows import soonest_window
from bot.clock import LOS_ANGELES
from bot.dialogue.actions.callback_answers import FULL
from bot.dialogue.actions.expected_time import reading_of
from bot.dialogue.actions.finding import FindServices
from bot.dialogue.actions.need_answers import MORE
from bot.dialogue.actions.place_answers import AGAIN
from bot.dialogue.actions.turn import (
    CALL_ASKED,
    NEED_FOUND,
    SCREENING_STARTED,
    PuenteAction,
    Turn,
    said_place,
    slots,
)
from bot.needs.taxonomy import in_order

MENU: tuple[tuple[str, ...], ...] = (
    ("housing", "food", "employment", "identification", "medical", MORE),
    ("benefits", "substance_use", "mental_health", "legal", "family", MORE),
    ("transportation", "phone_internet", "clothing_hygiene", "supervision", "court_programs", MORE),
    ("education", "financial", "mentorship", "safety", "civic", "case_management"),
)
"""The needs by number, most asked first; six a page fit one text."""

_PLACE_PROBLEMS = {
    "vague": "utter_ask_place_vague",
    "unknown": "utter_ask_place_unknown",
    "outside": "utter_ask_place_outside",
    "wide": "utter_ask_place_wide",
    AGAIN: "utter_ask_place_only",
}
_MENUS_BEFORE_A_PERSON = 2
"""The menu in a row as often as this, a person is offered with it."""

_SOON = timedelta(minutes=15)
"""Nobody can promise to ring sooner: a call wanted now is promised for the coming hour."""


class AskNeeds(PuenteAction):
    called = "action_ask_needs"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        _acknowledge_place(dispatcher, turn)
        self.note_step(turn, SCREENING_STARTED)
        guesses: list[str] = turn.slot("need_options") or []
        if len(guesses) == 2:
            dispatcher.utter_message(response="utter_ask_which_need", needs=guesses)
            return []
        page = int(turn.slot("menu_page") or 0) % len(MENU)
        asked = 0 if page else turn.asked_in_a_row("needs")
        if asked and not turn.was_spoken_to and not dispatcher.messages and asked < _MENUS_BEFORE_A_PERSON:
            dispatcher.utter_message(response="utter_not_understood")
        menu = "utter_ask_needs_person" if asked >= _MENUS_BEFORE_A_PERSON else "utter_ask_needs"
        dispatcher.utter_message(response=menu if page == 0 else "utter_ask_needs_more", options=MENU[page])
        return slots(need_options=list(MENU[page]), menu_page=page)


class AskPlace(PuenteAction):
    called = "action_ask_place"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        self.note_step(turn, SCREENING_STARTED)
        if turn.slot("needs"):
            self.note_step(turn, NEED_FOUND)
        problem = _PLACE_PROBLEMS.get(turn.slot("place_problem") or "")
        if problem:
            dispatcher.utter_message(response=problem)
        else:
            dispatcher.utter_message(
                response="utter_ask_place", needs=turn.slot("needs") or [], urgent=bool(turn.slot("urgent"))
            )
        return slots(place_problem=None)


class AskCallbackName(PuenteAction):
    called = "action_ask_callback_name"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        self.note_step(turn, CALL_ASKED)
        answered = _answer_need(self, dispatcher, turn)
        dispatcher.utter_message(response="utter_ask_callback_name")
        return answered


class AskCallbackPhone(PuenteAction):
    """Where to call somebody who writes from a browser."""

    called = "action_ask_callback_phone"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        self.note_step(turn, CALL_ASKED)
        answered = _answer_need(self, dispatcher, turn)
        again = bool(turn.slot("phone_tries"))
        dispatcher.utter_message(response="utter_ask_callback_phone_again" if again else "utter_ask_callback_phone")
        return answered


class AskCallbackTime(PuenteAction):
    called = "action_ask_callback_time"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        self.note_step(turn, CALL_ASKED)
        answered = _answer_need(self, dispatcher, turn)
        again = bool(turn.slot("time_tries"))
        dispatcher.utter_message(response="utter_ask_callback_time_again" if again else "utter_ask_callback_time")
        return answered


class AskCallbackArea(PuenteAction):
    """Which side of a place that lies in two Service Planning Areas: each has callers of its own."""

    called = "action_ask_callback_area"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        place: dict[str, Any] = turn.slot("place") or {}
        answered = _answer_need(self, dispatcher, turn)
        dispatcher.utter_message(
            response="utter_ask_callback_area", areas=list(place["spa_choices"]), place=said_place(place)
        )
        return answered


class AskCallbackConfirmed(PuenteAction):
    """Reads the time back in words. A time that is past or outside hours is moved, and said so."""

    called = "action_ask_callback_confirmed"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        self.note_step(turn, CALL_ASKED)
        answered = _answer_need(self, dispatcher, turn)
        now = self.ports.clock.now().astimezone(LOS_ANGELES)
        wanted = reading_of(turn.slot("callback_time"))
        if wanted.kind in ("any", FULL):
            offers = self._offers(turn)
            if len(offers) > 1:
                dispatcher.utter_message(
                    response="utter_ask_callback_full" if wanted.kind == FULL else "utter_ask_callback_choose",
                    windows=[_window_json(offer) for offer in offers],
                    today=now.date().isoformat(),
                )
                choices = [[start.isoformat(), end.isoformat()] for start, end in offers]
                return [*answered, *slots(callback_time={**_window_json(offers[0]), "choices": choices})]
            wanted = TimeReading("window", *(offers or [soonest_window(self.ports.hours, now)])[0])
        over = wanted.kind == "past" or (wanted.end is not None and wanted.end <= now)
        moved = over or wanted.kind == "outside_hours"
        offered = wanted
        if moved:
            asked = TimeReading("past", wanted.start, wanted.end, said_day=True, span=None) if over else wanted
            offered = self.ports.times.nearest_open(asked, now) or asked
        start, end, kind = offered.start, offered.end, "exact" if offered.kind == "exact" else "window"
        if start is None or end is None or end <= now:
            (start, end), kind = soonest_window(self.ports.hours, now), "window"
        elif start < now + _SOON:
            kind = "window"
        window = {"kind": kind, "start": start.isoformat(), "end": end.isoformat()}
        name = (
            "utter_ask_callback_past"
            if over
            else "utter_ask_callback_closed"
            if moved
            else "utter_ask_callback_confirmed"
        )
        dispatcher.utter_message(
            response=name,
            window=window,
            today=now.date().isoformat(),
            name=turn.slot("callback_name") or "",
            ends=turn.slot("callback_phone") or "",
        )
        return [*answered, *slots(callback_time=window)]

    def _offers(self, turn: Turn) -> list[tuple[datetime, datetime]]:
        """The soonest windows in which somebody is free to call."""
        person, place = self.person(turn), turn.slot("place") or {}
        needs = in_order([*(turn.slot("asked_needs") or []), *(turn.slot("needs") or [])])
        spa = place.get("spa") or turn.slot("callback_area") or person.spa
        return self.ports.booking.offers(person.id, needs, turn.language, spa)


def _window_json(window: tuple[datetime, datetime]) -> dict[str, str]:
    start, end = window
    return {"kind": "window", "start": start.isoformat(), "end": end.isoformat()}


def _answer_need(action: PuenteAction, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
    """Before a question about the call: what was asked for besides is listed at once, if it is known where.

    A need that lacks its place waits until the call is settled: one question at a time.
    """
    place: dict[str, Any] = turn.slot("place") or {}
    if not turn.slot("needs") or not place:
        _acknowledge_place(dispatcher, turn)
        return []
    listed = FindServices(action.ports).listed(dispatcher, turn, place)
    return [*listed, *slots(needs=None, urgent=None, need_options=None, menu_page=0)]


def _acknowledge_place(dispatcher: CollectingDispatcher, turn: Turn) -> None:
    """Says that a place was heard where the question goes on about something else."""
    place: dict[str, Any] = turn.slot("place") or {}
    heard = turn.place is not None and place.get("name") == turn.place.get("name") and turn.intent == "inform_place"
    if heard and not turn.has_run("action_find_services"):
        dispatcher.utter_message(response="utter_place_noted", place=said_place(place))


class AskEraseConfirmed(PuenteAction):
    called = "action_ask_erase_confirmed"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        dispatcher.utter_message(response="utter_ask_erase_confirmed")
        return []
