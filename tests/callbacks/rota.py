"""CHWs with working hours, and people who want to be called, for the tests of booking."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time

from argon2 import PasswordHasher

from bot.callbacks.attempts import Attempts
from bot.callbacks.booking import Booking
from bot.callbacks.casework import Casework
from bot.callbacks.places import Places
from bot.callbacks.rules import shipped_rules
from bot.callbacks.tasks import Tasks
from bot.callbacks.working_hours import Hours, WorkingWeek
from bot.cases.accounts import Accounts
from bot.cases.people import People
from bot.clock import LOS_ANGELES, FixedClock
from bot.db import Database
from bot.privacy.encryption import Vault

WEEKDAYS = range(5)


class Desk:
    """A county's callbacks on one database."""

    def __init__(self, database: Database, vault: Vault, clock: FixedClock) -> None:
        self.database, self.vault, self.clock = database, vault, clock
        self.people = People(database, vault, clock)
        self.accounts = Accounts(database, vault, clock, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        self.week = WorkingWeek(database, clock)
        self.booking = Booking(database, vault, clock)
        self.tasks = Tasks(database, vault, clock)
        self.casework = Casework(database, vault, clock)
        self.attempts = Attempts(database, vault, clock)
        self.places = Places(clock, shipped_rules())

    def chw(
        self,
        name: str,
        *,
        spas: Collection[int] = (),
        languages: Collection[str] = (),
        agency: str | None = None,
        opens: int = 9,
        closes: int = 17,
        days: Collection[int] = WEEKDAYS,
        calls_an_hour: int = 2,
        specialities: Collection[str] = (),
    ) -> str:
        """A CHW who works; the account's id."""
        made = self.accounts.add(
            f"{name}@example.org", "correct horse battery", "chw", agency=agency, spas=spas, languages=languages
        )
        self.week.set_hours(made.id, [Hours(day, time(opens), time(closes)) for day in days])
        self.week.set_profile(made.id, calls_an_hour=calls_an_hour, specialities=specialities)
        return made.id

    def somebody(self, n: int = 0, language: str = "es") -> str:
        """A person; their id."""
        return self.people.get_or_create("sms", f"+1323555{n:04d}", language).id  # type: ignore[arg-type]


def at(text: str) -> datetime:
    """A wall time in Los Angeles."""
    return datetime.fromisoformat(text).replace(tzinfo=LOS_ANGELES)


def day(text: str) -> date:
    return date.fromisoformat(text)
