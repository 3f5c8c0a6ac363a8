"""The console's calls: one press rings the CHW's own phone, then the person's. No number is ever shown."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from bot.errors import Conflict
from webhooks import pages
from webhooks.console.call_panel import call_panel
from webhooks.console.desk import LONGEST_NOTE, OUTCOMES, Desk, Trouble, say
from webhooks.console.login import signed_in
from webhooks.console.rows import row_of
from webhooks.console.words import say_code
from webhooks.services import Services


def add_calling_routes(blueprint: Blueprint, services: Services, desk: Desk) -> None:
    """`/tasks/<number>/call`, the panel that follows it, and what a call really came to."""

    @blueprint.get("/tasks/<int:number>/calling")
    def calling_part(number: int) -> Response:
        account_id, now, language = signed_in().id, services.clock.now(), pages.browser_language()
        task = services.caseload.get(account_id, number)
        row, panel = (
            row_of(task, account_id, now, language),
            call_panel(services.calls, account_id, number, now, language),
        )
        return pages.page("console/_calling.html", row=row, calling=panel, outcomes=OUTCOMES)

    @blueprint.post("/tasks/<int:number>/call")
    def call(number: int) -> Response:
        account_id = signed_in().id
        services.caseload.get(account_id, number)
        try:
            services.calls.begin(account_id, number, pages.browser_language())
        except Conflict as refused:
            trouble = Trouble(say("call.refused_title"), [say(f"refusal.{refused.code}")])
            return desk.show_task(number, trouble=trouble, status=409)
        return redirect(url_for("console.task", number=number, _anchor="calling"), 303)

    @blueprint.post("/tasks/<int:number>/calls/<call_id>/outcome")
    def correct_call(number: int, call_id: str) -> Response:
        outcome, note = request.form.get("outcome", ""), request.form.get("note", "").replace("\r\n", "\n").strip()
        typed = {"note": note}
        if outcome not in OUTCOMES:
            return desk.show_task(number, typed=typed, mistake="mistake.outcome")
        if len(note) > LONGEST_NOTE:
            return desk.show_task(number, typed=typed, mistake="mistake.note")
        try:
            services.attempts.correct_call(
                services.tasks.get(number).id, signed_in().id, call_id, outcome, note or None,
                request.form.get("version", -1, type=int),
            )  # fmt: skip
        except Conflict as conflict:
            return desk.show_task(number, typed=typed, conflict=conflict)
        flash(say("attempt.saved", outcome=say_code("outcome", outcome, pages.browser_language())))
        return redirect(url_for("console.task", number=number), 303)
