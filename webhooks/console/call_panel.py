"""A task's calls in words, and whether another can be made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.callbacks.calls import Calls, CallView
from bot.i18n import Language, render
from webhooks.console.words import capitalized, say_code, say_moment
from webhooks.pages import DOMAIN


@dataclass(frozen=True)
class ShownCall:
    """A call in words."""

    id: str
    when: str
    state: str
    length: str
    recorded: str
    correctable: bool
    to_confirm: bool


@dataclass(frozen=True)
class CallPanel:
    """What `_calling.html` draws. `refusal`: why no call can be made now, in words; nothing where one can."""

    running: bool
    refusal: str
    silent: bool
    """True where there is no telephone line, so that nobody is rung."""
    calls: list[ShownCall]


def call_panel(calls: Calls, account_id: str, number: int, now: datetime, language: Language) -> CallPanel:
    """The calls of a task as `account_id` sees them at `now`. Raises NotFound."""
    choice = calls.choice(account_id, number)

    def shown(call: CallView) -> ShownCall:
        mine = call.account_id == account_id
        return ShownCall(
            id=call.id,
            when=capitalized(say_moment(call.began_at, now, language)),
            state=say_code("call", call.outcome if call.step == "over" and call.outcome else call.step, language),
            length=say_length(call.seconds, language) if call.outcome == "answered" and call.seconds else "",
            recorded=say_code("outcome", None if call.to_confirm else call.recorded, language),
            correctable=mine and call.recorded is not None and not call.to_confirm,
            to_confirm=mine and call.to_confirm,
        )

    refusal = say_code("refusal", choice.refusal, language)
    return CallPanel(choice.running is not None, refusal, choice.silent, [shown(call) for call in choice.calls])


def say_length(seconds: int, language: Language) -> str:
    """`4 min 10 s`."""
    return render("call.length", language, DOMAIN, minutes=seconds // 60, seconds=seconds % 60)
