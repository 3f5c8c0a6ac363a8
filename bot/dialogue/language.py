"""Which language a text is in: English, Spanish, or really both at once.

Words decide: each word that only one language writes is evidence for it, and a text with clear evidence of both is mixed.
A borrowed word or the name of a place is no evidence. Where no word tells, the conversation's language stands; where there
is none yet, py3langid reads the letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from bot.dialogue import language_words as words
from bot.dialogue.components.text import plain
from bot.i18n import Language

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

TextLanguage = Literal["en", "es", "mixed"]

_STRONG, _WEAK = 1.0, 0.5
_ONE_SPANISH_WORD = 0.12
"""One Spanish word makes an English text mixed where it is this share of the English: names apart, English borrows few."""
_ONE_ENGLISH_WORD = 0.2
_TWO_ENGLISH_WORDS = 0.08
"""One English word, or two, make a Spanish text mixed where they are this share of the Spanish, which borrows many."""
_SURE_LETTERS = 0.8
_READ = 1000
"""Characters read of a text: no longer text tells more."""

_LISTED = (
    words.SPANISH | words.ENGLISH | words.NAMES | words.BORROWED | words.ENGLISH_SMALL_TALK | words.SPANISH_IN_PASSING
)
_WORD = re.compile(r"[a-z]+")
_NAMED_PHRASES = re.compile(
    r"\b(?:(?:south )?el (?:monte|segundo|sereno|camino(?: college)?|salvador|paso|cajon|toro)"
    r"|la (?:puente|mirada|verne|habra|canada|crescenta|cienega|brea|tijera|palma|county|city|live|trade)"
    r"|(?:east|south|west|central) la|cal state la|east los"
    r"|(?:lake )?los (?:angeles|angelas|feliz|nietos|padrinos|alamitos|amigos|robles)|las (?:virgenes|vegas|palmas)"
    r"|(?:san|santa|santo|rancho) \w+|palos verdes|sierra madre|(?:marina |playa )?del (?:rey|amo|mar|sol)|playa vista"
    r"|val verde|agua dulce"
    r"|(?:bella|buena|alta|chula|mar|monte) (?:vista|loma|park)|casa (?:de|del) \w+|nuestra senora|mariachi plaza"
    r"|de (?:leon|jesus|la (?:cruz|rosa|torre|hoya|vega|o)|los santos)|cesar (?:e )?chavez|van nuys|visa u|home depot|in n out"
    r"|dollar tree|skid row|twin towers|mens central(?: jail)?|see ya|ya (?:boy|man|girl|all))\b"
)
"""Names and turns whose words would look like evidence."""

_SPANISH_ENDING = re.compile(
    r"\w{2,}(?:[ai]endo|[^nm]ando|aron|ieron|s?cion|[cs]iones|mente|[aei]r(?:me|se|te|lo|la|los|las|le|les|nos)|amos|emos|imos"
    r"|[aei]nme|itos?|itas?|aba|aban|[ae]ncia|ados|adas|idos|idas|ario|illo|illa)"
)
_ENGLISH_ENDING = re.compile(r"\w{2,}(?:ing|tion|ness|ments?|ghts?|ful|less|ed|ly|cks?)")


@dataclass
class _Evidence:
    """How much of each language a text holds, and how many of its words only that language writes."""

    english: float = 0.0
    spanish: float = 0.0
    english_words: int = 0
    spanish_words: int = 0

    def is_mixed(self) -> bool:
        if not (self.english_words and self.spanish_words):
            return False
        if self.spanish <= self.english:
            return self.spanish >= _ONE_SPANISH_WORD * self.english
        share = _ONE_ENGLISH_WORD if self.english < _STRONG + _WEAK else _TWO_ENGLISH_WORDS
        return self.english >= share * self.spanish


def detect_language(text: str, prior: Language | None = None) -> TextLanguage:
    """The language of `text`; where it does not tell ("ok", "90011", a bare name), the conversation's, else English."""
    tokens = [_unstretched(token) for token in _WORD.findall(_NAMED_PHRASES.sub(" . ", plain(text[:_READ])))]
    if len(tokens) == 1 and len(tokens[0]) == 1:
        return prior or "en"
    found = _weigh(tokens)
    if found.is_mixed():
        return "mixed"
    if found.english != found.spanish:
        return "en" if found.english > found.spanish else "es"
    return prior or _by_letters(tokens)


def _unstretched(token: str) -> str:
    """`holaa` is `hola`; `coffee` and `ssi` stay."""
    shorter = token[:-1]
    stretched = len(token) > 3 and token[-1] == token[-2] and token not in _LISTED and shorter in _LISTED
    return shorter if stretched else token


def _weigh(tokens: list[str]) -> _Evidence:
    """A borrowed word counts only beside other English: "court date tomorrow", not "mi court"."""
    found = _Evidence()
    borrowed, in_english = 0.0, False
    for token in tokens:
        if token in words.SPANISH:
            found.spanish += _STRONG
            found.spanish_words += 1
            borrowed, in_english = 0.0, False
        elif token in words.ENGLISH:
            found.english += _STRONG + borrowed
            found.english_words += 1
            borrowed, in_english = 0.0, True
        elif token in words.NAMES:
            continue
        elif token in words.ENGLISH_SMALL_TALK:
            found.english += _WEAK
        elif token in words.SPANISH_IN_PASSING or _SPANISH_ENDING.fullmatch(token):
            found.spanish += _WEAK
            borrowed, in_english = 0.0, False
        elif token in words.BORROWED or _ENGLISH_ENDING.fullmatch(token):
            if in_english:
                found.english += _WEAK
            else:
                borrowed += _WEAK
    return found


def _by_letters(tokens: list[str]) -> Language:
    """What the letters say of a first message whose words say nothing or weigh the same; unsure, English."""
    unknown = [t for t in tokens if len(t) > 2 and t not in words.BORROWED and t not in words.NAMES]
    if not unknown:
        return "en"
    language, sureness = _identifier().classify(" ".join(unknown))
    return "es" if language == "es" and sureness >= _SURE_LETTERS else "en"


@cache
def _identifier() -> LanguageIdentifier:
    # Imported here: with numpy it costs a second and 70 MB, and few messages come this far.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(["en", "es"])
    return identifier
