"""What a CHW does with a task besides trying to reach the person: hand over, set a time, refer, pause, close."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from bot.callbacks.windows import Window
from bot.cases import audit
from bot.cases.task_view import TaskView
from bot.errors import Conflict, InvalidInput, NotFound
from webhooks import pages
from webhooks.console.case_panel import value_of
from webhooks.console.desk import Desk, Trouble, say
from webhooks.console.login import signed_in
from webhooks.console.words import say_window
from webhooks.services import Services


def add_case_routes(blueprint: Blueprint, services: Services, desk: Desk) -> None:
    """Each is one form of the task's page, made on the version that page was drawn with."""

    def done(number: int, words: str, **values: object) -> Response:
        flash(say(words, **values))
        return redirect(url_for("console.task", number=number), 303)

    def carry_out(number: int, form: str, change: Callable[[TaskView, int], object]) -> Response | None:
        """None once `change` was made; else the page with why it was not, the form open and as it was filled in."""
        typed = {**request.form.to_dict(), "form": form}
        try:
            change(services.caseload.get(signed_in().id, number), request.form.get("version", -1, type=int))
        except Conflict as conflict:
            if conflict.code in _OWN_WORDS:
                trouble = Trouble(say("mistake.title"), [say(f"mistake.{conflict.code}")])
                return desk.show_task(number, typed=typed, trouble=trouble, status=409)
            return desk.show_task(number, typed=typed, conflict=conflict)
        except (InvalidInput, NotFound) as mistake:
            if mistake.code not in _OWN_WORDS:
                raise
            return desk.show_task(number, typed=typed, mistake=f"mistake.{mistake.code}")
        return None

    @blueprint.post("/tasks/<int:number>/reassign")
    def reassign(number: int) -> Response:
        to, why = request.form.get("to", ""), request.form.get("reason", "")
        refused = carry_out(
            number, "reassign",
            lambda task, version: services.casework.reassign(task.id, signed_in().id, to, why, version),
        )  # fmt: skip
        if refused:
            return refused
        flash(say("case.reassigned", number=number))
        return redirect(url_for("console.today"), 303)

    @blueprint.post("/tasks/<int:number>/reschedule")
    def reschedule(number: int) -> Response:
        def change(task: TaskView, version: int) -> None:
            start, end = _offered(services, request.form.get("window", ""))
            services.casework.reschedule(task.id, signed_in().id, start, end, version)

        if refused := carry_out(number, "reschedule", change):
            return refused
        task, language, now = services.tasks.get(number), pages.browser_language(), services.clock.now()
        return done(number, "case.rescheduled", when=say_window(task.window_start, task.window_end, now, language))

    @blueprint.post("/tasks/<int:number>/close")
    def close(number: int) -> Response:
        why = request.form.get("disposition", "")
        refused = carry_out(
            number, "close", lambda task, version: services.casework.close(task.id, signed_in().id, why, version)
        )
        return refused or done(number, "case.closed")

    @blueprint.post("/tasks/<int:number>/close-case")
    def close_case(number: int) -> Response:
        why = request.form.get("disposition", "")
        refused = carry_out(
            number, "close-case",
            lambda task, version: services.casework.close_case(task.id, signed_in().id, why, version),
        )  # fmt: skip
        return refused or done(number, "case.case_closed")

    @blueprint.post("/tasks/<int:number>/pause")
    def pause(number: int) -> Response:
        refused = carry_out(
            number, "pause", _on_the_case(lambda task, actor: services.pauses.pause(task.person_id, actor))
        )
        return refused or done(number, "case.paused")

    @blueprint.post("/tasks/<int:number>/resume")
    def resume(number: int) -> Response:
        refused = carry_out(
            number, "resume", _on_the_case(lambda task, actor: services.pauses.resume(task.person_id, actor))
        )
        return refused or done(number, "case.resumed")

    @blueprint.get("/tasks/<int:number>/near")
    def near(number: int) -> Response:
        return desk.show_near(number)

    @blueprint.post("/tasks/<int:number>/referrals")
    def refer(number: int) -> Response:
        form: Mapping[str, str] = request.form
        refused = carry_out(
            number, "refer",
            lambda task, version: services.referrals.make(
                task.id, signed_in().id, *_place(form.get("place", "")), version, agreed=bool(form.get("agreed")),
                shared=bool(form.get("shared")),
            ),
        )  # fmt: skip
        return refused or done(number, "case.referred")

    @blueprint.post("/tasks/<int:number>/referrals/<referral_id>/outcome")
    def close_loop(number: int, referral_id: str) -> Response:
        outcome, by = request.form.get("outcome", ""), request.form.get("confirmed_by", "")
        refused = carry_out(
            number, f"loop-{referral_id}",
            lambda task, version: services.referrals.close_loop(
                task.id, signed_in().id, referral_id, outcome, by, version
            ),
        )  # fmt: skip
        return refused or done(number, "case.loop_closed")


_OWN_WORDS = frozenset(
    {
        "bad_reason", "chw_unknown", "bad_window", "window_gone", "bad_disposition", "transition_forbidden",
        "case_closed", "tasks_open", "agreement_needed", "service_unknown", "need_unknown", "part2_consent_needed",
        "bad_outcome", "referral_unknown",
    }
)  # fmt: skip
"""Codes that have words of their own under `mistake.`; anything else is a colleague's change."""


def _on_the_case(change: Callable[[TaskView, str], bool]) -> Callable[[TaskView, int], None]:
    """`change` by who has the task or a supervisor. Raises Conflict."""

    def carry_out(task: TaskView, _: int) -> None:
        account = signed_in()
        if task.assignee_id != account.id and not account.supervises:
            raise Conflict("the task is not this account's", code="task_not_yours")
        change(task, audit.by_account(account.id))

    return carry_out


def _offered(services: Services, value: str) -> Window:
    """The window the form names, if it is still one of those offered. Raises InvalidInput, Conflict (`window_gone`)."""
    try:
        start, end = (datetime.fromisoformat(edge) for edge in value.split("/"))
    except ValueError as error:
        raise InvalidInput("a window has two edges", code="bad_window") from error
    if start.tzinfo is None or end.tzinfo is None:
        raise InvalidInput("a window is aware", code="bad_window")
    if value_of((start, end)) not in map(value_of, services.diary.free_with(signed_in().id)):
        raise Conflict("the hour was taken or has begun", code="window_gone")
    return start, end


def _place(value: str) -> tuple[str, str]:
    """`need:place` as the form names it."""
    need, _, place = value.partition(":")
    return need, place
