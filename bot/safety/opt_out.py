"""Says whether a text asks that these texts end, or that they start again, in English or Spanish.

Revocation counts by any reasonable means, in any language (47 CFR 64.1200(a)(10)), so sentences count,
not only carrier keywords. Cancelling a call or an appointment and other people's texts are neither.
Rules find what they list; what they do not, a learned opinion finds by its meaning.
"""

from __future__ import annotations

import re
from functools import cache

from bot.safety.canonical import RULES, canonical
from bot.safety.keywords import is_start_keyword, is_stop_keyword
from bot.safety.opt_out_opinion import sounds_like_opt_out
from bot.safety.rulebook import Rulebook, read_shared

_MARK_MEANING_NUMBER = re.compile(r"#(?!\d)")


def is_opt_out(text: str) -> bool:
    """Whether `text` is an opt-out keyword or a sentence that asks that these texts end, plainly or by what it means."""
    if is_plain_opt_out(text):
        return True
    if not sounds_like_opt_out(text):
        return False
    return not is_opt_in(text) and _book("not_opt_out.txt").read(canonical(text)).section is None


def is_plain_opt_out(text: str) -> bool:
    """Whether a keyword or a rule finds it. In a crisis only this counts: despair can sound like a wish to be left alone."""
    return is_stop_keyword(text) or explain_opt_out(text) is not None


def is_opt_in(text: str) -> bool:
    """Whether `text` is an opt-in keyword or a sentence that asks that the texts start again."""
    return is_start_keyword(text) or _book("opt_in.txt").read(canonical(text)).section is not None


def explain_opt_out(text: str) -> tuple[str, str] | None:
    """The class of expression and the canonical words by which a sentence asks to stop; for tests and tuning."""
    reading = _book("opt_out.txt").read(canonical(_MARK_MEANING_NUMBER.sub(" number ", text)))
    return (reading.section, reading.words) if reading.section else None


@cache
def _book(name: str) -> Rulebook:
    fragments, guards = read_shared(RULES / "shared.txt")
    return Rulebook(RULES / name, fragments, guards)
