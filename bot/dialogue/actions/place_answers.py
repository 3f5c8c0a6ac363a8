"""Reads where a text says to look, as an answer or unasked: a place, somewhere nobody can know, or nowhere. Pure."""

from __future__ import annotations

import re
from typing import Any

from bot.dialogue.actions.listed_places import names_listed_service
from bot.dialogue.actions.short_answers import does_without, read_number
from bot.dialogue.actions.turn import Turn
from bot.dialogue.components.text import plain

SKIPPED = "skipped"
UNSURE = "unsure"
OUTSIDE = "outside"
AGAIN = "again"
"""Keys of a `place` that is none: left out, not understood twice, or outside the county twice. The last two, and `again`
for a mere yes, are also what a `place_problem` may be."""

PLACE_TRIES = 2
"""How often a place is asked for; after that the whole county answers."""

WIDE_CHOICES = 5
"""A place that lies in as many Service Planning Areas is too wide to search from: the City, the County."""

_PLACE_GUESSES = frozenset(
    {"inform_place", "inform_name", "inform_time", "nlu_fallback", "result_detail", "need", "affirm"}
)
"""Intents that an answer to "where" may be given in which no place is known."""

_LOOK = re.compile(r"\b(?:look|search|find|check|try|instead|near|by|around|busc\w+|cheque|mejor|cerca|por|en vez)\b")
"""Words by which a text that the model could not place asks to look elsewhere."""

DROPPED_SEARCH: dict[str, Any] = {"needs": [], "place": {SKIPPED: True}, "need_options": None, "menu_page": 0}
"""What fills the search when the person walks away from it."""


def read_place(turn: Turn) -> dict[str, Any]:
    if turn.requested == "callback_name" and turn.text.strip().isalpha():
        return {}  # Carson and Angeles are names too
    if names_listed_service(turn):
        return {}
    tries = int(turn.slot("place_tries") or 0)
    if turn.place and turn.place.get("in_county") and turn.place.get("lat") is not None:
        if len(turn.place.get("spa_choices") or ()) >= WIDE_CHOICES and not tries and not turn.slot("place"):
            return {"place": None, "place_problem": "wide", "place_tries": tries + 1}
        return {"place": turn.place, "place_problem": None, "place_tries": 0, "callback_area": None}
    if turn.place and not turn.place.get("in_county"):
        if tries + 1 >= PLACE_TRIES:
            wanted = (
                turn.needs or turn.slot("needs") or turn.slot("shown_needs")
            )  # taken up should they come to the county
            left = {
                "place": {SKIPPED: True, OUTSIDE: True},
                "place_problem": None,
                "place_tries": 0,
                "shown_needs": wanted,
            }
            return {**DROPPED_SEARCH, **left}
        return {"place": None, "place_problem": OUTSIDE, "place_tries": tries + 1}
    if turn.place_vague and (turn.requested == "place" or _placeless(turn) or moves_vaguely(turn)):
        return _no_place("vague", tries)
    said_again = turn.intent == "need" and not set(turn.needs) - set(turn.slot("needs") or [])
    if turn.requested != "place" or (turn.needs and not said_again):
        return {}
    if turn.intent == "skip" or (turn.intent == "deny" and does_without(turn.text)):
        return {"place": {SKIPPED: True}, "place_problem": None, "place_tries": 0}
    about_the_list = read_number(turn.text) and turn.slot("shown_services")
    if turn.intent in _PLACE_GUESSES and not turn.has_time and not about_the_list:
        return _no_place({"need": None, "affirm": AGAIN}.get(turn.intent, "unknown"), tries)
    return {}


def moves_vaguely(turn: Turn) -> bool:
    """True for `can u look by my moms house` after a list: somewhere else is meant, and nobody knows where."""
    after_a_list = turn.active_form is None and not turn.needs and turn.slot("shown_needs")
    if not (after_a_list and turn.place_vague and not turn.place):
        return False
    return turn.intent == "inform_place" or (
        turn.intent in ("out_of_scope", "nlu_fallback", "more_results") and bool(_LOOK.search(plain(turn.text)))
    )


def _placeless(turn: Turn) -> bool:
    place: dict[str, Any] = turn.slot("place") or {}
    return not place or bool(place.get(SKIPPED))


def _no_place(problem: str | None, tries: int) -> dict[str, Any]:
    if tries + 1 >= PLACE_TRIES:
        return {"place": {SKIPPED: True, UNSURE: True}, "place_problem": None, "place_tries": 0}
    return {"place": None, "place_problem": problem, "place_tries": tries + 1}
