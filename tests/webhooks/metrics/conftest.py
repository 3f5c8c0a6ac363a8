"""A county whose counters are filled by hand, its figures published, and somebody of its staff signed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask import Flask

from bot.cases.account_view import Role
from bot.clock import FixedClock
from bot.db import Database
from bot.metrics.measures import MEASURES
from bot.metrics.publishing import Publisher
from bot.privacy.encryption import Vault
from bot.tally import tally
from tests.webhooks.pages_app import Browser, add_account, make_app, make_services
from webhooks.services import Services


@dataclass
class County:
    services: Services
    app: Flask
    clock: FixedClock
    counted: set[str] = field(default_factory=lambda: {"conversations"})

    def count(self, measure: str, by: int, *, weeks_ago: int = 1, **cell: object) -> None:
        """Raise a counter in an earlier week."""
        self.counted.add(measure)
        at = self.clock.now() - timedelta(weeks=weeks_ago)
        with self.services.database.write() as db_session:
            tally(db_session, measure, at, by=by, **cell)  # type: ignore[arg-type]

    def people(self, english: int, spanish: int, weeks_ago: int = 1) -> None:
        """So many people text in a week."""
        self.count("conversations", english, weeks_ago=weeks_ago, language="en", channel="sms", spa=6)
        self.count("conversations", spanish, weeks_ago=weeks_ago, language="es", channel="sms", spa=6)

    def publish(self) -> None:
        """Publish what is over, of the measures counted: the others would only cost time."""
        measures = [measure for measure in MEASURES.values() if measure.name in self.counted]
        Publisher(self.services.database, self.clock, measures).publish_due()

    def signed_in(self, name: str = "stella") -> Browser:
        """Staff, with everything that is over published."""
        self.publish()
        browser = Browser(self.app.test_client(), self.clock)
        browser.sign_in(name)
        return browser


@pytest.fixture
def county(sqlite_database: Database, vault: Vault, clock: FixedClock) -> County:
    services = make_services(sqlite_database, vault, clock)
    roles: tuple[tuple[str, Role], ...] = (("stella", "staff"), ("rosa", "chw"))
    for name, role in roles:
        add_account(services, name, role)
    return County(services, make_app(services), clock)
