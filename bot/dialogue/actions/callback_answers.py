"""What a text says about the call being set up: when, whom to ask for, which area, and whether it is right. Pure."""

from __future__ import annotations

from typing import Any

from bot.dialogue.actions.names_said import read_name, read_said_name
from bot.dialogue.actions.short_answers import asks_hours, read_number, says_no, wants_call, wants_text
from bot.dialogue.actions.turn import CALLBACK_FORM, SEARCH_FORM, Turn
from bot.dialogue.components.text import plain

FULL = "full"
"""The kind of a `callback_time` that was agreed and then taken by somebody else."""

LEFT = "left"
"""The kind of a `callback_time` when the person drops the call."""

NO_NUMBER = "none"
"""The `callback_phone` of somebody who gave no number and does not text from one."""

DROPPED_CALL: dict[str, Any] = {
    "callback_name": "",
    "callback_phone": "",
    "callback_area": 0,
    "callback_time": {"kind": LEFT},
    "callback_confirmed": False,
}
"""What fills the form when the person walks away from it."""

TIME_TRIES = 2
"""How often a time is asked for; after that any time will do."""

CALLBACK_INTENTS = frozenset({"callback_request", "callback_reschedule", "inform_time", "human_now"})
"""Intents that open the form."""

_SURE_OUT_OF_SCOPE = 0.6

_YA = frozenset({"ya", "yah", "ya ok", "ok ya", "ya si", "ya esta", "ya estuvo"})

_NAME_GUESSES = frozenset({"nlu_fallback", "inform_place", "out_of_scope"})
"""Intents that a name may be given by mistake; a nickname is often an ordinary word."""

PHONE_TRIES = 2
"""How often a number is asked for."""

SURE_NEED = 0.8
"""A need as likely as this is meant, though the text also holds the time that was asked for."""

_NOT_ABOUT_THE_CALL = frozenset(
    {
        "privacy_question", "bot_question", "delete_data", "switch_language", "start_over", "more_results",
        "services_feedback",
    }
)  # fmt: skip
"""Intents in whose texts a time is not the time of a call: `are they open tomorrow`."""

_BESIDE_A_TIME = frozenset(
    {"inform_name", "inform_place", "affirm", "deny", "skip", "nlu_fallback", "greet", "thanks", "goodbye"}
)
"""Intents of texts that may say when to call besides, while a call is being set up."""

_ANSWERS = frozenset(
    {"result_detail", "inform_time", "inform_place", "inform_name", "affirm", "deny", "skip", "nlu_fallback"}
)
"""Intents that answer a question by number, if only with a shrug."""


def read_call(turn: Turn) -> dict[str, Any]:
    """The slots about the call that the text fills: when, whom to ask for, which area, and the yes."""
    filled: dict[str, Any] = {}
    calling = turn.active_form == CALLBACK_FORM
    when = says_when(turn)
    if not (calling or turn.intent in CALLBACK_INTENTS or when or wants_call(turn.text)):
        said = read_said_name(turn.text)
        return {"callback_name": said} if said else {}
    if calling and wants_text(turn.text):
        return dict(DROPPED_CALL)
    if turn.requested == "callback_confirmed" and plain(turn.text).strip(" .!,") in _YA:
        filled["callback_confirmed"] = True  # "yeah" in English, "done" in Spanish; hardly "now"
    elif chosen := _chosen_window(turn):
        filled.update(callback_time=chosen, callback_confirmed=True, time_tries=0)
    elif when and turn.time and turn.time.kind == "any" and turn.requested == "callback_confirmed":
        filled["callback_confirmed"] = True  # whenever: what was offered is as good as any
    elif when and turn.time:
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
    elif turn.requested == "callback_confirmed" and turn.intent == "deny":
        filled.update(callback_time=None, time_tries=0)
    elif turn.requested == "callback_confirmed" and turn.intent == "skip":
        return dict(DROPPED_CALL)  # any time was read back already; asked once more, it would go round in a circle
    filled.update(_phone(turn))
    name = _name(turn)
    if turn.requested == "callback_area" and turn.intent in _ANSWERS and name is None:
        filled["callback_area"] = _area(turn)
    if name is None and "callback_time" in filled and turn.slot("callback_name") is None:
        name = ""  # a time before the name: whoever picks up will do
    if name is not None:
        filled["callback_name"] = name
    return filled


def _chosen_window(turn: Turn) -> dict[str, Any] | None:
    """The window picked by number, where several were offered. A lone number is one of them before it is an hour."""
    choices = (turn.slot("callback_time") or {}).get("choices") if turn.requested == "callback_confirmed" else None
    number = read_number(turn.text) if choices else None
    if not choices or not number or number > len(choices):
        return None
    start, end = choices[number - 1]
    return {"kind": "window", "start": start, "end": end}


def says_when(turn: Turn) -> bool:
    """True when the text says when to call. A time in it may also be that of a court date, a meal or the weather."""
    if not turn.has_time:
        return False
    if wants_call(turn.text):
        return True
    if turn.active_form == CALLBACK_FORM and turn.requested in ("callback_time", "callback_confirmed"):
        return _answers_when(turn)
    if turn.active_form == CALLBACK_FORM:
        return turn.intent in CALLBACK_INTENTS | _BESIDE_A_TIME
    if turn.active_form == SEARCH_FORM and turn.intent == "inform_time":
        return bool(turn.slot("next_form") == CALLBACK_FORM)
    return turn.intent in CALLBACK_INTENTS or (turn.intent == "affirm" and turn.slot("offered") == "callback")


def _answers_when(turn: Turn) -> bool:
    """True where a time in the text answers the question for one: `i get off work at 5`, but not `are they open at 5`."""
    if turn.intent == "need":
        return max([0.0, *turn.need_scores.values()]) < SURE_NEED
    if turn.intent == "out_of_scope":
        return turn.confidence < _SURE_OUT_OF_SCOPE
    return turn.intent not in _NOT_ABOUT_THE_CALL and not (turn.intent == "result_detail" and asks_hours(turn.text))


def _phone(turn: Turn) -> dict[str, Any]:
    """The number to call, known by its last digits; the number itself goes to the case store and not into a slot."""
    if turn.phone:
        return {"callback_phone": turn.phone["ends"], "phone_tries": 0}
    if turn.requested != "callback_phone":
        return {}
    tries = int(turn.slot("phone_tries") or 0) + 1
    if turn.intent in ("skip", "deny") or tries >= PHONE_TRIES:
        return {**DROPPED_CALL, "callback_phone": NO_NUMBER, "phone_tries": 0}
    digits = any(character.isdecimal() for character in turn.text)
    return {"callback_phone": None, "phone_tries": tries} if digits or turn.intent in _ANSWERS else {}


def _no_time(turn: Turn) -> dict[str, Any]:
    """What an answer without a time means where one was asked for."""
    anytime = {"callback_time": {"kind": "any", "start": None, "end": None}, "time_tries": 0}
    if turn.intent in ("skip", "affirm"):
        return anytime
    if turn.intent == "deny" and says_no(turn.text):
        return dict(DROPPED_CALL)
    if turn.intent in ("deny", "inform_time", "nlu_fallback", "result_detail"):
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
        if turn.needs or turn.has_time or turn.phone:
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
