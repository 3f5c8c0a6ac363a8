"""One inbound turn, in order: whose text it is, opt-out and help, crisis, consent, dialogue, record the reply.

SMS, WhatsApp and web chat run through here alike. No transaction is open while Rasa is asked.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import structlog

from bot import correlation
from bot.callbacks.handover import NOTE, Handover
from bot.callbacks.tasks import Tasks
from bot.cases.arrivals import WRONG_WORD, Arrival, Arrivals, Change, Claim, Text
from bot.cases.facts import KnownFacts
from bot.cases.messages import Messages
from bot.cases.people import People, PersonView
from bot.cases.store import Cases
from bot.clock import Clock
from bot.dialogue.actions.small_talk import asks_to_wait
from bot.dialogue.client import RasaClient, RasaReading
from bot.dialogue.consent_talk import ConsentTalk
from bot.dialogue.consent_words import read_wish
from bot.dialogue.follow_up import FollowUpTalk
from bot.dialogue.identity_talk import say_change
from bot.dialogue.identity_words import read_claim
from bot.dialogue.keyword_talk import KeywordTalk
from bot.dialogue.person_facts import read_facts
from bot.dialogue.replies import Reply, pack
from bot.dialogue.tracker_table import TrackerTable
from bot.dialogue.understanding import Said, Understanding
from bot.dialogue.unsure_turns import UnsureTurns
from bot.errors import NotFound, Unavailable
from bot.i18n import Language, other_language, render
from bot.messaging.segments import count, gsm7_safe
from bot.meters import Meters
from bot.safety.crisis import detect_crisis, is_by_the_writer
from bot.safety.keywords import keyword_language

TEXT_LIMIT = 1600
"""Characters of one text that are read; Twilio delivers no more (error 21617)."""

_TAKE_UP_WITHIN = timedelta(hours=24)
"""So long a text that could not be answered is taken up with the next."""

_REPEAT_WAIT_STEP = 0.1
_DIGITS_SHOWN = 4
"""Digits by which a person knows a number of theirs again."""

_INTRODUCED_BY = frozenset({"dialogue", "fallback_menu", "identity", "consent"})
"""Ways of answering before which somebody new is told who we are."""

_READ_WHOLE = frozenset({Change.BACK, Change.BACK_NEEDS_WORD, Change.BACK_REFUSED, Change.WORD_SET, Change.WORD_TAKEN})
"""Of texts with a return word, which by chance could sound like a wish that the texts end ("volvi robot")."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class InboundMessage:
    """One text as a channel hands it over. `address`: E.164 on sms and whatsapp, a session id on web.

    `provider_sid` is unique per text; a repeat of it is the same text sent again.
    `carrier_keyword`: STOP, START or HELP when the carrier already answered it (Twilio's OptOutType).
    """

    channel: str
    address: str
    body: str
    provider_sid: str
    media_count: int = 0
    carrier_keyword: str | None = None


@dataclass(frozen=True)
class Answer:
    """`replies` in the order to send them. `duplicate`: this text had been answered before."""

    replies: tuple[str, ...]
    duplicate: bool = False


