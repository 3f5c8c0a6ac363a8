"""One turn as an action sees it, and the base of every action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.callbacks.booking import Booking
from bot.callbacks.hours import CallbackHours
from bot.callbacks.not_called import NotCalled
from bot.callbacks.tasks import Tasks
from bot.callbacks.times import TimeReader, TimeReading
from bot.cases.facts import KnownFacts
from bot.cases.people import People, PersonView
from bot.cases.store import Cases
from bot.clock import LOS_ANGELES, Clock
from bot.dialogue.outcomes import ServiceOutcomes
from bot.directory.search import DirectorySearch
from bot.errors import NotFound
from bot.i18n import Language, as_language
from bot.needs.taxonomy import in_order

SEARCH_FORM, CALLBACK_FORM, ERASE_FORM = "find_services_form", "callback_form", "erase_form"
"""The forms of the domain, by Rasa's names."""
_SILENT = frozenset(
    {"action_listen", "action_extract_slots", "action_validate_slot_mappings", "action_open_search", SEARCH_FORM}
)
"""What runs without a word of its own."""
SCREENING_STARTED, NEED_FOUND, SCREENING_COMPLETED = "screening_started", "people_with_need", "screening_completed"
CALL_ASKED = "callbacks_asked"
"""Steps of a person on the way to help (bot/cases/steps.py)."""


@dataclass(frozen=True)
class Ports:
    """What actions may use."""

    clock: Clock
    people: People
    cases: Cases
    tasks: Tasks
    booking: Booking
    not_called: NotCalled
    directory: DirectorySearch
    hours: CallbackHours
    times: TimeReader
    outcomes: ServiceOutcomes
    known_facts: KnownFacts


class Turn:
    """The latest text, what was read in it, and what the dialogue remembers."""

    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker
        latest: dict[str, Any] = tracker.latest_message or {}
        self.pseudonym: str = tracker.sender_id
        self.text: str = latest.get("text") or ""
        self.intent: str = (latest.get("intent") or {}).get("name") or ""
        self.confidence: float = float((latest.get("intent") or {}).get("confidence") or 0.0)
        entities = latest.get("entities") or []
        self.needs: list[str] = in_order([e["value"] for e in entities if e.get("entity") == "need"])
        self.urgent: bool = any(e.get("entity") == "urgent" for e in entities)
        self.need_scores: dict[str, float] = latest.get("need_scores") or {}
        metadata: dict[str, Any] = latest.get("metadata") or {}
        self.place: dict[str, Any] | None = metadata.get("place")
        self.place_vague: bool = bool(metadata.get("place_vague"))
        self.phone: dict[str, str] | None = metadata.get("phone")
        """A number in the text: `sealed` for People.set_call_number, and `ends`, its last four digits."""
        self.time: TimeReading | None = _time_from_json(metadata.get("time"))
        self.said_language: Language = as_language(metadata.get("language"))
        self.active_form: str | None = (tracker.active_loop or {}).get("name")
        self.requested: str | None = tracker.get_slot("requested_slot") if self.active_form else None

    @property
    def has_time(self) -> bool:
        """True when the text says when to call."""
        return self.time is not None and self.time.kind != "none"

    @property
    def is_answered_already(self) -> bool:
        """True when an action has run since the text came.

        Rasa reads slots again each time a form opens; a text that was already dealt with fills nothing twice.
        """
        for event in reversed(self._tracker.events):
            if event.get("event") == "user":
                return False
            if event.get("event") == "action" and event.get("name") != "action_listen":
                return True
        return False

    def has_run(self, action: str) -> bool:
        """True when `action` has run since the text came."""
        for event in reversed(self._tracker.events):
            if event.get("event") == "user":
                return False
            if event.get("event") == "action" and event.get("name") == action:
                return True
        return False

    @property
    def was_spoken_to(self) -> bool:
        """True when one of our actions, but for the reading of slots, has run since the text came."""
        for event in reversed(self._tracker.events):
            if event.get("event") == "user":
                return False
            if event.get("event") == "action" and event.get("name") not in _SILENT:
                return True
        return False

    def text_answered_by(self, action: str) -> str | None:
        """The text before this one, where `action` answered it."""
        ran = False
        users = 0
        for event in reversed(self._tracker.events):
            if event.get("event") == "user":
                users += 1
                if users == 2:
                    return str(event.get("text") or "") if ran else None
            elif users == 1 and event.get("event") == "action" and event.get("name") == action:
                ran = True
        return None

    def asked_in_a_row(self, slot: str) -> int:
        """How many of the texts just before this one were followed by the form's question for `slot`."""
        count = 0
        asked: bool | None = None  # since which of the earlier texts; None before the first of them
        for event in reversed(self._tracker.events):
            if event.get("event") == "user":
                if asked is False:
                    break
                count, asked = count + bool(asked), False
            elif asked is not None and event.get("name") == "requested_slot" and event.get("value") == slot:
                asked = True
        return count

    @property
    def language(self) -> Language:
        return as_language(self.slot("preferred_language"), self.said_language)

    @property
    def slot_names(self) -> tuple[str, ...]:
        """The slots the conversation holds."""
        return tuple(self._tracker.slots)

    def slot(self, name: str) -> Any:
        return self._tracker.get_slot(name)


class PuenteAction(Action):
    """An action with its ports. Subclasses set `called` (Rasa's name for it) and write `act`."""

    called: ClassVar[str]

    def __init__(self, ports: Ports) -> None:
        self.ports = ports

    def name(self) -> str:
        return self.called

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        return self.act(dispatcher, Turn(tracker))

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        raise NotImplementedError

    def note_step(self, turn: Turn, step: str) -> None:
        """Count a step of the person on the way to help, the first time; a call only while none is booked."""
        person = self.ports.people.find_by_pseudonym(turn.pseudonym)
        if person is None or (step == CALL_ASKED and self.ports.tasks.open_callback(person.id)):
            return
        self.ports.cases.note_step(person.id, step, turn.language)

    def person(self, turn: Turn) -> PersonView:
        """The person behind the conversation. Raises NotFound for an unknown pseudonym."""
        person = self.ports.people.find_by_pseudonym(turn.pseudonym)
        if person is None:
            raise NotFound("no such conversation", code="person_unknown")
        return person


def said_place(place: dict[str, Any]) -> str | None:
    """A place the way the person said it: a ZIP stays a ZIP, a corner a corner."""
    return place.get("zip") if place.get("kind") == "zip" else place.get("said") or place.get("name")


def nothing_more(turn: Turn) -> list[EventType]:
    """Ends the turn here, whatever the rule says next: with the question of an open form, or by listening."""
    return [FollowupAction(turn.active_form or "action_listen")]


def slots(**values: Any) -> list[EventType]:
    """Slot events for `values`."""
    return [SlotSet(name, value) for name, value in values.items()]


def _time_from_json(value: dict[str, Any] | None) -> TimeReading | None:
    if not value:
        return None

    def moment(text: str | None) -> datetime | None:
        return datetime.fromisoformat(text).astimezone(LOS_ANGELES) if text else None

    return TimeReading(value["kind"], moment(value["start"]), moment(value["end"]), said_day=True, span=None)
