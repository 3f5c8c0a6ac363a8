"""What a text says about the call being set up: when, whom to ask for, which area, and whether it is right. Pure."""

from __future__ import annotations

from typing import Any

from bot.dialogue.actions.short_answers import read_name, read_number, read_said_name, wants_call
from bot.dialogue.actions.turn import CALLBACK_FORM, Turn

LEFT = "left"
"""The kind of a `callback_time` when the person drops the call."""

DROPPED_CALL: dict[str, Any] = {
    "callback_name": "",
    "callback_area": 0,
    "callback_time": {"kind": LEFT},
    "callback_confirmed": False,
}
"""What fills the form when the person walks away from it."""

TIME_TRIES = 2
"""How often a time is asked for; after that any time will do."""

CALLBACK_INTENTS = frozenset({"callback_request", "callback_reschedule", "inform_time", "human_now"})
"""Intents that open the form."""

_NAME_GUESSES = frozenset({"nlu_fallback", "inform_place", "out_of_scope"})
"""Intents that a name may be given by mistake; a nickname is often an ordinary word."""

_ANSWERS = frozenset(
    {"result_detail", "inform_time", "inform_place", "inform_name", "affirm", "deny", "skip", "nlu_fallback"}
)
"""Intents that answer a question by number, if only with a shrug."""


def read_call(turn: Turn) -> dict[str, Any]:
    """The slots about the call that the text fills: when, whom to ask for, which area, and the yes."""
    filled: dict[str, Any] = {}
    calling = turn.active_form == CALLBACK_FORM
    if not (calling or turn.intent in CALLBACK_INTENTS or turn.has_time or wants_call(turn.text)):
        said = read_said_name(turn.text)
        return {"callback_name": said} if said else {}
    if turn.has_time and turn.time:
        filled["callback_time"] = {
            "kind": turn.time.kind,
            "start": turn.time.start.isoformat() if turn.time.start else None,
            "end": turn.time.end.isoformat() if turn.time.end else None,
        }
        filled.update(callback_confirmed=None, time_tries=0)
    elif turn.requested == "callback_time":
        filled.update(_no_time(turn))
    elif turn.requested == "callback_confirmed" and turn.intent == "affirm":
        filled["callback_confirmed"] = True
    elif turn.requested == "callback_confirmed" and turn.intent in ("deny", "skip"):
        filled.update(callback_time=None, time_tries=0)
    if turn.requested == "callback_area" and turn.intent in _ANSWERS:
        filled["callback_area"] = _area(turn)
    name = _name(turn)
    if name is None and "callback_time" in filled and turn.slot("callback_name") is None:
        name = ""  # a time before the name: whoever picks up will do
    if name is not None:
        filled["callback_name"] = name
    return filled


def _no_time(turn: Turn) -> dict[str, Any]:
    """What an answer without a time means where one was asked for."""
    anytime = {"callback_time": {"kind": "any", "start": None, "end": None}, "time_tries": 0}
    if turn.intent in ("skip", "affirm"):
        return anytime
    if turn.intent == "deny":
        return dict(DROPPED_CALL)
    if turn.intent in ("inform_time", "nlu_fallback", "result_detail"):
        tries = int(turn.slot("time_tries") or 0) + 1
        return anytime if tries >= TIME_TRIES else {"callback_time": None, "time_tries": tries}
    return {}


def _name(turn: Turn) -> str | None:
    """The name said, an empty text for none wanted, None where nothing is said of it."""
    said = read_said_name(turn.text)
    if said:
        return said
    if turn.requested == "callback_name":
        if turn.intent in ("skip", "deny", "affirm"):
            return ""
        if turn.needs or turn.has_time:
            return None
        if turn.intent in _NAME_GUESSES and (turn.intent != "inform_place" or turn.text.strip().isalpha()):
            return read_name(turn.text, alone=True)
        return read_name(turn.text) if turn.intent == "inform_name" else None
    if turn.intent == "inform_name" and turn.active_form == CALLBACK_FORM:
        return read_name(turn.text)
    return None


def _area(turn: Turn) -> int:
    """The Service Planning Area chosen by number; 0 where none was."""
    choices = list((turn.slot("place") or {}).get("spa_choices") or ())
    number = read_number(turn.text)
    return int(choices[number - 1]) if number and number <= len(choices) else 0
