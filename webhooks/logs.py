"""Logs on standard error, structlog's and everybody else's: redacted, one JSON line an event in production."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable

import structlog
from gunicorn.config import Config
from gunicorn.glogging import Logger
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.privacy.redaction import HIDDEN, redact_event, redact_text, traceback_of
from bot.settings import Settings


def configure_logging(settings: Settings) -> None:
    """Every line, also of a library or of an error nobody caught, passes the redaction of bot/privacy."""
    secrets = secrets_of(settings)
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer() if settings.production else structlog.dev.ConsoleRenderer(colors=False)
    )

    def render(logger: object, method: str, event_dict: structlog.typing.EventDict) -> str:
        return without(secrets, str(renderer(logger, method, event_dict)))

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact_event,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    for former in [handler for handler in root.handlers if isinstance(handler, _OurHandler)]:
        root.removeHandler(former)
    ours = _OurHandler(logging.WARNING)
    ours.setFormatter(RedactingFormatter(secrets))
    root.addHandler(ours)


def secrets_of(settings: Settings) -> frozenset[str]:
    """The values of the settings that must never be printed, long ones only: a short one would hide ordinary words."""
    found = {settings.puente_secret_key, settings.twilio_auth_token, settings.rasa_token, settings.puente_ops_token}
    found.add(settings.puente_heartbeat_url)
    found |= {entry.partition(":")[2].strip() for entry in settings.puente_data_keys.split(",")}
    for address in (settings.database_url, settings.rasa_database_url, settings.redis_url, settings.puente_smtp_url):
        try:
            found.add(make_url(address).password or "")
        except ArgumentError:
            continue
    return frozenset(secret for secret in found if len(secret) >= 8)


def without(secrets: Iterable[str], line: str) -> str:
    """`line` with every secret in it hidden."""
    for secret in secrets:
        line = line.replace(secret, HIDDEN)
    return line


class RedactingFormatter(logging.Formatter):
    """Formats a standard record as one line, and its traceback without what foreign errors say."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s [%(levelname)s] %(name)s: %(message)s")
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        line = f"{self.formatTime(record)} [{record.levelname.lower()}] {record.name}: {record.getMessage()}"
        if record.exc_info and record.exc_info[1]:
            line = f"{line}\n{traceback_of(record.exc_info[1])}"
        return without(self._secrets, redact_text(line))


class GunicornLogger(Logger):  # type: ignore[misc]
    """gunicorn's log, redacted: it quotes what it cannot parse of a request."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(RedactingFormatter())


class _OurHandler(logging.Handler):
    """Told apart from handlers that others put on the root logger."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write to the standard error of this moment."""
        sys.stderr.write(self.format(record) + "\n")
