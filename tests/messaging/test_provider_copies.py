"""What Twilio keeps of our texts goes when we ask, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from bot.errors import Unavailable
from bot.messaging.provider_copies import TwilioCopies
from bot.messaging.twilio_voice import TwilioVoice
from tests.twilio_account import ACCOUNT, SERVICE, TwilioAccount, running_twilio_account
from tests.twilio_voice import running_voice_account

PHONE, OTHER_PHONE = "+13235550177", "+13235550178"
OURS, SOMEBODY_ELSES = "+12135550199", "+12135550111"
NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)


@pytest.fixture
def account() -> Iterator[TwilioAccount]:
    with running_twilio_account() as running:
        yield running


@pytest.fixture
def copies(account: TwilioAccount) -> TwilioCopies:
    return TwilioCopies(ACCOUNT, "token", messaging_service_sid=SERVICE, api_base=account.url)


def talk(account: TwilioAccount, phone: str = PHONE, prefix: str = "", sent: datetime = NOON) -> None:
    for turn in range(4):
        account.add(prefix + phone, prefix + OURS, f"canary {turn}", sent=sent, pictures=turn % 2)
        account.add(prefix + OURS, prefix + phone, "canary reply", direction="outbound-reply", sent=sent)


def test_every_text_with_a_person_is_deleted_with_its_pictures_page_after_page(
    account: TwilioAccount, copies: TwilioCopies
) -> None:
    talk(account)
    talk(account, OTHER_PHONE)
    assert copies.forget("sms", PHONE) == 8
    assert PHONE not in account.everything()
    assert len(account.texts) == 8
    assert sum("/Media/" in target for method, target in account.requests if method == "DELETE") == 2
    assert copies.forget("sms", PHONE) == 0


def test_whatsapp_texts_are_found_by_their_own_address(account: TwilioAccount, copies: TwilioCopies) -> None:
    talk(account, prefix="whatsapp:")
    assert copies.forget("whatsapp", PHONE) == 8
    assert account.texts == {}


def test_texts_the_account_sends_for_others_are_left_alone(account: TwilioAccount, copies: TwilioCopies) -> None:
    talk(account)
    account.add(SOMEBODY_ELSES, PHONE, "your tax appointment", direction="outbound-api", sent=NOON, service=None)
    account.add(PHONE, OURS, "inbound without a service", sent=NOON, service=None)
    assert copies.forget("sms", PHONE) == 9
    assert [text.body for text in account.texts.values()] == ["your tax appointment"]


def test_with_a_number_instead_of_a_service_the_number_tells(account: TwilioAccount) -> None:
    account.add(PHONE, OURS, "ours", sent=NOON, service="MG" + "9" * 32)
    account.add(PHONE, SOMEBODY_ELSES, "not ours", sent=NOON, service=None)
    assert TwilioCopies(ACCOUNT, "token", from_number=OURS, api_base=account.url).forget("sms", PHONE) == 1
    assert [text.body for text in account.texts.values()] == ["not ours"]


def test_a_days_words_are_blanked_and_its_pictures_deleted(account: TwilioAccount, copies: TwilioCopies) -> None:
    talk(account)
    late = datetime(2026, 10, 2, 0, 0, 1, tzinfo=UTC)
    account.add(PHONE, OURS, "of the next day", sent=late)
    account.add(SOMEBODY_ELSES, PHONE, "not ours", direction="outbound-api", sent=NOON, service=None)

    assert copies.blank(date(2026, 10, 1)) == 8
    assert sorted({text.body for text in account.texts.values()}) == ["", "not ours", "of the next day"]
    assert all(not text.pictures for text in account.texts.values())
    asked = len(account.requests)
    assert copies.blank(date(2026, 10, 1)) == 0
    assert {method for method, _ in account.requests[asked:]} == {"GET"}


@pytest.mark.parametrize(("status", "code"), [(429, 20429), (500, 20500), (409, 20009), (401, 20003)])
def test_what_twilio_refuses_is_tried_again_later_and_then_done(
    account: TwilioAccount, copies: TwilioCopies, status: int, code: int
) -> None:
    talk(account)
    account.refuse = (status, code)
    with pytest.raises(Unavailable) as refused:
        copies.forget("sms", PHONE)
    assert refused.value.code == f"twilio_{code}"
    assert PHONE not in str(refused.value)
    account.refuse = None
    assert copies.forget("sms", PHONE) == 8


def test_a_twilio_that_is_down_is_unavailable() -> None:
    away = TwilioCopies(ACCOUNT, "token", from_number=OURS, api_base="http://127.0.0.1:9")
    with pytest.raises(Unavailable):
        away.forget("sms", PHONE)
    with pytest.raises(Unavailable):
        away.blank(date(2026, 10, 1))


def test_the_records_of_calls_to_somebody_are_deleted_too_and_nobody_elses() -> None:
    with running_voice_account() as account:
        line = TwilioVoice(ACCOUNT, "token", number=OURS, public_base_url="https://x.example", api_base=account.url)
        for to in (PHONE, OTHER_PHONE, PHONE):
            line.ring(to, "call")
        copies = TwilioCopies(ACCOUNT, "token", from_number=OURS, api_base=account.url)
        assert copies.forget("sms", PHONE) == 2
        assert [call.to for call in account.calls.values()] == [OTHER_PHONE]
        assert copies.forget_calls(PHONE) == 0
