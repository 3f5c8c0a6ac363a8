"""Structured logs on standard error: one JSON line an event in production, readable lines in development."""

from __future__ import annotations

import logging
import sys

import structlog

from bot.privacy.redaction import redact_event
from bot.settings import Settings


def configure_logging(settings: Settings) -> None:
    """Every event passes the redaction of bot/privacy before it is written."""
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer() if settings.production else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact_event,
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
