"""For whoever would rather text than talk: no call is left standing, and the team is told."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.actions.turn import PuenteAction, Turn


def note_texting(action: PuenteAction, dispatcher: CollectingDispatcher, turn: Turn) -> None:
    """Cancels the open callback, leaves the team a task that says why, and goes on by text."""
    person = action.person(turn)
    action.ports.tasks.cancel_open(person.id)
    action.ports.tasks.create(
        person.id,
        "follow_up",
        needs=turn.slot("asked_needs") or [],
        language=turn.language,
        spa=person.spa,
        zip=person.zip,
        reason="prefers_text",
    )
    dispatcher.utter_message(response="utter_text_instead")
