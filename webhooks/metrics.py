"""The page of counts for county staff: never a person, and no count from 1 to 10."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint
from werkzeug.wrappers import Response

from webhooks.console.login import SEES_METRICS, framed_page, require_role

if TYPE_CHECKING:
    from webhooks.services import Services


def create_metrics_blueprint(services: Services) -> Blueprint:
    """`/metrics/`, for staff and administrators. Needs `init_login` on the app and the console mounted."""
    blueprint = Blueprint("metrics", __name__, url_prefix="/metrics")
    blueprint.before_request(require_role(services, SEES_METRICS))

    @blueprint.get("/")
    def show() -> Response:
        return framed_page("metrics/metrics.html", section="metrics", tables=[])

    return blueprint
