"""A form whose sender turned out to be signed out: carried through the login, so that no words are lost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import request

_NEVER_KEPT = frozenset({"csrf_token", "password", "new_password", "code", "kept"})
_NOT_TYPED = frozenset({"form_key", "once", "version", "window", "place", "to"})
_WORDS_FROM = 21
"""Characters from which a value was typed rather than chosen, and is shown again to be copied."""


@dataclass(frozen=True)
class KeptForm:
    """Where a form was going and what was in it; passwords and codes are left out."""

    to: str
    fields: tuple[tuple[str, str], ...]

    def packed(self) -> str:
        """As the value of one hidden field."""
        return json.dumps([self.to, self.fields])

    @property
    def words(self) -> list[str]:
        """What was typed in it, as against chosen."""
        return [
            value
            for name, value in self.fields
            if name not in _NOT_TYPED and (len(value) >= _WORDS_FROM or " " in value or "\n" in value)
        ]


def sent_form() -> KeptForm | None:
    """The form of this very request, or None where it is no POST to a page behind the login."""
    to = safe_path(request.full_path.rstrip("?"))
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if name not in _NEVER_KEPT)
    return KeptForm(to, fields) if request.method == "POST" and to and fields else None


def unpack(packed: str) -> KeptForm | None:
    """A form out of its hidden field, or None where that holds none."""
    try:
        to, fields = json.loads(packed)
        kept = KeptForm(safe_path(to), tuple((str(name), str(value)) for name, value in fields))
    except (ValueError, TypeError, AttributeError):
        return None
    return kept if kept.to else None


def safe_path(target: str | None) -> str:
    """`target` if it is one of our own pages behind the login, else nothing."""
    if not target or not target.startswith(("/console/", "/metrics/")) or "\\" in target:
        return ""
    parts = urlsplit(target)
    return "" if parts.scheme or parts.netloc or "/../" in f"{parts.path}/" else target
