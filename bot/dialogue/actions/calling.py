"""Callbacks from the dialogue's side: booked, moved, cancelled, asked about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.callbacks.booking import WindowFull
from bot.callbacks.texts import window_json
from bot.cases.task_view import TaskView
from bot.clock import LOS_ANGELES
from bot.dialogue.actions.callback_answers import FULL, NO_NUMBER
from bot.dialogue.actions.finding import ShowService, answer_aside
from bot.dialogue.actions.listed_places import picks_from_list
from bot.dialogue.actions.listing import show_services
from bot.dialogue.actions.short_answers import asks_hours, asks_when, missed_it, wants_text
from bot.dialogue.actions.side_questions import asks_what_was_found
from bot.dialogue.actions.texting import note_texting
from bot.dialogue.actions.turn import CALLBACK_FORM, ERASE_FORM, SEARCH_FORM, PuenteAction, Turn, nothing_more, slots
from bot.errors import Conflict
from bot.needs.taxonomy import in_order

_NO_CALLBACK: dict[str, Any] = {
    "callback_name": None,
    "callback_phone": None,
    "callback_time": None,
    "callback_confirmed": None,
    "time_tries": 0,
    "offered": "nothing",
}
_ONE_TIME = timedelta(hours=1)
"""A window this long is one time as people say it: at three."""


class BookCallback(PuenteAction):
    """Books what was agreed. A time that went by while we waited for the yes is offered again."""

    called = "action_book_callback"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if not turn.slot("callback_confirmed"):
            return self.left(dispatcher, turn)
        window = turn.slot("callback_time")
        start, end = (datetime.fromisoformat(window[side]) for side in ("start", "end"))
        now = self.ports.clock.now()
        if end <= now:
            return [*slots(callback_confirmed=None), FollowupAction(CALLBACK_FORM)]
        person = self.person(turn)
        place = turn.slot("place") or {}
        booked = self.ports.tasks.open_callback(person.id)
        needs = [*(booked.needs if booked else ()), *(turn.slot("asked_needs") or []), *(turn.slot("needs") or [])]
        try:
            self.ports.booking.book(
                person_id=person.id,
                needs=in_order(needs),
                language=turn.language,
                spa=place.get("spa") or turn.slot("callback_area") or person.spa,
                zip=place.get("zip") or person.zip,
                start=start,
                end=end,
                name=turn.slot("callback_name") or None,
            )
        except WindowFull:
            return [
                *slots(callback_time={**window, "kind": FULL}, callback_confirmed=None),
                FollowupAction(CALLBACK_FORM),
            ]
        except Conflict as conflict:
            if conflict.code != "case_paused":
                raise
            return self.paused(dispatcher, turn, in_order(needs))
        dispatcher.utter_message(
            response="utter_callback_booked",
            window=window,
            today=_today(now),
            name=turn.slot("callback_name") or "",
        )
        return [*slots(**_NO_CALLBACK, asked_needs=None, next_form=None), *_taken_up_again(turn)]

    def paused(self, dispatcher: CollectingDispatcher, turn: Turn, needs: list[str]) -> list[EventType]:
        """Nothing is booked for a paused case; a CHW hears that the person wrote, and may resume it."""
        person = self.person(turn)
        self.ports.tasks.create(
            person.id, "follow_up", needs=needs, language=turn.language, spa=person.spa, zip=person.zip,
            priority="urgent", reason="wrote_while_paused",
        )  # fmt: skip
        dispatcher.utter_message(response="utter_callback_paused")
        return [*slots(**_NO_CALLBACK, asked_needs=None, next_form=None), *_taken_up_again(turn)]

    def left(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        """The person dropped the call being set up; one that was booked before stands."""
        task = self.ports.tasks.open_callback(self.person(turn).id)
        if wants_text(turn.text):
            note_texting(self, dispatcher, turn)
        elif turn.slot("callback_phone") == NO_NUMBER:
            dispatcher.utter_message(response="utter_no_number")
        elif task is not None and task.window_start and task.window_end:
            dispatcher.utter_message(
                response="utter_callback_kept", window=window_of(task), today=_today(self.ports.clock.now())
            )
        else:
            dispatcher.utter_message(response="utter_callback_cancelled")
        return [*slots(**_NO_CALLBACK, next_form=None), *_taken_up_again(turn)]


class CancelCallback(PuenteAction):
    called = "action_cancel_callback"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if wants_text(turn.text):
            note_texting(self, dispatcher, turn)
        else:
            self.ports.tasks.cancel_open(self.person(turn).id)
            dispatcher.utter_message(response="utter_callback_cancelled")
        return slots(**_NO_CALLBACK, next_form=None)


class MoveCallback(PuenteAction):
    """Keeps the name and asks for, or takes, another time; booking then replaces the old one."""

    called = "action_move_callback"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if answered := answer_aside(dispatcher, turn):
            return answered
        kept = {"callback_name": turn.slot("callback_name") or ""}
        return slots(**kept) if turn.has_time else slots(**kept, callback_time=None, callback_confirmed=None)


class TellCallback(PuenteAction):
    """When the call is; or, when its time has passed, an honest word of what happened, and the soonest times."""

    called = "action_tell_callback"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if answered := answer_aside(dispatcher, turn):
            return answered
        shown = turn.slot("shown_needs")
        if shown and not turn.active_form and asks_what_was_found(turn.text):
            return show_services(self, dispatcher, turn, shown, page=0)
        person, waited = self.person(turn), turn.intent == "callback_status" and not asks_when(turn.text)
        happened = self.ports.not_called.look(person.id)
        if happened.kind == "missed":
            happened = self.ports.not_called.hear(person.id)
        today = _today(self.ports.clock.now())
        if happened.window is None:
            if turn.slot("shown_services") and asks_hours(turn.text):
                return ShowService(self.ports).act(dispatcher, turn)
            return self._none(dispatcher, turn, waited)
        if happened.next is not None and waited:
            told = {"utter_callback_tried_again": happened.tried_at, "utter_callback_missed_again": happened.window[0]}
            response = f"utter_callback_{happened.kind}_again"
            window = window_json(*happened.next)
            dispatcher.utter_message(response=response, window=window, today=today, was=_was(told[response]))
            return []
        if happened.next is not None or happened.kind in ("now", "not_yet"):
            early = waited and happened.kind == "not_yet"
            response = {"now": "utter_callback_due"}.get(happened.kind, "utter_callback_status")
            window = window_json(*(happened.next or happened.window))
            dispatcher.utter_message(
                response="utter_callback_not_yet" if early else response, window=window, today=today
            )
            return []
        window = window_json(*happened.window)
        if happened.tried_at is not None:
            window = window_json(happened.tried_at, happened.tried_at + _ONE_TIME)
        if missed_it(turn.text):
            dispatcher.utter_message(response="utter_callback_missed_it")
        else:
            dispatcher.utter_message(response=f"utter_callback_{happened.kind}", window=window, today=today)
        name = turn.slot("callback_name") or ""
        anytime = {"kind": "any", "start": None, "end": None}
        kept = slots(callback_name=name, callback_time=anytime, callback_confirmed=None, offered="nothing")
        return [*kept, FollowupAction(CALLBACK_FORM)]

    def _none(self, dispatcher: CollectingDispatcher, turn: Turn, waited: bool) -> list[EventType]:
        """No call was set up. A yes to one is offered only where it can mean nothing else: `delete it all?` stays asked."""
        if turn.active_form == CALLBACK_FORM:
            dispatcher.utter_message(response="utter_no_callback_yet")
            return []
        if turn.active_form == ERASE_FORM:
            dispatcher.utter_message(response="utter_no_callback")
            return []
        dispatcher.utter_message(response="utter_no_callback_sorry" if waited else "utter_no_callback")
        return [*slots(offered="callback", requested_slot=None), ActiveLoop(None)]


class TakeTime(PuenteAction):
    """A time nobody asked for is a time to call; a lone number is one of the list, if there is a list."""

    called = "action_take_time"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        if answered := answer_aside(dispatcher, turn):
            return answered
        if turn.has_time and not picks_from_list(turn):
            return []
        if turn.slot("shown_services") and (
            picks_from_list(turn) or turn.slot("chosen_number") or asks_hours(turn.text)
        ):
            return [*ShowService(self.ports).act(dispatcher, turn), *nothing_more(turn)]
        if not turn.active_form:
            dispatcher.utter_message(response="utter_not_understood")
            dispatcher.utter_message(response="utter_here_for_you")
        return nothing_more(turn)


def _taken_up_again(turn: Turn) -> list[EventType]:
    """A need that still waits for its place is taken up again once the call is settled."""
    return [FollowupAction(SEARCH_FORM)] if turn.slot("needs") else []


def window_of(task: TaskView) -> dict[str, str]:
    """The window of a callback as the responses take it."""
    assert task.window_start is not None and task.window_end is not None
    return window_json(task.window_start, task.window_end)


def _was(instant: datetime | None) -> dict[str, str]:
    """An instant that is over, as the responses take it."""
    assert instant is not None
    return window_json(instant, instant + _ONE_TIME)


def _today(now: datetime) -> str:
    return now.astimezone(LOS_ANGELES).date().isoformat()
