"""Two people must say the same of a card before it may teach anybody anything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.cases.account_view import AccountView
from bot.cases.accounts import Accounts
from bot.cases.models import AuditEvent
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import Conflict, InvalidInput, NotFound
from bot.reviewing.desk import Card, ReviewDesk, Waiting
from bot.reviewing.labels import Label, read_label
from bot.reviewing.release import Release
from tests.reviewing.conftest import Texts

FOOD = Label("need", ("food",))
Pair = tuple[AccountView, AccountView]


@pytest.fixture
def cards(texts: Texts, release: Release, clock: FixedClock) -> None:
    """Twelve cards in English, twelve in Spanish, one of them about substance use."""
    for number in range(12):
        texts(number, f"english {number}", "en")
        texts(100 + number, f"espanol {number}", "es", part2=number == 0)
    clock.instant += timedelta(days=7)
    release.run_due()


def shown(desk: ReviewDesk, account: AccountView, *languages: str) -> Card:
    card = desk.next_card(account.id, languages)
    assert card is not None
    return card


def test_a_label_needs_a_second_reviewers_yes(cards: None, desk: ReviewDesk, reviewers: Pair) -> None:
    rita, raul = reviewers
    card = shown(desk, rita)
    assert card.label is None
    assert desk.label(rita.id, card.id, FOOD) is False
    assert desk.agreed(card.language) == []
    again = shown(desk, raul)
    assert (again.id, again.label) == (card.id, FOOD), "what waits for a second yes comes first"
    assert desk.label(raul.id, card.id, FOOD) is True
    assert [(one.text, one.label) for one in desk.agreed(card.language)] == [(card.text, FOOD)]


def test_nobody_agrees_with_themselves(cards: None, desk: ReviewDesk, reviewers: Pair) -> None:
    rita, _ = reviewers
    card = shown(desk, rita)
    desk.label(rita.id, card.id, FOOD)
    with pytest.raises(Conflict, match="second"):
        desk.label(rita.id, card.id, FOOD)
    assert shown(desk, rita).id != card.id


def test_another_opinion_is_a_first_one_again(cards: None, desk: ReviewDesk, reviewers: Pair) -> None:
    rita, raul = reviewers
    card = shown(desk, rita)
    desk.label(rita.id, card.id, FOOD)
    assert desk.label(raul.id, card.id, Label("need", ("benefits",))) is False
    assert desk.label(rita.id, card.id, Label("need", ("benefits",))) is True
    with pytest.raises(Conflict):
        desk.label(raul.id, card.id, FOOD)


def test_a_card_from_which_somebody_can_be_known_is_gone_at_once(
    cards: None, desk: ReviewDesk, reviewers: Pair, database: Database
) -> None:
    rita, raul = reviewers
    card = shown(desk, rita)
    assert desk.remove(rita.id, card.id) is True
    assert desk.remove(raul.id, card.id) is False
    with pytest.raises(NotFound):
        desk.label(raul.id, card.id, FOOD)
    with database.read() as db_session:
        (event,) = db_session.scalars(select(AuditEvent).where(AuditEvent.what == "review.removed"))
        assert (event.actor, event.entity_id) == (f"account:{rita.id}", card.id)
        assert card.text not in str(event.details)


def test_a_card_passed_over_is_not_shown_to_that_reviewer_again(cards: None, desk: ReviewDesk, reviewers: Pair) -> None:
    rita, raul = reviewers
    seen = set()
    while card := desk.next_card(rita.id):
        seen.add(card.id)
        desk.skip(rita.id, card.id)
        desk.skip(rita.id, card.id)
    assert len(seen) == 23
    assert desk.waiting(rita.id) == Waiting(0, 0)
    assert desk.waiting(raul.id) == Waiting(23, 0)
    desk.skip(raul.id, "gone")


def test_substance_use_is_shown_with_leave_only(
    cards: None, desk: ReviewDesk, reviewers: Pair, accounts: Accounts
) -> None:
    trusted = accounts.add("tina@example.org", "a long enough pass phrase", "reviewer", sees_part2=True)
    assert desk.waiting(trusted.id) == Waiting(24, 0)
    assert desk.waiting(reviewers[0].id) == Waiting(23, 0)
    while (card := shown(desk, trusted, "es")).text != "espanol 0":
        desk.skip(trusted.id, card.id)
    for act in (lambda: desk.label(reviewers[0].id, card.id, FOOD),):
        with pytest.raises(NotFound):
            act()
    assert desk.remove(reviewers[0].id, card.id) is False


def test_a_reviewer_sees_the_languages_they_speak(cards: None, desk: ReviewDesk, reviewers: Pair) -> None:
    assert shown(desk, reviewers[0], "es").language == "es"
    assert desk.waiting(reviewers[0].id, ("en",)) == Waiting(12, 0)


@pytest.mark.parametrize(
    ("form", "label"),
    [
        (("need", ["housing", "food", "food"], True, ""), Label("need", ("food", "housing"), True)),
        (("", ["food"], False, ""), FOOD),
        (("greet", [], True, ""), Label("greet")),
        (("need", ["food"], True, "suicide"), Label(crisis="suicide")),
        (("out_of_scope", [], False, ""), Label("out_of_scope")),
    ],
)
def test_what_a_form_says_becomes_one_label(form: tuple[str, list[str], bool, str], label: Label) -> None:
    assert read_label(*form) == label
    assert Label.from_json(label.as_json()) == label


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (("", [], False, ""), "no_label"),
        (("need", [], False, ""), "no_need"),
        (("greet", ["gold"], False, ""), "label_unknown"),
        (("fly", [], False, ""), "label_unknown"),
        (("", [], False, "boredom"), "label_unknown"),
    ],
)
def test_a_form_that_says_nothing_is_refused(form: tuple[str, list[str], bool, str], code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_label(*form)
    assert refused.value.code == code
