"""A week of texts that the bot was unsure of, and reviewers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.cases.account_view import AccountView
from bot.cases.accounts import Accounts
from bot.cases.messages import Messages
from bot.cases.people import People
from bot.cases.review_models import Sample
from bot.clock import FixedClock
from bot.db import Database
from bot.i18n import Language
from bot.privacy.anonymize import Anonymizer
from bot.privacy.encryption import Vault
from bot.privacy.lexicon import Lexicon
from bot.reviewing.desk import ReviewDesk
from bot.reviewing.release import Release

ANONYMIZER = Anonymizer(Lexicon.load())
Texts = Callable[..., str]


@pytest.fixture
def texts(people: People, messages: Messages, clock: FixedClock) -> Texts:
    """Somebody texts something the bot was unsure of; gives their person id."""
    sent = iter(range(10_000))

    def text(number: int, shown: str, language: Language = "en", part2: bool = False, crisis: str | None = None) -> str:
        person = people.get_or_create("sms", f"+1323555{number:04d}", language)
        recorded = messages.record_inbound(person.id, "sms", f"SM{next(sent)}", "raw words")
        messages.record_reply(
            recorded.message_id, ["What?"], "dialogue", "answered", language,
            intent="nlu_fallback", crisis=crisis, sample=Sample(shown, "unsure", part2),
        )  # fmt: skip
        clock.instant += timedelta(seconds=1)
        return person.id

    return text


@pytest.fixture
def release(database: Database, vault: Vault, clock: FixedClock) -> Release:
    return Release(database, vault, clock, ANONYMIZER, body_days=30)


@pytest.fixture
def desk(database: Database, vault: Vault, clock: FixedClock) -> ReviewDesk:
    return ReviewDesk(database, vault, clock)


@pytest.fixture
def reviewers(accounts: Accounts) -> tuple[AccountView, AccountView]:
    """Two reviewers without leave for substance use."""
    first, second = (
        accounts.add(f"{name}@example.org", "a long enough pass phrase", "reviewer") for name in ("rita", "raul")
    )
    return first, second
