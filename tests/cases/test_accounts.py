"""Only the right password opens an account, and guessing is slowed down."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event, select

from bot.cases.account_models import LoginFailures
from bot.cases.accounts import Accounts
from bot.cases.models import Account, AuditEvent
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import Conflict, InvalidInput
from bot.privacy.encryption import Vault

EMAIL = "rosa@example.org"
PASSWORD = "correct horse battery"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HERE = "198.51.100.7"


def test_the_right_password_opens_the_account_however_the_address_is_written(accounts: Accounts) -> None:
    made = accounts.add(" Rosa@Example.org ", PASSWORD, "chw")

    assert made.email == EMAIL
    assert accounts.authenticate("ROSA@example.ORG", PASSWORD, HERE) == made
    assert accounts.get(made.id) == made
    assert accounts.all() == [made]


def test_a_wrong_password_an_unknown_address_and_a_closed_account_answer_alike(accounts: Accounts) -> None:
    made = accounts.add(EMAIL, PASSWORD, "staff")

    assert accounts.authenticate(EMAIL, "wrong horse battery", HERE) is None
    assert accounts.authenticate("nobody@example.org", PASSWORD, HERE) is None
    accounts.set_active(made.id, False)
    assert accounts.authenticate(EMAIL, PASSWORD, HERE) is None


def test_the_password_itself_is_not_stored(accounts: Accounts, database: Database) -> None:
    accounts.add(EMAIL, PASSWORD, "chw")
    with database.read() as db_session:
        assert db_session.scalars(select(Account.password_hash)).one().startswith("$argon2id$")


def test_five_failures_lock_for_fifteen_minutes_even_for_the_right_password(
    accounts: Accounts, clock: FixedClock
) -> None:
    accounts.add(EMAIL, PASSWORD, "chw")
    for _ in range(5):
        accounts.authenticate(EMAIL, "wrong horse battery", HERE)

    assert accounts.authenticate(EMAIL, PASSWORD, HERE) is None
    clock.instant += timedelta(minutes=14, seconds=59)
    assert accounts.authenticate(EMAIL, PASSWORD, HERE) is None
    clock.instant += timedelta(seconds=1)
    assert accounts.authenticate(EMAIL, PASSWORD, HERE) is not None


def test_guesses_in_parallel_are_all_counted(accounts: Accounts) -> None:
    accounts.add(EMAIL, PASSWORD, "chw")
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda _: accounts.authenticate(EMAIL, "wrong horse battery", HERE), range(5)))

    assert accounts.authenticate(EMAIL, PASSWORD, HERE) is None


def test_the_right_password_alone_does_not_start_the_count_of_failures_again(accounts: Accounts) -> None:
    """Whoever knows the password could else try codes without end."""
    accounts.add(EMAIL, PASSWORD, "chw")
    for _ in range(4):
        accounts.authenticate(EMAIL, "wrong horse battery", HERE)
    assert accounts.authenticate(EMAIL, PASSWORD, HERE) is not None
    accounts.authenticate(EMAIL, "wrong horse battery", HERE)

    assert accounts.authenticate(EMAIL, PASSWORD, HERE) is None


def test_twenty_failures_from_one_address_lock_it_for_every_account_and_process(
    accounts: Accounts, database: Database, vault: Vault, clock: FixedClock
) -> None:
    accounts.add(EMAIL, PASSWORD, "chw")
    for number in range(20):
        accounts.authenticate(f"nobody{number}@example.org", PASSWORD, HERE)
    other_process = Accounts(database, vault, clock, QUICK)

    with pytest.raises(Conflict, match="too many failed logins"):
        other_process.authenticate(EMAIL, PASSWORD, HERE)
    assert other_process.authenticate(EMAIL, PASSWORD, "198.51.100.8") is not None
    clock.instant += timedelta(minutes=15)
    assert other_process.authenticate(EMAIL, PASSWORD, HERE) is not None


def test_failures_of_an_address_are_forgotten_after_an_hour_of_peace(accounts: Accounts, clock: FixedClock) -> None:
    accounts.add(EMAIL, PASSWORD, "chw")
    for _ in range(3):
        for number in range(19):
            accounts.authenticate(f"nobody{number}@example.org", PASSWORD, HERE)
        clock.instant += timedelta(hours=1, seconds=1)

    assert accounts.authenticate(EMAIL, PASSWORD, HERE) is not None


def test_no_network_address_is_stored_in_clear(accounts: Accounts, database: Database) -> None:
    accounts.authenticate("nobody@example.org", PASSWORD, HERE)

    with database.read() as db_session:
        kept = [str(value) for row in db_session.execute(select(LoginFailures.__table__)) for value in row]
        kept += [event.entity_id for event in db_session.scalars(select(AuditEvent))]
    assert kept and HERE not in " ".join(kept)


def test_known_and_unknown_addresses_cost_the_same_work(accounts: Accounts, database: Database) -> None:
    """One password verification and one transaction with as many statements, so time tells nothing."""
    accounts.add(EMAIL, PASSWORD, "chw")
    accounts.authenticate("first@example.org", PASSWORD, HERE)  # the address has its row from now on
    statements: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(_c: object, _d: object, statement: str, *_: object) -> None:
        statements.append(statement)

    def cost(email: str) -> int:
        statements.clear()
        assert accounts.authenticate(email, "wrong horse battery", HERE) is None
        return len(statements)

    known, unknown = cost(EMAIL), cost("nobody@example.org")
    event.remove(database.engine, "before_cursor_execute", note)
    assert abs(known - unknown) <= 2, "reading and counting on the account's row"


def test_a_new_password_replaces_the_old_and_lifts_the_lock(accounts: Accounts) -> None:
    made = accounts.add(EMAIL, PASSWORD, "chw")
    for _ in range(5):
        accounts.authenticate(EMAIL, "wrong horse battery", HERE)
    accounts.set_password(made.id, "another long password")

    assert accounts.authenticate(EMAIL, PASSWORD, HERE) is None
    assert accounts.authenticate(EMAIL, "another long password", HERE) is not None


def test_accounts_that_cannot_be_are_refused(accounts: Accounts) -> None:
    accounts.add(EMAIL, PASSWORD, "chw")
    with pytest.raises(Conflict):
        accounts.add(EMAIL.upper(), PASSWORD, "admin")
    with pytest.raises(InvalidInput):
        accounts.add("not an address", PASSWORD, "chw")
    with pytest.raises(InvalidInput):
        accounts.add("short@example.org", "short", "chw")
    for weak in ("passwordpassword", "rosa@example.org", "qwertyuiop12", "x" * 200):
        with pytest.raises(InvalidInput):
            accounts.add(EMAIL, weak, "chw")
    with pytest.raises(InvalidInput):
        accounts.add("area@example.org", PASSWORD, "chw", spas=[9])
    with pytest.raises(InvalidInput):
        accounts.add("language@example.org", PASSWORD, "chw", languages=["fr"])
    with pytest.raises(InvalidInput):
        accounts.add("agency@example.org", PASSWORD, "chw", agency="x" * 81)
    with pytest.raises(InvalidInput):
        accounts.add("role@example.org", PASSWORD, "king")  # type: ignore[arg-type]


def test_what_an_account_may_see_is_kept_and_changed(accounts: Accounts) -> None:
    made = accounts.add(
        EMAIL, PASSWORD, "chw", agency="  Homeboy   Industries ", spas=[6, 4, 6], languages=["es"], sees_part2=True
    )
    assert (made.agency, made.spas, made.languages, made.sees_part2) == ("Homeboy Industries", (4, 6), ("es",), True)

    changed = accounts.change(made.id, spas=[], sees_part2=False)
    assert (changed.agency, changed.spas, changed.languages, changed.sees_part2) == (
        "Homeboy Industries", (), ("es",), False,
    )  # fmt: skip
    assert accounts.change(made.id, agency="").agency is None
