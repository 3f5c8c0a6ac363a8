"""The talk about consent: one short question when it is needed, the answer recorded, and taken back in any words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.callbacks.tasks import Tasks
from bot.cases.consents import Consents
from bot.cases.people import PersonView
from bot.dialogue.consent_words import read_wish, read_yes_no
from bot.dialogue.listings import REPLY_LIMIT
from bot.i18n import Language, render

_ASKED = {"voicemail": "ask_voicemail", "follow_up": "ask_follow_up"}
_ANSWERED = {
    ("callback", False): "utter_callback_cancelled",
    ("voicemail", True): "voicemail_yes",
    ("voicemail", False): "voicemail_no",
    ("follow_up", True): "follow_up_yes",
    ("follow_up", False): "follow_up_no",
}
_SETTLED = frozenset({"result_detail", "thanks", "goodbye"})
"""Intents of somebody who has what they came for, for now."""

_COURTESIES = frozenset({"thanks", "goodbye"})
"""Intents of texts that pass over no question: a yes after them still answers it."""


@dataclass(frozen=True)
class ConsentHeard:
    """`texts`: the answer. `ends_call`: the dialogue should hear it too, because a call may be half booked."""

    texts: tuple[str, ...]
    ends_call: bool = False


class ConsentTalk:
    def __init__(self, consents: Consents, tasks: Tasks) -> None:
        self._consents = consents
        self._tasks = tasks

    def hear(self, person: PersonView, channel: str, text: str, language: Language) -> ConsentHeard | None:
        """Take `text` as an answer to the question that is open, or as a wish of its own; None where it is neither."""
        answer = read_yes_no(text)
        asked = self._consents.take_question(person.id) if answer is not None else None
        if asked and answer is not None:
            self._consents.record(person.id, asked, answer, language, channel, asked=True)
            texts = [render(_ANSWERED[asked, answer], language)]
            if following := self.ask(person, channel, None, texts, language):
                texts.append(following)
            return ConsentHeard(tuple(texts))
        wish = read_wish(text, with_reason=True)
        if wish is None:
            return None
        kind, granted = wish
        self._consents.record(person.id, kind, granted, language, channel, asked=False)
        ends_call = kind == "callback" and not granted
        if ends_call:
            self._tasks.cancel_open(person.id)
        return ConsentHeard((render(_ANSWERED[wish], language),), ends_call)

    def ask(
        self, person: PersonView, channel: str, intent: str | None, replies: Sequence[str], language: Language
    ) -> str | None:
        """The question to put after `replies`, which is then open; None where none is due, or no room for it.

        One that was open before stays open after a mere thank you, and is passed over by anything else.
        """
        asking = any("?" in reply for reply in replies)
        if asking or intent not in _COURTESIES:
            self.pass_over(person)
        if asking:
            return None
        kind = self._consents.due(person.id, settled=intent in _SETTLED)
        if kind is None or (kind == "follow_up" and channel == "web"):  # nobody can be texted in a browser
            return None
        question = render(_ASKED[kind], language)
        if sum(len(reply) + 1 for reply in replies) + len(question) > REPLY_LIMIT:
            return None  # after a long list it would be a text of its own
        self.pass_over(person)
        self._consents.ask(person.id, kind, language, channel)
        return question

    def pass_over(self, person: PersonView) -> None:
        """The open question, if there is one, is answered by nothing the person says from now on."""
        self._consents.take_question(person.id)
