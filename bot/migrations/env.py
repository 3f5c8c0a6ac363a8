"""Alembic's entry: runs the revisions on the connection that bot.migrations hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from bot.db import Base, UtcDateTime
from bot.migrations import import_every_model


def _render_item(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """A revision must not change when our own column types do, so it names the plain type."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


import_every_model()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=_render_item,
)
context.run_migrations()
