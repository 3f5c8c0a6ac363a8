"""Says whether a text asks that these texts end, or that they start again, in English or Spanish.

Revocation counts by any reasonable means, in any language (47 CFR 64.1200(a)(10)), so sentences count,
not only carrier keywords. Cancelling a call or an appointment and other people's texts are neither.
Rules find the opt-outs they list; what they do not, and who asks for the texts again, a learned opinion finds by its
meaning.
"""

from __future__ import annotations

import re
from functools import cache

from bot.safety.canonical import RULES, canonical
from bot.safety.erasure import asks_only_erasure
from bot.safety.keywords import is_start_keyword, is_stop_keyword
from bot.safety.opt_out_opinion import odds
from bot.safety.rulebook import Rulebook, read_shared

_LONG, _OVERRULED = 8, -4.0
"""Words from which the models may overrule a rule, and the log odds below which they do: a short text gives them too
little to go by ("did you guys stop sending the reminders? i want them")."""
_ABOUT_THE_NUMBER = {"wrong number", "numero equivocado", "this number has a new owner"}
"""Sections of opt_out.txt that are never overruled: whose number it is the models know least."""
_BEYOND_DOUBT = 6.0
"""Log odds from which it is one in a crisis too. The surest of some 4,500 held-out texts of crises comes to 4.8."""

_SURE_OF_OPT_IN = 0.0
"""Log odds from which an opt-in is beyond doubt: who opted out hears from us again only at their own word."""

_MARK_MEANING_NUMBER = re.compile(r"#(?!\d)")


def is_opt_out(text: str) -> bool:
    """Whether `text` is an opt-out keyword or a sentence that asks that these texts end, plainly or by what it means."""
    if is_stop_keyword(text):
        return True
    found = explain_opt_out(text)
    said = odds(text, whatever=found is not None)
    if found is None:
        return said.opt_out > 0 and not _asks_the_contrary(text)
    long = len(canonical(text).split()) >= _LONG
    overruled = said.opt_in > 0 or _takes_back(text) or (long and said.opt_out <= _OVERRULED)
    return found[0] in _ABOUT_THE_NUMBER or not overruled


def is_sure_opt_out(text: str) -> bool:
    """What counts in a crisis, where despair can sound like a wish to be left alone: a keyword, a rule, or no doubt at all."""
    return is_plain_opt_out(text) or (odds(text).opt_out > _BEYOND_DOUBT and not _asks_the_contrary(text))


def is_plain_opt_out(text: str) -> bool:
    """Whether a keyword or a rule finds it."""
    return is_stop_keyword(text) or explain_opt_out(text) is not None


def is_opt_in(text: str) -> bool:
    """Whether `text` is an opt-in keyword or a sentence that asks, without a doubt, that the texts start again."""
    if is_start_keyword(text) or _takes_back(text):
        return True
    return odds(text).opt_in > _SURE_OF_OPT_IN and not is_stop_keyword(text)


def explain_opt_out(text: str) -> tuple[str, str] | None:
    """The class of expression and the canonical words by which a sentence asks to stop; for tests and tuning."""
    reading = _book("opt_out.txt").read(canonical(_MARK_MEANING_NUMBER.sub(" number ", text)))
    return (reading.section, reading.words) if reading.section else None


def _asks_the_contrary(text: str) -> bool:
    said = _book("not_opt_out.txt").read(canonical(text)).section is not None
    return said or _takes_back(text) or asks_only_erasure(text)


def _takes_back(text: str) -> bool:
    """Whether a rule finds that a stop is taken back."""
    return _book("opt_in.txt").read(canonical(text)).section is not None


@cache
def _book(name: str) -> Rulebook:
    fragments, guards = read_shared(RULES / "shared.txt")
    return Rulebook(RULES / name, fragments, guards)
