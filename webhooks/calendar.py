"""The address a CHW's calendar program fetches; the token in it is all the leave it needs."""

from __future__ import annotations

from flask import Blueprint, Response

from bot.errors import NotFound
from webhooks.services import Services


def create_calendar_blueprint(services: Services) -> Blueprint:
    """`/calendar/<token>.ics`, open to whoever knows the token."""
    routes = Blueprint("calendar", __name__)

    @routes.get("/<token>.ics")
    def feed(token: str) -> Response:
        """200 with `text/calendar`; 404 for a token that is unknown, replaced or revoked."""
        try:
            made = services.calendar_feeds.read(token)
        except NotFound:
            return Response("", 404, mimetype="text/plain")
        answer = Response(made, content_type="text/calendar; charset=utf-8")
        answer.headers["Cache-Control"] = "private, no-store"
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer

    return routes
