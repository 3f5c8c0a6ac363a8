"""When the questions about consent are put, and how long an answer to them counts."""

from __future__ import annotations

import pytest

from bot.callbacks.tasks import Tasks
from bot.cases.consents import Consents
from bot.cases.people import People, PersonView
from bot.cases.store import Cases
from bot.clock import FixedClock
from bot.db import Database
from bot.dialogue.consent_talk import ConsentTalk
from bot.dialogue.listings import REPLY_LIMIT
from bot.i18n import render
from bot.privacy.encryption import Vault

QUESTION = render("ask_follow_up", "en")


@pytest.fixture
def talk(sqlite_database: Database, vault: Vault, clock: FixedClock) -> ConsentTalk:
    return ConsentTalk(Consents(sqlite_database, clock), Tasks(sqlite_database, vault, clock))


@pytest.fixture
def person(sqlite_database: Database, vault: Vault, clock: FixedClock) -> PersonView:
    """Somebody who was sent to a pantry."""
    found = People(sqlite_database, vault, clock).get_or_create("sms", "+13235550100", "en")
    cases = Cases(sqlite_database, vault, clock)
    cases.record_referrals(cases.open_case(found.id), "food", [("a pantry", 1.0)], "en")
    return found


@pytest.mark.parametrize("courtesy", ["thanks", "goodbye"])
def test_a_yes_after_a_mere_thank_you_still_answers(talk: ConsentTalk, person: PersonView, courtesy: str) -> None:
    assert talk.ask(person, "sms", "result_detail", ["St Philip's"], "en") == QUESTION
    assert talk.hear(person, "sms", "thank you", "en") is None
    assert talk.ask(person, "sms", courtesy, ["You're welcome."], "en") is None
    heard = talk.hear(person, "sms", "yes", "en")
    assert heard is not None
    assert heard.texts[0] == render("follow_up_yes", "en")


@pytest.mark.parametrize(
    ("intent", "replies"),
    [("more_results", ["More near 90011"]), ("thanks", ["You're welcome. What else?"]), ("affirm", ["OK."])],
)
def test_anything_else_passes_the_question_over(
    talk: ConsentTalk, person: PersonView, intent: str, replies: list[str]
) -> None:
    talk.ask(person, "sms", "thanks", ["You're welcome."], "en")
    assert talk.hear(person, "sms", "something else", "en") is None
    talk.ask(person, "sms", intent, replies, "en")
    assert talk.hear(person, "sms", "yes", "en") is None


def test_a_question_is_not_put_after_a_long_list(talk: ConsentTalk, person: PersonView) -> None:
    assert talk.ask(person, "sms", "result_detail", ["x" * (REPLY_LIMIT - 20)], "en") is None
    assert talk.ask(person, "sms", "thanks", ["You're welcome."], "en") == QUESTION


def test_no_calls_because_of_somebody_who_reads_along(talk: ConsentTalk, person: PersonView) -> None:
    heard = talk.hear(person, "sms", "can u not call me he checks my phone", "en")
    assert heard is not None
    assert heard.texts == (render("utter_callback_cancelled", "en"),)
    assert heard.ends_call


def test_nobody_in_a_browser_is_asked_whether_we_may_text(talk: ConsentTalk, person: PersonView) -> None:
    assert talk.ask(person, "web", "thanks", ["You're welcome."], "en") is None


def test_a_yes_answers_the_question_put_last(
    talk: ConsentTalk, person: PersonView, sqlite_database: Database, clock: FixedClock
) -> None:
    Consents(sqlite_database, clock).ask(person.id, "voicemail", "en", "sms")
    assert talk.ask(person, "sms", "thanks", ["You're welcome."], "en") == QUESTION
    heard = talk.hear(person, "sms", "yes", "en")
    assert heard is not None
    assert heard.texts[0] == render("follow_up_yes", "en")
