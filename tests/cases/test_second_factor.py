"""A code works once, in its half minute; recovery codes once each; and neither can be guessed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from sqlalchemy import func, select

from bot.cases.account_models import RecoveryCode
from bot.cases.account_view import AccountView
from bot.cases.accounts import Accounts
from bot.cases.login_sessions import LoginSessions
from bot.cases.models import Account, AuditEvent
from bot.cases.second_factor import SecondFactor
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import Conflict
from bot.privacy.encryption import SealBroken, Vault

PASSWORD = "correct horse battery"
HERE = "198.51.100.7"


@pytest.fixture
def factor(database: Database, vault: Vault, clock: FixedClock) -> SecondFactor:
    return SecondFactor(database, vault, clock)


@pytest.fixture
def rosa(accounts: Accounts) -> AccountView:
    return accounts.add("rosa@example.org", PASSWORD, "chw")


class Phone:
    """An authenticator app, as exact as the test's clock."""

    def __init__(self, secret: str, clock: FixedClock) -> None:
        self._totp, self._clock = pyotp.TOTP(secret), clock

    def code(self, seconds_off: int = 0) -> str:
        return self._totp.at(self._clock.now() + timedelta(seconds=seconds_off))


@pytest.fixture
def phone(factor: SecondFactor, rosa: AccountView, clock: FixedClock) -> Phone:
    """Rosa's, set up; the code that proved it is spent."""
    phone = Phone(factor.offer(rosa.id).secret, clock)
    assert factor.confirm(rosa.id, phone.code()) is not None
    clock.instant += timedelta(minutes=5)
    return phone


def test_the_secret_is_offered_until_a_code_proves_it(
    factor: SecondFactor, accounts: Accounts, rosa: AccountView, clock: FixedClock
) -> None:
    offer = factor.offer(rosa.id)
    assert factor.offer(rosa.id) == offer, "a reload shows the same picture"
    parts = urlsplit(offer.uri)
    assert (parts.scheme, parts.netloc, parse_qs(parts.query)["secret"]) == ("otpauth", "totp", [offer.secret])
    assert len(offer.secret) >= 32, "160 bits"

    assert factor.confirm(rosa.id, "000000") is None
    assert not accounts.named(rosa.email).second_factor
    codes = factor.confirm(rosa.id, Phone(offer.secret, clock).code())
    assert codes is not None and len(set(codes)) == 10
    assert accounts.named(rosa.email).second_factor
    with pytest.raises(Conflict):
        factor.offer(rosa.id)


def test_the_secret_is_sealed_for_its_account_and_codes_are_kept_as_hashes(
    factor: SecondFactor, accounts: Accounts, rosa: AccountView, database: Database, vault: Vault
) -> None:
    secret = factor.offer(rosa.id).secret
    luis = accounts.add("luis@example.org", PASSWORD, "chw")
    codes = factor.new_recovery_codes(rosa.id)
    with database.read() as db_session:
        sealed = db_session.get_one(Account, rosa.id).totp_sealed or b""
        kept = "".join(db_session.scalars(select(RecoveryCode.code_hash)))
    assert secret.encode() not in sealed
    with pytest.raises(SealBroken):
        vault.open(sealed, f"account.totp:{luis.id}")
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


@pytest.mark.parametrize(("seconds_off", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_phone_may_be_half_a_minute_off(
    factor: SecondFactor, rosa: AccountView, phone: Phone, seconds_off: int, taken: bool
) -> None:
    assert factor.check(rosa.id, phone.code(seconds_off)) is taken


def test_a_code_is_spent_with_its_step_and_so_are_those_before_it(
    factor: SecondFactor, rosa: AccountView, phone: Phone, clock: FixedClock
) -> None:
    before, code = phone.code(-30), phone.code()
    assert factor.check(rosa.id, code)
    assert not factor.check(rosa.id, code)
    assert not factor.check(rosa.id, before)
    clock.instant += timedelta(seconds=30)
    assert factor.check(rosa.id, phone.code())


def test_of_many_at_once_one_gets_in_with_a_code(factor: SecondFactor, rosa: AccountView, phone: Phone) -> None:
    code = phone.code()
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: factor.check(rosa.id, code), range(4))) == 1


def test_the_code_that_set_it_up_does_not_also_sign_in(
    factor: SecondFactor, rosa: AccountView, clock: FixedClock
) -> None:
    code = Phone(factor.offer(rosa.id).secret, clock).code()
    factor.confirm(rosa.id, code)
    assert not factor.check(rosa.id, code)


