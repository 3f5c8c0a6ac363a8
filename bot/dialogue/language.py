"""Which language a text is in: English, Spanish, or really both at once.

Words decide: each word that only one language writes is evidence for it, and a text with clear evidence of both is mixed.
A borrowed word or the name of a place is no evidence. Where no word is known, py3langid's letters decide if they are sure.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from bot.dialogue import language_words as words
from bot.dialogue.components.text import plain
from bot.i18n import Language

TextLanguage = Literal["en", "es", "mixed"]

_STRONG, _WEAK = 1.0, 0.5
_MIXED = 1.5
"""So much evidence of the lesser language makes a text mixed: two words, or one and a half of a phrase."""
_MIXED_SHARE = 0.08
"""In a long text the lesser language needs this share of the greater one's evidence."""
_LETTERS_SURE = 0.9
_LETTERS_SURE_AGAINST_PRIOR = 0.97
_READ = 1000
"""Characters read of a text: no longer text tells more."""

_WORD = re.compile(r"[a-z]+")
_NAMES = re.compile(
    r"\b(?:(?:el|south el) (?:monte|segundo|sereno|camino(?: college)?|salvador|centro)"
    r"|la (?:puente|mirada|verne|habra|canada|crescenta|cienega|brea|tijera|county|city|live|trade)"
    r"|(?:east|south|west|central) la|cal state la|(?:lake )?los (?:angeles|angelas|feliz|nietos|padrinos|alamitos|amigos)|east los"
    r"|las (?:virgenes|vegas)|palos verdes|(?:marina |playa )?del (?:rey|amo|mar|valle|sol)|(?:val|agua|monte|alta|chula|buena|playa)"
    r" (?:verde|dulce|bello|loma|vista|park)|(?:casa|mi|nuestra) (?:de|casa|senora)(?: de)? \w+|de (?:la|los|leon|jesus)"
    r" \w+|(?:san|santa|santo) \w+|pico rivera|boyle heights|mariachi plaza|plaza mexico|cesar (?:e )?chavez|union station"
    r"|van nuys|visa u|home depot|in n out|skid row|twin towers|mens central(?: jail)?|see ya|ya (?:boy|man|girl|all))\b"
)
"""Names whose words would look like evidence."""

_SPANISH_ENDING = re.compile(
    r"\w{2,}(?:[ai]endo|[^nm]ando|aron|ieron|cion|sion|ciones|mente|[aei]r(?:me|se|te|lo|la|los|las|le|les|nos)|amos|emos|imos"
    r"|[aei]nme|itos?|itas?|aba|aban|[ae]ncia|[ae]ria|ados|adas|idos|idas|ario|illo|illa)"
)
_ENGLISH_ENDING = re.compile(r"\w{2,}(?:ing|tion|ness|ment|ments|ght|ghts|ful|less|ould|[^aeiou]ed|[^u]ally|ck|cks|ssed|wn|th|rs|ts|ds|ys|ks)")
_SPANISH_SIGN = re.compile(r"[¿¡ñáéíóú]")


class _Evidence(NamedTuple):
    english: float
    spanish: float


def detect_language(text: str, prior: Language | None = None) -> TextLanguage:
    """The language of `text`; where it does not tell ("ok", "90011"), the conversation's, else English."""
    read = text[:_READ]
    bare = _NAMES.sub(" . ", plain(read))
    tokens = _WORD.findall(bare)
    found = _weigh(tokens)
    lesser, greater = sorted(found)
    if lesser >= max(_MIXED, _MIXED_SHARE * greater):
        return "mixed"
    if found.english != found.spanish:
        return "en" if found.english > found.spanish else "es"
    return _by_letters(bare, tokens, read, prior)


def _weigh(tokens: list[str]) -> _Evidence:
    english = spanish = borrowed = 0.0
    for token in tokens:
        if token in words.SPANISH:
            spanish += _STRONG
        elif token in words.ENGLISH:
            english += _STRONG
        elif token in words.BORROWED:
            borrowed += _WEAK
        elif token in words.ENGLISH_SMALL_TALK:
            english += _WEAK
        elif token in words.SPANISH_IN_PASSING:
            spanish += _WEAK
        elif _SPANISH_ENDING.fullmatch(token):
            spanish += _WEAK
        elif _ENGLISH_ENDING.fullmatch(token):
            borrowed += _WEAK
    return _Evidence(english + (borrowed if english >= 1 else 0), spanish)


def _by_letters(bare: str, tokens: list[str], text: str, prior: Language | None) -> Language:
    """What letters say where words say nothing: too few are a name or a place, and leave the prior."""
    if _SPANISH_SIGN.search(text.lower()):
        return "es"
    if not tokens or all(t in words.BORROWED for t in tokens):
        return prior or "en"
    language, sureness = _identifier().classify(" ".join(tokens))
    sure = _LETTERS_SURE if prior is None else _LETTERS_SURE_AGAINST_PRIOR
    if sureness >= sure and language in ("en", "es"):
        return "es" if language == "es" else "en"
    return prior or "en"


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(["en", "es"])
    return identifier
