"""The rooms a command works on, opened on the configured database."""

from __future__ import annotations

from datetime import timedelta

from bot.cases.audit_chain import keep_audit_chain
from bot.clock import Clock, SystemClock
from bot.db import Database
from bot.metrics.publishing import Publisher
from bot.migrations import upgrade
from bot.privacy.encryption import Vault
from bot.settings import Settings, load_settings
from webhooks.keeping import Keeper, open_trackers, provider_copies
from webhooks.logs import configure_logging


class Stores:
    """Database (brought up to date first), vault and clock, as the rooms take them; what they log is redacted."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or load_settings()
        configure_logging(self.settings)
        self.database = Database(self.settings.database_url)
        upgrade(self.database)
        self.vault = Vault(self.settings.puente_data_keys)
        keep_audit_chain(self.database, self.vault)
        self.clock: Clock = SystemClock()

    def publisher(self) -> Publisher:
        """Publishes the figures of weeks that are over."""
        old = timedelta(days=self.settings.puente_call_first_days)
        return Publisher(self.database, self.clock, call_first_after=old)

    def keeper(self) -> Keeper:
        """Retention and erasure over all that is kept, here and elsewhere."""
        trackers = open_trackers(self.settings, self.vault)
        provider = provider_copies(self.settings)
        return Keeper(self.settings, self.database, self.vault, self.clock, trackers, provider)
