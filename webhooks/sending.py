"""What Puente sends and calls with: Twilio where it is configured, stand-ins where not, and the worker over either."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import httpx

from bot.callbacks.attempts import Attempts
from bot.callbacks.call_progress import CallProgress
from bot.callbacks.calls import Calls
from bot.callbacks.may_call import CallRules
from bot.callbacks.notice_worker import NoticeWorker
from bot.callbacks.tasks import Tasks
from bot.cases.correspondence import CaseCorrespondence
from bot.cases.county.hooks import CountyHooks
from bot.cases.county.sharing import Sharing
from bot.cases.number_changes import REASSIGNED
from bot.cases.people import People
from bot.clock import Clock
from bot.db import Database
from bot.errors import Unavailable
from bot.messaging.console_sender import ConsoleSender
from bot.messaging.mailer import Mailer, SmtpMailer
from bot.messaging.outbox_worker import OutboxWorker
from bot.messaging.quiet_hours import QuietHours
from bot.messaging.reassigned import NumberCheck, RecordingNumberCheck
from bot.messaging.sender import Sender
from bot.messaging.twilio_lookup import TwilioNumberCheck
from bot.messaging.twilio_sender import TwilioSender
from bot.messaging.twilio_voice import TwilioVoice
from bot.messaging.voice import SilentLine, VoiceLine
from bot.privacy.encryption import Vault
from bot.settings import Settings


def make_sender(settings: Settings, database: Database, vault: Vault, clock: Clock) -> Sender:
    """Twilio where it is configured; else texts are kept for the simulator to show."""
    if not settings.twilio_configured:
        return ConsoleSender(database, vault, clock)
    return TwilioSender(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        public_base_url=settings.public_base_url,
        messaging_service_sid=settings.twilio_messaging_service_sid,
        from_number=settings.twilio_from,
        api_base=settings.twilio_api_base,
    )


def make_line(settings: Settings) -> VoiceLine | None:
    """Twilio Voice where Twilio is configured, None where it is without a number to call from; else nobody is rung."""
    if not settings.twilio_configured:
        return SilentLine()
    number = settings.twilio_voice_from or settings.twilio_from
    if not number:
        return None
    return TwilioVoice(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        number=number,
        public_base_url=settings.public_base_url,
        api_base=settings.twilio_api_base,
    )


def make_number_check(settings: Settings) -> NumberCheck:
    """Twilio's look-up where Twilio is configured; else every number is taken to be whose it was."""
    if not settings.twilio_configured:
        return RecordingNumberCheck()
    return TwilioNumberCheck(settings.twilio_account_sid, settings.twilio_auth_token, settings.twilio_api_base)


def make_correspondence(database: Database, vault: Vault, clock: Clock) -> CaseCorrespondence:
    """The case store's side of what we send; staff hear of a number that changed hands."""
    tasks, people = Tasks(database, vault, clock), People(database, vault, clock)

    def tell_staff(person_id: str) -> None:
        tasks.create(person_id, "follow_up", language=people.get(person_id).preferred_language, reason=REASSIGNED)

    return CaseCorrespondence(database, vault, clock, tell_staff)


def make_quiet_hours(settings: Settings) -> QuietHours:
    """When Puente and CHWs may begin a text or a call."""
    return QuietHours(settings.puente_texts_from, settings.puente_texts_until)


def make_outbox_worker(settings: Settings, database: Database, vault: Vault, clock: Clock) -> OutboxWorker:
    """The worker that sends what Puente begins itself, and what CHWs typed."""
    return OutboxWorker(
        database,
        vault,
        clock,
        make_sender(settings, database, vault, clock),
        make_correspondence(database, vault, clock),
        make_quiet_hours(settings),
        make_number_check(settings),
        timedelta(days=settings.puente_idle_days),
    )


def make_county_hooks(settings: Settings, database: Database, vault: Vault, clock: Clock) -> CountyHooks:
    """Where other systems of the county are told of changes."""
    sharing = Sharing(database, vault, clock, f"{settings.public_base_url}/api/v1/fhir")
    return CountyHooks(database, vault, clock, sharing, may_be_plain=not settings.production)


def post_message(url: str, body: str, headers: Mapping[str, str]) -> int:
    """POST to another system; the status of its answer, which is not read. Raises Unavailable."""
    try:
        with httpx.stream("POST", url, content=body, headers=dict(headers), timeout=10) as answer:
            return answer.status_code
    except httpx.HTTPError as error:
        raise Unavailable("the other system did not answer", code="hook_down") from error


def make_mailer(settings: Settings) -> Mailer | None:
    """E-mail where a server is configured. Raises ConfigurationError for a malformed one."""
    return SmtpMailer(settings.puente_smtp_url, settings.puente_smtp_from) if settings.puente_smtp_url else None


def make_notice_worker(settings: Settings, database: Database, vault: Vault, clock: Clock) -> NoticeWorker:
    """The worker that tells CHWs of their tasks."""
    sender = make_sender(settings, database, vault, clock)
    return NoticeWorker(database, vault, clock, sender, make_mailer(settings), settings.public_base_url)


def make_calls(
    settings: Settings, database: Database, vault: Vault, clock: Clock, attempts: Attempts, line: VoiceLine | None
) -> tuple[Calls, CallProgress]:
    """Calls from the console, and what the line reports of them."""
    rules = CallRules(vault, clock, make_quiet_hours(settings))
    calls = Calls(
        database,
        vault,
        clock,
        rules,
        line,
        make_number_check(settings),
        make_correspondence(database, vault, clock).number_is_somebody_elses,
        timedelta(days=settings.puente_idle_days),
    )
    return calls, CallProgress(database, clock, attempts, rules, line)
