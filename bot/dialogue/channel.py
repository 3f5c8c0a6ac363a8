"""Rasa's way in for Puente's web process: one turn, one parse, both behind a shared token.

Unlike Rasa's own REST channel it refuses callers without the token, answers 500 when a turn
failed half way (the REST channel answers an empty list), and parses a text with the same metadata
a live turn carries.
"""

from __future__ import annotations

import hmac
import logging
import re
import time
from typing import Any, Awaitable, Callable, Dict, List, Optional, Text

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE
from sanic import Blueprint, response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

logger = logging.getLogger(__name__)

_PARSE_LIMIT = 200
_REQUEST_ID = re.compile(r"[0-9a-f]{16}")


class PuenteChannel(InputChannel):
    """`POST /webhooks/puente/turn` and `POST /webhooks/puente/parse`."""

    @classmethod
    def name(cls) -> Text:
        return "puente"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> InputChannel:
        token = (credentials or {}).get("token")
        if not token:
            cls.raise_missing_credentials_exception()
        return cls(str(token))

    def __init__(self, token: Text) -> None:
        self._token = token

    def _is_allowed(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode())

    @staticmethod
    def _parse(request: Request, items: List[Dict[Text, Any]]) -> List[Dict[Text, Any]]:
        """Rasa's parse data of each `{"text", "metadata"}`, all through the pipeline at once, in order."""
        processor = request.app.ctx.agent.processor
        messages = [
            # Rasa takes a leading slash for a command to itself; residents have no commands.
            UserMessage(item["text"].lstrip("/ ") or "?", metadata=item.get("metadata") or {})
            for item in items
        ]
        target = processor.model_metadata.nlu_target
        found = processor.graph_runner.run(inputs={PLACEHOLDER_MESSAGE: messages}, targets=[target])[target]
        return [
            {"text": "", "intent": {"name": None, "confidence": 0.0}, "entities": [], **one}
            for one in (message.as_dict(only_output_properties=True) for message in found)
        ]

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("puente_channel", __name__)

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            """Body `{"sender", "message", "metadata"}`; answers `{"replies": [...], "reading": {...}}`."""
            if not self._is_allowed(request):
                return response.json({"error": "token"}, status=403)
            body = _json_object(request)
            began = time.monotonic()
            (parsed,) = self._parse(request, [{"text": body["message"], "metadata": body.get("metadata")}])
            collector = CollectingOutputChannel()
            await on_new_message(
                UserMessage(
                    parsed["text"],
                    collector,
                    body["sender"],
                    parse_data=parsed,
                    input_channel=self.name(),
                    metadata=body.get("metadata") or {},
                )
            )
            _log(request, "turn", began)
            return response.json({"replies": collector.messages, "reading": _reading(parsed)})

        @routes.post("/parse")
        async def parse(request: Request) -> HTTPResponse:
            """Body `{"messages": [{"text", "metadata"}, ...]}`, at most 200; answers their readings, in order."""
            if not self._is_allowed(request):
                return response.json({"error": "token"}, status=403)
            messages = _json_object(request)["messages"]
            if len(messages) > _PARSE_LIMIT:
                raise InvalidUsage("too many messages at once")
            began = time.monotonic()
            readings = [_reading(parsed) for parsed in self._parse(request, messages)]
            _log(request, "parse", began)
            return response.json({"readings": readings})

        return routes


def _log(request: Request, what: Text, began: float) -> None:
    """One line under the id that the web process gave its request (bot/correlation.py), and nothing that was said."""
    given = request.headers.get("x-request-id", "")
    request_id = given if _REQUEST_ID.fullmatch(given) else "-"
    logger.info("%s request=%s milliseconds=%d", what, request_id, (time.monotonic() - began) * 1000)


def _json_object(request: Request) -> Dict[Text, Any]:
    body = request.json
    if not isinstance(body, dict):
        raise InvalidUsage("a JSON object is needed")
    return body


def _reading(parsed: Dict[Text, Any]) -> Dict[Text, Any]:
    """What our pipeline found, out of Rasa's parse data."""
    return {
        "intent": (parsed.get("intent") or {}).get("name"),
        "confidence": (parsed.get("intent") or {}).get("confidence", 0.0),
        "intent_ranking": (parsed.get("intent_ranking") or [])[:3],
        "needs": [e["value"] for e in parsed.get("entities", []) if e.get("entity") == "need"],
        "need_scores": parsed.get("need_scores", {}),
        "urgent": any(e.get("entity") == "urgent" for e in parsed.get("entities", [])),
    }