def test_five_wrong_codes_lock_the_account_and_the_right_password_does_not_open_it(
    factor: SecondFactor, accounts: Accounts, rosa: AccountView, phone: Phone, clock: FixedClock
) -> None:
    for _ in range(5):
        assert not factor.check(rosa.id, "000000")
    assert not factor.check(rosa.id, phone.code())
    assert accounts.authenticate(rosa.email, PASSWORD, HERE) is None
    clock.instant += timedelta(minutes=15)
    assert factor.check(rosa.id, phone.code())


def test_wrong_passwords_and_wrong_codes_count_together(
    factor: SecondFactor, accounts: Accounts, rosa: AccountView, phone: Phone
) -> None:
    for _ in range(3):
        factor.check(rosa.id, "000000")
        accounts.authenticate(rosa.email, PASSWORD, HERE)
    for _ in range(2):
        accounts.authenticate(rosa.email, "wrong horse battery", HERE)
    assert not factor.check(rosa.id, phone.code())


@pytest.mark.parametrize("spelt", [str, str.upper, lambda code: code.replace("-", " "), lambda code: f" {code}\n"])
def test_a_recovery_code_works_once_however_it_is_spelt(
    factor: SecondFactor, rosa: AccountView, phone: Phone, spelt: object
) -> None:
    codes = factor.new_recovery_codes(rosa.id)
    assert factor.check(rosa.id, spelt(codes[3]))  # type: ignore[operator]
    assert not factor.check(rosa.id, codes[3])
    assert factor.recovery_codes_left(rosa.id) == 9
    assert factor.check(rosa.id, codes[4])


def test_a_recovery_code_is_good_for_its_own_account_only(
    factor: SecondFactor, accounts: Accounts, rosa: AccountView, phone: Phone, clock: FixedClock
) -> None:
    luis = accounts.add("luis@example.org", PASSWORD, "chw")
    factor.confirm(luis.id, Phone(factor.offer(luis.id).secret, clock).code())
    assert not factor.check(luis.id, factor.new_recovery_codes(rosa.id)[0])


def test_new_recovery_codes_end_the_earlier_ones(factor: SecondFactor, rosa: AccountView, phone: Phone) -> None:
    old = factor.new_recovery_codes(rosa.id)
    new = factor.new_recovery_codes(rosa.id)
    assert not factor.check(rosa.id, old[0])
    assert factor.check(rosa.id, new[0])


@pytest.mark.parametrize("typed", ["", " ", "12345", "1234567", "ñandú", "６５４３２１", "0" * 5000, "\x00"])
def test_nonsense_is_a_wrong_code(factor: SecondFactor, rosa: AccountView, phone: Phone, typed: str) -> None:
    assert not factor.check(rosa.id, typed)


def test_a_reset_forgets_phone_and_codes_ends_logins_and_lifts_the_lock(
    factor: SecondFactor, accounts: Accounts, rosa: AccountView, phone: Phone, database: Database, clock: FixedClock
) -> None:
    codes = factor.new_recovery_codes(rosa.id)
    logins = LoginSessions(database, clock, timedelta(hours=1), timedelta(hours=12))
    token = logins.complete(logins.begin(rosa.id)) or ""
    for _ in range(5):
        factor.check(rosa.id, "000000")

    factor.reset(rosa.id)

    assert logins.find(token) is None
    assert factor.recovery_codes_left(rosa.id) == 0
    assert not factor.check(rosa.id, codes[0])
    assert accounts.authenticate(rosa.email, PASSWORD, HERE) is not None, "the lock is lifted"
    assert factor.confirm(rosa.id, Phone(factor.offer(rosa.id).secret, clock).code()) is not None


def test_every_step_stands_in_the_audit_trail(
    factor: SecondFactor, rosa: AccountView, phone: Phone, database: Database
) -> None:
    factor.check(rosa.id, "000000")
    factor.check(rosa.id, factor.new_recovery_codes(rosa.id)[0])
    factor.reset(rosa.id)
    with database.read() as db_session:
        told = db_session.scalars(select(AuditEvent.what).order_by(AuditEvent.id)).all()
        assert db_session.scalar(select(func.count()).select_from(RecoveryCode)) == 0
    assert told == [
        "account.added", "second_factor.set_up", "second_factor.recovery_codes_made", "login.refused",
        "second_factor.recovery_codes_made", "second_factor.recovery_code_used", "second_factor.reset",
    ]  # fmt: skip
