"""What is said when a text changed who is on the number."""

from __future__ import annotations

from bot.cases.arrivals import Arrival, Change
from bot.i18n import render

_SAID = {
    Change.NEW_PERSON: "new_person",
    Change.SOMEONE_ELSE: "someone_else",
    Change.BACK: "welcome_back",
    Change.BACK_NEEDS_WORD: "ask_return_word",
    Change.BACK_REFUSED: "wrong_return_word",
    Change.WORD_SET: "return_word_set",
    Change.WORD_TAKEN: "return_word_taken",
}
"""A return after a long silence is missing here: it is answered like any text, and told about after our name."""


def say_change(arrival: Arrival) -> str | None:
    """The words for what `arrival` changed; None where the text goes to the dialogue like any other."""
    entry = _SAID.get(arrival.change)
    if entry is None:
        return None
    other, own = (word.upper() for word in arrival.words)
    if arrival.change is Change.NEW_PERSON and not other:
        entry = "new_person_own"
    return render(entry, arrival.person.preferred_language, word=own, other=other)
