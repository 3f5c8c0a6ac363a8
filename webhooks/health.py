"""Is the process up, and can it do its work?"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.heartbeat import SILENT_AFTER, silent_for
from webhooks.services import Services


def create_health_blueprint(services: Services) -> Blueprint:
    routes = Blueprint("health", __name__)

    @routes.get("/health/live")
    def live() -> Response:
        return jsonify(status="ok")

    @routes.get("/health/ready")
    def ready() -> tuple[Response, int]:
        """200 when the database and Rasa answer; else 503 and which does not.

        Whether the worker goes round is told and does not count: texts are answered without it.
        """
        checks = {"database": _database_answers(services), "rasa": services.rasa.is_ready()}
        ready = all(checks.values())
        worker = checks["database"] and _worker_beats(services)
        return jsonify(status="ok" if ready else "waiting", **checks, worker=worker), 200 if ready else 503

    @routes.get("/health/worker")
    def worker() -> tuple[Response, int]:
        """200 while the worker goes round; 503 when nothing was heard of it for five minutes, or ever."""
        beats = _worker_beats(services)
        return jsonify(status="ok" if beats else "silent"), 200 if beats else 503

    return routes


def _worker_beats(services: Services) -> bool:
    try:
        silence = silent_for(services.database, services.clock)
    except SQLAlchemyError:
        return False
    return silence is not None and silence < SILENT_AFTER


def _database_answers(services: Services) -> bool:
    try:
        with services.database.read() as db_session:
            db_session.execute(text("select 1"))
    except SQLAlchemyError:
        return False
    return True
