"""Reads a text as the answer to whatever was asked: which slots it fills. Pure.

A slot of the open form that is set here, even to None, makes the form ask on by itself. A text that sets none of them
goes to the rules (nlu_data/rules.yml), after which the form asks its question again.
"""

from __future__ import annotations

from typing import Any

from bot.dialogue.actions.callback_answers import CALLBACK_INTENTS, DROPPED_CALL, read_call, says_when
from bot.dialogue.actions.need_answers import read_needs
from bot.dialogue.actions.place_answers import DROPPED_SEARCH, read_place
from bot.dialogue.actions.short_answers import (
    is_complaint,
    is_leaving,
    read_number,
    wants_call,
    wants_text,
)
from bot.dialogue.actions.side_questions import side_answer
from bot.dialogue.actions.turn import CALLBACK_FORM, ERASE_FORM, SEARCH_FORM, Turn

_MAY_ASK_CALL = frozenset({"need", "inform_place", "inform_name", "greet", "nlu_fallback", "out_of_scope"})
"""Intents of texts that may ask for a call besides."""

_OWN_WAY = frozenset({"callback_cancel", "start_over", "goodbye", "delete_data"})
"""Intents that have a rule of their own for leaving."""

_ASK_AGAIN = frozenset({"need", "inform_place", "inform_name", "inform_time", "affirm", "deny", "skip"})
"""Answers to some question, though not to the one that was asked: the form asks again."""

_NEVER_MIND: dict[str, dict[str, Any]] = {
    SEARCH_FORM: DROPPED_SEARCH,
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
        filled.update(read_needs(turn))
        filled.update(read_place(turn))
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


def _only_wants_texts(turn: Turn) -> bool:
    """True for `textame mejor no me llamen` in a search, in which `mejor no` leaves nothing."""
    return turn.active_form != CALLBACK_FORM and not turn.needs and not turn.place and wants_text(turn.text)


def _opens_another_form(turn: Turn) -> bool:
    if turn.active_form == SEARCH_FORM:
        return says_when(turn)
    return bool(turn.needs) and not says_when(turn)


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
