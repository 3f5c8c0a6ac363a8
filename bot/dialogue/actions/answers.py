"""Reads a text as the answer to whatever was asked: which slots it fills. Pure.

A slot of the open form that is set here, even to None, makes the form ask on by itself. A text that sets none of them
goes to the rules (nlu_data/rules.yml), after which the form asks its question again.
"""

from __future__ import annotations

from typing import Any

from bot.dialogue.actions.callback_answers import CALLBACK_INTENTS, DROPPED_CALL, read_call, says_when
from bot.dialogue.actions.short_answers import (
    does_without,
    is_complaint,
    is_leaving,
    mentioned_number,
    read_number,
    read_numbers,
    replaces,
    says_both,
    says_no,
    wants_call,
    wants_text,
)
from bot.dialogue.actions.side_questions import side_answer
from bot.dialogue.actions.turn import CALLBACK_FORM, ERASE_FORM, SEARCH_FORM, Turn
from bot.dialogue.components.text import plain
from bot.needs.taxonomy import in_order

SKIPPED = "skipped"
UNSURE = "unsure"
OUTSIDE = "outside"
"""Keys of a `place` that is none: left out, not understood twice, or outside the county twice."""

MORE = "more"
GUESS_FLOOR = 0.12
"""A need less likely than this is not worth asking about."""

LIKELY_NEED = 0.25
"""As likely as this, a need is asked back for a text that seemed to ask for nothing."""

PLACE_TRIES = 2
"""How often a place is asked for; after that the whole county answers."""

WIDE_CHOICES = 5
"""A place that lies in as many Service Planning Areas is too wide to search from: the City, the County."""

_TELLING = 5
"""Letters from which a word of a service's name tells which one is meant."""

_MAY_ASK_CALL = frozenset({"need", "inform_place", "inform_name", "greet", "nlu_fallback", "out_of_scope"})
"""Intents of texts that may ask for a call besides."""

_PLACE_GUESSES = frozenset(
    {"inform_place", "inform_name", "inform_time", "nlu_fallback", "result_detail", "need", "affirm"}
)
"""Intents that an answer to "where" may be given in which no place is known."""

_OWN_WAY = frozenset({"callback_cancel", "start_over", "goodbye", "delete_data"})
"""Intents that have a rule of their own for leaving."""

_ASK_AGAIN = frozenset({"need", "inform_place", "inform_name", "inform_time", "affirm", "deny", "skip"})
"""Answers to some question, though not to the one that was asked: the form asks again."""

_NEVER_MIND: dict[str, dict[str, Any]] = {
    SEARCH_FORM: {"needs": [], "place": {SKIPPED: True}, "need_options": None, "menu_page": 0},
    CALLBACK_FORM: DROPPED_CALL,
    ERASE_FORM: {"erase_confirmed": False},
}
"""What fills a form that the person walks away from; the action after it sees that nothing is wanted."""


def read_answers(turn: Turn) -> dict[str, Any]:
    """The slots that the latest text fills, by name. Only what changes is in it."""
    filled: dict[str, Any] = {}
    if side_answer(turn) or _only_wants_texts(turn):
        pass  # a question to us, or a wish about us, fills nothing
    elif (
        turn.active_form
        and turn.intent not in _OWN_WAY
        and not turn.needs
        and not turn.has_time
        and is_leaving(turn.text)
    ):
        filled.update(_NEVER_MIND[turn.active_form])
    else:
        filled.update(_needs(turn))
        filled.update(_place(turn))
        filled.update(read_call(turn))
        filled.update(_erasure(turn))
        filled.update(_what_comes_next(turn, filled))
        if (
            turn.requested
            and turn.requested not in filled
            and turn.intent in _ASK_AGAIN
            and not (turn.intent in ("deny", "skip") and is_complaint(turn.text))
            and not (turn.intent == "deny" and turn.requested == "place")
            and not _opens_another_form(turn)
        ):
            filled[turn.requested] = None
    understood = (
        side_answer(turn) is not None
        or turn.intent not in ("out_of_scope", "nlu_fallback")
        or any(value is not None for value in filled.values())
    )
    filled.update(preferred_language=turn.said_language, chosen_number=read_number(turn.text))
    if understood:
        filled["doubts"] = 0
    if turn.intent != "affirm":
        filled["offered"] = "nothing"
    return filled


def number_meant(turn: Turn) -> int | None:
    """The number of the listed service that the text means, by number or by a word of its name, or None."""
    listed: list[dict[str, Any]] = turn.slot("shown_services") or []
    if number := read_number(turn.text) or mentioned_number(turn.text):
        return number if listed else None
    said = {word for word in plain(turn.text).split() if len(word) >= _TELLING}
    telling = [said & {word for word in plain(each["name"]).split() if len(word) >= _TELLING} for each in listed]
    best = max((len(words) for words in telling), default=0)
    matching = [number for number, words in enumerate(telling, 1) if best and len(words) == best]
    return matching[0] if len(matching) == 1 else None


