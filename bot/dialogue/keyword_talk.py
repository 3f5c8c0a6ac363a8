"""STOP, START and HELP, as keywords and as sentences: heeded and answered before any dialogue, with Rasa down too.

What the carrier answered itself (Twilio's OptOutType) is heeded and not answered twice.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from bot.callbacks.tasks import Tasks
from bot.cases.arrivals import Arrival
from bot.cases.people import People, PersonView
from bot.clock import Clock
from bot.dialogue.consent_talk import ConsentTalk
from bot.dialogue.consent_words import ends_texts, read_wish
from bot.dialogue.erasure_talk import ErasureTalk
from bot.dialogue.replies import Reply
from bot.dialogue.understanding import Understanding
from bot.i18n import Language, render
from bot.safety.keywords import is_help, is_start_keyword, keyword_language
from bot.safety.opt_out import is_opt_in

_ROUTE = "keyword"


class Stopped(Enum):
    """What a text that asks for no more texts changed: something, or nothing because they had ended before."""

    NEWLY = "newly"
    AGAIN = "again"


class KeywordTalk:
    def __init__(
        self,
        people: People,
        tasks: Tasks,
        consent_talk: ConsentTalk,
        erasure_talk: ErasureTalk,
        understanding: Understanding,
        clock: Clock,
    ) -> None:
        self._people = people
        self._tasks = tasks
        self._consent_talk = consent_talk
        self._erasure_talk = erasure_talk
        self._understanding = understanding
        self._clock = clock

    def heed_stop(self, person_id: str, text: str, carrier_keyword: str | None, *, in_crisis: bool) -> Stopped | None:
        """End the texts and calls of who asks for it, whatever is answered then; None where nobody asks."""
        if carrier_keyword != "STOP" and not ends_texts(text, in_crisis=in_crisis):
            return None
        newly = self._people.opt_out(person_id)
        self._tasks.cancel_open(person_id)
        return Stopped.NEWLY if newly else Stopped.AGAIN

    def hear(
        self, arrival: Arrival, channel: str, text: str, carrier_keyword: str | None, stopped: Stopped | None
    ) -> Reply | None:
        """The answer to a keyword, or to anything from who opted out; None where the dialogue is to answer.

        `arrival.person`: as before this text. `stopped`: what `heed_stop` made of it.
        """
        person = arrival.person
        starts = carrier_keyword == "START" or is_start_keyword(text) or (person.opted_out and is_opt_in(text))
        if not (stopped or starts or person.opted_out or carrier_keyword or is_help(text)):
            return None
        language = self._language(person, text)
        if stopped or person.opted_out:
            erasing = self._erasure_talk.hear(person, arrival.message_id, text, language)
            if stopped:
                confirm = stopped is Stopped.NEWLY and not carrier_keyword
                told = (render("opted_out", language),) if confirm else ()
                return replace(erasing, texts=(*told, *erasing.texts)) if erasing else Reply(told, _ROUTE, language)
            if erasing:
                return erasing
        if starts and (self._people.opt_in(person.id) or carrier_keyword):
            return Reply(() if carrier_keyword else (render("opted_in", language),), _ROUTE, language)
        if carrier_keyword == "HELP":
            return Reply((), _ROUTE, language)
        if is_help(text):
            return Reply((render("help", language),), _ROUTE, language)
        return self._to_who_opted_out(person, channel, text, language) if person.opted_out else None

    def _to_who_opted_out(self, person: PersonView, channel: str, text: str, language: Language) -> Reply:
        """That texts have ended; or, of who takes back a consent besides, that it is taken back."""
        wish = read_wish(text)
        refused = self._consent_talk.hear(person, channel, text, language) if wish and not wish[1] else None
        if refused:
            return Reply(refused.texts, "consent", language)
        return Reply((render("still_opted_out", language),), _ROUTE, language)

    def _language(self, person: PersonView, text: str) -> Language:
        if is_help(text):  # INFO is a word of both
            return keyword_language(text) or person.preferred_language
        return self._understanding.read(text, person.preferred_language, self._clock.now()).language
