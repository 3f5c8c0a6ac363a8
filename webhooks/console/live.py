"""Pages that look again by themselves: marked with an ETag, and not drawn again while nothing changed."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import get_flashed_messages, request
from werkzeug.wrappers import Response

from webhooks import pages
from webhooks.console.login import framed_page

SEEN = "seen"
"""The version of the task that a page refreshing itself was first drawn with."""


def is_live() -> bool:
    """True for a page refreshing itself, which takes no message meant for the reader's next click."""
    # Where a form sent by htmx led to is no refresh: its reader waits for what came of it.
    return request.method == "GET" and "HX-Request" in request.headers and "HX-Boosted" not in request.headers


def told() -> str:
    """What the last click came to, once."""
    return "" if is_live() else " ".join(map(str, get_flashed_messages()))


def tag_of(*marks: object) -> str:
    """The page's ETag: one for each address, language and set of marks."""
    asked = sorted((name, value) for name, value in request.args.items() if name != SEEN)
    parts = (request.path, asked, pages.browser_language(), *marks)
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:20]}"'


def unchanged(tag: str) -> Response | None:
    """The answer to a page that already shows this; else None."""
    if is_live() and request.headers.get("If-None-Match") == tag:
        return Response(status=304, headers={"ETag": tag, "Cache-Control": "no-store"})
    return None


def live_page(template: str, tag: str, **values: Any) -> Response:
    """A framed page that htmx fetches again, sending `tag` along."""
    response = framed_page(template, tag=tag, told=told(), **values)
    response.headers["ETag"] = tag
    return response
