"""Every word in capitals that our texts tell people to send does what is promised, as written and without accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po

from bot.safety.crisis import detect_crisis
from bot.safety.keywords import is_help, is_start_keyword, is_stop_keyword, keyword_language
from bot.safety.opt_out import is_opt_out
from bot.settings import PROJECT_ROOT

_CAPITALS = re.compile(r"(?<![\w-])[A-ZÁÉÍÓÚÜÑ]{3,}(?: [A-ZÁÉÍÓÚÜÑ]{2,})*(?![\w-])")
_ACRONYMS = {"EBT", "GED", "ICE", "ZIP", "SSI", "WIC", "DMV", "DUI", "DCFS", "SMS", "TAP", "USB", "SSDI"}
_OTHER_PEOPLES_LINE = re.compile(r"\b(?:AYUDA|START) (?:to|al) \d+|988[^.]*?(?:reply|responda|conteste) NEXT")
STOP, START, HELP = {"STOP", "ALTO"}, {"START", "EMPEZAR"}, {"HELP", "AYUDA"}
WHO_IS_TEXTING = {"BACK", "VOLVI", "ITS ME", "SOY YO"}
"""Read before the dialogue, by bot.dialogue.identity_words; its own tests hold them to it."""
INTENTS = {
    "SKIP": "skip", "SALTAR": "skip", "MORE": "more_results", "MÁS": "more_results", "CALL ME": "callback_request",
    "LLÁMENME": "callback_request", "YES": "affirm", "DELETE MY INFO": "delete_data", "BORRA MIS DATOS": "delete_data",
}  # fmt: skip


def advertised(language: str) -> Iterator[str]:
    path = PROJECT_ROOT / "locales" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        for entry in read_po(file):
            text = _OTHER_PEOPLES_LINE.sub("", str(entry.string)) if entry.id else ""
            yield from (word for word in _CAPITALS.findall(text) if word not in _ACRONYMS)


def plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


WORDS = [(language, word) for language in ("en", "es") for word in sorted(set(advertised(language)))]


def test_the_texts_advertise_how_to_stop_to_return_and_to_get_help() -> None:
    assert {word for language, word in WORDS if language == "en"} >= {"STOP", "START", "HELP"}
    assert {word for language, word in WORDS if language == "es"} >= {"ALTO", "EMPEZAR", "AYUDA"}


@pytest.mark.parametrize(("language", "word"), WORDS)
def test_an_advertised_word_does_what_is_promised(language: str, word: str) -> None:
    for written in (word, word.lower(), word.capitalize(), plain(word), f"{word}.", f" {word}! ", f"“{word}”"):
        assert is_stop_keyword(written) == is_opt_out(written) == (word in STOP), written
        assert is_start_keyword(written) == (word in START), written
        assert is_help(written) == (word in HELP), written
        assert detect_crisis(written) is None
        if word in STOP | START | HELP:
            assert keyword_language(written) == language
    if word not in STOP | START | HELP | WHO_IS_TEXTING:
        assert plain(word).lower() in examples_of(INTENTS[word], language)


def examples_of(intent: str, language: str) -> set[str]:
    path = PROJECT_ROOT / "nlu_data" / language / "intents" / f"{intent}.yml"
    return {plain(line.strip()[2:]).lower() for line in path.read_text("utf-8").splitlines() if "- " in line}
