"""A copy elsewhere is owed with the erasure that makes it owed, and paid however long that takes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.cases.erasure import erase
from bot.cases.outside_copies import OutsideCopies, OutsideCopy
from bot.cases.people import People
from bot.cases.store import Cases
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import Unavailable
from bot.privacy.encryption import Vault

PHONE = "+13235550177"


class Elsewhere:
    """Somebody who holds copies, and may be down."""

    def __init__(self) -> None:
        self.down = False
        self.forgotten: list[str] = []

    def forget(self, where: str) -> None:
        if self.down:
            raise Unavailable("down", code="twilio_no_answer")
        self.forgotten.append(where)


@pytest.fixture
def elsewhere() -> Elsewhere:
    return Elsewhere()


@pytest.fixture
def copies(database: Database, vault: Vault, clock: FixedClock, elsewhere: Elsewhere) -> OutsideCopies:
    return OutsideCopies(database, vault, clock, {"tracker": elsewhere.forget, "provider": elsewhere.forget})


@pytest.fixture
def pseudonym(people: People, cases: Cases) -> str:
    """Somebody erased just now."""
    person = people.get_or_create("sms", PHONE, "es")
    cases.erase(person.id)
    return person.pseudonym


def left(database: Database) -> int:
    with database.read() as db_session:
        return db_session.scalar(select(func.count()).select_from(OutsideCopy)) or 0


def test_after_an_erasure_rasa_and_the_provider_forget_too(
    copies: OutsideCopies, pseudonym: str, clock: FixedClock, elsewhere: Elsewhere, database: Database
) -> None:
    assert copies.run_once() == 0, "the turn that asked for it may still be running"
    clock.instant += timedelta(minutes=1)
    assert copies.run_once() == 1
    assert elsewhere.forgotten == [pseudonym]
    clock.instant += timedelta(minutes=9)
    assert copies.run_once() == 1
    assert elsewhere.forgotten == [pseudonym, f"sms:{PHONE}"]
    assert left(database) == 0


def test_while_somebody_is_down_it_is_tried_ever_more_rarely_and_never_given_up(
    copies: OutsideCopies, pseudonym: str, clock: FixedClock, elsewhere: Elsewhere, database: Database
) -> None:
    elsewhere.down = True
    clock.instant += timedelta(minutes=10)
    for _ in range(40):
        copies.run_once()
        clock.instant += timedelta(hours=6)
    owed = copies.owed()
    assert (owed.copies, owed.error_codes) == (2, ("twilio_no_answer",))
    assert owed.oldest is not None and owed.oldest < clock.now() - timedelta(days=9)
    copies.run_once()
    assert copies.run_once() == 0, "not again before its time"
    elsewhere.down = False
    assert copies.run_once() == 0
    assert copies.run_once(also_not_due=True) == 2
    assert (copies.owed().copies, left(database)) == (0, 0)


def test_a_failed_erasure_owes_nothing(people: People, database: Database, vault: Vault, clock: FixedClock) -> None:
    person = people.get_or_create("sms", PHONE, "es")
    with suppress(ZeroDivisionError), database.write() as db_session:
        erase(db_session, vault, person.id, clock.now())
        raise ZeroDivisionError
    assert left(database) == 0
    assert people.find("sms", PHONE) is not None


def test_two_workers_do_not_take_the_same_copy(
    database: Database, copies: OutsideCopies, people: People, cases: Cases, clock: FixedClock, elsewhere: Elsewhere
) -> None:
    for number in range(12):
        cases.erase(people.get_or_create("sms", f"+132355501{number:02d}", "en").id)
    clock.instant += timedelta(hours=1)
    with ThreadPoolExecutor(4) as pool:
        gone = sum(pool.map(lambda _: copies.run_once(limit=10), range(8)))
    assert gone == len(elsewhere.forgotten) == len(set(elsewhere.forgotten)) == 24


def test_somebody_on_the_web_page_has_no_copy_at_the_provider(
    people: People, cases: Cases, copies: OutsideCopies
) -> None:
    cases.erase(people.get_or_create("web", "web:browser", "en").id)
    assert copies.owed().copies == 1


def test_the_debt_itself_names_nobody_in_clear(people: People, cases: Cases, database: Database) -> None:
    person = people.get_or_create("sms", PHONE, "es")
    cases.erase(person.id)
    with database.read() as db_session:
        rows = b"".join(db_session.scalars(select(OutsideCopy.where_sealed)))
    assert PHONE[1:].encode() not in rows
    assert person.pseudonym.encode() not in rows
