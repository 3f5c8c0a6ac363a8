"""E-mail over SMTP, to a real server on this machine: what arrives, what is refused, and what is worth another try."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.errors import ConfigurationError
from bot.messaging.mailer import SmtpMailer
from bot.messaging.sender import Outcome

SENDER = "Puente <notices@example.org>"


@dataclass
class Inbox:
    """`refuse`: answers to RCPT or DATA, given out in turn, before mail is taken again."""

    mails: list[EmailMessage] = field(default_factory=list)
    refuse: dict[str, list[str]] = field(default_factory=lambda: {"RCPT": [], "DATA": []})
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, to: str, options: Any) -> str:
        if self.refuse["RCPT"]:
            return self.refuse["RCPT"].pop(0)
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuse["DATA"]:
            return self.refuse["DATA"].pop(0)
        self.mails.append(cast(EmailMessage, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"

    def login(self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        self.logins.append((given.login, given.password))
        return AuthResult(success=given.password == b"p@ss word", handled=False)


class Local(Controller):
    """On whichever port is free."""

    def __init__(self, handler: Inbox, **options: Any) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        super().__init__(handler, hostname="127.0.0.1", port=port, **options)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[Local]:
    running = Local(inbox)
    running.start()
    yield running
    running.stop(no_assert=True)


def mailer(server: Local, login: str = "", scheme: str = "smtp") -> SmtpMailer:
    return SmtpMailer(f"{scheme}://{login}localhost:{server.port}", SENDER)


def test_a_notice_arrives_as_plain_text(server: Local, inbox: Inbox) -> None:
    sent = mailer(server).send("rosa@example.org", "Puente: tarea 7", "La tarea 7 está atrasada.\n")
    assert (sent.outcome, sent.delivery_status) == (Outcome.SENT, "sent")
    (mail,) = inbox.mails
    assert (mail["From"], mail["To"], mail["Subject"]) == (SENDER, "rosa@example.org", "Puente: tarea 7")
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n") == "La tarea 7 está atrasada.\n"


@pytest.mark.parametrize(
    ("answers", "outcome", "code"),
    [
        ({"RCPT": ["450 mailbox busy"]}, Outcome.RETRY, "smtp_450"),
        ({"RCPT": ["550 no such mailbox"]}, Outcome.STOPPED, "smtp_550"),
        ({"DATA": ["452 no room"]}, Outcome.RETRY, "smtp_452"),
        ({"DATA": ["554 refused"]}, Outcome.STOPPED, "smtp_554"),
    ],
)
def test_4xx_may_work_later_and_5xx_never_will(
    server: Local, inbox: Inbox, answers: dict[str, list[str]], outcome: Outcome, code: str
) -> None:
    inbox.refuse |= answers
    refused = mailer(server).send("rosa@example.org", "s", "b")
    assert (refused.outcome, refused.error_code) == (outcome, code)
    assert mailer(server).send("rosa@example.org", "s", "b").outcome is Outcome.SENT
    assert len(inbox.mails) == 1


def test_a_server_that_is_away_is_tried_again(inbox: Inbox) -> None:
    away = mailer(Local(inbox)).send("rosa@example.org", "s", "b")
    assert (away.outcome, away.error_code) == (Outcome.RETRY, "no_answer")


def test_what_talks_no_smtp_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(5)
        port = silent.getsockname()[1]

        def hang_up() -> None:
            connection, _ = silent.accept()
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.close()

        threading.Thread(target=hang_up, daemon=True).start()
        said = SmtpMailer(f"smtp://localhost:{port}", SENDER).send("rosa@example.org", "s", "b")
    assert said.outcome in (Outcome.RETRY, Outcome.STOPPED) and said.outcome is not Outcome.SENT


def test_a_password_is_never_sent_in_clear(server: Local, inbox: Inbox) -> None:
    said = mailer(server, "user:p%40ss%20word@").send("rosa@example.org", "s", "b")
    assert said.outcome is Outcome.RETRY, (
        "the server offers no TLS: somebody must mend it, and nothing is lost till then"
    )
    assert inbox.logins == [] and inbox.mails == []


class TestOverTls:
    @pytest.fixture
    def certificate(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
        """A server's certificate for localhost, trusted by this process alone."""
        key, name = (
            ec.generate_private_key(ec.SECP256R1()),
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
        )
        now = datetime.now(UTC)
        signed = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .sign(key, hashes.SHA256())
        )  # fmt: skip
        there, private = tmp_path / "cert.pem", tmp_path / "key.pem"
        there.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        private.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(there, private)
        monkeypatch.setenv("SSL_CERT_FILE", str(there))
        return context

    @pytest.fixture
    def locked(self, inbox: Inbox, certificate: ssl.SSLContext) -> Iterator[Local]:
        running = Local(
            inbox, tls_context=certificate, require_starttls=True, authenticator=inbox.login, auth_required=True
        )
        running.start()
        yield running
        running.stop()

    def test_the_password_goes_over_tls(self, locked: Local, inbox: Inbox) -> None:
        sent = mailer(locked, "user:p%40ss%20word@").send("rosa@example.org", "s", "b")
        assert sent.outcome is Outcome.SENT
        assert inbox.logins == [(b"user", b"p@ss word")] and len(inbox.mails) == 1

    def test_a_wrong_password_is_no_reason_to_try_for_ever(self, locked: Local, inbox: Inbox) -> None:
        refused = mailer(locked, "user:wrong@").send("rosa@example.org", "s", "b")
        assert (refused.outcome, refused.error_code) == (Outcome.STOPPED, "smtp_535")
        assert inbox.mails == []

    def test_a_certificate_nobody_vouches_for_is_not_trusted(
        self, locked: Local, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("SSL_CERT_FILE")
        said = mailer(locked, "user:p%40ss%20word@").send("rosa@example.org", "s", "b")
        assert said.outcome is Outcome.RETRY
        assert inbox.logins == [] and inbox.mails == []


@pytest.mark.parametrize(
    "to", ["rosa@example.org\r\nBcc: all@example.org", "rosa@example.org\nBcc: all@example.org", ""]
)
def test_an_address_that_is_none_sends_nothing_and_raises_nothing(server: Local, inbox: Inbox, to: str) -> None:
    assert mailer(server).send(to, "s", "b").outcome is not Outcome.SENT
    assert inbox.mails == []


@pytest.mark.parametrize("url", ["", "http://x", "smtp://", "smtp://h:99999", "mailto:x@y"])
def test_a_malformed_server_stops_the_start(url: str) -> None:
    with pytest.raises(ConfigurationError):
        SmtpMailer(url, SENDER)


def test_without_an_address_to_send_from_it_does_not_start() -> None:
    with pytest.raises(ConfigurationError):
        SmtpMailer("smtp://localhost", "Puente")
