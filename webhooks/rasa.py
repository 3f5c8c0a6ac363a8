"""The two doors for Rasa: custom actions (rasa-sdk's executor) and the words of responses (NLG)."""

from __future__ import annotations

import asyncio
from typing import Any

from flask import Blueprint, Response, jsonify, request
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from bot import correlation
from bot.dialogue.actions.side_questions import in_place_of
from bot.dialogue.actions.turn import Turn
from bot.dialogue.responses import compose
from bot.errors import InvalidInput
from bot.i18n import as_language


def create_rasa_blueprint(executor: ActionExecutor) -> Blueprint:
    routes = Blueprint("rasa", __name__)

    @routes.post("/actions")
    def actions() -> tuple[Response, int]:
        """Rasa's action call (rasa.com/docs/action-server, webhook format)."""
        call = _json_object()
        # The SDK wants a domain; Rasa leaves it out of most calls.
        call.setdefault("domain", {})
        _carry_on(call)
        try:
            result = asyncio.run(executor.run(call))
        except ActionExecutionRejection as rejection:
            return jsonify(error=str(rejection), action_name=rejection.action_name), 400
        except ActionNotFoundException as missing:
            return jsonify(error=str(missing), action_name=missing.action_name), 404
        return jsonify(result.model_dump() if result else {"events": [], "responses": []}), 200

    @routes.post("/nlg")
    def nlg() -> Response:
        """Rasa's NLG call: the words of `response` in the conversation's language."""
        call = _json_object()
        _carry_on(call)
        slots: dict[str, Any] = (call.get("tracker") or {}).get("slots") or {}
        language = as_language(slots.get("preferred_language"))
        turn = Turn(Tracker.from_dict(call.get("tracker") or {}))
        arguments = call.get("arguments") or {}
        said = in_place_of(str(call.get("response")), turn)
        text = "\n".join(compose(name, language, {**arguments, **more}) for name, more in said)
        return jsonify(text=text, buttons=[], image=None, elements=[], attachments=[])

    return routes


def _carry_on(call: dict[str, Any]) -> None:
    """Log under the id of the text that Rasa answers; it went to Rasa in the metadata of its turn."""
    latest = (call.get("tracker") or {}).get("latest_message") or {}
    metadata = latest.get("metadata") if isinstance(latest, dict) else None
    request_id = metadata.get("request") if isinstance(metadata, dict) else None
    if isinstance(request_id, str):
        correlation.begin(request_id)


def _json_object() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise InvalidInput("a JSON object is needed", code="bad_json")
    return body
