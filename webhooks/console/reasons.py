"""Why a CHW opens the record of a person whose task is not theirs: asked once a task and login."""

from __future__ import annotations

from flask import session

_KEY = "why"
_KEPT = 20
"""Tasks whose reason is remembered; a cookie holds no more than 4 kB."""


def give_reason(number: int, why: str) -> None:
    """Remember in this login session why the record of task `number` is opened."""
    given = {**session.get(_KEY, {}), str(number): why}
    session[_KEY] = dict(list(given.items())[-_KEPT:])


def reason_given(number: int) -> str | None:
    """The reason given earlier in this login session, or None."""
    why: str | None = session.get(_KEY, {}).get(str(number))
    return why
