"""A login ends by idleness, by age, by signing out, and when its password or account changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.cases.account_models import LoginFailures, LoginSession
from bot.cases.account_view import AccountView
from bot.cases.accounts import Accounts
from bot.cases.login_sessions import FIRST_FACTOR_LASTS, LoginSessions
from bot.clock import FixedClock
from bot.db import Database

PASSWORD = "correct horse battery"
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=8)


@pytest.fixture
def logins(database: Database, clock: FixedClock) -> LoginSessions:
    return LoginSessions(database, clock, IDLE, LONGEST)


@pytest.fixture
def rosa(accounts: Accounts) -> AccountView:
    return accounts.add("rosa@example.org", PASSWORD, "chw")


@pytest.fixture
def token(logins: LoginSessions, rosa: AccountView) -> str:
    """A whole login of Rosa's."""
    return logins.complete(logins.begin(rosa.id)) or ""


def test_half_a_login_is_no_login_and_becomes_one_under_a_new_token(logins: LoginSessions, rosa: AccountView) -> None:
    half = logins.begin(rosa.id)
    found = logins.find(half)
    assert found is not None and not found.whole

    whole = logins.complete(half)
    assert whole is not None and whole != half
    found = logins.find(whole)
    assert found is not None and (found.whole, found.account_id) == (True, rosa.id)
    assert logins.find(half) is None and logins.complete(half) is None and logins.complete(whole) is None


def test_half_a_login_waits_ten_minutes(logins: LoginSessions, rosa: AccountView, clock: FixedClock) -> None:
    half = logins.begin(rosa.id)
    clock.instant += FIRST_FACTOR_LASTS + timedelta(seconds=1)
    assert logins.find(half) is None and logins.complete(half) is None


def test_clicks_keep_it_alive_until_it_is_too_old(logins: LoginSessions, token: str, clock: FixedClock) -> None:
    for _ in range(16):
        assert logins.find(token) is not None
        clock.instant += timedelta(minutes=29)
    assert logins.find(token) is not None
    clock.instant += timedelta(minutes=17)
    assert logins.find(token) is None, "after eight hours"


def test_without_clicks_it_ends(logins: LoginSessions, token: str, clock: FixedClock) -> None:
    for _ in range(3):
        clock.instant += timedelta(minutes=10)
        assert logins.find(token, click=False) is not None
    clock.instant += timedelta(seconds=1)
    assert logins.find(token) is None


@pytest.mark.parametrize("end", ["sign out", "password", "disabled"])
def test_it_ends_at_once(logins: LoginSessions, accounts: Accounts, rosa: AccountView, token: str, end: str) -> None:
    other = logins.complete(logins.begin(rosa.id)) or ""
    if end == "sign out":
        logins.end(token)
    elif end == "password":
        accounts.set_password(rosa.id, "another long password")
    else:
        accounts.set_active(rosa.id, False)
    assert logins.find(token) is None
    assert (logins.find(other) is not None) is (end == "sign out"), "the others too, but for signing out of one"


def test_signing_out_everywhere_else_leaves_this_one(logins: LoginSessions, rosa: AccountView, token: str) -> None:
    others = [logins.complete(logins.begin(rosa.id)) or "" for _ in range(3)]
    assert logins.open_logins(rosa.id) == 4

    logins.end_others(rosa.id, token)

    assert logins.find(token) is not None
    assert [logins.find(other) for other in others] == [None] * 3
    assert logins.open_logins(rosa.id) == 1


def test_the_token_itself_is_not_stored_and_old_rows_go(
    logins: LoginSessions, rosa: AccountView, token: str, database: Database, clock: FixedClock
) -> None:
    with database.read() as db_session:
        assert token not in repr(db_session.execute(select(LoginSession.__table__)).all())
    clock.instant += LONGEST + timedelta(seconds=1)
    logins.begin(rosa.id)
    with database.read() as db_session:
        assert len(db_session.scalars(select(LoginSession)).all()) == 1


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 5000, "ñ"])
def test_nonsense_is_no_login(logins: LoginSessions, token: str) -> None:
    assert logins.find(token) is None and logins.complete(token) is None
    logins.end(token)


def test_failures_of_an_address_are_not_kept_longer_than_a_day(
    logins: LoginSessions, accounts: Accounts, rosa: AccountView, database: Database, clock: FixedClock
) -> None:
    accounts.authenticate("nobody@example.org", PASSWORD, "198.51.100.7")
    logins.begin(rosa.id)
    with database.read() as db_session:
        assert len(db_session.scalars(select(LoginFailures)).all()) == 1
    clock.instant += timedelta(days=1, seconds=1)
    logins.begin(rosa.id)
    with database.read() as db_session:
        assert db_session.scalars(select(LoginFailures)).all() == []
