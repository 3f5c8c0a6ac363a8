"""Which language a text is in: English, Spanish, or really both at once."""

from __future__ import annotations

from typing import Literal

from bot.i18n import Language

TextLanguage = Literal["en", "es", "mixed"]


def detect_language(text: str, prior: Language | None = None) -> TextLanguage:
    """The language of `text`; where it does not tell ("ok", "90011"), the conversation's, else English."""
    raise NotImplementedError
