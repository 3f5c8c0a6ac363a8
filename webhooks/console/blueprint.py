"""The console's routes: the queue, one task, and what a CHW does with it. Every one works without scripting."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from bot.errors import Conflict, NotFound
from webhooks import pages
from webhooks.console.desk import LONGEST_NOTE, OUTCOMES, Desk, say
from webhooks.console.login import SEES_PEOPLE, add_login_routes, refused, require_role
from webhooks.console.words import say_code
from webhooks.services import Services

_OPEN_ENDPOINTS = ("console.login", "console.change_language")


def create_console_blueprint(services: Services) -> Blueprint:
    """`/console/`, for CHWs and administrators. Needs `init_login` and `init_limiter` on the app."""
    blueprint = Blueprint("console", __name__, url_prefix="/console")
    blueprint.before_request(require_role(services, SEES_PEOPLE, _OPEN_ENDPOINTS))
    desk = Desk(services)
    add_login_routes(blueprint, services, desk.resume)

    @blueprint.errorhandler(NotFound)
    def no_such_task(error: NotFound) -> Response:
        if error.code != "task_unknown":
            raise error
        return refused(404, "refused.gone", "refused.gone_why")

    @blueprint.get("/")
    def queue() -> Response:
        return desk.show_queue()

    @blueprint.get("/queue")
    def queue_part() -> Response:
        return pages.page("console/_queue.html", **desk.queue())

    @blueprint.get("/tasks/<int:number>")
    def task(number: int) -> Response:
        return desk.show_task(number)

    @blueprint.post("/tasks/<int:number>/claim")
    def claim(number: int) -> Response:
        seen = services.tasks.get(number)
        try:
            services.tasks.claim(seen.id, desk.account().id, _version())
        except Conflict as conflict:
            return desk.show_task(number, conflict=conflict)
        flash(say("task.claimed"))
        return redirect(url_for("console.task", number=number), 303)

    @blueprint.post("/tasks/<int:number>/release")
    def release(number: int) -> Response:
        seen = services.tasks.get(number)
        try:
            services.tasks.release(seen.id, desk.account().id, _version())
        except Conflict as conflict:
            return desk.show_task(number, conflict=conflict)
        flash(say("queue.released", number=number))
        return redirect(url_for("console.queue"), 303)

    @blueprint.post("/tasks/<int:number>/attempts")
    def attempt(number: int) -> Response:
        seen = services.tasks.get(number)
        note = request.form.get("note", "").replace("\r\n", "\n").strip()
        typed = {"outcome": request.form.get("outcome", ""), "note": note}
        if typed["outcome"] not in OUTCOMES:
            return desk.show_task(number, typed=typed, mistake="mistake.outcome")
        if len(note) > LONGEST_NOTE:
            return desk.show_task(number, typed=typed, mistake="mistake.note")
        try:
            services.tasks.record_attempt(seen.id, desk.account().id, typed["outcome"], note or None, _version())
        except Conflict as conflict:
            return desk.show_task(number, typed=typed, conflict=conflict)
        flash(say("attempt.saved", outcome=say_code("outcome", typed["outcome"], pages.browser_language())))
        return redirect(url_for("console.task", number=number), 303)

    return blueprint


def _version() -> int:
    """The version the form was drawn with; one that never was where it is missing."""
    return request.form.get("version", -1, type=int)