class Conversation:
    """Answers texts. Safe to share between threads; two turns of one person wait for each other in Rasa."""

    def __init__(
        self,
        people: People,
        arrivals: Arrivals,
        messages: Messages,
        tasks: Tasks,
        consent_talk: ConsentTalk,
        understanding: Understanding,
        rasa: RasaClient,
        trackers: TrackerTable,
        clock: Clock,
        *,
        cases: Cases,
        known_facts: KnownFacts,
        follow_ups: FollowUpTalk,
        keywords: KeywordTalk,
        unsure_turns: UnsureTurns,
        handover: Handover,
        meters: Meters,
        repeat_wait_seconds: float = 10.0,
    ) -> None:
        self._people = people
        self._arrivals = arrivals
        self._messages = messages
        self._tasks = tasks
        self._consent_talk = consent_talk
        self._understanding = understanding
        self._rasa = rasa
        self._trackers = trackers
        self._clock = clock
        self._cases = cases
        self._known_facts = known_facts
        self._follow_ups = follow_ups
        self._keywords = keywords
        self._unsure_turns = unsure_turns
        self._handover = handover
        self._meters = meters
        self._repeat_wait_seconds = repeat_wait_seconds

    def receive(self, inbound: InboundMessage) -> Answer:
        """Answer one text, exactly once however often it is delivered. Never raises for what a text says."""
        began = time.monotonic()
        text = inbound.body.replace("\x00", "").strip()[:TEXT_LIMIT]
        # A wish about calls is read to its last word, so no crisis can hide in it; short as it is, it could pass for one.
        crisis = None if read_wish(text) else detect_crisis(text)
        claim, arrival = self._arrive(inbound, text, in_crisis=bool(crisis))
        if not arrival.first:
            stored = self._wait_for_stored(inbound.provider_sid)
            if stored is not None:
                return Answer(stored, duplicate=True)
            log.warning("turn.taken_over", message_id=arrival.message_id)
        person = arrival.person
        said = claim.rest if arrival.change is Change.NEW_PERSON else text
        reply = self._reply(arrival, inbound, said, crisis)
        replies = self._finish(arrival, inbound.channel, reply)
        try:
            self._messages.record_reply(
                arrival.message_id,
                list(replies),
                route=reply.route,
                state=reply.state,
                language=reply.language,
                intent=reply.intent,
                confidence=reply.reading.confidence if reply.reading else None,
                crisis=reply.crisis,
                segments=sum(count(one).segments for one in replies),
                sample=self._unsure_turns.sample(person, arrival.message_id, said, reply),
            )
        except NotFound:  # the person asked for erasure in this very turn
            self._forget(person)
        self._meters.turn(inbound.channel, reply.language, reply.route, time.monotonic() - began)
        log.info("turn.answered", route=reply.route, state=reply.state, language=reply.language, count=len(replies))
        return Answer(replies)

    def _arrive(self, inbound: InboundMessage, text: str, in_crisis: bool) -> tuple[Claim, Arrival]:
        """Record the text for the person whose it is. In a crisis nobody is asked who they are."""
        known = self._people.find(inbound.channel, inbound.address)
        claim = Claim() if in_crisis else read_claim(text, known.name if known else None)
        prior = known.preferred_language if known else None

        def language() -> Language:
            return keyword_language(text) or self._understanding.read(text, prior, self._clock.now()).language

        sms = Text(inbound.channel, inbound.address, inbound.provider_sid, text, inbound.media_count)
        return claim, self._arrivals.receive(sms, claim, known.id if known else None, language)

    def _reply(self, arrival: Arrival, inbound: InboundMessage, text: str, crisis: str | None) -> Reply:
        person = arrival.person
        stopped = None
        if arrival.change not in _READ_WHOLE:
            stopped = self._keywords.heed_stop(person.id, text, inbound.carrier_keyword, in_crisis=bool(crisis))
        if crisis:
            return self._crisis(person, text, crisis)
        answered = self._keywords.hear(arrival, inbound.channel, text, inbound.carrier_keyword, stopped)
        if answered is not None:
            return answered
        changed = self._identity(arrival, text)
        if changed is not None:
            return changed
        if arrival.held:
            if self._handover.is_silent(person.id):
                return self._held(person, inbound.channel, text)
            answered = self._answer(person, inbound, text)
            return replace(answered, texts=(render(NOTE, answered.language), *answered.texts))
        return self._answer(person, inbound, text)

    def _held(self, person: PersonView, channel: str, text: str) -> Reply:
        """A text to the CHW who took the conversation over: nothing is answered, but a wish about calls is heeded."""
        if read_wish(text, with_reason=True):
            said = self._understanding.read(text, person.preferred_language, self._clock.now())
            agreed = self._consent_talk.hear(person, channel, text, said.language)
            return Reply(agreed.texts if agreed else (), "consent", said.language)
        return Reply((), "taken_over", person.preferred_language)

    def _answer(self, person: PersonView, inbound: InboundMessage, text: str) -> Reply:
        """What Puente itself has to say."""
        if not text:
            return Reply((render("no_words", person.preferred_language),), "keyword", person.preferred_language)
        reopened = self._tasks.reopen_unreached(person.id)
        answered = self._dialogue(person, inbound.channel, text)
        if inbound.media_count:
            answered = replace(answered, texts=(render("photo_unseen", answered.language), *answered.texts))
        if reopened is None:
            return answered
        return replace(answered, texts=(render("callback_reopened", answered.language), *answered.texts))

    def _identity(self, arrival: Arrival, rest: str) -> Reply | None:
        """The answer to a text that changed who is on the number; None for any other."""
        told, language = say_change(arrival), arrival.person.preferred_language
        if told is None:
            return None
        if arrival.change is Change.NEW_PERSON and rest:
            answered = self._dialogue(arrival.person, arrival.person.channel, rest)
            return replace(answered, texts=(told, *answered.texts))
        refused = arrival.change is Change.BACK_REFUSED
        return Reply((told,), "identity", language, said=WRONG_WORD if refused else None)

    def _crisis(self, person: PersonView, text: str, kind: str) -> Reply:
        language = self._understanding.read(text, person.preferred_language, self._clock.now()).language
        self._tasks.create(
            person.id, "crisis", language=language, spa=person.spa, zip=person.zip, priority="stat", reason=kind
        )
        own = kind == "violence" and is_by_the_writer(text)  # who may hurt somebody needs other words than who is hurt
        return Reply(
            (render("crisis_own_violence" if own else f"crisis_{kind}", language),), "crisis", language, crisis=kind
        )

    def _dialogue(self, person: PersonView, channel: str, text: str) -> Reply:
        prior = person.preferred_language
        said = self._understanding.read(self._with_deferred(person, text), prior, self._clock.now())
        if facts := read_facts(said.text):
            self._known_facts.remember(self._cases.open_case(person.id), facts)
        metadata = self._metadata(person, said)
        agreed = self._consent_talk.hear(person, channel, text, said.language)
        if agreed and not agreed.ends_call:
            return Reply(agreed.texts, "consent", said.language)
        read: Callable[[], RasaReading] = lambda: self._rasa.parse([(said.for_rasa, metadata)])[0]  # noqa: E731
        heard = None if agreed else self._follow_ups.hear(person, text, said.language, read)
        if heard and not heard.goes_on:
            self._consent_talk.pass_over(person)
            return Reply((heard.text,), "follow_up", said.language)
        try:
            turn = self._rasa.turn(person.pseudonym, said.for_rasa, metadata)
        except Unavailable as error:
            log.error("rasa.unavailable", code=error.code, detail=error.detail)
            if agreed:
                return Reply(agreed.texts, "consent", said.language)
            return self._fallback(person, said.language)
        if turn.reading.intent != "switch_language" and said.language != prior:
            self._people.set_language(person.id, said.language, chosen=False)
        if agreed:
            understood = turn.reading.intent == "callback_cancel"
            return Reply(turn.replies if understood else agreed.texts, "consent", said.language, reading=turn.reading)
        replies = (heard.text, *turn.replies) if heard else turn.replies
        question = (
            None  # nobody who asked for a moment is asked something new
            if asks_to_wait(text)
            else self._consent_talk.ask(person, channel, turn.reading.intent, replies, said.language)
        )
        replies = (*replies, question) if question else replies
        return Reply(replies, "dialogue", said.language, reading=turn.reading)

    def _with_deferred(self, person: PersonView, text: str) -> str:
        """`text` after those that Rasa was not there to read: they are answered with it."""
        put_off = self._messages.deferred_texts(person.id, self._clock.now() - _TAKE_UP_WITHIN)
        return "\n".join([*(one for one in put_off if one != text), text])[-TEXT_LIMIT:]

    def _metadata(self, person: PersonView, said: Said) -> dict[str, Any]:
        """What Rasa carries to our actions. A phone number goes sealed, and only its last digits in clear."""
        metadata = said.as_metadata()
        metadata["request"] = correlation.current()
        if said.phone:
            sealed = self._people.seal_call_number(person.id, said.phone)
            metadata["phone"] = {"sealed": sealed, "ends": said.phone[-_DIGITS_SHOWN:]}
        return metadata

    def _fallback(self, person: PersonView, language: Language) -> Reply:
        """Rasa is down: a menu in both languages, and a person is told to follow up."""
        self._tasks.create(
            person.id,
            "follow_up",
            language=language,
            spa=person.spa,
            zip=person.zip,
            priority="urgent",
            reason="rasa_down",
        )
        both = tuple(render("fallback_menu", spoken) for spoken in (language, other_language(language)))
        return Reply(("\n".join(both),), "fallback_menu", language, state="deferred")

    def _finish(self, arrival: Arrival, channel: str, reply: Reply) -> tuple[str, ...]:
        """The texts to send: who we are before the first answer, few and short, in the channel's alphabet."""
        texts = list(pack(reply.texts))
        if texts and not arrival.person.introduced and reply.route in _INTRODUCED_BY:
            first = render("first_contact", reply.language)
            if arrival.change is Change.RETURNED:
                first = f"{first}\n{render('returning', reply.language)}"
            if self._people.mark_introduced(arrival.person.id):  # of two texts at once one is answered so
                texts.insert(0, first)
        return tuple(gsm7_safe(one) for one in texts) if channel == "sms" else tuple(texts)

    def _wait_for_stored(self, provider_sid: str) -> tuple[str, ...] | None:
        """The stored replies of a repeated text, waiting while its first delivery is being answered."""
        deadline = time.monotonic() + self._repeat_wait_seconds
        while True:
            stored = self._messages.stored_reply(provider_sid)
            if stored is not None:
                return tuple(stored.replies)
            if time.monotonic() >= deadline:
                return None
            time.sleep(_REPEAT_WAIT_STEP)

    def _forget(self, person: PersonView) -> None:
        try:
            # Rasa wrote this turn down after the action that erased the person.
            self._trackers.forget(person.pseudonym)
        except Unavailable as error:  # still owed: bot/cases/outside_copies.py
            log.error("trackers.forget_failed", code=error.code)
