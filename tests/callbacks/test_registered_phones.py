"""A phone counts once a code sent to it was given back; codes are few, short-lived and used once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.callbacks.registered_phones import CODE_LASTS, CODES_A_DAY, TRIES, RegisteredPhones
from bot.cases.accounts import Accounts
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import Conflict, InvalidInput, NotFound, Unavailable
from bot.messaging.sender import Outcome, RecordingSender, SendResult
from bot.privacy.encryption import Vault
from bot.privacy.resealing import sealed_columns

PHONE = "+13235550177"


@pytest.fixture
def sender() -> RecordingSender:
    return RecordingSender()


@pytest.fixture
def phones(database: Database, vault: Vault, clock: FixedClock, sender: RecordingSender) -> RegisteredPhones:
    return RegisteredPhones(database, vault, clock, sender)


@pytest.fixture
def rosa(accounts: Accounts) -> str:
    return accounts.add("rosa@example.org", "correct horse battery", "chw").id


def code_in(sender: RecordingSender) -> str:
    return sender.sent[-1].body.split("code is ")[1][:6]


def refused(phones: RegisteredPhones, account: str, code: str) -> str:
    with pytest.raises(Conflict) as conflict:
        phones.verify(account, code)
    return conflict.value.code


def test_a_phone_counts_once_its_code_is_given_back(
    phones: RegisteredPhones, sender: RecordingSender, rosa: str
) -> None:
    phones.register(rosa, "(323) 555-0177")
    assert [text.to for text in sender.sent] == [PHONE]
    assert phones.holder(PHONE) is None
    phones.verify(rosa, f" {code_in(sender)[:3]}-{code_in(sender)[3:]} ")
    assert phones.holder(PHONE) == rosa
    assert refused(phones, rosa, code_in(sender)) == "code_spent", "once"
    seen = phones.of(rosa)
    assert seen is not None and (seen.ends, seen.verified, seen.stopped) == ("0177", True, False)
    phones.forget(rosa)
    phones.forget(rosa)
    assert phones.of(rosa) is None and phones.holder(PHONE) is None


def test_codes_are_not_guessed(phones: RegisteredPhones, sender: RecordingSender, rosa: str, clock: FixedClock) -> None:
    phones.register(rosa, PHONE)
    right = code_in(sender)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for given in ([wrong, "", "٣٣٣٣٣٣", "9" * 10_000, right[:5]] * TRIES)[:TRIES]:
        assert refused(phones, rosa, given) == "code_wrong"
    assert refused(phones, rosa, right) == "code_spent"
    phones.register(rosa, PHONE)
    clock.instant += CODE_LASTS + timedelta(seconds=1)
    assert refused(phones, rosa, code_in(sender)) == "code_spent"


def test_few_codes_are_sent_on_one_day(phones: RegisteredPhones, rosa: str, clock: FixedClock) -> None:
    for _ in range(CODES_A_DAY):
        phones.register(rosa, PHONE)
    with pytest.raises(Conflict):
        phones.register(rosa, PHONE)
    clock.instant += timedelta(days=1)
    phones.register(rosa, PHONE)


def test_who_proves_a_number_has_it_and_another_number_replaces_it(
    phones: RegisteredPhones, sender: RecordingSender, rosa: str, accounts: Accounts
) -> None:
    luis = accounts.add("luis@example.org", "correct horse battery", "chw").id
    for account in (rosa, luis):
        phones.register(account, PHONE)
        phones.verify(account, code_in(sender))
    assert phones.holder(PHONE) == luis
    assert phones.of(rosa) is None
    phones.register(luis, "+13235550178")
    assert phones.holder(PHONE) is None, "the new one must be proved first"
    accounts.set_active(luis, False)
    phones.register(rosa, PHONE)
    phones.verify(rosa, code_in(sender))
    accounts.set_active(rosa, False)
    assert phones.holder(PHONE) is None


def test_what_is_no_phone_or_no_chw_and_a_code_that_did_not_go_are_told(
    phones: RegisteredPhones, sender: RecordingSender, rosa: str, accounts: Accounts
) -> None:
    staff = accounts.add("staff@example.org", "correct horse battery", "staff").id
    for wrong in ("", "123", "call me", "whatsapp:+13235550177", "9" * 5000):
        with pytest.raises(InvalidInput):
            phones.register(rosa, wrong)
    for account in ("nobody", staff):
        with pytest.raises(NotFound):
            phones.register(account, PHONE)
    sender.results = [SendResult(Outcome.STOPPED, error_code="30007")]
    with pytest.raises(Unavailable):
        phones.register(rosa, PHONE)
    assert refused(phones, "nobody", "1") == "code_spent"


def test_the_number_is_sealed_where_keys_are_changed() -> None:
    assert "registered_phone.number_sealed" in [each.name for each in sealed_columns()]
