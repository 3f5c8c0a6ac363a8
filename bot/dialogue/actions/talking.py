"""Everything else a person may say: hello, another language, start over, delete my data, and what we cannot place."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet, UserUtteranceReverted
from rasa_sdk.executor import CollectingDispatcher

from bot.clock import LOS_ANGELES
from bot.dialogue.actions.calling import window_of
from bot.dialogue.actions.finding import RecordFeedback, ShowService, answer_aside
from bot.dialogue.actions.listed_places import number_meant
from bot.dialogue.actions.listing import show_services
from bot.dialogue.actions.need_answers import likely_needs
from bot.dialogue.actions.place_answers import moves_vaguely
from bot.dialogue.actions.short_answers import (
    asks_hours,
    is_abuse,
    is_complaint,
    is_praise,
    is_thanks,
    says_yes,
    wants_text,
)
from bot.dialogue.actions.side_questions import asks_closest
from bot.dialogue.actions.texting import note_texting
from bot.dialogue.actions.turn import (
    CALLBACK_FORM,
    ERASE_FORM,
    SEARCH_FORM,
    PuenteAction,
    Turn,
    nothing_more,
    said_place,
    slots,
)
from bot.dialogue.person_facts import read_facts

DOUBTS_BEFORE_A_PERSON = 2
"""How many texts in a row we fail before offering a person."""

_SURE = 0.5
"""Less sure than this that a text is not for us, we say that we did not understand it."""

_SURE_ENOUGH = 0.8
"""Surer than this that a text asks for nothing we have, we do not ask back what it could be about."""

_AWAY_HOURS = 4.0
"""After so long a silence somebody has come back rather than gone on."""

_KEPT_WHEN_STARTING_OVER = frozenset({"preferred_language", "offered", "seen_at", "away_hours", "requested_slot"})


class Greet(PuenteAction):
    """Says hello, and after a silence where we were. An open question is asked again by its form."""

    called = "action_greet"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if answered := answer_aside(dispatcher, turn):
            return answered
        if is_abuse(turn.text):
            return HandleDoubt(self.ports).act(dispatcher, turn)
        if is_thanks(turn.text):
            return Thank(self.ports).act(dispatcher, turn)
        away = turn.slot("away_hours") is not None and turn.slot("away_hours") >= _AWAY_HOURS
        shown = turn.slot("shown_needs")
        if turn.active_form or turn.slot("needs"):
            dispatcher.utter_message(response="utter_greet_again" if away else "utter_greet_short")
        elif shown:
            place = said_place(turn.slot("place") or {})
            dispatcher.utter_message(response="utter_greet_back", needs=shown, place=place)
        else:
            dispatcher.utter_message(response="utter_greet_again" if away else "utter_greet")
        if away:
            self._remind(dispatcher, turn)
        return [] if turn.active_form or (shown and not turn.slot("needs")) else _open_next(turn)

    def _remind(self, dispatcher: CollectingDispatcher, turn: Turn) -> None:
        """Of a call that is still to come."""
        task = self.ports.tasks.open_callback(self.person(turn).id)
        now = self.ports.clock.now()
        if task is not None and task.window_end and task.window_end > now:
            dispatcher.utter_message(
                response="utter_callback_reminder",
                window=window_of(task),
                today=now.astimezone(LOS_ANGELES).date().isoformat(),
            )


class TakeName(PuenteAction):
    """A name nobody asked for: one of the list, or the person's own, which is as good as hello."""

    called = "action_take_name"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        meant = ShowService if number_meant(turn) else HandleDoubt if read_facts(turn.text) else Greet
        return meant(self.ports).act(dispatcher, turn)


class Thank(PuenteAction):
    """You're welcome; but only where thanks were said, since a curse or a cry for help must never hear that."""

    called = "action_thank"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if is_abuse(turn.text) or not is_thanks(turn.text):
            return HandleDoubt(self.ports).act(dispatcher, turn)
        dispatcher.utter_message(response="utter_feedback_glad" if is_praise(turn.text) else "utter_thanks")
        return []


class SwitchLanguage(PuenteAction):
    """Goes on in the language asked for, which was set before; what was last said is said again in it."""

    called = "action_switch_language"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        shown = turn.slot("shown_needs")
        if shown and not turn.active_form and not turn.slot("needs"):
            return show_services(self, dispatcher, turn, shown, page=0, lead="utter_language_switched")
        dispatcher.utter_message(response="utter_language_switched")
        return [] if turn.active_form else _open_next(turn)


class StartOver(PuenteAction):
    called = "action_start_over"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        dispatcher.utter_message(response="utter_start_over")
        emptied = [name for name in turn.slot_names if name not in _KEPT_WHEN_STARTING_OVER]
        return [*(SlotSet(name, None) for name in emptied), SlotSet("offered", "nothing")]


