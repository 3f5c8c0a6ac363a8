"""Who opted out can still have everything erased, with Rasa down too, and hears nothing more from us after it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.i18n import Language, render
from bot.messaging.segments import gsm7_safe
from tests.webhooks.conftest import Site
from tests.webhooks.test_crisis_and_stop import crisis_text, person_of, put_in_outbox, rasa_is_down, send_all
from tests.webhooks.test_twilio import replies

IN_WORDS: list[tuple[Language, str, str]] = [("en", "STOP", "delete my info"), ("es", "ALTO", "borren mis datos")]


def said(entry: str, language: Language) -> list[str]:
    return [gsm7_safe(render(entry, language))]


def say(site: Site, words: str) -> list[str]:
    """What is answered to `words`, a minute after the text before."""
    site.clock.instant += timedelta(minutes=1)
    return replies(site.sms(words))


@pytest.mark.parametrize(("language", "stop", "wish"), IN_WORDS)
@pytest.mark.parametrize("confirmed", ["again", "yes"])
def test_it_is_asked_once_and_then_done_and_the_opt_out_stays(
    site: Site, language: Language, stop: str, wish: str, confirmed: str
) -> None:
    rasa_is_down(site)
    say(site, stop)
    person = person_of(site)
    assert say(site, wish) == said("ask_erase_stopped", language)
    assert person_of(site).id == person.id
    yes = {"en": "yes", "es": "sí"}[language] if confirmed == "yes" else wish
    assert say(site, yes) == said("erase_done_stopped", language)
    assert site.services.people.find("sms", person.address) is None
    say(site, "hola" if language == "es" else "hello")
    anew = person_of(site)
    assert anew.id != person.id
    assert anew.opted_out
    put_in_outbox(site, "we have news")
    assert send_all(site) == []


@pytest.mark.parametrize(("language", "stop", "wish"), IN_WORDS)
def test_a_no_or_anything_else_keeps_it(site: Site, language: Language, stop: str, wish: str) -> None:
    say(site, stop)
    person = person_of(site)
    say(site, wish)
    assert say(site, "no") == said("utter_erase_kept", language)
    say(site, wish)
    say(site, "i need food" if language == "en" else "necesito comida")
    assert say(site, "yes" if language == "en" else "si") == said("still_opted_out", language)
    assert person_of(site).id == person.id


def test_a_wish_of_days_ago_is_asked_about_anew(site: Site) -> None:
    say(site, "STOP")
    say(site, "delete my info")
    site.clock.instant += timedelta(days=2)
    assert say(site, "delete my info") == said("ask_erase_stopped", "en")


def test_a_text_that_ends_the_texts_and_asks_for_erasure_gets_both(site: Site) -> None:
    say(site, "hello")
    both = f"{render('opted_out', 'en')}\n{render('ask_erase_stopped', 'en')}"
    assert say(site, "stop texting me and delete all my data") == [gsm7_safe(both)]
    assert person_of(site).opted_out


def test_to_delete_the_number_is_first_of_all_an_opt_out(site: Site) -> None:
    say(site, "hello")
    assert say(site, "delete my number") == said("opted_out", "en")
    assert say(site, "delete my number") == said("ask_erase_stopped", "en")


def test_start_after_the_question_starts(site: Site) -> None:
    say(site, "STOP")
    say(site, "delete my info")
    assert say(site, "START") == said("opted_in", "en")
    assert not person_of(site).opted_out


@pytest.mark.parametrize(
    ("words", "language"),
    [("i cant do this anymore im going to end my life", "en"), ("ya no quiero vivir, me quiero matar", "es")],
)
def test_a_crisis_is_answered_between_the_wish_and_its_confirmation(site: Site, words: str, language: Language) -> None:
    say(site, "STOP")
    say(site, "delete my info")
    assert say(site, words) == [crisis_text("suicide", language)]
    assert person_of(site).opted_out
    assert say(site, "yes") == said("still_opted_out", "en")
