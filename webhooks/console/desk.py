"""Drawing the page of one task with its person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from flask import request
from werkzeug.wrappers import Response

from bot.callbacks.caseload import REASONS
from bot.cases.task_status import Outcome
from bot.cases.task_view import TaskView
from bot.errors import Conflict, NotFound
from bot.i18n import as_language, render
from webhooks import pages
from webhooks.console.call_panel import call_panel
from webhooks.console.case_panel import case_panel, near_places
from webhooks.console.changes import last_change
from webhooks.console.live import SEEN, is_live, tag_of, told, unchanged
from webhooks.console.login import framed_page, signed_in
from webhooks.console.reasons import reason_given
from webhooks.console.rows import attempts_of, row_of, turns_of
from webhooks.console.text_panel import text_panel
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
    """Who a task is about; their number is shown to nobody. `on_the_web`: no number of theirs is known."""

    name: str | None
    opted_out: bool
    number_gone: bool
    on_the_web: bool


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
        trouble: Trouble | None = None,
        status: int = 200,
    ) -> Response:
        """One task with its person in clear; the view is audited. Keeps `typed` words in the form.

        `trouble`, `status`: why nothing was done, where it is no conflict with a colleague and no mistake in the form.

        Where the task is not the account's, first the task without its person, and the question why.
        Raises NotFound.
        """
        account_id, language, now = signed_in().id, pages.browser_language(), self._services.clock.now()
        if mistake:
            trouble = Trouble(say("mistake.title"), [say(mistake, longest=LONGEST_NOTE)])
        if conflict:
            trouble = self._conflict(self._services.tasks.get(number), typed)
        common: dict[str, Any] = {
            "status": 409 if conflict else 400 if mistake else status,
            "typed": typed or {},
            "trouble": trouble,
            "told": told(),
            "open_counts": self._services.overviews.counts(account_id),
        }
        try:
            task = self._services.caseload.get(account_id, number)
        except NotFound:
            if conflict is None and not is_live():
                raise
            # A colleague has it now.
            lost = trouble or self._conflict(self._services.tasks.get(number), typed)
            return framed_page("console/task_lost.html", number=number, **{**common, "trouble": lost})
        why = reason_given(number)
        row = row_of(task, account_id, now, language)
        takeable = bool(task.assignee_id) and not row.mine and self._services.caseload.may_take(account_id, number)
        row = replace(row, claimable=row.claimable or takeable)
        if not row.mine and why is None:
            return framed_page("console/task_closed.html", row=row, reasons=REASONS, **common)
        seen = request.args.get(SEEN, task.version, type=int)
        tag = tag_of(self._services.page_marks.of_record(number), why, seen != task.version)
        if same := unchanged(tag):
            return same
        record = self._services.caseload.open_record(account_id, number, why)
        person = record.person
        account = self._services.accounts.get(account_id)
        assert account is not None  # who is signed in has one
        return framed_page(
            "console/task.html",
            tag=tag,
            seen=seen,
            changed=self._change(record.task) if seen != task.version else [],
            row=row,
            person=ShownPerson(
                person.name,
                person.opted_out,
                not person.has_number,
                person.channel == "web" and not person.call_number,
            ),
            calling=call_panel(self._services.calls, account_id, number, now, language),
            texting=text_panel(self._services.staff_texts, account_id, number, now, language, typed or {}),
            case=case_panel(self._services, record, account, now, language, near=_wants_near(typed)),
            consents=record.consents,
            task_language=record.task.language,
            voicemail_script=render("voicemail.script", as_language(record.task.language), pages.DOMAIN),
            attempts=attempts_of(record.attempts, now, language),
            turns=turns_of(record.history, account_id, now, language),
            outcomes=OUTCOMES,
            longest_note=LONGEST_NOTE,
            **common,
        )

    def show_near(self, number: int) -> Response:
        """The places near the person of the account's task, as the referral form's choices; no page of its own.

        Raises NotFound, also where the task is not the account's.
        """
        account_id = signed_in().id
        if self._services.caseload.get(account_id, number).assignee_id != account_id:
            raise NotFound("not this account's task", code="task_unknown")
        record = self._services.caseload.open_record(account_id, number)
        near = near_places(self._services, record, pages.browser_language())
        return pages.page("console/_near.html", near=near, typed={})

    def _conflict(self, task: TaskView, typed: Mapping[str, str] | None) -> Trouble:
        """Who came first, how things stand, and that nothing typed is lost, in words."""
        kept = any(typed.get(name) for name in ("note", "text")) if typed else False
        return Trouble(say("conflict.title"), [*self._change(task), say("conflict.kept" if kept else "conflict.check")])

    def _change(self, task: TaskView) -> list[str]:
        """Who changed the task last, and how it stands now."""
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
        status = say_code("status", task.status, language)
        if task.assignee_email and task.assignee_id != signed_in().id:
            lines.append(say("conflict.now_with", status=status, who=task.assignee_email))
        else:
            lines.append(say("conflict.now", status=status))
        return lines


def _wants_near(typed: Mapping[str, str] | None) -> bool:
    """True where the places near the person are to be on the page: asked for, or one of them was chosen."""
    return "near" in request.args or (typed or {}).get("form") == "refer"
