"""What a person said of themselves: kept on the case, sealed, renewed, taken back, and shown when they ask."""

from __future__ import annotations

from bot.cases.facts import KnownFacts
from bot.cases.follow_up_models import CaseFacts
from bot.cases.people import People
from bot.cases.store import Cases
from bot.clock import FixedClock
from bot.db import Database
from bot.privacy.encryption import Vault


def test_facts_add_up_and_the_last_word_counts(database: Database, vault: Vault, clock: FixedClock) -> None:
    facts, cases = KnownFacts(database, vault, clock), Cases(database, vault, clock)
    person = People(database, vault, clock).get_or_create("sms", "+13235550100", "es")
    case_id = cases.open_case(person.id)
    assert facts.of(person.id) == {}

    facts.remember(case_id, {"veteran": True, "age": 24})
    facts.remember(case_id, {"age": 25, "has_id": False})
    facts.remember(case_id, {"has_id": None})

    assert facts.of(person.id) == {"veteran": True, "age": 25}
    assert cases.everything_about(person.id)["facts"] == {"veteran": True, "age": 25}
    with database.read() as db_session:
        assert b"veteran" not in db_session.get_one(CaseFacts, case_id).facts_sealed
    assert cases.erase(person.id)["case_facts"] == 1
    facts.remember(case_id, {"age": 26})
    assert facts.of(person.id) == {}
