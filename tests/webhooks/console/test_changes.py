"""Who last changed a task, on every database."""

from __future__ import annotations

from datetime import timedelta

from bot.clock import FixedClock
from bot.db import Database
from bot.privacy.encryption import Vault
from tests.webhooks.console.conftest import TODAY_AT_THREE
from tests.webhooks.pages_app import add_account, make_services
from webhooks.console.changes import Change, last_change


def test_the_newest_change_counts_and_says_who_made_it(database: Database, vault: Vault, clock: FixedClock) -> None:
    services = make_services(database, vault, clock)
    rosa = add_account(services, "rosa", "chw")
    person = services.people.get_or_create("sms", "+13235550100", "en")
    window = (TODAY_AT_THREE, TODAY_AT_THREE + timedelta(hours=1))
    task = services.booking.book(person.id, ["food"], "en", 6, "90011", *window, "Ana")
    began = clock.instant

    assert last_change(database, task.id) == Change(who=None, by_person=True, at=began)

    clock.instant += timedelta(minutes=5)
    services.casework.claim(task.id, rosa.id, task.version)
    assert last_change(database, task.id) == Change("rosa@example.org", by_person=False, at=clock.instant)
    assert last_change(database, "no such task") is None
