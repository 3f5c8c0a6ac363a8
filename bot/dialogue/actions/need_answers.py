"""Reads what a text asks for: needs stated, added or taken back, and the choice of those offered by number. Pure."""

from __future__ import annotations

import re
from typing import Any

from bot.dialogue.actions.callback_answers import says_when
from bot.dialogue.actions.listed_places import names_listed_service
from bot.dialogue.actions.place_answers import DROPPED_SEARCH, moves_vaguely
from bot.dialogue.actions.short_answers import is_complaint, read_numbers, replaces, says_both, says_no
from bot.dialogue.actions.turn import CALLBACK_FORM, Turn
from bot.dialogue.components.text import plain
from bot.needs.taxonomy import in_order

MORE = "more"
_ONE_FOR_ALL = "case_management"

_HELP = r"help|assistance|hand|ayuda|ayudame|ayudenme|ayudeme|ayudar|ayuden|ayudan|ayude|aiuda|paro|problema?|situation|situacion"
_SPOKEN_AROUND = (
    r"i|we|me|us|my|our|you|u|yall|can|could|would|do|need|ned|nd|want|some|any|an?|lil|little|bit|of|your|with|have|got|in|pls|please|plz"
    r"|hi|hello|hey|hola|buenas|buenos|dias|tardes|noches|necesito|nesesito|ocupo|quiero|kiero|busco|tengo|una?|su|la|mi|nos|pueden|puede"
    r"|que|q|con|en|por|favor|porfavor|porfa|xfa|really|just|it|is|its|about|get|getting|trying|to|looking|for|there|any(?:body|one)|some(?:body|one)"
)
_HELP_ALONE = re.compile(rf"\W*(?:(?:{_SPOKEN_AROUND})\b\W*)*(?:{_HELP})\b\W*(?:(?:{_SPOKEN_AROUND}|{_HELP})\b\W*)*")
GUESS_FLOOR = 0.12
"""A need less likely than this is not worth asking about."""

LIKELY_NEED = 0.25
"""As likely as this, a need is asked back for a text that seemed to ask for nothing."""


BESIDE_A_PLACE, SURE_BESIDE_A_PLACE = 0.06, 0.2
"""From these scores on a need stands beside a place in a text taken for the place alone, and is asked back or taken:
`trabajo en el monte` scores 0.1, `housing in watts` 0.3; of 24 texts that only say where somebody is none passes 0.05."""

_ALONE_ENOUGH = 4
"""So many times as likely as the next is the need that such a text states."""


def asks_for_help_alone(text: str) -> bool:
    """True where help is asked for and nothing says with what: `i need help with my situation`, `necesito ayuda`."""
    return bool(_HELP_ALONE.fullmatch(plain(text)))


def likely_needs(turn: Turn) -> list[str]:
    """The two needs a text that states none may be about, likeliest first; empty where none is likely."""
    guesses = sorted(turn.need_scores.items(), key=lambda item: -item[1])[:2]
    return [code for code, _ in guesses] if len(guesses) == 2 and guesses[0][1] >= LIKELY_NEED else []


def read_needs(turn: Turn) -> dict[str, Any]:
    picked = _picked(turn) if turn.requested == "needs" else {}
    if picked:
        return picked
    waiting: list[str] = turn.slot("needs") or []
    if turn.intent == "need" and turn.requested in ("callback_time", "callback_confirmed") and says_when(turn):
        return {}  # "i get off work at 5" says when, and asks for no work
    if turn.needs == [_ONE_FOR_ALL] and turn.requested != "needs" and not waiting and asks_for_help_alone(turn.text):
        return {
            "needs": None,
            "need_options": None,
            "menu_page": 0,
        }  # asked with what; said again, it is for everything
    if turn.needs and turn.intent != "out_of_scope":
        kept = [] if replaces(turn.text) else waiting
        return {
            "needs": in_order(kept + _still_wanted(turn)),
            "urgent": turn.urgent or (bool(turn.slot("urgent")) and bool(kept)),
            "need_options": None,
            "menu_page": 0,
        }
    if turn.intent == "need" and not waiting and turn.active_form != CALLBACK_FORM:
        guesses = sorted(turn.need_scores.items(), key=lambda item: -item[1])[:2]
        sure_enough = len(guesses) == 2 and guesses[0][1] >= GUESS_FLOOR
        asked_already = turn.requested == "needs" and len(turn.slot("need_options") or []) == 2
        return {
            "needs": None,
            "need_options": [code for code, _ in guesses] if sure_enough and not asked_already else None,
        }
    if names_listed_service(turn):
        return {}
    if turn.intent == "inform_place" and turn.place and not waiting and turn.active_form != CALLBACK_FORM:
        if beside := _beside_a_place(turn):
            return beside
    moving = (
        moves_vaguely(turn)
        or turn.intent == "inform_place"
        or (turn.intent == "more_results" and turn.place is not None)
    )
    if moving and not waiting and turn.active_form is None and (turn.place or turn.place_vague):
        return {"needs": turn.slot("shown_needs")}  # a new place for what was just asked
    return {}


def _beside_a_place(turn: Turn) -> dict[str, Any]:
    """The need in a text that the model took for a place and nothing else."""
    guesses = sorted(turn.need_scores.items(), key=lambda item: -item[1])[:2]
    if len(guesses) < 2 or guesses[0][1] < max(BESIDE_A_PLACE, _ALONE_ENOUGH * guesses[1][1]):
        return {}
    if guesses[0][1] >= SURE_BESIDE_A_PLACE:
        return {"needs": [guesses[0][0]], "urgent": turn.urgent, "need_options": None, "menu_page": 0}
    return {"needs": None, "need_options": [code for code, _ in guesses]}


def _still_wanted(turn: Turn) -> list[str]:
    """The needs of the text but for those it takes back: after a dentist, `nvm the dentist i need a bus pass`."""
    before = {*(turn.slot("needs") or []), *(turn.slot("shown_needs") or [])}
    others = [need for need in turn.needs if need not in before]
    return others if others and replaces(turn.text) else turn.needs


def _picked(turn: Turn) -> dict[str, Any]:
    """What was chosen of the options offered: a page of the menu, or two guesses."""
    options: list[str] = turn.slot("need_options") or []
    guessing = len(options) == 2
    numbers = read_numbers(turn.text)
    chosen = [options[number - 1] for number in numbers if number <= len(options)]
    if guessing and not turn.needs and (says_both(turn.text) or (turn.intent == "affirm" and not chosen)):
        chosen = options  # before the numbers, because "las dos" is both and not the second
    codes = in_order(chosen)
    if codes:
        return {"needs": codes, "need_options": None, "menu_page": 0}
    if MORE in chosen or (turn.intent == "more_results" and options and not guessing):
        return {"needs": None, "need_options": None, "menu_page": int(turn.slot("menu_page") or 0) + 1}
    if turn.needs:
        return {}
    if numbers or (guessing and turn.intent in ("deny", "skip", "more_results")):
        return {"needs": None, "need_options": None}
    if (turn.intent == "skip" and not is_complaint(turn.text)) or (turn.intent == "deny" and says_no(turn.text)):
        return dict(DROPPED_SEARCH)
    return {}
