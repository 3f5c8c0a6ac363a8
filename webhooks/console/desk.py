"""Drawing the page of one task with its person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from werkzeug.wrappers import Response

from bot.callbacks.caseload import REASONS
from bot.cases.task_status import Outcome
from bot.cases.task_view import TaskView
from bot.errors import Conflict, NotFound
from bot.i18n import as_language, render
from bot.messaging.phone import display
from webhooks import pages
from webhooks.console.changes import last_change
from webhooks.console.live import told
from webhooks.console.login import framed_page, signed_in
from webhooks.console.reasons import reason_given
from webhooks.console.rows import attempts_of, row_of, turns_of
from webhooks.console.words import say_clock, say_code
from webhooks.services import Services

LONGEST_NOTE = 2000
OUTCOMES = get_args(Outcome)


@dataclass(frozen=True)
class Trouble:
    """Why something was not saved, in words."""

    title: str
    lines: list[str]


@dataclass(frozen=True)
class ShownPerson:
    """Who a task is about. `phone` is empty for somebody on the web page, and once the number is another's."""

    name: str | None
    address: str
    phone: str
    opted_out: bool
    number_gone: bool


def say(name: str, **values: object) -> str:
    """Words of the console in this browser's language."""
    return render(name, pages.browser_language(), pages.DOMAIN, **values)


class Desk:
    """The pages one signed-in account sees."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def show_task(
        self,
        number: int,
        *,
        typed: Mapping[str, str] | None = None,
        conflict: Conflict | None = None,
        mistake: str = "",
    ) -> Response:
        """One task with its person in clear; the view is audited. Keeps `typed` words in the form.

        Where the task is not the account's, first the task without its person, and the question why.
        Raises NotFound.
        """
        account_id, language, now = signed_in().id, pages.browser_language(), self._services.clock.now()
        trouble = None
        if mistake:
            trouble = Trouble(say("mistake.title"), [say(mistake, longest=LONGEST_NOTE)])
        if conflict:
            trouble = self._conflict(self._services.tasks.get(number), typed)
        common: dict[str, Any] = {
            "status": 409 if conflict else 400 if mistake else 200,
            "typed": typed or {},
            "trouble": trouble,
            "told": told(),
            "open_counts": self._services.overviews.counts(account_id),
        }
        try:
            task = self._services.caseload.get(account_id, number)
        except NotFound:
            if conflict is None:
                raise
            return framed_page("console/task_lost.html", number=number, **common)  # a colleague has it now
        why = reason_given(number)
        row = row_of(task, account_id, now, language)
        if not row.mine and why is None:
            return framed_page("console/task_closed.html", row=row, reasons=REASONS, **common)
        record = self._services.caseload.open_record(account_id, number, why)
        person = record.person
        texts_from = person.address if person.channel != "web" and person.has_number else ""
        called_at = person.call_number or texts_from
        return framed_page(
            "console/task.html",
            row=row_of(record.task, account_id, now, language),
            person=ShownPerson(
                person.name,
                called_at,
                display(called_at) if called_at else "",
                person.opted_out,
                not person.has_number,
            ),
            consents=record.consents,
            task_language=record.task.language,
            voicemail_script=render("voicemail.script", as_language(record.task.language), pages.DOMAIN),
            attempts=attempts_of(record.attempts, now, language),
            turns=turns_of(record.history, now, language),
            outcomes=OUTCOMES,
            longest_note=LONGEST_NOTE,
            **common,
        )

    def _conflict(self, task: TaskView, typed: Mapping[str, str] | None) -> Trouble:
        """Who came first and how things stand, in words."""
        language = pages.browser_language()
        change = last_change(self._services.database, task.id)
        lines = []
        if change:
            time = say_clock(change.at, language)
            if change.who == signed_in().email:
                lines.append(say("conflict.by_you", time=time))
            elif change.who:
                lines.append(say("conflict.by", who=change.who, time=time))
            else:
                lines.append(say("conflict.by_person" if change.by_person else "conflict.by_puente", time=time))
        lines.append(say("conflict.now", status=say_code("status", task.status, language)))
        lines.append(say("conflict.kept" if typed and typed.get("note") else "conflict.check"))
        return Trouble(say("conflict.title"), lines)
