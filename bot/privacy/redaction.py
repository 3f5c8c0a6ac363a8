"""Redaction of logs: whatever reaches a log line, phone numbers and people's words do not leave with it."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Mapping
from typing import Any

from structlog.typing import EventDict, WrappedLogger

from bot.errors import PuenteError

HIDDEN = "[redacted]"

_PERSONAL_KEYS = frozenset(
    {
        "address", "authorization", "body", "cookie", "email", "from", "message_text", "name", "note", "password",
        "person_name", "phone", "profilename", "replies", "secret", "text", "to", "token",
    }
)  # fmt: skip
"""Fields that hold personal data or secrets by their very name, compared in lower case."""

_KEPT_KEYS = frozenset({"timestamp", "level", "duration_ms", "milliseconds", "request", "anchor"})

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_PHONE = re.compile(r"(?<![\w-])\+?(?:1[\s.-]?)?\(?[2-9]\d{2}\)?[\s.-]*\d{3}[\s.-]*\d{4}(?![\w])")
_INTERNATIONAL = re.compile(r"\+\d[\d\s().-]{5,}\d")
_URL_ENCODED = re.compile(r"%2B\d{7,15}", re.IGNORECASE)
_LONG_DIGITS = re.compile(r"(?<![0-9A-Za-z])\d{7,}(?![0-9A-Za-z])")


def redact_text(text: str) -> str:
    """`text` without phone numbers, e-mail addresses and runs of seven or more digits. Row ids stay."""
    parts: list[str] = []
    end = 0
    for kept in _UUID.finditer(text):
        parts += [_redact_part(text[end : kept.start()]), kept.group()]
        end = kept.end()
    parts.append(_redact_part(text[end:]))
    return "".join(parts)


def redact_event(logger: WrappedLogger, method: str, event_dict: EventDict) -> EventDict:
    """structlog processor: redacts every value of an event, its message and its traceback."""
    # The traceback becomes text here, because whatever is formatted after us would escape us.
    exc_info = event_dict.pop("exc_info", None)
    error = exc_info if isinstance(exc_info, BaseException) else sys.exc_info()[1] if exc_info is True else None
    if isinstance(exc_info, tuple):
        error = exc_info[1]
    redacted = {key: _redact_value(key, value) for key, value in event_dict.items()}
    return redacted if error is None else {**redacted, "exception": traceback_of(error)}


def traceback_of(error: BaseException) -> str:
    """Where an error came from, cause first, without what it says: only our own errors say nothing of anybody."""
    parts: list[str] = []
    seen: set[int] = set()
    step: BaseException | None = error
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        said = f": {step.code}: {step.detail}" if isinstance(step, PuenteError) else ""
        frames = "".join(traceback.format_tb(step.__traceback__))
        parts.append(f"{frames}{type(step).__module__}.{type(step).__qualname__}{said}")
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return redact_text("\nwhich led to\n".join(reversed(parts)))


def _redact_value(key: str, value: Any) -> Any:
    if key.lower() in _KEPT_KEYS:
        return value
    if key.lower() in _PERSONAL_KEYS and value not in (None, ""):
        return HIDDEN
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, Mapping):
        return {inner: _redact_value(str(inner), held) for inner, held in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redact_value("", held) for held in value]
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return HIDDEN if abs(value) >= 1_000_000 else value
    return redact_text(str(value))


def _redact_part(text: str) -> str:
    for pattern in (_EMAIL, _URL_ENCODED, _INTERNATIONAL, _PHONE, _LONG_DIGITS):
        text = pattern.sub(HIDDEN, text)
    return text
