"""A console with people working in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from bot.cases.account_view import Role
from bot.cases.models import AuditEvent
from bot.cases.task_view import TaskView
from bot.clock import FixedClock
from bot.db import Database
from bot.privacy.encryption import Vault
from tests.webhooks.pages_app import Browser, add_account, make_app, make_services
from webhooks.services import Services

TODAY_AT_THREE = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
"""15:00 in Los Angeles on the day the test clock shows (10:00)."""


TEAM: tuple[tuple[str, Role], ...] = (("rosa", "chw"), ("luis", "chw"), ("stella", "staff"), ("ada", "admin"))


@dataclass
class Office:
    """A console with two CHWs, one member of staff and one administrator."""

    services: Services
    app: Flask
    clock: FixedClock

    def browser(self, name: str = "") -> Browser:
        browser = Browser(self.app.test_client(), self.clock)
        if name:
            browser.sign_in(name)
        return browser

    def callback(self, phone: str = "+13235550100", start: datetime = TODAY_AT_THREE, **values: Any) -> TaskView:
        person = self.services.people.get_or_create("sms", phone, values.get("language", "en"))
        return self.services.booking.book(
            person.id,
            values.get("needs", ["food"]),
            values.get("language", "en"),
            values.get("spa", 6),
            values.get("zip", "90011"),
            start,
            start + timedelta(hours=1),
            values.get("name", "Ana"),
        )

    def events(self, what: str) -> list[AuditEvent]:
        with self.services.database.read() as db_session:
            return list(db_session.scalars(select(AuditEvent).where(AuditEvent.what == what).order_by(AuditEvent.id)))


@pytest.fixture
def office(sqlite_database: Database, vault: Vault, clock: FixedClock) -> Office:
    services = make_services(sqlite_database, vault, clock)
    for name, role in TEAM:
        add_account(services, name, role)
    return Office(services, make_app(services), clock)
