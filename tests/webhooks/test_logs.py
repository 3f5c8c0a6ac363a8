"""No line of any log holds a number, a secret, or what an error says of somebody."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.settings import load_settings
from tests.webhooks.conftest import Site
from webhooks.logs import RedactingFormatter, configure_logging, secrets_of, without

SECRET = "s3cr3t-of-the-database"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """The root logger as it was."""
    before = list(logging.getLogger().handlers)
    yield
    logging.getLogger().handlers = before


@pytest.fixture
def configured(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Logging set up; the secrets of the settings."""
    settings = load_settings(
        {
            "PUENTE_INSTANCE": str(tmp_path_factory.mktemp("instance")),
            "DATABASE_URL": f"postgresql://puente:{SECRET}@db/puente",
            "TWILIO_AUTH_TOKEN": "token-of-twilio-0123456789abcdef",
        }
    )
    configure_logging(settings)
    return sorted(secrets_of(settings))


def test_every_secret_of_the_settings_is_known(configured: list[str]) -> None:
    assert SECRET in configured
    assert "token-of-twilio-0123456789abcdef" in configured
    assert len(configured) == 6, "the cookie key, Rasa's token and two data keys besides"


def test_a_secret_is_hidden_wherever_it_is_logged(configured: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for secret in configured:
        structlog.get_logger("x").info("reached", address=f"postgresql://puente:{secret}@db", found=[secret])
        logging.getLogger("some.library").warning("cannot reach %s", secret)
    logged = capsys.readouterr().err
    assert logged.count("reached") == logged.count("cannot reach") == len(configured)
    assert [secret for secret in configured if secret in logged] == []


def test_an_error_nobody_caught_tells_where_and_not_what(
    configured: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    canaries = {"body": "canary words", "phone": "+13235550177"}
    try:
        {}[f"{canaries['body']} {canaries['phone']}"]
    except KeyError:
        logging.getLogger("flask.app").exception("Exception on %s [POST]", "/twilio/sms?From=%2B13235550177")
    logged = capsys.readouterr().err
    assert "Exception on /twilio/sms" in logged
    assert "builtins.KeyError" in logged
    assert "test_logs.py" in logged
    assert "canary words" not in logged
    assert "5550177" not in logged


def test_a_page_that_breaks_leaves_no_word_in_log_or_answer(
    sqlite_site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(_: object) -> None:
        raise RuntimeError("canary words from +13235550177")

    sqlite_site.client.application.config["PROPAGATE_EXCEPTIONS"] = False
    sqlite_site.rasa.answer = breaks  # type: ignore[assignment]
    answer = sqlite_site.sms("canary words", phone="+13235550177")
    logged = capsys.readouterr().err
    assert answer.status_code == 500
    assert "RuntimeError" in logged
    for told in (logged, answer.text):
        assert "canary" not in told.replace('raise RuntimeError("canary words', "")
        assert "5550177" not in told


def test_a_request_line_that_gunicorn_quotes_is_redacted() -> None:
    record = logging.LogRecord(
        "gunicorn.error", 30, "", 1, "Invalid request line: '%s'", ("GET /?From=+13235550177",), None
    )
    assert "5550177" not in RedactingFormatter().format(record)


def test_hiding_leaves_the_rest_of_the_line() -> None:
    assert without(["secret-value"], "a secret-value b") == "a [redacted] b"
