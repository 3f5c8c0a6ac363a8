"""Is the process up, and can it do its work?"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from webhooks.services import Services


def create_health_blueprint(services: Services) -> Blueprint:
    routes = Blueprint("health", __name__)

    @routes.get("/health/live")
    def live() -> Response:
        return jsonify(status="ok")

    @routes.get("/health/ready")
    def ready() -> tuple[Response, int]:
        """200 when the database and Rasa answer; else 503 and which does not."""
        checks = {"database": _database_answers(services), "rasa": services.rasa.is_ready()}
        return jsonify(status="ok" if all(checks.values()) else "waiting", **checks), 200 if all(
            checks.values()
        ) else 503

    @routes.get("/prometheus")
    def prometheus() -> Response:
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    return routes


def _database_answers(services: Services) -> bool:
    try:
        with services.database.read() as db_session:
            db_session.execute(text("select 1"))
    except SQLAlchemyError:
        return False
    return True
