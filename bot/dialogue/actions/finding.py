"""Finding services: the search a form has gathered, more of the same, and the details of one."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.actions.listed_places import names_listed_service, number_meant, numbers_meant
from bot.dialogue.actions.listing import as_json, show_services
from bot.dialogue.actions.place_answers import OUTSIDE, SKIPPED
from bot.dialogue.actions.short_answers import (
    is_bad,
    is_complaint,
    is_praise,
    mentioned_number,
    read_number,
    wants_text,
)
from bot.dialogue.actions.side_questions import asks_closest, side_answer
from bot.dialogue.actions.texting import note_texting
from bot.dialogue.actions.turn import (
    CALLBACK_FORM,
    SCREENING_COMPLETED,
    SCREENING_STARTED,
    SEARCH_FORM,
    PuenteAction,
    Turn,
    nothing_more,
    slots,
)
from bot.dialogue.outcome_words import NOT_OK, read_outcome
from bot.errors import NotFound
from bot.needs.taxonomy import in_order

_DETAILED = 3
"""Places told of in detail at once."""


def answer_aside(dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
    """Answers a question beside the matter, after which an open form asks its own again; empty for any other text."""
    response = side_answer(turn)
    if response is None:
        return []
    dispatcher.utter_message(response=response)
    return nothing_more(turn)


class OpenSearch(PuenteAction):
    """Before the search form opens, also in the middle of another one; says nothing.

    With nothing to search for yet, a bare place or an unclear need, the form asks.
    """

    called = "action_open_search"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if answered := answer_aside(dispatcher, turn):
            return answered
        if turn.active_form == CALLBACK_FORM and not turn.needs:
            return nothing_more(turn)
        if names_listed_service(turn):
            return [*ShowService(self.ports).act(dispatcher, turn), *nothing_more(turn)]
        if turn.intent == "inform_place" and not turn.place and not turn.place_vague and turn.slot("shown_needs"):
            dispatcher.utter_message(response="utter_what_next")
            return nothing_more(turn)
        return []


class FindServices(PuenteAction):
    called = "action_find_services"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        place: dict[str, Any] = turn.slot("place") or {}
        events = self.listed(dispatcher, turn, place) if turn.slot("needs") else self.left(dispatcher, place)
        done = slots(needs=None, urgent=None, need_options=None, menu_page=0, next_form=None)
        then = [FollowupAction(CALLBACK_FORM)] if turn.slot("next_form") == CALLBACK_FORM else []
        return [*events, *done, *then]

    def listed(self, dispatcher: CollectingDispatcher, turn: Turn, place: dict[str, Any]) -> list[EventType]:
        """Lists what is near, and keeps what was asked for."""
        needs: list[str] = turn.slot("needs")
        person = self.person(turn)
        case_id = self.ports.cases.open_case(person.id)
        self.ports.cases.record_needs(
            case_id, needs, bool(turn.slot("urgent")), turn.language, place.get("zip"), place.get("spa")
        )
        if not place.get(SKIPPED):
            self.ports.people.set_place(person.id, place.get("zip"), place.get("spa"))
        self.note_step(turn, SCREENING_STARTED)
        self.note_step(turn, SCREENING_COMPLETED)
        asked = in_order((turn.slot("asked_needs") or []) + needs)
        return [*show_services(self, dispatcher, turn, needs, page=0), *slots(asked_needs=asked)]

    def left(self, dispatcher: CollectingDispatcher, place: dict[str, Any]) -> list[EventType]:
        """The person dropped the search: nothing was asked of them that they owe."""
        dispatcher.utter_message(response="utter_outside" if place.get(OUTSIDE) else "utter_search_left")
        return slots(place=None if place.get(SKIPPED) else place)


class FindServicesFirst(FindServices):
    """For a text that names a need and asks for a call too: the list goes before the questions about the call."""

    called = "action_find_services_first"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if answered := answer_aside(dispatcher, turn):
            return answered
        if wants_text(turn.text):
            listed = super().act(dispatcher, turn) if turn.slot("needs") and turn.slot("place") else []
            note_texting(self, dispatcher, turn)
            return [*(event for event in listed if event.get("event") != "followup"), *nothing_more(turn)]
        if not turn.slot("needs"):
            return []
        if turn.slot("place"):
            return [event for event in super().act(dispatcher, turn) if event.get("event") != "followup"]
        return [FollowupAction(SEARCH_FORM)] if turn.needs and turn.active_form != CALLBACK_FORM else []


class MoreServices(PuenteAction):
    called = "action_more_services"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if answered := answer_aside(dispatcher, turn):
            return answered
        if asks_closest(turn.text) and number_meant(turn):
            return ShowService(self.ports).act(dispatcher, turn)
        needs = turn.slot("shown_needs")
        if not needs or turn.slot("needs"):
            return [FollowupAction(turn.active_form or SEARCH_FORM)]
        return show_services(self, dispatcher, turn, needs, int(turn.slot("shown_page") or 0) + 1)


class RecordFeedback(PuenteAction):
    """Notes how it went at a service; after bad news the next ones are shown at once."""

    called = "action_record_feedback"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if answered := answer_aside(dispatcher, turn):
            return answered
        listed = turn.slot("shown_services") or []
        self._take_down(turn, listed)
        if is_praise(turn.text):
            dispatcher.utter_message(response="utter_feedback_glad")
            return []
        if turn.intent == "services_feedback" and not is_bad(turn.text) and not is_complaint(turn.text):
            return self._unclear(dispatcher, turn)
        if not listed:
            bad = is_complaint(turn.text)
            dispatcher.utter_message(response="utter_feedback_sorry" if bad else "utter_feedback_noted")
            return [] if turn.active_form else [FollowupAction(SEARCH_FORM)]
        if turn.active_form:
            dispatcher.utter_message(response="utter_feedback_sorry")
            return []
        page = int(turn.slot("shown_page") or 0) + 1
        return show_services(self, dispatcher, turn, turn.slot("shown_needs"), page, lead="utter_feedback_sorry")

    def _take_down(self, turn: Turn, listed: list[dict[str, Any]]) -> None:
        """Keeps the outcome of the service that is meant; where several may be, of none."""
        person = self.person(turn)
        outcome = "reached" if is_praise(turn.text) else read_outcome(turn.text, just_asked=True)
        number = number_meant(turn)
        if number and number <= len(listed):
            meant = listed[number - 1]["id"]
        elif len(listed) == 1:
            meant = listed[0]["id"]
        else:
            meant = self.ports.outcomes.last_chosen(person)
        if meant and outcome and outcome != NOT_OK:
            self.ports.outcomes.record(person, [meant], outcome)

    def _unclear(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        """Neither good nor bad: thanks for it, and what to text next."""
        dispatcher.utter_message(response="utter_feedback_noted")
        if turn.active_form:
            return []
        if not turn.slot("shown_services"):
            return [FollowupAction(SEARCH_FORM)]
        dispatcher.utter_message(response="utter_what_next")
        return []


class ShowService(PuenteAction):
    called = "action_show_service"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if answered := answer_aside(dispatcher, turn):
            return answered
        listed: list[dict[str, Any]] = turn.slot("shown_services") or []
        if not listed:
            return [FollowupAction(turn.active_form or SEARCH_FORM)]
        if is_complaint(turn.text):
            return RecordFeedback(self.ports).act(dispatcher, turn)
        several = [number for number in numbers_meant(turn) if 1 <= number <= len(listed)]
        if len(several) > 1:
            return self._show(dispatcher, turn, several[:_DETAILED])
        before = turn.text_answered_by(self.called) or ""
        number = number_meant(turn) or (1 if len(listed) == 1 else read_number(before) or mentioned_number(before))
        if not number or not 1 <= number <= len(listed):
            dispatcher.utter_message(response="utter_which_service", last=int(turn.slot("shown_count") or len(listed)))
            return []
        return self._show(dispatcher, turn, [number])

    def _show(self, dispatcher: CollectingDispatcher, turn: Turn, numbers: list[int]) -> list[EventType]:
        """The details of the places of these numbers, shorter where there are several."""
        listed, place = turn.slot("shown_services"), turn.slot("place") or {}
        for number in numbers:
            chosen = listed[number - 1]
            try:
                service = self.ports.directory.by_id(chosen["id"], chosen["need"], place.get("lat"), place.get("lon"))
            except NotFound:
                dispatcher.utter_message(response="utter_service_gone")
                continue
            self.ports.outcomes.choose(self.person(turn), chosen["id"])
            dispatcher.utter_message(
                response="utter_service_detail",
                service=as_json(service, number),
                year=self.ports.clock.now().year,
                offer=turn.active_form is None and number == numbers[-1],
                brief=len(numbers) > 1,
            )
        return slots(offered="nothing")
