"""Rasa's tracker store, with nothing readable at rest: loaded by endpoints.yml inside Rasa's own environment.

Each save seals the events that are new as one part of the conversation (tracker_table.py). A conversation is
folded from time to time into what it has come to, its slots and its open form, so that no turn has to read
months of texts and no words outlive their keeping while somebody goes on writing.
"""

from __future__ import annotations

import json
import time
from itertools import islice
from typing import Any, Iterable, List, Optional, Text

from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.tracker_table import TrackerTable
from bot.privacy.encryption import Keyring

FOLD_EVENTS = 200
"""Some 12 turns; reading more costs a turn 25 ms and more."""


class SealedTrackerStore(TrackerStore, SerializedTrackerAsText):
    """`host`: the database address; `keys`: `id:base64,...`; `days`: how long words of a live conversation may stay."""

    def __init__(
        self,
        domain: Optional[Domain],
        host: Text,
        keys: Text,
        days: Any = 7,
        event_broker: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self.table = TrackerTable(host, Keyring.of(keys))
        self._seconds = float(days) * 86_400

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep what is new in `tracker`."""
        await self.stream_events(tracker)
        new = list(islice(tracker.events, self.table.held(tracker.sender_id), None))
        if new:
            self.table.append(tracker.sender_id, _written(new), len(new))

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """The conversation, folded first where it has grown long or old; None where nothing is kept."""
        events: List[Any] = [event for part in self.table.load(sender_id) for event in json.loads(part)]
        if not events:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        began = events[0].get("timestamp") or 0.0
        if len(events) <= FOLD_EVENTS and time.time() - began <= self._seconds:
            return tracker
        if tracker.latest_action_name != ACTION_LISTEN_NAME:
            return tracker
        kept = _folded(tracker)
        self.table.replace(sender_id, _written(kept), len(kept))
        return DialogueStateTracker.from_events(sender_id, kept, self.domain.slots, domain=self.domain)

    async def keys(self) -> Iterable[Text]:
        """The pseudonyms something is kept of."""
        return self.table.conversations()


def _folded(tracker: DialogueStateTracker) -> List[Event]:
    """What Rasa itself carries into a new session, and the open form with it."""
    said = [
        SlotSet(name, slot.value)
        for name, slot in tracker.slots.items()
        if slot.value is not None and slot.value != slot.initial_value
    ]
    form = [ActiveLoop(tracker.active_loop_name)] if tracker.active_loop_name else []
    return [
        ActionExecuted(ACTION_SESSION_START_NAME),
        SessionStarted(),
        *said,
        *form,
        ActionExecuted(ACTION_LISTEN_NAME),
    ]


def _written(events: List[Event]) -> Text:
    return json.dumps([event.as_dict() for event in events], ensure_ascii=False)
