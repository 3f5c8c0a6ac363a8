"""The single words carriers act on, in English and Spanish, and the politeness that may surround them.

English opt-out words: CTIA and 47 CFR 64.1200(a)(10) (stop, quit, end, revoke, opt out, cancel,
unsubscribe). Carriers know no Spanish words; these are ours and every one we advertise is here.
"""

from __future__ import annotations

import re
from typing import Literal

from bot.safety.canonical import canonical
from bot.safety.normalize import fold

KeywordLanguage = Literal["en", "es"]

_STOP_EN = (
    "stop", "stopall", "stop all", "unsubscribe", "end", "quit", "cancel", "revoke", "optout", "opt out", "unsub",
    "stop it", "stop this", "stop texts", "stop messages", "end texts", "cancel texts", "unsubscribe me", "opt me out",
    "stop everything", "quit it",
)  # fmt: skip
_STOP_ES = (
    "alto", "parar", "pare", "paren", "para", "parale", "parele", "parenle", "detener", "detente", "detengase",
    "detenganse", "baja", "cancelar", "dar de baja", "darme de baja", "dame de baja", "denme de baja", "deme de baja",
    "quiero darme de baja", "no mas", "ya no mas", "basta", "desuscribir", "desuscribirme", "desuscribirse",
)  # fmt: skip
_START_EN = (
    "start",
    "unstop",
    "un stop",
    "resume",
    "subscribe",
    "resubscribe",
    "optin",
    "opt in",
    "restart texts",
    "start texts",
)
_START_ES = ("empezar", "iniciar", "comenzar", "reanudar", "suscribir", "suscribirme", "empiecen", "inicien", "alta",
    "dar de alta", "darme de alta", "dame de alta", "denme de alta", "deme de alta", "activar", "reactivar", "continuar")  # fmt: skip
_HELP: dict[str, KeywordLanguage | None] = {"help": "en", "info": None, "ayuda": "es"}

_POLITE_EN = (
    "please", "thanks", "thank you", "ok", "okay", "just", "now", "already", "i said", "hey", "hi", "hello", "sorry",
    "sir", "maam", "bro", "man", "yo", "right now", "asap", "immediately", "the", "guys", "dude", "now please", "and",
    "i already said", "i want to", "can you", "fucking", "damn", "yes",
)  # fmt: skip
_POLITE_ES = (
    "por favor", "gracias", "ya", "ahora", "ahorita", "oiga", "oye", "disculpe", "perdon", "senor", "senora",
    "joven", "muchas gracias", "ya por favor", "de una vez", "si", "pues", "quiero", "inmediatamente", "ya dije", "ya dije que", "dije que",
)  # fmt: skip


def _alternatives(*groups: tuple[str, ...]) -> str:
    return "|".join(sorted((re.escape(word) for group in groups for word in group), key=len, reverse=True))


_SIGNATURE = re.compile(r"[\n-]\s*(?:sent from|enviado desde) .*", re.IGNORECASE | re.DOTALL)
"""What a phone adds below a message by itself."""
_FILLER = re.compile(rf"(?<!\S)(?:{_alternatives(_POLITE_EN, _POLITE_ES)})(?!\S)")
_FILLER_EN = re.compile(rf"(?<!\S)(?:{_alternatives(_POLITE_EN)})(?!\S)")
_FILLER_ES = re.compile(rf"(?<!\S)(?:{_alternatives(_POLITE_ES)})(?!\S)")
_REPEATED: dict[str, re.Pattern[str]] = {
    name: re.compile(rf"(?:{_alternatives(*groups)})(?: (?:{_alternatives(*groups)}))*")
    for name, groups in {
        "stop": (_STOP_EN, _STOP_ES),
        "start": (_START_EN, _START_ES),
        "en": (_STOP_EN, _START_EN),
        "es": (_STOP_ES, _START_ES),
    }.items()
}


_TORN = 3
"""Into how many pieces a keyword may be torn. Pieces that are all letters are joined by `canonical` before."""


def is_stop_keyword(text: str) -> bool:
    """Whether the whole message is an opt-out word, perhaps repeated, with nothing but politeness around it."""
    return _is_only(text, "stop")


def is_start_keyword(text: str) -> bool:
    """Whether the whole message is an opt-in word; "yes" and "si" are answers in our dialogue, not opt-ins."""
    return _is_only(text, "start")


def is_help(text: str) -> bool:
    """Whether the whole message is HELP, INFO or AYUDA; a sentence that asks for help is a need."""
    return _bare(text) in _HELP


def keyword_language(text: str) -> KeywordLanguage | None:
    """The language of a bare keyword (AYUDA: es, STOP: en); None where it is no keyword or could be either."""
    bare = _bare(text)
    if bare in _HELP:
        return _HELP[bare]
    words = _words(text)
    core = _without_politeness(words)
    english = bool(_REPEATED["en"].fullmatch(core)) and not _FILLER_ES.search(words)
    spanish = bool(_REPEATED["es"].fullmatch(core)) and not _FILLER_EN.search(words)
    return "en" if english and not spanish else "es" if spanish and not english else None


def _is_only(text: str, name: str) -> bool:
    core = _without_politeness(_words(text))
    if _REPEATED[name].fullmatch(core):
        return True
    return 1 < len(core.split()) <= _TORN and bool(_REPEATED[name].fullmatch(core.replace(" ", "")))  # "al to", "sto p"


def _words(text: str) -> str:
    return " ".join(canonical(_SIGNATURE.sub("", text)).replace(".", " ").split())


def _without_politeness(words: str) -> str:
    return " ".join(_FILLER.sub(" ", words).split())


def _bare(text: str) -> str:
    return re.sub(r"[^a-z]+", " ", fold(text)).strip()
