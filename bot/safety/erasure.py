"""Says whether a text asks that what Puente keeps of a person be erased, in English or Spanish.

For moments in which nothing else reads the text: Rasa's reading of the same wish knows more ways to put it. Who is
answered by these words is asked once more before anything goes, so they are generous.
"""

from __future__ import annotations

from functools import cache

from bot.safety.canonical import RULES, canonical
from bot.safety.rulebook import Rulebook, read_shared

_ONLY = "what is kept"
"""The section of texts that ask for this and for nothing else."""


def asks_erasure(text: str) -> bool:
    """Whether `text` asks that what is kept of its writer, or what they wrote, be deleted."""
    return _section(text) is not None


def asks_only_erasure(text: str) -> bool:
    """Whether it asks that so plainly that it is no wish that the texts end as well."""
    return _section(text) == _ONLY


def _section(text: str) -> str | None:
    return _book().read(canonical(text)).section


@cache
def _book() -> Rulebook:
    return Rulebook(RULES / "erasure.txt", *read_shared(RULES / "shared.txt"))