def likely_needs(turn: Turn) -> list[str]:
    """The two needs a text that states none may be about, likeliest first; empty where none is likely."""
    guesses = sorted(turn.need_scores.items(), key=lambda item: -item[1])[:2]
    return [code for code, _ in guesses] if len(guesses) == 2 and guesses[0][1] >= LIKELY_NEED else []


def names_listed_service(turn: Turn) -> bool:
    """True where a text that is a landmark's name means the service of that name on the list."""
    landmark = turn.place is not None and turn.place.get("kind") == "landmark" and turn.intent == "inform_place"
    return landmark and turn.active_form is None and number_meant(turn) is not None


def _only_wants_texts(turn: Turn) -> bool:
    """True for `textame mejor no me llamen` in a search, in which `mejor no` leaves nothing."""
    return turn.active_form != CALLBACK_FORM and not turn.needs and not turn.place and wants_text(turn.text)


def _opens_another_form(turn: Turn) -> bool:
    if turn.active_form == SEARCH_FORM:
        return says_when(turn)
    return bool(turn.needs) and not says_when(turn)


def _needs(turn: Turn) -> dict[str, Any]:
    picked = _picked(turn) if turn.requested == "needs" else {}
    if picked:
        return picked
    waiting: list[str] = turn.slot("needs") or []
    if turn.intent == "need" and turn.requested in ("callback_time", "callback_confirmed") and says_when(turn):
        return {}  # "i get off work at 5" says when, and asks for no work
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
    moving = turn.intent == "inform_place" or (turn.intent == "more_results" and turn.place is not None)
    if moving and not waiting and turn.active_form is None and (turn.place or turn.place_vague):
        return {"needs": turn.slot("shown_needs")}  # a new place for what was just asked
    return {}


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
        return dict(_NEVER_MIND[SEARCH_FORM])
    return {}


def _place(turn: Turn) -> dict[str, Any]:
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
            return {**_NEVER_MIND[SEARCH_FORM], **left}
        return {"place": None, "place_problem": OUTSIDE, "place_tries": tries + 1}
    if turn.place_vague and (turn.requested == "place" or not turn.slot("place")):
        return _no_place("vague", tries)
    said_again = turn.intent == "need" and not set(turn.needs) - set(turn.slot("needs") or [])
    if turn.requested != "place" or (turn.needs and not said_again):
        return {}
    if turn.intent == "skip" or (turn.intent == "deny" and does_without(turn.text)):
        return {"place": {SKIPPED: True}, "place_problem": None, "place_tries": 0}
    about_the_list = read_number(turn.text) and turn.slot("shown_services")
    if turn.intent in _PLACE_GUESSES and not turn.has_time and not about_the_list:
        return _no_place({"need": None, "affirm": "vague"}.get(turn.intent, "unknown"), tries)
    return {}


def _no_place(problem: str | None, tries: int) -> dict[str, Any]:
    if tries + 1 >= PLACE_TRIES:
        return {"place": {SKIPPED: True, UNSURE: True}, "place_problem": None, "place_tries": 0}
    return {"place": None, "place_problem": problem, "place_tries": tries + 1}


def _erasure(turn: Turn) -> dict[str, Any]:
    if turn.requested == "erase_confirmed" and turn.intent in ("affirm", "deny", "skip", "delete_data"):
        return {"erase_confirmed": turn.intent in ("affirm", "delete_data")}
    return {}


def _what_comes_next(turn: Turn, filled: dict[str, Any]) -> dict[str, Any]:
    """The form to open once the one that this text goes to is done."""
    if turn.intent == "delete_data" and turn.active_form != ERASE_FORM:
        return {"next_form": turn.active_form}
    if turn.active_form == CALLBACK_FORM:
        return {"next_form": CALLBACK_FORM} if turn.needs else {}
    when = says_when(turn)
    by_intent = turn.intent in CALLBACK_INTENTS and (when or turn.intent != "inform_time")
    if not (by_intent or when or wants_call(turn.text)) or wants_text(turn.text):
        return {}
    if turn.active_form == SEARCH_FORM:
        taken = "needs" in filled or "place" in filled
        return {"next_form": CALLBACK_FORM} if taken or not by_intent else {}
    if turn.intent == "affirm":
        return {"offered": "callback"}
    if by_intent:
        searches_first = turn.needs and not filled.get("place") and not turn.slot("place")
        return {"next_form": CALLBACK_FORM} if searches_first else {}
    return {"next_form": CALLBACK_FORM} if turn.intent in _MAY_ASK_CALL else {}
