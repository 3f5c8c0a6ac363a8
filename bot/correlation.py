"""One id for everything that happens because of one request, so that its log lines can be read together.

It is random and says nothing of anybody. It goes along in headers, in the metadata of a turn and with texts in the
outbox, and structlog puts it on every line.
"""

from __future__ import annotations

import re
import secrets

from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars

HEADER = "X-Request-ID"
_KEY = "request"
_OURS = re.compile(r"[0-9a-f]{16}")


def begin(given: str | None = None) -> str:
    """Begin with the id handed over, or a new one where none of ours was. Ends what this thread did before."""
    request_id = given if given and _OURS.fullmatch(given) else secrets.token_hex(8)
    clear_contextvars()
    bind_contextvars(**{_KEY: request_id})
    return request_id


def current() -> str | None:
    """The id of what this thread is doing; None outside of a request."""
    found = get_contextvars().get(_KEY)
    return str(found) if found else None
