"""How long things are kept, put to work: one purge of everything, and the paying of what is owed outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.cases.outside_copies import OutsideCopies
from bot.cases.retention import Purged, Retention
from bot.cases.sent_forms import SentForms
from bot.clock import Clock
from bot.db import Database
from bot.dialogue.tracker_table import PURPOSE, TrackerTable
from bot.directory.reports import ListingReports
from bot.messaging.provider_copies import TwilioCopies
from bot.privacy.encryption import Keyring, Vault
from bot.settings import Settings


@dataclass(frozen=True)
class Housekeeping:
    """What one round deleted: rows by Retention, conversations at Rasa, copies elsewhere that were owed."""

    purged: Purged
    conversations: int
    copies: int


class Keeper:
    """Deletes what is over its time. The worker calls it every hour, `puente purge` when asked."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        vault: Vault,
        clock: Clock,
        trackers: TrackerTable,
        provider: TwilioCopies | None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._trackers = trackers
        self._tracker_days = timedelta(days=settings.puente_tracker_days)
        self._retention = Retention(database, vault, clock, settings.puente_body_days, settings.puente_case_days)
        self._provider = provider
        self._reports = ListingReports(database, clock)
        self.outside = OutsideCopies(
            database,
            vault,
            clock,
            {"tracker": self._forget_tracker, "provider": self._forget_texts, "provider_day": self._blank_day},
        )

    def purge(self, *, also_not_due: bool = False) -> Housekeeping:
        """Delete all whose time is up. Raises Unavailable when Rasa's conversations cannot be reached."""
        purged = self._retention.purge()
        SentForms(self._database, self._clock).forget_old()
        copies = self.settle(also_not_due=also_not_due)
        conversations = self._trackers.purge((self._clock.now() - self._tracker_days).timestamp())
        self.scrub()
        return Housekeeping(purged, conversations, copies)

    def settle(self, *, also_not_due: bool = False) -> int:
        """Delete the copies elsewhere that are owed and due; how many are gone."""
        gone = 0
        while paid := self.outside.run_once(also_not_due=also_not_due):
            gone += paid
        if gone:
            self.scrub()
        return gone

    def scrub(self) -> None:
        """Leave no deleted row readable in SQLite's files."""
        self._database.scrub()
        self._trackers.scrub()

    def _forget_tracker(self, pseudonym: str) -> None:
        self._reports.forget(pseudonym)
        self._trackers.forget(pseudonym)

    def _forget_texts(self, address: str) -> None:
        channel, _, number = address.partition(":")
        if self._provider and channel == "voice":
            self._provider.forget_calls(number)
        elif self._provider:
            self._provider.forget(channel, number)

    def _blank_day(self, day: str) -> None:
        if self._provider:
            self._provider.blank(date.fromisoformat(day))


def open_trackers(settings: Settings, vault: Vault) -> TrackerTable:
    """Rasa's conversations at rest, with the keys Rasa's process has."""
    return TrackerTable(settings.rasa_database_url, Keyring.of(vault.keys_for(PURPOSE)))


def provider_copies(settings: Settings) -> TwilioCopies | None:
    """Twilio's copies, or None where no Twilio is configured and so none exist."""
    if not settings.twilio_configured:
        return None
    return TwilioCopies(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        messaging_service_sid=settings.twilio_messaging_service_sid,
        from_number=settings.twilio_from,
        voice_number=settings.twilio_voice_from,
        api_base=settings.twilio_api_base,
    )
