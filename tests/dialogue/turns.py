"""Turns as an action sees them, made of what Rasa would have sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rasa_sdk import Tracker

from bot.callbacks.times import TimeReading
from bot.dialogue.actions.turn import Turn

PSEUDONYM = "somebody"


def tracker_of(
    text: str,
    intent: str = "nlu_fallback",
    *,
    needs: tuple[str, ...] = (),
    urgent: bool = False,
    scores: dict[str, float] | None = None,
    place: dict[str, Any] | None = None,
    vague: bool = False,
    time: TimeReading | None = None,
    phone: dict[str, str] | None = None,
    language: str = "en",
    form: str | None = None,
    asked: str | None = None,
    pseudonym: str = PSEUDONYM,
    waiting: list[str] | None = None,
    known: dict[str, Any] | None = None,
    **slots: Any,
) -> Tracker:
    """A tracker whose latest text was read so.

    `form` is open and has `asked` for a slot; `waiting` are needs asked for before, `known` the place known so far.
    """
    entities = [{"entity": "need", "value": need} for need in needs]
    if urgent:
        entities.append({"entity": "urgent", "value": "urgent"})
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": 0.9},
        "entities": entities,
        "need_scores": scores or {},
        "metadata": {
            "language": language,
            "place": place,
            "place_vague": vague,
            "time": _as_json(time),
            "phone": phone,
        },
    }
    slots = {"preferred_language": language, "needs": waiting, "place": known, **slots}
    return Tracker(
        pseudonym,
        {**slots, "requested_slot": asked},
        message,
        [{"event": "user", "text": text}],
        False,
        None,
        {"name": form} if form else {},
        "action_listen",
    )


def turn_of(text: str, intent: str = "nlu_fallback", **read: Any) -> Turn:
    """The turn of `tracker_of`."""
    return Turn(tracker_of(text, intent, **read))


def place_of(name: str = "Compton", zip: str | None = None, **more: Any) -> dict[str, Any]:
    """A place as the gazetteer's reading comes in a message's metadata."""
    return {
        "name": name, "zip": zip, "lat": 33.9, "lon": -118.2, "spa": 6, "in_county": True,
        "kind": "zip" if zip else "city", "spa_choices": [6], **more,
    }  # fmt: skip


OUTSIDE_COUNTY = {
    "name": "San Diego",
    "zip": None,
    "lat": None,
    "lon": None,
    "spa": None,
    "in_county": False,
    "kind": "outside",
}


def _as_json(time: TimeReading | None) -> dict[str, Any] | None:
    def iso(moment: datetime | None) -> str | None:
        return moment.isoformat() if moment else None

    return {"kind": time.kind, "start": iso(time.start), "end": iso(time.end)} if time else None
