"""The talk about erasure with somebody who opted out: asked once more, then done, with no model and no Rasa.

Everybody else speaks of it with the dialogue. Here the wish is confirmed by saying it again: YES is a word by which
carriers opt people in (Twilio's opt-in keywords), and whom a carrier blocks our replies to can still be heard.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from bot.cases.messages import Messages
from bot.cases.people import PersonView
from bot.cases.store import Cases
from bot.clock import Clock
from bot.dialogue.consent_words import read_yes_no
from bot.dialogue.outcomes import ServiceOutcomes
from bot.dialogue.replies import Reply
from bot.errors import NotFound
from bot.i18n import Language, render
from bot.safety.erasure import asks_erasure, asks_only_erasure

_ASKED = "erasure_asked"
"""The route of the question, by which the next text is known for its answer."""
_CONFIRMED_WITHIN = timedelta(hours=24)


class ErasureTalk:
    def __init__(self, messages: Messages, cases: Cases, outcomes: ServiceOutcomes, clock: Clock) -> None:
        self._messages = messages
        self._cases = cases
        self._outcomes = outcomes
        self._clock = clock

    def hear(self, person: PersonView, message_id: str, text: str, language: Language) -> Reply | None:
        """The answer to a wish to be erased, or to our question about it; None where `text` is neither.

        `person`: as before this text, `message_id`: of this text. Of a text that itself opted out only a plain wish is
        heard, for "delete my number" may mean no more than that the texts end.
        """
        wish = asks_erasure(text) if person.opted_out else asks_only_erasure(text)
        answer = read_yes_no(text)
        if not wish and (answer is None or not person.opted_out):
            return None
        asked = self._messages.route_before(message_id, self._clock.now() - _CONFIRMED_WITHIN) == _ASKED
        if not asked:
            return Reply((render("ask_erase_stopped", language),), _ASKED, language) if wish else None
        if not wish and not answer:
            return Reply((render("utter_erase_kept", language),), "keyword", language)
        with suppress(NotFound):  # the same wish, sent twice at once
            self._cases.erase(person.id)
        self._outcomes.forget(person.pseudonym)
        return Reply((render("erase_done_stopped", language),), "keyword", language)
