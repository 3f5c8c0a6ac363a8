"""Which turns reviewers should see: those where we were unsure, or after which somebody began anew; with all hidden."""

from __future__ import annotations

import re

from bot.cases.messages import Messages
from bot.cases.people import PersonView
from bot.cases.review_models import Sample
from bot.dialogue.client import RasaClient, RasaReading
from bot.dialogue.replies import Reply
from bot.dialogue.understanding import Understanding
from bot.errors import NotFound, Unavailable
from bot.needs.taxonomy import PART2_NEEDS
from bot.privacy.anonymize import KINDS, Anonymizer, Known

_DOUBT = 0.5
"""Confidence below which an intent is a guess."""
_DOUBT_OUT_OF_SCOPE = 0.8
"""What we took for none of our business is looked at again unless that was plain."""
_PART2_SCORE = 0.1
_WORD = re.compile(r"[^\W\d_]{2,}")
_PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(KINDS)})\]")


class UnsureTurns:
    """Looks at each turn once it is answered. Costs nothing where the bot was sure, a millisecond where it was not."""

    def __init__(
        self, anonymizer: Anonymizer, understanding: Understanding, messages: Messages, rasa: RasaClient
    ) -> None:
        self._anonymizer = anonymizer
        self._understanding = understanding
        self._messages = messages
        self._rasa = rasa

    def sample(self, person: PersonView, message_id: str, text: str, reply: Reply) -> Sample | None:
        """What reviewers may see of the turn; None for a sure one, a crisis, and one of which nothing could be shown."""
        if reply.reading is None or reply.crisis or reply.route != "dialogue":
            return None
        if reply.reading.intent == "start_over":
            return self._before(person, message_id)
        return self._hidden(person, text, "unsure", reply.reading) if _is_unsure(reply.reading) else None

    def _before(self, person: PersonView, message_id: str) -> Sample | None:
        """The text that made somebody begin anew, read once more."""
        try:
            text = self._messages.text_before(message_id)
            if text is None:
                return None
            metadata = {"language": person.preferred_language}
            return self._hidden(person, text, "restarted", self._rasa.parse([(text, metadata)])[0])
        except (NotFound, Unavailable):
            return None

    def _hidden(self, person: PersonView, text: str, why: str, reading: RasaReading) -> Sample | None:
        place = self._understanding.place_span(text)
        known = Known(
            names=(person.name,) if person.name else (),
            places=(person.zip,) if person.zip else (),
            spans=((*place, "place"),) if place else (),
        )
        shown = self._anonymizer.hide(text, known)
        if not _WORD.search(_PLACEHOLDER.sub(" ", shown)):
            return None
        told = not PART2_NEEDS.isdisjoint(reading.needs)
        guessed = any(reading.need_scores.get(code, 0.0) >= _PART2_SCORE for code in PART2_NEEDS)
        return Sample(shown, why, told or guessed)


def _is_unsure(reading: RasaReading) -> bool:
    if reading.intent == "nlu_fallback" or reading.confidence < _DOUBT:
        return True
    return reading.intent == "out_of_scope" and reading.confidence < _DOUBT_OUT_OF_SCOPE
