"""What one text says: language, place, time, and (from Rasa) intent, needs and urgency.

A live turn and `puente understand` both read texts here, so what is measured is what runs.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.callbacks.times import TimeReader, TimeReading
from bot.clock import LOS_ANGELES
from bot.dialogue.client import RasaClient, RasaReading
from bot.dialogue.consent_words import ends_texts
from bot.dialogue.language import TextLanguage, detect_language
from bot.directory.places import Gazetteer, Place
from bot.i18n import Language
from bot.messaging.phone import find_number, hide_numbers
from bot.safety.crisis import CrisisKind, detect_crises
from bot.safety.keywords import is_help, keyword_language
from bot.safety.opt_out import is_opt_in

_PUBLIC_INTENT = {"skip": "deny", "nlu_fallback": "out_of_scope"}
"""Names of the dialogue's own that mean a named intent to everybody else (README, Names)."""

NUMBER_HIDDEN: dict[Language, str] = {"en": "that number", "es": "ese numero"}
"""What stands in a text where a phone number was, so that `(323) 555-0100 dont work` reads as people write."""

_ORDINALS = frozenset({"el segundo"})
"""A city, and the second of a list: the words alone do not decide."""

_SMALL_TALK = frozenset(
    [
        "thanks",
        "thank",
        "you",
        "thx",
        "ty",
        "so",
        "much",
        "ok",
        "okay",
        "k",
        "yes",
        "yeah",
        "yep",
        "yup",
        "ya",
        "sure",
        "no",
        "nope",
        "nah",
        "bye",
        "hi",
        "hello",
        "hey",
        "please",
        "pls",
        "sorry",
        "cool",
        "fine",
        "good",
        "great",
        "nice",
        "bro",
        "more",
        "skip",
        "call",
        "me",
        "gracias",
        "si",
        "sí",
        "simon",
        "bueno",
        "hola",
        "adios",
        "adiós",
        "sale",
        "nel",
        "porfa",
    ]
)
"""Words that people say in the other language too, without asking to be answered in it."""

_FILLER = re.compile(
    r"\b(im|i|am|in|at|near|by|around|over|on|the|to|my|is|its|zip|code|area|live|living|staying|here|right|now|it|says|said|no"
    r"|estoy|en|el|la|los|las|por|cerca|de|mi|es|vivo|ando|aqui|ahorita|soy|codigo|postal|dije|lado|of|um|uh|pues|ok|y|and|so"
    r"|maybe|please|pls|porfa|favor|would|be|good|works|best|can|you|para|a|for|que|un|una|better)\b"
)


@dataclass(frozen=True)
class Said:
    """What is read in a text without Rasa. `lang` may be `mixed`; `language` is the one to answer in."""

    text: str
    lang: TextLanguage
    language: Language
    place: Place | None
    place_vague: bool
    place_alone: bool
    time: TimeReading
    time_alone: bool
    phone: str | None
    """A number to call, E.164. It goes to Rasa neither here nor in the text (see `for_rasa`)."""

    @property
    def for_rasa(self) -> str:
        """The text as Rasa may see and keep it: without phone numbers."""
        return hide_numbers(self.text, NUMBER_HIDDEN[self.language])

    def as_metadata(self) -> dict[str, Any]:
        """The message metadata Rasa carries to its components and to our actions. JSON only."""
        return {
            "language": self.language,
            "place": asdict(self.place) if self.place else None,
            "place_vague": self.place_vague,
            "place_alone": self.place_alone,
            "time": _time_as_json(self.time) if self.time.kind != "none" else None,
            "time_alone": self.time_alone,
        }


class Understanding:
    """Reads texts. Holds the gazetteer and the reader of times; both are safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer, times: TimeReader, rasa: RasaClient) -> None:
        self._gazetteer = gazetteer
        self._times = times
        self._rasa = rasa

    def read(self, text: str, prior: Language | None, now: datetime, *, expecting_time: bool = False) -> Said:
        """Read `text`. `prior`: the conversation's language so far. `now`: aware."""
        lang: TextLanguage = keyword_language(text) or detect_language(text, prior)
        language: Language = lang if lang != "mixed" else (prior or "es")
        if prior and _SMALL_TALK.issuperset(re.findall(r"\w+", text.lower())):
            language = prior  # a Spanish speaker's "thanks" does not ask for English
        found = self._gazetteer.read(text)
        time = self._times.read(text, lang, now, expecting=expecting_time)
        return Said(
            text=text,
            lang=lang,
            language=language,
            place=found.place if found else None,
            place_vague=bool(found and found.vague),
            place_alone=bool(
                found
                and found.place
                and text.strip().lower() not in _ORDINALS
                and is_alone(text, (found.start, found.end))
            ),
            time=time,
            time_alone=bool(time.kind != "none" and time.span and is_alone(text, time.span)),
            phone=find_number(text),
        )

    def place_span(self, text: str) -> tuple[int, int] | None:
        """Where in `text` the words of a place stand, as character positions."""
        found = self._gazetteer.read(text)
        return (found.start, found.end) if found and found.place and found.end > found.start else None

    def understand(self, texts: list[tuple[str, Language | None, datetime]]) -> list[dict[str, Any]]:
        """Everything read in each (text, conversation language, now), as `puente understand` prints it.

        Raises Unavailable when Rasa does not answer.
        """
        said = [self.read(text, prior, now) for text, prior, now in texts]
        with ThreadPoolExecutor(1) as beside:  # Rasa, another process, reads meanwhile
            parsed = beside.submit(self._rasa.parse, [(one.for_rasa, one.as_metadata()) for one in said])
            crises = detect_crises([one.text for one in said])
            readings = parsed.result()
        return [_public(*of_one) for of_one in zip(said, crises, readings, strict=True)]


def _public(said: Said, crisis: CrisisKind | None, reading: RasaReading) -> dict[str, Any]:
    place = said.place
    return {
        "text": said.text,
        "lang": said.lang,
        "opt_out": ends_texts(said.text, in_crisis=bool(crisis)),
        "help": is_help(said.text),
        "opt_in": is_opt_in(said.text),
        "crisis": crisis,
        "intent": _PUBLIC_INTENT.get(reading.intent, reading.intent),
        "confidence": round(reading.confidence, 4),
        "needs": sorted(reading.needs),
        "urgent": reading.urgent,
        "place": {
            "zip": place.zip,
            "name": place.name,
            "lat": place.lat,
            "lon": place.lon,
            "spa": place.spa,
            "in_county": place.in_county,
        }
        if place
        else None,
        "time": _time_as_json(said.time),
    }


def _time_as_json(reading: TimeReading) -> dict[str, str | None]:
    def iso(moment: datetime | None) -> str | None:
        return moment.astimezone(LOS_ANGELES).isoformat() if moment else None

    return {"kind": reading.kind, "start": iso(reading.start), "end": iso(reading.end)}


def is_alone(text: str, span: tuple[int, int]) -> bool:
    """True when nothing but small words stands around the span."""
    around = f"{text[: span[0]]} {text[span[1] :]}".lower().replace("'", "").replace("’", "")
    return not re.sub(r"[\W_]+", "", _FILLER.sub(" ", around))
