"""Who may call a route. Each guard is attached where its blueprint is registered, in webhooks/app.py.

A blueprint without a guard fails tests/webhooks/test_guards.py.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable

import structlog
from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue
from twilio.request_validator import RequestValidator

from bot.meters import Meters

Guard = Callable[[], ResponseReturnValue | None]

log = structlog.get_logger(__name__)

TWILIO_PARAMETER_LIMIT = 200
"""Twilio sends about 30 parameters; far more is an attack on the signature check."""
TWILIO_BYTES_LIMIT = 100_000
"""A text of 1,600 characters is at most some 15 kB when every one of them is escaped."""
_FORM = "application/x-www-form-urlencoded"


def guarded(blueprint: Blueprint, guard: Guard) -> Blueprint:
    """`blueprint` with `guard` run before each of its routes. The guard answers, or returns None to let pass."""
    blueprint.before_request(guard)
    blueprint.guard = guard  # type: ignore[attr-defined]
    return blueprint


def twilio_signature(auth_token: str, public_base_url: str, meters: Meters | None = None) -> Guard:
    """Lets pass only what Twilio signed (X-Twilio-Signature over the public URL and every parameter).

    Rebuilds the URL from `public_base_url`, because behind a proxy the request's own host is not the
    one Twilio signed. See twilio.com/docs/usage/security.
    """
    validator = RequestValidator(auth_token)
    counted = meters or Meters()

    def refuse(code: str, status: int) -> ResponseReturnValue:
        counted.refused.labels(code).inc()
        log.warning("webhook.refused", path=request.path, code=code)
        return jsonify(error=code), status

    def check() -> ResponseReturnValue | None:
        # All before anything is parsed: what Twilio never sends costs nothing.
        request.max_content_length = TWILIO_BYTES_LIMIT
        if request.mimetype != _FORM and (request.mimetype or request.content_length):
            return refuse("content_type", 415)
        if (request.content_length or 0) > TWILIO_BYTES_LIMIT:
            return refuse("too_large", 413)
        if request.get_data(cache=True).count(b"&") >= TWILIO_PARAMETER_LIMIT:
            return refuse("too_many_parameters", 413)
        query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
        url = f"{public_base_url}{request.path}{query}"
        signature = request.headers.get("X-Twilio-Signature", "")
        if not signature or not validator.validate(url, request.form, signature):
            return refuse("signature", 403)
        return None

    return check


def bearer_token(token: str) -> Guard:
    """Lets pass only `Authorization: Bearer <token>`, compared in constant time."""

    def check() -> ResponseReturnValue | None:
        given = request.headers.get("Authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, f"Bearer {token}".encode()):
            abort(403)
        return None

    return check


def open_to_everyone() -> ResponseReturnValue | None:
    """For pages that are public on purpose (chat, health). They check what they are given themselves."""
    return None