class HandleDoubt(PuenteAction):
    """Brief and kind; the third time in a row a person is offered instead of another guess."""

    called = "action_handle_doubt"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if turn.slot("next_form") == CALLBACK_FORM and turn.active_form is None:
            return [*slots(next_form=None), FollowupAction(CALLBACK_FORM)]
        if wants_text(turn.text):
            note_texting(self, dispatcher, turn)
            return slots(doubts=0)
        if answered := answer_aside(dispatcher, turn) or self._facts(dispatcher, turn):
            return [*answered, *slots(doubts=0)]
        if is_complaint(turn.text) and turn.slot("shown_services"):
            return [*RecordFeedback(self.ports).act(dispatcher, turn), *slots(doubts=0)]
        if moves_vaguely(turn):
            return [*slots(doubts=0), FollowupAction(SEARCH_FORM)]
        if number_meant(turn) and (turn.intent != "out_of_scope" or asks_closest(turn.text)):
            return ShowService(self.ports).act(dispatcher, turn)
        if asks_hours(turn.text) and turn.slot("shown_services") and not turn.active_form:
            return [*ShowService(self.ports).act(dispatcher, turn), *slots(doubts=0)]
        doubts = int(turn.slot("doubts") or 0) + 1
        if doubts > DOUBTS_BEFORE_A_PERSON:
            again = (doubts - DOUBTS_BEFORE_A_PERSON) % 2 == 0
            dispatcher.utter_message(response="utter_still_here" if again else "utter_offer_person")
            return [*slots(doubts=doubts, offered="callback", requested_slot=None), ActiveLoop(None)]
        started = turn.active_form or turn.slot("shown_needs")
        guesses = likely_needs(turn) if turn.active_form is None and turn.confidence < _SURE_ENOUGH else []
        if guesses:
            return [*slots(doubts=doubts, need_options=guesses), FollowupAction(SEARCH_FORM)]
        if not any(character.isalnum() for character in turn.text):
            dispatcher.utter_message(response="no_words")
        elif is_abuse(turn.text) or is_complaint(turn.text):
            dispatcher.utter_message(response="utter_abuse")
        elif turn.intent == "out_of_scope" and turn.confidence >= _SURE:
            dispatcher.utter_message(response="utter_out_of_scope_short" if turn.active_form else "utter_out_of_scope")
        else:
            dispatcher.utter_message(response="utter_not_understood")
            if turn.slot("shown_needs") and not turn.active_form:
                dispatcher.utter_message(response="utter_what_next")
        # Somebody who has not said yet what they need is shown what there is, unless it was just said.
        told = started or turn.intent == "out_of_scope"
        return slots(doubts=doubts) if told else [*slots(doubts=doubts), FollowupAction(SEARCH_FORM)]

    def _facts(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        """Who somebody says they are decides where they are let in: the list comes again, as it now is. Empty for others."""
        if not read_facts(turn.text) or "?" in turn.text:
            return []
        shown = turn.slot("shown_needs")
        if shown and not turn.active_form:
            return show_services(self, dispatcher, turn, shown, page=0, lead="utter_fact_noted")
        dispatcher.utter_message(response="utter_fact_noted")
        return nothing_more(turn) if turn.active_form else [FollowupAction(SEARCH_FORM)]


class WhatNext(PuenteAction):
    """A yes, a no or a skip that answers nothing. An open form asks its own question again instead."""

    called = "action_what_next"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if is_abuse(turn.text) or wants_text(turn.text):
            return HandleDoubt(self.ports).act(dispatcher, turn)
        if answered := answer_aside(dispatcher, turn):
            return answered
        if is_complaint(turn.text):
            return RecordFeedback(self.ports).act(dispatcher, turn)
        if turn.active_form:
            return []
        if turn.intent == "affirm" and (taken_back := self._taken_back(turn)):
            return taken_back
        if turn.intent == "affirm" and not turn.slot("shown_needs") and not self._call_was_left(turn):
            return [FollowupAction(SEARCH_FORM)]
        dispatcher.utter_message(response="utter_what_next" if turn.slot("shown_needs") else "utter_here_for_you")
        return []

    def _taken_back(self, turn: Turn) -> list[EventType]:
        """A yes just after a no to erasing, or after a call was let go: what was asked is asked again. `ok` takes it as it is."""
        if not says_yes(turn.text):
            return []
        if turn.text_answered_by("action_erase_data") is not None:
            return [FollowupAction(ERASE_FORM)]
        return [FollowupAction(CALLBACK_FORM)] if self._call_was_left(turn) else []

    def _call_was_left(self, turn: Turn) -> bool:
        """True right after a call being set up was dropped, or one set up was cancelled."""
        settled = any(
            turn.text_answered_by(action) is not None for action in ("action_book_callback", "action_cancel_callback")
        )
        return settled and self.ports.tasks.open_callback(self.person(turn).id) is None


class EraseData(PuenteAction):
    called = "action_erase_data"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if turn.slot("erase_confirmed"):
            self.ports.cases.erase(self.person(turn).id)
            self.ports.outcomes.forget(turn.pseudonym)
            dispatcher.utter_message(response="utter_erase_done")
            return slots(erase_confirmed=None)
        dispatcher.utter_message(response="utter_erase_kept")
        next_form = turn.slot("next_form")
        again = [FollowupAction(next_form)] if next_form else []
        return [*slots(erase_confirmed=None, next_form=None), *again]


class Fallback(PuenteAction):
    """Rasa's last resort, where no rule fits: the text is taken back and what was open stays open."""

    called = "action_default_fallback"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        dispatcher.utter_message(response="utter_not_understood")
        return [UserUtteranceReverted()]


def _open_next(turn: Turn) -> list[EventType]:
    """The form that is next: the one a call was wanted from, else the search."""
    return [*slots(next_form=None), FollowupAction(turn.slot("next_form") or SEARCH_FORM)]
