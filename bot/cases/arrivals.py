"""Arrivals: whose text this is. One number may be several people's, or somebody else's since the last text.

Finding the person, changing who is `here`, and recording the text are one transaction that holds the number, so
that two texts at once, or one delivered twice, change it once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.cases.messages import record_inbound_in
from bot.cases.models import Message, Person
from bot.cases.number_changes import end_link, put_together, set_aside, take_up
from bot.cases.people import PersonView, address_hash, insert_person, view_of
from bot.cases.return_words import ReturnWords
from bot.cases.takeovers import held_in
from bot.clock import Clock
from bot.db import Database
from bot.errors import InvalidInput, NotFound
from bot.i18n import Language
from bot.privacy.encryption import Vault

IDLE_DAYS = 45
"""The soonest a carrier may give a disconnected number to somebody else (47 CFR 52.15(f)(1)(ii))."""

WRONG_WORD = "wrong_word"
"""The intent under which a text with a wrong return word is kept, so that guesses can be counted."""
_GUESSES = 5
_GUESSES_WITHIN = timedelta(days=1)


class Change(StrEnum):
    """What a text changed about who is on the number."""

    NONE = "none"
    RETURNED = "returned"
    """The number was silent for long: whoever writes starts clean, and may say that they are the same."""
    NEW_PERSON = "new_person"
    SOMEONE_ELSE = "someone_else"
    """The person we knew is not on this number any more."""
    BACK = "back"
    BACK_NEEDS_WORD = "back_needs_word"
    BACK_REFUSED = "back_refused"
    WORD_SET = "word_set"
    WORD_TAKEN = "word_taken"


@dataclass(frozen=True)
class Claim:
    """What a text says about who is writing. `rest`: what else it says. `word`: the return word in it."""

    kind: Literal["none", "new_person", "someone_else", "back", "word"] = "none"
    word: str = ""
    rest: str = ""


@dataclass(frozen=True)
class Text:
    """An inbound text as it is recorded; fields as Messages.record_inbound."""

    channel: str
    address: str
    provider_sid: str
    body: str
    media_count: int = 0


@dataclass(frozen=True)
class Arrival:
    """Whose text it is (as they were before it), under which id it is kept, and whether this is its first delivery.

    `words`: after `new_person` the return words of who was here and of who is new. `held`: a CHW had taken the
    conversation over before it came, and answers it; which of the two came first is settled here once and for all.
    """

    person: PersonView
    message_id: str
    first: bool
    change: Change = Change.NONE
    words: tuple[str, str] = ("", "")
    held: bool = False


class Arrivals:
    """Takes texts in. `idle`: silence after which a number may be somebody else's. `words`: to give out."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        words: tuple[str, ...],
        idle: timedelta = timedelta(days=IDLE_DAYS),
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._words = ReturnWords(vault, words)
        self._idle = idle

    def is_idle(self, person: PersonView) -> bool:
        """True when the number has been silent for so long that somebody else may have it."""
        return person.channel != "web" and self._silent(person.last_inbound_at)

    def receive(self, text: Text, claim: Claim, seen: str | None, language: Callable[[], Language]) -> Arrival:
        """Record `text` for the person whose it is.

        `claim` was read knowing the person with id `seen` here; it is passed over when somebody else is here by now.
        `language`: of somebody new. Raises InvalidInput for a text without provider id or address.
        """
        if not text.provider_sid:
            raise InvalidInput("an inbound text needs a provider id", code="no_provider_id")
        with self._database.write() as db_session:
            found_by = address_hash(self._vault, text.channel, text.address)
            if not self._database.is_sqlite:
                # The number itself is held: its people come and go, and their rows cannot be locked in one order.
                db_session.execute(select(func.pg_advisory_xact_lock(int(found_by[:15], 16))))
            people = _locked(db_session, found_by)
            person, change, words = _here(people), Change.NONE, ("", "")
            if person is None:
                change = Change.RETURNED if any(one.number_link == "unsure" for one in people) else change
                self._make(db_session, text, language())
                people = _locked(db_session, found_by)
                person = _here(people)
            if person is None:
                raise NotFound("the person was erased at this moment", code="person_gone")
            kept = db_session.scalar(select(Message).where(Message.provider_sid == text.provider_sid))
            if kept is not None:
                whose = view_of(db_session.get_one(Person, kept.person_id), self._vault)
                held = held_in(db_session, kept.person_id)
                answers = held is not None and held.taken_at <= kept.created_at
                return Arrival(whose, kept.id, first=False, held=answers)
            if seen == person.id:
                person, change, words = self._settle(db_session, people, person, text, claim, language)
            person.channel = text.channel
            before = view_of(person, self._vault)
            recorded = record_inbound_in(
                db_session, self._vault, person, text.channel, text.provider_sid, text.body, text.media_count,
                self._clock.now(),
            )  # fmt: skip
            held = held_in(db_session, person.id)
            if held is not None:
                held.waiting_since = held.waiting_since or self._clock.now()
            return Arrival(before, recorded.message_id, recorded.first, change, words, held=held is not None)

    def _settle(
        self,
        db_session: Session,
        people: list[Person],
        here: Person,
        text: Text,
        claim: Claim,
        language: Callable[[], Language],
    ) -> tuple[Person, Change, tuple[str, str]]:
        now = self._clock.now()
        idle = text.channel != "web" and self._silent(here.last_inbound_at)
        if claim.kind == "someone_else" and _has_past(db_session, here):
            for one in people:
                end_link(db_session, one, now)
            return self._make(db_session, text, language()), Change.SOMEONE_ELSE, ("", "")
        if claim.kind == "new_person" and _has_past(db_session, here):
            if here.return_word_sealed and _texts_of(db_session, here) == 1 and not idle:  # said twice
                return here, Change.NEW_PERSON, ("", self._words.of(here))
            old = self._words.of(here) or self._words.give(people, here)
            set_aside(db_session, here, "shared", now)
            made = self._make(db_session, text, language())
            return made, Change.NEW_PERSON, (old, self._words.give([*people, made], made))
        if claim.kind == "word":
            taken = any(one is not here and self._words.of(one) == claim.word for one in people)
            if not taken:
                self._words.keep(here, claim.word)
            return here, Change.WORD_TAKEN if taken else Change.WORD_SET, ("", claim.word)
        if claim.kind == "back":
            found, change = self._who_is_back(db_session, people, here, claim.word, idle)
            if found is not None and found is not here:
                self._swap(db_session, people, here, found, now)
            if found is not None or change is not Change.NONE:
                return found or here, change, ("", "")
        if idle:
            set_aside(db_session, here, "unsure", now)
            return self._make(db_session, text, language()), Change.RETURNED, ("", "")
        return here, Change.NONE, ("", "")

    def _who_is_back(
        self, db_session: Session, people: list[Person], here: Person, word: str, idle: bool
    ) -> tuple[Person | None, Change]:
        """Who says that they are back, if they can be told from others."""
        if word:
            if self._guesses(db_session, people) >= _GUESSES:
                return None, Change.BACK_REFUSED
            named = [one for one in people if self._words.of(one) == word]
            return (named[0], Change.BACK) if named else (None, Change.BACK_REFUSED)
        candidates = [one for one in people if one.number_link == "unsure"] or ([here] if idle else [])
        if not candidates:
            return None, Change.NONE
        latest = max(candidates, key=lambda one: one.last_inbound_at or one.created_at)
        return (None, Change.BACK_NEEDS_WORD) if latest.return_word_sealed else (latest, Change.BACK)

    def _swap(self, db_session: Session, people: list[Person], here: Person, back: Person, now: datetime) -> None:
        """`back` takes up where they were. Who was here without a word of their own was `back` all along."""
        set_aside(db_session, here, "shared", now)
        take_up(db_session, back, now)
        if here.return_word_sealed is None:
            put_together(db_session, self._vault, here, back, now)

    def _make(self, db_session: Session, text: Text, language: Language) -> Person:
        insert_person(db_session, self._vault, text.channel, text.address, language, self._clock.now())
        found_by = address_hash(self._vault, text.channel, text.address)
        made = _here(_locked(db_session, found_by))
        if made is None:
            raise NotFound("the person was erased at this moment", code="person_gone")
        return made

    def _silent(self, since: datetime | None) -> bool:
        return since is not None and self._clock.now() - since >= self._idle

    def _guesses(self, db_session: Session, people: list[Person]) -> int:
        """How many wrong words came from the number within a day."""
        ids = [one.id for one in people]
        wrong = select(func.count()).where(
            Message.person_id.in_(ids),
            Message.intent == WRONG_WORD,
            Message.created_at > self._clock.now() - _GUESSES_WITHIN,
        )
        return db_session.scalar(wrong) or 0


def _locked(db_session: Session, found_by: str) -> list[Person]:
    """Everybody on the number, held until the transaction ends; not those it no longer belongs to."""
    on_it = select(Person).where(Person.address_hash == found_by, Person.number_link != "ended").order_by(Person.id)
    db_session.scalars(on_it.with_for_update()).all()
    # Read again: while we waited for the lock somebody may have been added, whom the first reading cannot show.
    return list(db_session.scalars(on_it.execution_options(populate_existing=True)))


def _here(people: list[Person]) -> Person | None:
    return next((one for one in people if one.number_link == "here"), None)


def _has_past(db_session: Session, person: Person) -> bool:
    return db_session.scalar(select(Message.id).where(Message.person_id == person.id).limit(1)) is not None


def _texts_of(db_session: Session, person: Person) -> int:
    return (
        db_session.scalar(select(func.count()).where(Message.person_id == person.id, Message.direction == "inbound"))
        or 0
    )
