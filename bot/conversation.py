"""One inbound turn, in order: record, opt-out and help, crisis, dialogue, record the reply.

SMS, WhatsApp and web chat run through here alike. No transaction is open while Rasa is asked.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.callbacks.tasks import Tasks
from bot.cases.facts import KnownFacts
from bot.cases.messages import Messages
from bot.cases.people import People, PersonView
from bot.cases.store import Cases
from bot.clock import Clock
from bot.dialogue.client import RasaClient, RasaReading
from bot.dialogue.follow_up import FollowUpTalk
from bot.dialogue.person_facts import read_facts
from bot.dialogue.responses import REPLY_LIMIT
from bot.dialogue.understanding import Understanding
from bot.errors import NotFound, Unavailable
from bot.i18n import Language, other_language, render
from bot.messaging.segments import count, gsm7_safe
from bot.safety.crisis import detect_crisis
from bot.safety.keywords import is_help, keyword_language
from bot.safety.opt_out import is_opt_in, is_opt_out

TEXT_LIMIT = 1600
"""Characters of one text that are read; Twilio delivers no more (error 21617)."""

_REPEAT_WAIT_STEP = 0.1

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


@dataclass(frozen=True)
class _Reply:
    """What one way of answering came to. `state`: answered, or deferred to a person."""

    texts: tuple[str, ...]
    route: str
    language: Language
    state: str = "answered"
    reading: RasaReading | None = None
    crisis: str | None = None


class Conversation:
    """Answers texts. Safe to share between threads; two turns of one person wait for each other in Rasa."""

    def __init__(
        self,
        people: People,
        messages: Messages,
        tasks: Tasks,
        understanding: Understanding,
        rasa: RasaClient,
        clock: Clock,
        *,
        cases: Cases,
        known_facts: KnownFacts,
        follow_ups: FollowUpTalk,
        repeat_wait_seconds: float = 10.0,
    ) -> None:
        self._people = people
        self._messages = messages
        self._tasks = tasks
        self._understanding = understanding
        self._rasa = rasa
        self._clock = clock
        self._cases = cases
        self._known_facts = known_facts
        self._follow_ups = follow_ups
        self._repeat_wait_seconds = repeat_wait_seconds

    def receive(self, inbound: InboundMessage) -> Answer:
        """Answer one text, exactly once however often it is delivered. Never raises for what a text says."""
        text = inbound.body.replace("\x00", "").strip()[:TEXT_LIMIT]
        person = self._person(inbound, text)
        recorded = self._messages.record_inbound(
            person.id, inbound.channel, inbound.provider_sid, text, inbound.media_count
        )
        if not recorded.first:
            stored = self._wait_for_stored(inbound.provider_sid)
            if stored is not None:
                return Answer(stored, duplicate=True)
            log.warning("turn.taken_over", message_id=recorded.message_id)
        reply = self._reply(person, inbound, text)
        replies = self._finish(person, inbound.channel, reply)
        try:
            self._messages.record_reply(
                recorded.message_id,
                list(replies),
                route=reply.route,
                state=reply.state,
                language=reply.language,
                intent=reply.reading.intent if reply.reading else None,
                confidence=reply.reading.confidence if reply.reading else None,
                crisis=reply.crisis,
                segments=sum(count(one).segments for one in replies),
            )
        except NotFound:  # the person asked for erasure in this very turn
            self._forget(person)
        log.info("turn.answered", route=reply.route, state=reply.state, language=reply.language, count=len(replies))
        return Answer(replies)

    def _person(self, inbound: InboundMessage, text: str) -> PersonView:
        known = self._people.find(inbound.channel, inbound.address)
        if known is not None:
            return known
        language = keyword_language(text) or self._understanding.read(text, None, self._clock.now()).language
        return self._people.get_or_create(inbound.channel, inbound.address, language)

    def _reply(self, person: PersonView, inbound: InboundMessage, text: str) -> _Reply:
        said_keyword: Callable[[], Language] = lambda: keyword_language(text) or person.preferred_language  # noqa: E731
        crisis = detect_crisis(text)
        if inbound.carrier_keyword == "STOP" or is_opt_out(text):
            newly = self._people.opt_out(person.id)
            self._tasks.cancel_open(person.id)
            if not crisis:
                confirm = newly and not inbound.carrier_keyword
                return _Reply((render("opted_out", said_keyword()),) if confirm else (), "keyword", said_keyword())
        if crisis:
            return self._crisis(person, text, crisis)
        if inbound.carrier_keyword == "START" or is_opt_in(text):
            if self._people.opt_in(person.id) or inbound.carrier_keyword:
                told = () if inbound.carrier_keyword else (render("opted_in", said_keyword()),)
                return _Reply(told, "keyword", said_keyword())
        if inbound.carrier_keyword == "HELP":
            return _Reply((), "keyword", said_keyword())
        if is_help(text):
            return _Reply((render("help", said_keyword()),), "keyword", said_keyword())
        if person.opted_out:
            return _Reply((render("still_opted_out", person.preferred_language),), "keyword", person.preferred_language)
        if not text:
            return _Reply((render("no_words", person.preferred_language),), "keyword", person.preferred_language)
        return self._dialogue(person, text)

    def _crisis(self, person: PersonView, text: str, kind: str) -> _Reply:
        language = self._understanding.read(text, person.preferred_language, self._clock.now()).language
        self._tasks.create(
            person.id, "crisis", language=language, spa=person.spa, zip=person.zip, priority="stat", reason=kind
        )
        return _Reply((render(f"crisis_{kind}", language),), "crisis", language, crisis=kind)

    def _dialogue(self, person: PersonView, text: str) -> _Reply:
        prior = person.preferred_language
        said = self._understanding.read(text, prior, self._clock.now())
        if facts := read_facts(text):
            self._known_facts.remember(self._cases.open_case(person.id), facts)
        metadata = said.as_metadata()
        heard = self._follow_ups.hear(person, text, said.language, lambda: self._rasa.parse([(text, metadata)])[0])
        if heard and not heard.goes_on:
            return _Reply((heard.text,), "follow_up", said.language)
        try:
            turn = self._rasa.turn(person.pseudonym, text, metadata)
        except Unavailable as error:
            log.error("rasa.unavailable", code=error.code, detail=error.detail)
            return self._fallback(person, said.language)
        if turn.reading.intent != "switch_language" and said.language != prior:
            self._people.set_language(person.id, said.language, chosen=False)
        replies = (heard.text, *turn.replies) if heard else turn.replies
        return _Reply(replies, "dialogue", said.language, reading=turn.reading)

    def _fallback(self, person: PersonView, language: Language) -> _Reply:
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
        return _Reply(("\n".join(both),), "fallback_menu", language, state="deferred")

    def _finish(self, person: PersonView, channel: str, reply: _Reply) -> tuple[str, ...]:
        """The texts to send: who we are before the first answer, few and short, in the channel's alphabet."""
        texts = list(pack(reply.texts))
        if texts and not person.introduced and reply.route in ("dialogue", "fallback_menu"):
            texts.insert(0, render("first_contact", reply.language))
            self._people.mark_introduced(person.id)
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
            self._rasa.forget(person.pseudonym)
        except Unavailable as error:
            log.error("rasa.forget_failed", code=error.code)


def pack(texts: tuple[str, ...]) -> list[str]:
    """The texts joined where they fit into one reply of at most REPLY_LIMIT characters."""
    packed: list[str] = []
    for text in texts:
        if packed and len(packed[-1]) + 1 + len(text) <= REPLY_LIMIT:
            packed[-1] = f"{packed[-1]}\n{text}"
        else:
            packed.append(text)
    return packed
