"""A turn that the bot was unsure of is put aside for reviewers, without whoever wrote it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import select

from bot.cases.review_models import ReviewCandidate
from tests.webhooks.conftest import Site

WORDS = "my name is Rosalinda Quezada 3235550142 i need a thing at 1432 W 54th St"


def rasa_reads(site: Site, **reading: Any) -> None:
    """Rasa understands every text like this."""
    whole = {"intent": "need", "confidence": 0.99, "needs": [], "urgent": False, "need_scores": {}, **reading}

    def answer(body: dict[str, object]) -> httpx.Response:
        if "messages" in body:
            return httpx.Response(200, json={"readings": [whole]})
        return httpx.Response(200, json={"replies": [{"text": "what?"}], "reading": whole})

    site.rasa.answer = answer


def kept(site: Site) -> list[tuple[str, str, bool]]:
    with site.services.database.read() as db_session:
        return [
            (row.why, site.services.vault.open(row.text_sealed, f"review_candidate.text:{row.id}"), row.part2)
            for row in db_session.scalars(select(ReviewCandidate))
        ]


def test_an_unsure_turn_is_kept_with_everybody_hidden(site: Site) -> None:
    rasa_reads(site, intent="nlu_fallback", confidence=0.2)
    site.sms(WORDS)
    assert kept(site) == [("unsure", "my name is [name] [phone] i need a thing at [address]", False)]


def test_a_sure_one_is_not(site: Site) -> None:
    rasa_reads(site)
    site.sms(WORDS)
    site.sms("STOP")
    assert kept(site) == []


def test_nor_is_a_crisis_whatever_rasa_thinks(site: Site) -> None:
    rasa_reads(site, intent="nlu_fallback", confidence=0.2)
    site.sms("i want to kill myself")
    assert kept(site) == []


def test_a_text_sent_twice_is_kept_once(site: Site) -> None:
    rasa_reads(site, intent="nlu_fallback", confidence=0.2)
    site.sms(WORDS, sid="SM1")
    site.sms(WORDS, sid="SM1")
    assert len(kept(site)) == 1


def test_what_may_be_about_substance_use_is_marked(site: Site) -> None:
    rasa_reads(site, confidence=0.3, need_scores={"substance_use": 0.2})
    site.sms("i need the clinic")
    assert [part2 for _, _, part2 in kept(site)] == [True]


def test_a_text_of_which_nothing_could_be_shown_is_not_kept(site: Site) -> None:
    rasa_reads(site, intent="nlu_fallback", confidence=0.2)
    site.sms("Quezada 323-555-0142")
    assert kept(site) == []


def test_of_somebody_who_begins_anew_the_text_before_is_kept(site: Site) -> None:
    rasa_reads(site)
    site.sms("that is not what i asked for, Quezada")
    rasa_reads(site, intent="start_over", confidence=0.99)
    site.clock.instant += timedelta(minutes=1)
    site.sms("start over")
    assert kept(site) == [("restarted", "that is not what i asked for, [name]", False)]


def test_with_rasa_down_nothing_is_kept(site: Site) -> None:
    site.rasa.answer = lambda _: httpx.Response(503)
    site.sms(WORDS)
    assert kept(site) == []
