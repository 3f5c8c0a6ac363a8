"""Reads a name out of what somebody texts when asked whom to ask for, or says unasked. Pure.

The words here are what people text, in both languages, never what they read.
"""

from __future__ import annotations

import re

from bot.dialogue.actions.short_answers import is_abuse, word_set
from bot.dialogue.components.text import plain

NAME_LIMIT = 40
"""Characters of a name that are kept."""


_SAID_NAME = re.compile(
    r"\b(?:my name is|my names|my name's|name is|name's|they call me|just ask for|tell (?:th)?em to ask for|ask for|me llamo|mi nombre es"
    r"|pregunt[ea]n? por|me dicen|a nombre de)[\s:,]+(.+)",
    re.IGNORECASE,
)
_SAID_NAME_LAST = re.compile(
    r"\b(?:soy|Soy|[Tt]his is|[Ii]t'?s for|[Ee]s para) ([A-ZÁÉÍÓÚÑ][^\W\d_]+(?: [A-ZÁÉÍÓÚÑ][^\W\d_]+)?)\W*$"
)
"""Only with a capital and at the very end: `soy de Pomona` and `this is hard` are no names."""
_SAID_NAME_FIRST = re.compile(
    r"^\W*(?:(?:[Hh]ola|[Hh]i|[Hh]ey|[Hh]ello|[Bb]uenas|[Bb]uenos|[Dd]ias|[Tt]ardes)[,. ]+)*(?:soy|Soy|[Tt]his is|[Ii]'?m) "
    r"([A-ZÁÉÍÓÚÑ][a-záéíóúñ]+)(?=,| (?:and|i|I|y|ocupo|necesito|nesesito|quiero|busco|ando|estoy|acabo)\b)"
)
"""At the very beginning with a capital, before what they want: `soy Juana ocupo ropa`."""
_NAME_LEAD = re.compile(
    r"^\W*(?:(?:yes|yeah|si|sí|ok|okay|sure|claro|it is|its|it's|i'm|im|i am|this is|call me|es|soy|con|diganme|díganme|for|por|para|hi|hola"
    r"|just|nomas|nomás|solo|sólo)\b[\s:,]*)+(?:el |la )?",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_](?:[^\W_]|['’.\-])*(?: [^\W\d_](?:[^\W_]|['’.\-])*)*", re.UNICODE)
_FILLERS = frozenset(
    {"actually", "really", "just", "like", "um", "uh", "este", "pues", "bueno", "well", "the", "el", "la"}
)
"""Words before a name that are no part of it."""
_NAME_WORDS = 3
_NO_NAME = word_set(
    "and y but pero or o please pls plz porfa porfavor gracias thanks thank thx ty ok okay yes yeah yep no nope nah "
    "si at a las los tomorrow manana today hoy call llame llamen when cuando what que who quien why porque how como "
    "idk dunno huh lol lmao haha jaja jajaja hi hello hey hola por help ayuda need necesito quiero want i im my mi me "
    "llamenme llameme llamame llamar marquenme marqueme marquen marcar hablenme hableme hablen cuando puedan cuanto antes "
    "you your is are the it skip saltar none nobody nadie nothing nada anyone anybody whoever cualquiera favor "
    "whatever never mind nvm more mas food comida sorry perdon wait espere from de en in on to for any time"
)


def read_said_name(text: str) -> str | None:
    """The name a text gives in so many words, wherever it stands: `… my name is Tony`."""
    found = _SAID_NAME.search(text) or _SAID_NAME_LAST.search(text) or _SAID_NAME_FIRST.match(text)
    return _trimmed(found[1]) if found else None


def read_name(text: str, *, alone: bool = False) -> str | None:
    """The name in an answer to "who should we ask for": at most three words and 40 characters, or None.

    `alone`: only where one or two words are the whole answer.
    """
    said = read_said_name(text)
    if said:
        return said
    rest = _NAME_LEAD.sub("", text.strip()).strip(" .!,")
    if rest.endswith("?") or is_abuse(text):
        return None
    name = _trimmed(rest)
    if alone and name is not None and (name.lower() != rest.lower() or " " in name.replace(" ", "", 1)):
        return None
    return name


def _trimmed(text: str) -> str | None:
    found = _NAME.match(text.strip(" ,.:;!\"'"))
    if not found:
        return None
    kept: list[str] = []
    words = found[0].split()
    while words and plain(words[0]) in _FILLERS:
        words.pop(0)
    for word in words[: _NAME_WORDS + 1]:
        if plain(word).strip(".") in _NO_NAME:
            break
        kept.append(word)
    if not kept or len(kept) > _NAME_WORDS:
        return None
    name = " ".join(kept)[:NAME_LIMIT].strip(" .-")
    shouted = name.isupper() and len(name) > 3
    return (name.title() if shouted or name == name.lower() else name) or None
