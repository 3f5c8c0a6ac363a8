"""A card belongs to nobody: it comes of a week that is over, of many people, and of one text each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.cases.models import AuditEvent
from bot.cases.people import People
from bot.cases.review_models import ReviewCandidate, ReviewCard
from bot.cases.store import Cases
from bot.clock import FixedClock
from bot.db import Base, Database
from bot.privacy.encryption import Vault
from bot.reviewing.release import FEWEST_PEOPLE, Release, Released
from tests.reviewing.conftest import Texts

WEEK = timedelta(days=7)


def shown(database: Database, vault: Vault) -> list[str]:
    with database.read() as db_session:
        rows = db_session.scalars(select(ReviewCard)).all()
        return sorted(vault.open(row.text_sealed, f"review_card.text:{row.id}") for row in rows)


def candidates(database: Database) -> int:
    with database.read() as db_session:
        return db_session.scalar(select(func.count()).select_from(ReviewCandidate)) or 0


def test_nothing_is_shown_while_the_week_goes_on(
    texts: Texts, release: Release, database: Database, vault: Vault
) -> None:
    for number in range(20):
        texts(number, f"need a thing {number}")
    assert release.run_due() == Released()
    assert shown(database, vault) == []
    assert candidates(database) == 20


def test_when_it_is_over_there_is_one_card_a_person_and_no_link_is_left(
    texts: Texts, release: Release, database: Database, vault: Vault, clock: FixedClock
) -> None:
    ids = [texts(number, f"first of {number}") for number in range(12)]
    for number in range(12):
        texts(number, f"second of {number}")
    clock.instant += WEEK
    assert release.run_due() == Released(cards=12, given_up=12)
    assert len({text.split(" of ")[1] for text in shown(database, vault)}) == 12
    assert candidates(database) == 0
    assert release.run_due() == Released()
    columns = {column.name for column in Base.metadata.tables["review_card"].columns}
    assert columns == {
        "id", "week", "language", "why", "part2", "text_sealed", "state", "label", "labelled_by", "agreed_by",
    }  # fmt: skip
    with database.read() as db_session:
        held = str(db_session.execute(select(ReviewCard.__table__)).mappings().all())
    assert [one for one in ids if one in held] == []


@pytest.mark.parametrize(("wrote", "cards"), [(FEWEST_PEOPLE - 1, 0), (FEWEST_PEOPLE, FEWEST_PEOPLE)])
def test_a_language_in_which_few_wrote_that_week_gives_no_cards(
    texts: Texts, release: Release, database: Database, vault: Vault, clock: FixedClock, wrote: int, cards: int
) -> None:
    for number in range(wrote):
        texts(number, f"hola {number}", "es")
    for number in range(100, 120):
        texts(number, "hello", "en")
    clock.instant += WEEK
    release.run_due()
    assert sum(text.startswith("hola") for text in shown(database, vault)) == cards
    assert candidates(database) == 0, "and what gives no card is not kept for later"


def test_erasing_somebody_takes_their_turns_along(
    texts: Texts, release: Release, database: Database, vault: Vault, clock: FixedClock, cases: Cases
) -> None:
    for number in range(15):
        texts(number, f"text of {number}")
    cases.erase(texts(3, "text of 3"))
    assert candidates(database) == 14
    clock.instant += WEEK
    release.run_due()
    assert "text of 3" not in shown(database, vault)
    assert len(shown(database, vault)) == 14


def test_what_became_known_of_a_person_later_is_hidden_too(
    texts: Texts, release: Release, database: Database, vault: Vault, clock: FixedClock, people: People
) -> None:
    for number in range(12):
        person = texts(number, "hope is at [place] with wood and [name]")
        people.set_name(person, "Hope")
    clock.instant += WEEK
    release.run_due()
    assert set(shown(database, vault)) == {"[name] is at [place] with wood and [name]"}


def test_a_crisis_is_never_kept_for_reviewing(texts: Texts, database: Database) -> None:
    texts(1, "words", crisis="suicide")
    assert candidates(database) == 0


def test_who_told_of_substance_use_is_for_reviewers_with_leave_only(
    texts: Texts, database: Database, cases: Cases
) -> None:
    person = texts(1, "something else")
    cases.record_needs(cases.open_case(person), ["substance_use"], False, "en")
    texts(1, "another thing")
    with database.read() as db_session:
        assert sorted(db_session.scalars(select(ReviewCandidate.part2))) == [False, True]


def test_cards_are_kept_as_long_as_the_words_of_messages(
    texts: Texts, release: Release, database: Database, vault: Vault, clock: FixedClock
) -> None:
    for number in range(12):
        texts(number, "hello")
    clock.instant += WEEK
    release.run_due()
    clock.instant += timedelta(days=28)
    assert release.run_due().expired == 0
    clock.instant += timedelta(days=3)
    assert release.run_due().expired == 12
    assert shown(database, vault) == []


def test_no_audit_event_ties_a_card_to_a_person(
    texts: Texts, release: Release, database: Database, clock: FixedClock
) -> None:
    ids = {texts(number, "hello") for number in range(12)}
    clock.instant += WEEK
    release.run_due()
    with database.read() as db_session:
        told = {event.entity_id for event in db_session.scalars(select(AuditEvent)) if event.what.startswith("review")}
    assert not told & ids
