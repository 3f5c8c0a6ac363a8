"""Reads a text as the answer to whatever was asked: which slots it fills. Pure."""

from __future__ import annotations

import re
from typing import Any

from bot.dialogue.actions.turn import Turn
from bot.needs.taxonomy import in_order

SKIPPED = "skipped"
MORE = "more"
GUESS_FLOOR = 0.12
"""A need less likely than this is not worth asking about."""

_WORD_NUMBERS = {
    **dict.fromkeys(("one", "first", "1st", "uno", "una", "primero", "primera", "1ro", "1ra"), 1),
    **dict.fromkeys(("two", "second", "2nd", "dos", "segundo", "segunda", "2do", "2da"), 2),
    **dict.fromkeys(("three", "third", "3rd", "tres", "tercero", "tercera", "tercer", "3ro", "3ra"), 3),
    **dict.fromkeys(("four", "fourth", "4th", "cuatro", "cuarto", "cuarta"), 4),
    **dict.fromkeys(("five", "fifth", "5th", "cinco", "quinto", "quinta"), 5),
    **dict.fromkeys(("six", "sixth", "6th", "seis", "sexto", "sexta"), 6),
}
_NAME_LEAD = re.compile(
    r"^\W*(?:(?:my name is|my names|name is|im|i'm|i am|its|it's|this is|ask for|call me|they call me|just ask for|tell them to ask for"
    r"|me llamo|mi nombre es|soy|pregunten por|pregunte por|con|diganme|díganme|me dicen|puede preguntar por|for|por)\b[\s:,]*)+(?:el |la )?",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w'’.\-]*(?: [^\W\d_][\w'’.\-]*){0,3}", re.UNICODE)
_NAME_LIMIT = 40
_NOT_AN_ANSWER = frozenset(
    {
        "privacy_question",
        "bot_question",
        "switch_language",
        "start_over",
        "callback_cancel",
        "callback_status",
        "delete_data",
        "human_now",
        "more_results",
        "services_feedback",
        "goodbye",
    }
)
"""Intents that interrupt a question instead of answering it."""


def read_number(text: str) -> int | None:
    """The choice a short text makes: `2`, `#2`, `the second one`, `la tres`. None when it makes none."""
    words = re.findall(r"[\w]+", text.lower())
    if not words or len(words) > 7:
        return None
    found = [int(word) if word.isdigit() and len(word) <= 2 else _WORD_NUMBERS.get(word) for word in words]
    numbers = [number for number in found if number]
    return numbers[0] if len(numbers) == 1 and (len(words) <= 4 or words[0].isdigit()) else None


def read_answers(turn: Turn) -> dict[str, Any]:
    """The slots that the latest text fills, by name. Only what changes is in it."""
    filled: dict[str, Any] = {"preferred_language": turn.said_language, "chosen_number": read_number(turn.text)}
    filled.update(_needs(turn, filled["chosen_number"]))
    filled.update(_place(turn))
    if turn.active_form == "callback_form" or turn.intent in ("callback_request", "callback_reschedule", "inform_time", "human_now"):
        filled.update(_callback(turn))
    if turn.requested == "erase_confirmed" and turn.intent in ("affirm", "deny", "skip", "delete_data"):
        filled["erase_confirmed"] = turn.intent in ("affirm", "delete_data")
    if turn.intent not in ("out_of_scope", "nlu_fallback") or len(filled) > 2:
        filled["doubts"] = 0
    return filled


def _needs(turn: Turn, number: int | None) -> dict[str, Any]:
    filled: dict[str, Any] = {}
    options: list[str] = turn.slot("need_options") or []
    if turn.requested == "needs" and number and options:
        choice = options[number - 1] if number <= len(options) else None
        if choice == MORE:
            return {"needs": None, "menu_page": int(turn.slot("menu_page") or 0) + 1}
        if choice:
            return {"needs": [choice], "need_options": None, "menu_page": 0}
    if turn.needs and turn.intent != "out_of_scope":
        waiting: list[str] = turn.slot("needs") or []
        filled["needs"] = in_order(waiting + turn.needs)
        filled["urgent"] = turn.urgent or (bool(turn.slot("urgent")) and bool(waiting))
        filled["need_options"] = None
    elif turn.intent == "need" and not turn.slot("needs"):
        guesses = sorted(turn.need_scores.items(), key=lambda item: -item[1])[:2]
        if len(guesses) == 2 and guesses[0][1] >= GUESS_FLOOR:
            filled["need_options"] = [code for code, _ in guesses]
    elif turn.place and not turn.needs and turn.intent == "inform_place" and not turn.slot("needs"):
        if turn.slot("shown_needs"):  # a new place for what was just asked
            filled["needs"] = turn.slot("shown_needs")
    return filled


def _place(turn: Turn) -> dict[str, Any]:
    if turn.place and turn.place.get("in_county") and turn.place.get("lat") is not None:
        return {"place": turn.place, "place_problem": None}
    if turn.place or turn.place_vague:
        return {"place": None, "place_problem": "outside" if turn.place else "vague"}
    if turn.requested != "place":
        return {}
    if turn.intent in ("skip", "deny"):
        return {"place": {SKIPPED: True}, "place_problem": None}
    if turn.intent in ("inform_place", "inform_name", "nlu_fallback"):
        return {"place": None, "place_problem": "unknown"}
    return {}


def _callback(turn: Turn) -> dict[str, Any]:
    filled: dict[str, Any] = {}
    if turn.time and turn.time.kind != "none":
        filled["callback_time"] = {
            "kind": turn.time.kind,
            "start": turn.time.start.isoformat() if turn.time.start else None,
            "end": turn.time.end.isoformat() if turn.time.end else None,
        }
        filled["callback_confirmed"] = None
        if turn.slot("callback_name") is None:
            filled["callback_name"] = ""
    elif turn.requested == "callback_time" and turn.intent in ("skip", "affirm"):
        filled["callback_time"] = {"kind": "any", "start": None, "end": None}
    if turn.requested == "callback_name" and "callback_time" not in filled:
        if turn.intent in ("skip", "deny", "affirm"):
            filled["callback_name"] = ""
        elif turn.intent not in _NOT_AN_ANSWER and not turn.needs:
            name = read_name(turn.text)
            if name:
                filled["callback_name"] = name
    elif turn.intent == "inform_name" and turn.active_form == "callback_form":
        name = read_name(turn.text)
        if name:
            filled["callback_name"] = name
    if turn.requested == "callback_confirmed" and "callback_time" not in filled:
        if turn.intent == "affirm":
            filled["callback_confirmed"] = True
        elif turn.intent in ("deny", "skip"):
            filled["callback_time"] = None
    return filled


def read_name(text: str) -> str | None:
    """The name in `text` ("me llamo Jaime" → Jaime), at most 40 characters, or None."""
    rest = _NAME_LEAD.sub("", text.strip())
    found = _NAME.match(rest)
    if not found or len(rest.split()) > 5:
        return None
    name = found.group()[:_NAME_LIMIT].strip(" .-")
    return name if name != name.lower() else name.title()
