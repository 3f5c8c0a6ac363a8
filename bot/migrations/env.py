"""Alembic's entry: runs the revisions on the connection that bot.migrations hands over."""

from __future__ import annotations

from alembic import context

from bot.db import Base
from bot.migrations import import_every_model

import_every_model()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
