"""Texting a task's person, in words: who answers them now, what waits to be sent, and whether anything can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.callbacks.staff_texts import StaffTexts
from bot.callbacks.typed_words import LONGEST_TEXT, cost
from bot.i18n import Language, render
from webhooks.console.words import capitalized, say_code, say_moment
from webhooks.pages import DOMAIN


@dataclass(frozen=True)
class ShownWaiting:
    """A typed text that has not gone out. `removable`: it can still be taken back."""

    id: str
    body: str
    state: str
    removable: bool


@dataclass(frozen=True)
class TextPanel:
    """What `_texting.html` draws. `refusal`: why nothing can be sent, in words; nothing where something can.

    `written_in`: the language the person reads. `later`: when a text typed now goes, where that is not at once.
    `held_by`: who answers instead of Puente. `cost`: what the typed words would cost.
    `in_chat`: they show in the web chat instead.
    """

    refusal: str
    language: Language
    written_in: str
    later: str
    held_by: str
    held_by_me: bool
    waits: str
    question: str
    waiting: list[ShownWaiting]
    typed: str
    cost: str
    in_chat: bool
    longest: int = LONGEST_TEXT


def text_panel(
    texts: StaffTexts, account_id: str, number: int, now: datetime, language: Language, typed: Mapping[str, str]
) -> TextPanel:
    """Texting on a task as `account_id` sees it at `now`, with `typed` words kept. Raises NotFound."""
    choice = texts.choice(account_id, number)
    held = choice.held
    body = typed.get("text", "")
    return TextPanel(
        refusal=say_code("refusal", choice.refusal, language),
        language=choice.language,
        written_in=say_code("speaks", choice.language, language),
        later=_moment(choice.goes_at, now, language) if choice.goes_at else "",
        held_by=held.email if held else "",
        held_by_me=held is not None and held.account_id == account_id,
        waits=_moment(held.waiting_since, now, language) if held and held.waiting_since else "",
        question=choice.question or "",
        waiting=[
            ShownWaiting(
                each.id, each.body,
                render("text.waits", language, DOMAIN, moment=_moment(each.due_at, now, language))
                if each.state == "waiting" else render("text.not_sent", language, DOMAIN),
                each.state == "waiting",
            )
            for each in choice.waiting
        ],
        typed=body,
        cost=say_cost(body, language) if body and not choice.in_chat else "",
        in_chat=choice.in_chat,
    )  # fmt: skip


def say_cost(body: str, language: Language) -> str:
    """`58 characters, 1 part`."""
    counted = cost(body)
    return render("text.cost", language, DOMAIN, characters=counted.characters, parts=counted.segments)


def _moment(moment: datetime, now: datetime, language: Language) -> str:
    return capitalized(say_moment(moment, now, language))
