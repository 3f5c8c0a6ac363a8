"""How errors leave: a status, a stable code, and nothing a person wrote."""

from __future__ import annotations

import structlog
from flask import Flask, Response, jsonify

from bot.errors import Conflict, InvalidInput, NotFound, PuenteError, Unavailable

_STATUS: tuple[tuple[type[PuenteError], int], ...] = (
    (InvalidInput, 400),
    (NotFound, 404),
    (Conflict, 409),
    (Unavailable, 503),
)

log = structlog.get_logger(__name__)


def install_error_handlers(app: Flask) -> None:
    """Answers our own errors as JSON `{"error": code}`; pages handle the ones they can show themselves."""

    @app.errorhandler(PuenteError)
    def ours(error: PuenteError) -> tuple[Response, int]:
        status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
        log.log(40 if status >= 500 else 30, "request.refused", code=error.code, detail=error.detail)
        return jsonify(error=error.code, detail=error.detail), status
