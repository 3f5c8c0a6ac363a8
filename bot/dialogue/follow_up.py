"""Hears the answer to "how did it go": before the dialogue, because a digit then means something else than in a list.

A text that says more than its answer (another need, a wish for a call) is also handed on to the dialogue.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.cases.follow_ups import FollowUps, OpenQuestion, ReferredService
from bot.cases.people import PersonView
from bot.dialogue.actions.short_answers import mentioned_number, read_numbers, says_both
from bot.dialogue.client import RasaReading
from bot.dialogue.components.text import plain
from bot.dialogue.outcome_words import NOT_OK, opening, read_outcome, says_more
from bot.dialogue.outcomes import ServiceOutcomes
from bot.directory.search import DirectorySearch
from bot.errors import Unavailable
from bot.i18n import Language, render

_REPLIES = {
    "reached": "follow_up_reached",
    "full": "follow_up_full",
    "no_answer": "follow_up_full",
    "closed": "follow_up_wrong",
    "wrong_number": "follow_up_wrong",
    "did_not_go": "follow_up_did_not_go",
}
_NAME_LIMIT = 40
_TELLING = 5
"""Letters from which a word of a service's name tells which one is meant."""
_FEEDBACK = "services_feedback"
_ANSWERS = frozenset({_FEEDBACK, "", "affirm", "deny", "thanks", "result_detail", "nlu_fallback", "out_of_scope"})


@dataclass(frozen=True)
class Heard:
    """What is said to an answer. `goes_on`: the text holds more, for the dialogue to answer after it."""

    text: str
    goes_on: bool = False


class FollowUpTalk:
    def __init__(self, follow_ups: FollowUps, outcomes: ServiceOutcomes, directory: DirectorySearch) -> None:
        self._follow_ups = follow_ups
        self._outcomes = outcomes
        self._directory = directory

    def hear(
        self, person: PersonView, text: str, language: Language, read: Callable[[], RasaReading]
    ) -> Heard | None:  # fmt: skip
        """The answer to the open question, taken down; None where the text is none.

        `person` as they were before this text. `read`: how Rasa reads the text, asked only where it may say more.
        """
        question = self._follow_ups.open_question(person.id)
        if question is None:
            return None
        just_asked = person.last_inbound_at is None or person.last_inbound_at <= question.waiting_since
        if question.outcome is not None:
            return self._which(person, question, text, language, just_asked)
        outcome = read_outcome(text, just_asked=just_asked)
        goes_on = False
        if outcome and (says_more(text) or not just_asked):
            intent = _intent(read)
            if not just_asked and intent != _FEEDBACK:
                return None
            goes_on = intent not in _ANSWERS
            if goes_on:  # what it says of the service, if anything, it says first
                outcome = read_outcome(opening(text), just_asked=just_asked)
        if outcome is None:
            return None
        if outcome == NOT_OK:
            if goes_on:
                return None
            self._follow_ups.ask_again(question.id)
            return Heard(render("follow_up_what_happened", language))
        return self._take(person, question, outcome, text, language, goes_on)

    def _take(
        self, person: PersonView, question: OpenQuestion, outcome: str, text: str, language: Language, goes_on: bool
    ) -> Heard:
        meant = question.services if outcome == "did_not_go" else self._meant(question, text)
        if not meant and len(question.services) == 1:
            meant = question.services
        if not meant and question.services and not goes_on:
            self._follow_ups.ask_again(question.id, outcome)
            return Heard(self._ask_which(question, language))
        self._outcomes.record(person, [each.service_at_location_id for each in meant], outcome)
        self._follow_ups.close(question.id, outcome)
        return Heard(render(_REPLIES[outcome], language), goes_on)

    def _which(
        self, person: PersonView, question: OpenQuestion, text: str, language: Language, just_asked: bool
    ) -> Heard | None:
        meant = self._meant(question, text) if just_asked else ()
        if not meant:  # on to something else: how it went is known, where is not
            self._follow_ups.close(question.id)
            return None
        outcome = question.outcome or ""
        self._outcomes.record(person, [each.service_at_location_id for each in meant], outcome)
        self._follow_ups.close(question.id)
        return Heard(render(_REPLIES[outcome], language))

    def _meant(self, question: OpenQuestion, text: str) -> tuple[ReferredService, ...]:
        """The services of the question that the text names, by number (once they were listed) or by name."""
        services = question.services
        if question.outcome is not None:
            if says_both(text):
                return services
            numbers = read_numbers(text) or [number for number in [mentioned_number(text)] if number]
            if numbers:
                return tuple(services[number - 1] for number in numbers if number <= len(services))
        said = {word for word in plain(text).split() if len(word) >= _TELLING}
        told = [len(said & set(plain(self._name(each)).split())) for each in services]
        best = max(told, default=0)
        named = [each for each, count in zip(services, told, strict=True) if best and count == best]
        return tuple(named) if len(named) == 1 else ()

    def _ask_which(self, question: OpenQuestion, language: Language) -> str:
        names = [self._name(each)[:_NAME_LIMIT].strip() for each in question.services]
        choices = " ".join(f"{number}) {name}" for number, name in enumerate(names, 1))
        return render("follow_up_which", language, choices=choices)

    def _name(self, service: ReferredService) -> str:
        return self._directory.name_of(service.service_at_location_id) or service.need


def _intent(read: Callable[[], RasaReading]) -> str:
    """What the text is meant for; nothing while Rasa does not answer."""
    try:
        return read().intent
    except Unavailable:
        return ""
