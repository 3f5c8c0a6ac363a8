"""Reviewers label hidden texts, one at a time, and nobody else may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.cases.messages import Messages
from bot.cases.models import AuditEvent
from bot.cases.review_models import ReviewCard, Sample
from bot.privacy.anonymize import Anonymizer
from bot.privacy.lexicon import Lexicon
from bot.reviewing.release import Release
from tests.webhooks.console.conftest import Office
from tests.webhooks.pages_app import Browser, add_account

HOME = "/console/review/"
LABEL, SKIP, REMOVE = f"{HOME}label", f"{HOME}skip", f"{HOME}remove"


@pytest.fixture
def room(office: Office) -> Office:
    """Twelve cards of last week, and two reviewers."""
    services = office.services
    messages = Messages(services.database, services.vault, services.clock)
    for number in range(12):
        person = services.people.get_or_create("sms", f"+1323555{number:04d}", "en")
        text = messages.record_inbound(person.id, "sms", f"SM{number}", "i am Quezada")
        sample = Sample(f"text {number} of [name] <b>", "unsure", part2=False)
        messages.record_reply(text.message_id, ["?"], "dialogue", "answered", "en", sample=sample)
    office.clock.instant += timedelta(days=7)
    anonymizer = Anonymizer(Lexicon.load())
    Release(services.database, services.vault, services.clock, anonymizer, 30).run_due()
    for name in ("rita", "raul"):
        add_account(services, name, "reviewer")
    return office


def cards(room: Office) -> dict[str, ReviewCard]:
    with room.services.database.read() as db_session:
        return {row.id: row for row in db_session.scalars(select(ReviewCard))}


def on_page(browser: Browser) -> str:
    """The id of the card that is shown."""
    return browser.form(LABEL)["card"]


def test_only_reviewers_and_administrators_come_in_and_reviewers_nowhere_else(room: Office) -> None:
    for name, status in (("rosa", 403), ("stella", 403), ("rita", 200), ("ada", 200)):
        browser = room.browser(name)
        browser.get(HOME)
        assert browser.status == status, name
    rita = room.browser("rita")
    assert rita.address == HOME, "signing in leads to the cards"
    for elsewhere in ("/console/", "/metrics/", "/console/directory/"):
        rita.get(elsewhere)
        assert rita.status == 403, elsewhere
    nobody = room.browser()
    nobody.get(HOME)
    assert nobody.address == "/console/login"


def test_a_card_shows_its_hidden_text_and_nothing_else_of_anybody(room: Office) -> None:
    page = room.browser("rita").get(HOME)
    assert "of [name] <b>" in page
    assert "Quezada" not in page
    assert "3235550" not in page.replace("-", "")
    assert "2026" not in page and "november" not in page.lower(), "no time"


def test_two_reviewers_make_an_example(room: Office) -> None:
    rita, raul = room.browser("rita"), room.browser("raul")
    rita.get(HOME)
    card = on_page(rita)
    assert "second reviewer" in rita.post(LABEL, {**rita.form(LABEL), "needs": ["food", "housing"], "urgent": "yes"})
    assert on_page(rita) != card
    page = raul.get(HOME)
    assert on_page(raul) == card
    assert "Asks for help with a need" in page and "Housing" in page and "Urgent" in page
    yes = {**raul.form(LABEL), "needs": ["food", "housing"], "urgent": "yes", "intent": "need", "crisis": ""}
    assert "Two reviewers agree" in raul.post(LABEL, yes)
    row = cards(room)[card]
    assert (row.state, row.label) == (
        "agreed", {"intent": "need", "needs": ["food", "housing"], "urgent": True, "crisis": ""},
    )  # fmt: skip


def test_a_form_without_a_label_keeps_the_card_and_says_what_is_missing(room: Office) -> None:
    rita = room.browser("rita")
    rita.get(HOME)
    card = on_page(rita)
    page = rita.post(LABEL, {**rita.form(LABEL), "intent": "need"})
    assert rita.status == 400
    assert on_page(rita) == card
    assert "Which need is it?" in page
    assert 'value="need" selected' in rita.source


def test_what_identifies_somebody_is_gone_for_everybody_and_written_down(room: Office) -> None:
    rita, raul = room.browser("rita"), room.browser("raul")
    rita.get(HOME)
    raul.get(HOME)
    card = on_page(raul)
    raul.post(REMOVE, raul.form(REMOVE))
    assert card not in cards(room)
    (event,) = room.events("review.removed")
    assert event.entity_id == card
    rita.post(LABEL, {**rita.form(LABEL), "card": card, "intent": "greet"})
    assert "not there any more" in rita.page
    with room.services.database.read() as db_session:
        said = [str(event.details) for event in db_session.scalars(select(AuditEvent))]
    assert not any("text" in one for one in said)


def test_skipping_goes_on_until_nothing_is_left(room: Office) -> None:
    rita = room.browser("rita")
    rita.get(HOME)
    for _ in range(12):
        rita.post(SKIP, rita.form(SKIP))
    assert "Nothing waits for you" in rita.page
    assert len(cards(room)) == 12


def test_a_form_from_elsewhere_or_with_nonsense_does_no_harm(room: Office) -> None:
    rita = room.browser("rita")
    rita.get(HOME)
    whole = rita.form(LABEL)
    before = {row.state for row in cards(room).values()}
    rita.post(LABEL, {**whole, "csrf_token": "wrong", "intent": "greet"})
    assert rita.status == 400
    for nonsense in ({"card": "x" * 5000}, {"card": ""}, {"intent": "drop table"}, {"needs": "gold"}):
        rita.get(HOME)
        rita.post(LABEL, {**rita.form(LABEL), "intent": "greet", **nonsense})
        assert rita.status in (200, 400)
    assert {row.state for row in cards(room).values()} == before


def test_the_page_speaks_spanish(room: Office) -> None:
    rita = room.browser("rita")
    rita.get(HOME)
    page = rita.submit("/console/language", language="es")
    assert "¿Qué quiere decir este mensaje?" in page
