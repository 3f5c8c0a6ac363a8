"""The words of a text that a CHW types: tidied, counted, and refused where they may not be sent."""

from __future__ import annotations

from bot.errors import InvalidInput
from bot.messaging.discretion import telling_words
from bot.messaging.segments import Segments, count, gsm7_safe

MOST_PARTS = 4
"""SMS segments of one typed text."""
LONGEST_TEXT = 600
"""Characters of one typed text, whatever it costs."""


class TellingWords(InvalidInput):
    """`words`: those of the text that tell somebody else what the person's matter is, as typed."""

    code = "text_telling"

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__("the text holds words that tell what the person's matter is")
        self.words = words


def cost(body: str) -> Segments:
    """What a typed text costs as an SMS, spelled as it will be sent."""
    return count(gsm7_safe(tidy(body)))


def tidy(body: str) -> str:
    """A typed text without what the eye does not see: line ends of forms, spaces at the ends, control characters."""
    shown = "".join(letter for letter in body.replace("\r\n", "\n") if letter == "\n" or letter.isprintable())
    return shown.strip()


def sendable(body: str) -> str:
    """`body`, tidied. Raises InvalidInput (text_empty, text_too_long), and TellingWords."""
    words = tidy(body)
    if not words:
        raise InvalidInput("a text needs words", code="text_empty")
    if len(words) > LONGEST_TEXT or cost(words).segments > MOST_PARTS:
        raise InvalidInput("the text is too long", code="text_too_long")
    if telling := telling_words(words):
        raise TellingWords(telling)
    return words
