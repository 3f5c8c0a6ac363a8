"""Only the right password opens an account, and guessing is slowed down."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.cases.accounts import Accounts
from bot.cases.models import Account
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import Conflict, InvalidInput

EMAIL = "rosa@example.org"
PASSWORD = "correct horse battery"


def test_the_right_password_opens_the_account_however_the_address_is_written(accounts: Accounts) -> None:
    made = accounts.add(" Rosa@Example.org ", PASSWORD, "chw")

    assert made.email == EMAIL
    assert accounts.authenticate("ROSA@example.ORG", PASSWORD) == made
    assert accounts.get(made.id) == made
    assert accounts.all() == [made]


def test_a_wrong_password_an_unknown_address_and_a_closed_account_answer_alike(accounts: Accounts) -> None:
    made = accounts.add(EMAIL, PASSWORD, "staff")

    assert accounts.authenticate(EMAIL, "wrong horse battery") is None
    assert accounts.authenticate("nobody@example.org", PASSWORD) is None
    accounts.set_active(made.id, False)
    assert accounts.authenticate(EMAIL, PASSWORD) is None


def test_the_password_itself_is_not_stored(accounts: Accounts, database: Database) -> None:
    accounts.add(EMAIL, PASSWORD, "chw")
    with database.read() as db_session:
        assert db_session.scalars(select(Account.password_hash)).one().startswith("$argon2id$")


def test_five_failures_lock_for_fifteen_minutes_even_for_the_right_password(
    accounts: Accounts, clock: FixedClock
) -> None:
    accounts.add(EMAIL, PASSWORD, "chw")
    for _ in range(5):
        accounts.authenticate(EMAIL, "wrong horse battery")

    assert accounts.authenticate(EMAIL, PASSWORD) is None
    clock.instant += timedelta(minutes=14, seconds=59)
    assert accounts.authenticate(EMAIL, PASSWORD) is None
    clock.instant += timedelta(seconds=1)
    assert accounts.authenticate(EMAIL, PASSWORD) is not None


def test_guesses_in_parallel_are_all_counted(accounts: Accounts) -> None:
    accounts.add(EMAIL, PASSWORD, "chw")
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda _: accounts.authenticate(EMAIL, "wrong horse battery"), range(5)))

    assert accounts.authenticate(EMAIL, PASSWORD) is None


def test_a_success_between_failures_starts_the_count_again(accounts: Accounts) -> None:
    accounts.add(EMAIL, PASSWORD, "chw")
    for _ in range(2):
        for _ in range(4):
            accounts.authenticate(EMAIL, "wrong horse battery")
        assert accounts.authenticate(EMAIL, PASSWORD) is not None


def test_a_new_password_replaces_the_old_and_lifts_the_lock(accounts: Accounts) -> None:
    made = accounts.add(EMAIL, PASSWORD, "chw")
    for _ in range(5):
        accounts.authenticate(EMAIL, "wrong horse battery")
    accounts.set_password(made.id, "another long password")

    assert accounts.authenticate(EMAIL, PASSWORD) is None
    assert accounts.authenticate(EMAIL, "another long password") is not None


def test_accounts_that_cannot_be_are_refused(accounts: Accounts) -> None:
    accounts.add(EMAIL, PASSWORD, "chw")
    with pytest.raises(Conflict):
        accounts.add(EMAIL.upper(), PASSWORD, "admin")
    with pytest.raises(InvalidInput):
        accounts.add("not an address", PASSWORD, "chw")
    with pytest.raises(InvalidInput):
        accounts.add("short@example.org", "short", "chw")
    with pytest.raises(InvalidInput):
        accounts.add("role@example.org", PASSWORD, "king")  # type: ignore[arg-type]
