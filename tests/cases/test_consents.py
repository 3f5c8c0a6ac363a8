"""Consent is asked when it is needed, kept with the very words and the hour, and can be taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.callbacks.booking import Booking
from bot.cases.consent_models import ConsentWording
from bot.cases.consents import QUESTIONS, Consents, wording
from bot.cases.people import People
from bot.cases.store import Cases
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import InvalidInput
from bot.i18n import LANGUAGES, Language, catalogue
from bot.privacy.encryption import Vault


@pytest.fixture
def consents(database: Database, clock: FixedClock) -> Consents:
    return Consents(database, clock)


@pytest.fixture
def person_id(people: People) -> str:
    return people.get_or_create("sms", "+13235550100", "es").id


def book(database: Database, vault: Vault, clock: FixedClock, person_id: str) -> None:
    soon = clock.now() + timedelta(hours=3)
    Booking(database, vault, clock).book(person_id, ["food"], "es", 6, None, soon, soon + timedelta(hours=1), "Ana")


def test_an_answer_is_kept_with_words_language_channel_and_hour(
    consents: Consents, person_id: str, cases: Cases, clock: FixedClock, database: Database
) -> None:
    consents.record(person_id, "voicemail", True, "es", "sms", asked=True)
    held = cases.everything_about(person_id)
    (row,) = held["consents"]
    assert (row["kind"], row["granted"], row["language"], row["channel"]) == ("voicemail", True, "es", "sms")
    assert row["at"] == clock.now().isoformat()
    assert held["consent_now"] == {"callback": None, "voicemail": True, "follow_up": None}
    with database.read() as db_session:
        asked = db_session.get_one(ConsentWording, row["wording_version"])
    assert asked.words == catalogue("es")["ask_voicemail"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", QUESTIONS)
def test_a_version_changes_with_a_word_and_fits_its_column(
    kind: str, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    version, words = wording(kind, language)
    assert len(version) <= 16
    assert wording(kind, language) == (version, words), "and with nothing else"
    changed = {**catalogue(language), QUESTIONS[kind][0]: catalogue(language)[QUESTIONS[kind][0]] + " Please."}
    monkeypatch.setattr("bot.cases.consents.catalogue", lambda _: changed)
    assert wording(kind, language)[0] != version


def test_the_newest_answer_counts_even_within_one_instant(consents: Consents, person_id: str) -> None:
    for granted in (True, False, True, False):
        consents.record(person_id, "follow_up", granted, "es", "sms", asked=False)
    assert consents.standing(person_id)["follow_up"] is False


def test_what_was_said_unasked_names_no_wording(consents: Consents, person_id: str, cases: Cases) -> None:
    consents.record(person_id, "voicemail", False, "en", "whatsapp", asked=False)
    (row,) = cases.everything_about(person_id)["consents"]
    assert (row["wording_version"], row["channel"]) == ("own-words", "whatsapp")


def test_an_unknown_kind_is_refused_and_an_erased_person_passed_over(consents: Consents, person_id: str) -> None:
    with pytest.raises(InvalidInput):
        consents.record(person_id, "newsletter", True, "en", "sms", asked=True)
    consents.record("nobody", "voicemail", True, "en", "sms", asked=True)


def test_of_two_texts_at_once_one_answers_the_question(consents: Consents, person_id: str) -> None:
    consents.ask(person_id, "voicemail", "es", "sms")
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: consents.take_question(person_id), range(4)))
    assert sorted(taken, key=str) == [None, None, None, "voicemail"]


def test_voicemail_is_asked_once_for_each_booking_until_it_is_answered(
    consents: Consents, person_id: str, database: Database, vault: Vault, clock: FixedClock
) -> None:
    assert consents.due(person_id, settled=True) is None
    for _ in range(2):
        book(database, vault, clock, person_id)
        assert consents.due(person_id, settled=False) == "voicemail"
        consents.ask(person_id, "voicemail", "es", "sms")
        assert consents.due(person_id, settled=False) != "voicemail"
    book(database, vault, clock, person_id)
    assert consents.due(person_id, settled=False) != "voicemail", "twice is enough"


def test_follow_ups_are_asked_about_once_after_a_referral_when_the_person_is_done(
    consents: Consents, person_id: str, cases: Cases
) -> None:
    assert consents.due(person_id, settled=True) is None
    cases.record_referrals(cases.open_case(person_id), "food", [("s1", 1.0)], "es")
    assert consents.due(person_id, settled=False) is None
    assert consents.due(person_id, settled=True) == "follow_up"
    consents.ask(person_id, "follow_up", "es", "sms")
    assert consents.due(person_id, settled=True) is None


def test_who_said_no_is_not_asked_again(
    consents: Consents, person_id: str, database: Database, vault: Vault, clock: FixedClock
) -> None:
    book(database, vault, clock, person_id)
    for kind in ("voicemail", "follow_up"):
        consents.record(person_id, kind, False, "es", "sms", asked=False)
    assert consents.due(person_id, settled=True) is None
