"""Everything else a person may say: hello, another language, start over, delete my data, and what we cannot place."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.actions.turn import PuenteAction, Turn, slots
from bot.i18n import Language, other_language

DOUBTS_BEFORE_A_PERSON = 2
"""How many texts in a row we fail before offering a person."""

_ENGLISH_WORDS = ("english", "ingles", "inglés", "inglish")
_SPANISH_WORDS = ("spanish", "espanol", "español", "castellano", "spanis")
_REFUSALS = ("no hablo", "no entiendo", "dont speak", "don't speak", "no speak", "dont understand", "don't understand", "no se")


class Greet(PuenteAction):
    called = "action_greet"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if turn.slot("needs") or turn.slot("shown_needs"):
            dispatcher.utter_message(response="utter_greet_again")
        else:
            dispatcher.utter_message(response="utter_greet")
        return []


class SwitchLanguage(PuenteAction):
    called = "action_switch_language"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        language = asked_language(turn.text, turn.language)
        self.ports.people.set_language(self.person(turn).id, language, chosen=True)
        dispatcher.utter_message(response="utter_language_switched", language=language)
        return slots(preferred_language=language)


class StartOver(PuenteAction):
    called = "action_start_over"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        dispatcher.utter_message(response="utter_start_over")
        kept = {"preferred_language"}
        emptied = ["needs", "urgent", "need_options", "menu_page", "place", "place_problem", "shown_needs", "shown_page", "shown_services", "chosen_number", "callback_name", "callback_time", "callback_confirmed", "erase_confirmed", "doubts"]
        return [*(SlotSet(name, None) for name in emptied if name not in kept), SlotSet("offered", "nothing")]


class HandleDoubt(PuenteAction):
    """Brief and kind; the third time in a row a person is offered instead of another guess."""

    called = "action_handle_doubt"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        doubts = int(turn.slot("doubts") or 0) + 1
        if doubts > DOUBTS_BEFORE_A_PERSON:
            dispatcher.utter_message(response="utter_offer_person")
            return [*slots(doubts=doubts, offered="callback", requested_slot=None), ActiveLoop(None)]
        dispatcher.utter_message(
            response="utter_out_of_scope" if turn.intent == "out_of_scope" else "utter_not_understood"
        )
        if not turn.active_form:
            dispatcher.utter_message(response="utter_what_next")
        return slots(doubts=doubts)


class WhatNext(PuenteAction):
    """A yes, a no or a skip that answers nothing. An open form asks its own question again instead."""

    called = "action_what_next"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if not turn.active_form:
            dispatcher.utter_message(response="utter_what_next")
        return []


class RecordFeedback(PuenteAction):
    called = "action_record_feedback"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        shown = turn.slot("shown_services") or []
        self.ports.feedback.record(self.person(turn).id, [service["id"] for service in shown])
        dispatcher.utter_message(response="utter_feedback_thanks" if shown else "utter_feedback_noted")
        return slots(offered="callback")


class EraseData(PuenteAction):
    called = "action_erase_data"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        confirmed = bool(turn.slot("erase_confirmed"))
        if confirmed:
            self.ports.cases.erase(self.person(turn).id)
        dispatcher.utter_message(response="utter_erase_done" if confirmed else "utter_erase_kept")
        return slots(erase_confirmed=None)


def asked_language(text: str, current: Language) -> Language:
    """The language a text asks for; the other one when it names none.

    "no hablo ingles" asks for Spanish, "english please" for English.
    """
    lowered = text.lower()
    refused = any(words in lowered for words in _REFUSALS)
    english = any(word in lowered for word in _ENGLISH_WORDS)
    spanish = any(word in lowered for word in _SPANISH_WORDS)
    if english == spanish:
        return other_language(current)
    return "en" if english != refused else "es"
