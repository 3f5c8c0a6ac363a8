"""Sending an e-mail: the port, the sender over SMTP, and the recording one of tests."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Protocol
from urllib.parse import unquote, urlsplit

from bot.errors import ConfigurationError
from bot.messaging.sender import Outcome, SendResult

_SECONDS = 10
_PORTS = {"smtp": 587, "smtps": 465}


class Mailer(Protocol):
    def send(self, to: str, subject: str, body: str) -> SendResult:
        """Send plain text to one address. Never raises for what a server or the network says: that is the result."""


class SmtpMailer:
    """`url`: `smtp://user:password@host:587` (STARTTLS wherever the server offers it, and always before a password),
    or `smtps://…:465`. Raises ConfigurationError for any other, and without an address to send from."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        try:
            port = parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            port = 0
        if parts.scheme not in _PORTS or not parts.hostname or not port:
            raise ConfigurationError("PUENTE_SMTP_URL is smtp:// or smtps:// with a host")
        if "@" not in parseaddr(sender)[1]:
            raise ConfigurationError("PUENTE_SMTP_FROM is the address that e-mail comes from")
        self._host, self._port, self._over_tls = parts.hostname, port, parts.scheme == "smtps"
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender = sender

    def send(self, to: str, subject: str, body: str) -> SendResult:
        """See Mailer."""
        mail = EmailMessage()
        try:
            mail["From"], mail["To"], mail["Subject"] = self._sender, to, subject
        except ValueError:  # a line break, which would begin another header
            return SendResult(Outcome.STOPPED, error_code="bad_address")
        mail.set_content(body)
        try:
            with self._connected() as server:
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            return _refused(max(codes, default=550))
        except smtplib.SMTPResponseException as refused:
            return _refused(refused.smtp_code)
        except (smtplib.SMTPException, OSError):
            return SendResult(Outcome.RETRY, error_code="no_answer")
        return SendResult(Outcome.SENT, delivery_status="sent")

    def _connected(self) -> smtplib.SMTP:
        trusted = ssl.create_default_context()
        if self._over_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=_SECONDS, context=trusted)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=_SECONDS)
        try:
            if not self._over_tls:
                server.ehlo()
                if self._user or server.has_extn("starttls"):
                    server.starttls(context=trusted)
            if self._user:
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server


def _refused(code: int) -> SendResult:
    """RFC 5321: 4xx may work later, 5xx never will."""
    return SendResult(Outcome.RETRY if 400 <= code < 500 else Outcome.STOPPED, error_code=f"smtp_{code}")


@dataclass(frozen=True)
class SentMail:
    to: str
    subject: str
    body: str


@dataclass
class RecordingMailer:
    """Keeps what it was asked to send. For tests; `results` are given out in turn, then SENT."""

    results: list[SendResult] = field(default_factory=list)
    sent: list[SentMail] = field(default_factory=list)

    def send(self, to: str, subject: str, body: str) -> SendResult:
        self.sent.append(SentMail(to, subject, body))
        return self.results.pop(0) if self.results else SendResult(Outcome.SENT, delivery_status="sent")
