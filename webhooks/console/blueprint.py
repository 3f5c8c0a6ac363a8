"""The console's routes: the queue, one task, and what a CHW does with it. Every one works without scripting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from bot.callbacks.caseload import REASONS
from bot.callbacks.places import GIVEN_BACK
from bot.errors import Conflict, InvalidInput, NotFound
from webhooks import pages
from webhooks.console.calendar_page import add_calendar_routes
from webhooks.console.calling import add_calling_routes
from webhooks.console.case_commands import add_case_routes
from webhooks.console.case_panel import AFTER_REACHED, KEEP_OPEN
from webhooks.console.desk import LONGEST_NOTE, OUTCOMES, Desk, say
from webhooks.console.kept import sent_form
from webhooks.console.lists import add_list_routes
from webhooks.console.login import refused, send_again, signed_in
from webhooks.console.my_reach import add_reach_routes
from webhooks.console.my_week import add_week_routes
from webhooks.console.reasons import give_reason
from webhooks.console.signing_in import add_login_routes
from webhooks.console.texting import add_texting_routes
from webhooks.console.words import say_code
from webhooks.services import Services

log = structlog.get_logger(__name__)


def create_console_blueprint(services: Services) -> Blueprint:
    """`/console/`, guarded for CHWs and administrators. Needs `init_login` and `init_limiter` on the app."""
    blueprint = Blueprint("console", __name__, url_prefix="/console")
    desk = Desk(services)
    add_login_routes(blueprint, services)

    @blueprint.errorhandler(NotFound)
    def no_such_task(error: NotFound) -> Response:
        if error.code != "task_unknown":
            raise error
        log.warning("access.refused", account=signed_in().id, path=request.path)
        kept = sent_form()
        if kept and kept.words:
            return send_again(kept, offered=False, status=404)
        return refused(404, "refused.gone", "refused.gone_why")

    def id_of(number: int) -> str:
        """The task's id; whether this account may change it is judged with the change."""
        return services.tasks.get(number).id

    add_list_routes(blueprint, services)
    add_case_routes(blueprint, services, desk)
    add_calling_routes(blueprint, services, desk)
    add_texting_routes(blueprint, services, desk)
    add_calendar_routes(blueprint, services)
    add_week_routes(blueprint, services)
    add_reach_routes(blueprint, services)

    @blueprint.get("/tasks/<int:number>")
    def task(number: int) -> Response:
        return desk.show_task(number)

    @blueprint.post("/tasks/<int:number>/open")
    def open_record(number: int) -> Response:
        why = request.form.get("why", "")
        if why not in REASONS:
            return desk.show_task(number, mistake="mistake.why")
        give_reason(number, why)
        return redirect(url_for("console.task", number=number), 303)

    @blueprint.post("/tasks/<int:number>/claim")
    def claim(number: int) -> Response:
        try:
            services.casework.claim(id_of(number), signed_in().id, _version())
        except Conflict as conflict:
            return desk.show_task(number, conflict=conflict)
        flash(say("task.claimed"))
        return redirect(url_for("console.task", number=number), 303)

    @blueprint.post("/tasks/<int:number>/release")
    def release(number: int) -> Response:
        try:
            why = request.form.get("reason") or GIVEN_BACK
            services.casework.release(id_of(number), signed_in().id, _version(), why)
        except InvalidInput:
            return desk.show_task(number, typed={"form": "release"}, mistake="mistake.bad_reason")
        except Conflict as conflict:
            return desk.show_task(number, conflict=conflict)
        flash(say("queue.released", number=number))
        return redirect(url_for("console.today"), 303)

    @blueprint.post("/tasks/<int:number>/part2-consent")
    def part2_consent(number: int) -> Response:
        granted = request.form.get("granted") == "yes"
        services.caseload.record_part2_consent(signed_in().id, number, granted)
        flash(say("treatment.granted" if granted else "treatment.taken_back"))
        return redirect(url_for("console.task", number=number), 303)

    @blueprint.post("/tasks/<int:number>/attempts")
    def attempt(number: int) -> Response:
        note = request.form.get("note", "").replace("\r\n", "\n").strip()
        typed = {name: request.form.get(name, "") for name in ("outcome", "part2", "after")} | {"note": note}
        if typed["outcome"] not in OUTCOMES:
            return desk.show_task(number, typed=typed, mistake="mistake.outcome")
        if len(note) > LONGEST_NOTE:
            return desk.show_task(number, typed=typed, mistake="mistake.note")
        try:
            services.attempts.record(
                id_of(number),
                signed_in().id,
                typed["outcome"],
                note or None,
                _version(),
                part2=bool(typed["part2"]),
                **_after(typed),
            )
        except Conflict as conflict:
            return desk.show_task(number, typed=typed, conflict=conflict)
        flash(say("attempt.saved", outcome=say_code("outcome", typed["outcome"], pages.browser_language())))
        return redirect(url_for("console.task", number=number), 303)

    return blueprint


def _version() -> int:
    """The version the form was drawn with; one that never was where it is missing."""
    return request.form.get("version", -1, type=int)


def _after(typed: Mapping[str, str]) -> dict[str, Any]:
    """How a call that reached the person ends; the choice stands beside every outcome and counts for this one."""
    chosen = typed["after"]
    if typed["outcome"] != "reached" or chosen not in AFTER_REACHED:
        return {}
    return {"keep_open": True} if chosen == KEEP_OPEN else {"disposition": chosen}
