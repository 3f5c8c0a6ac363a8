"""Whatever the state of things, a crisis gets its fixed text and a person is told; STOP in any shape is obeyed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlalchemy import select

from bot.cases.correspondence import CaseCorrespondence
from bot.cases.models import Task
from bot.cases.people import PersonView
from bot.i18n import Language, render
from bot.messaging.outbox import enqueue_typed
from bot.messaging.outbox_worker import OutboxWorker
from bot.messaging.segments import count, gsm7_safe
from bot.messaging.sender import RecordingSender
from tests.webhooks.conftest import Site
from tests.webhooks.test_twilio import replies

PHONE = "+13235550100"
CRISES = [
    ("i cant do this anymore im going to end my life", "suicide", "en"),
    ("ya no quiero vivir, me quiero matar", "suicide", "es"),
    ("my friend took too many pills and wont wake up", "overdose", "en"),
    ("mi amigo tiene una sobredosis no despierta", "overdose", "es"),
    ("he wont let me leave the house and he has a gun", "violence", "en"),
    ("mi marido me esta pegando ahorita", "violence", "es"),
    ("my chest hurts and my left arm is numb", "medical_emergency", "en"),
    ("mi mama no puede respirar", "medical_emergency", "es"),
]


def crisis_text(kind: str, language: Language) -> str:
    return gsm7_safe(render(f"crisis_{kind}", language))


def crisis_tasks(site: Site) -> list[tuple[str, str, str | None]]:
    with site.services.database.read() as db_session:
        tasks = db_session.scalars(select(Task).where(Task.kind == "crisis").order_by(Task.number)).all()
        return [(task.priority, task.status, task.reason) for task in tasks]


def person_of(site: Site) -> PersonView:
    person = site.services.people.find("sms", PHONE)
    assert person is not None
    return person


def rasa_is_down(site: Site) -> None:
    def refuse(body: dict[str, object]) -> httpx.Response:
        raise httpx.ConnectError("refused")

    site.rasa.answer = refuse


def a_stranger(site: Site) -> None:
    """Nobody has texted yet."""


def in_the_middle_of_a_form(site: Site) -> None:
    site.sms("need food")
    site.sms("90011")


def after_stop(site: Site) -> None:
    site.sms("hello")
    site.sms("STOP")


def after_the_carriers_stop(site: Site) -> None:
    site.sms("STOP", OptOutType="STOP")


def with_rasa_down(site: Site) -> None:
    rasa_is_down(site)
    site.sms("need food")


@pytest.mark.parametrize(
    "state", [a_stranger, in_the_middle_of_a_form, after_stop, after_the_carriers_stop, with_rasa_down]
)
@pytest.mark.parametrize(("text", "kind", "language"), CRISES)
def test_the_first_reply_to_a_crisis_is_its_fixed_text_and_one_urgent_task_is_opened(
    site: Site, state: Callable[[Site], None], text: str, kind: str, language: Language
) -> None:
    state(site)
    asked_rasa = len(site.rasa.texts)
    assert replies(site.sms(text)) == [crisis_text(kind, language)]
    assert len(site.rasa.texts) == asked_rasa, "before any model"
    assert crisis_tasks(site) == [("stat", "requested", kind)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("im finna stab my roommate if he dont get out my face", "en"),
        ("im scared im about to hit my baby", "en"),
        ("le voy a meter un balazo a ese guey", "es"),
        ("tengo miedo de pegarle a mi bebe ya mero", "es"),
    ],
)
def test_who_is_about_to_hurt_somebody_is_not_answered_like_who_is_hurt(
    site: Site, text: str, language: Language
) -> None:
    assert replies(site.sms(text)) == [crisis_text("own_violence", language)]
    assert crisis_tasks(site) == [("stat", "requested", "violence")]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", ["suicide", "overdose", "violence", "own_violence", "medical_emergency"])
def test_a_crisis_text_is_plain_letters_in_at_most_three_parts_and_names_911(kind: str, language: Language) -> None:
    said = crisis_text(kind, language)
    counted = count(said)
    assert (counted.encoding, "911" in said) == ("GSM-7", True)
    assert counted.segments <= 3


def test_nobody_is_promised_what_the_law_does_not_say() -> None:
    assert "trouble" not in crisis_text("overdose", "en")
    assert "castigo" not in crisis_text("overdose", "es")


def test_texting_on_in_a_crisis_opens_no_second_task_but_another_kind_does(site: Site) -> None:
    site.sms("i want to die")
    assert replies(site.sms("please i want to die")) == [crisis_text("suicide", "en")]
    assert len(crisis_tasks(site)) == 1
    site.sms("i took too many pills im fading")
    assert [reason for _, _, reason in crisis_tasks(site)] == ["suicide", "overdose"]


def test_a_crisis_delivered_twenty_times_at_once_is_one_task(site: Site) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(lambda _: site.sms("i want to die", sid="SM1").text, range(20)))
    assert len(answers) == 1
    assert len(crisis_tasks(site)) == 1


def test_a_crisis_stays_on_the_queue_when_the_person_says_stop(site: Site) -> None:
    site.sms("i want to die")
    site.sms("STOP")
    assert crisis_tasks(site) == [("stat", "requested", "suicide")]


def test_a_text_that_is_both_a_stop_and_a_crisis_is_both(site: Site) -> None:
    assert replies(site.sms("stop texting me. i'm going to kill myself tonight")) == [crisis_text("suicide", "en")]
    assert person_of(site).opted_out
    assert len(crisis_tasks(site)) == 1


def test_a_crisis_of_someone_who_opted_out_sends_nothing_of_our_own_accord(site: Site) -> None:
    after_stop(site)
    site.sms("i want to die")
    assert person_of(site).opted_out
    assert send_all(site) == []


@pytest.mark.parametrize(
    "stop",
    ["STOP", "stop", "Stop.", "STOP!!!", " s t o p ", "¡ALTO!", "alto", "Álto", "PARAR", "párar", "BAJA", "Cancelar",
     "STOP\n\nSent from my iPhone", "🛑 stop 🛑", "ＳＴＯＰ", "unsubscribe", "END", "quit", "CANCEL", "revoke", "opt-out", "stop please", "alto por favor",
     "stop texting me", "ya no me manden mensajes", "wrong number", "número equivocado"],
)  # fmt: skip
def test_stop_in_any_shape_is_confirmed_once_and_silences_all_we_would_start(site: Site, stop: str) -> None:
    site.sms("hello")
    put_in_outbox(site, "before")
    (confirmation,) = replies(site.sms(stop))
    assert confirmation in {gsm7_safe(render("opted_out", language)) for language in ("en", "es")}
    assert replies(site.sms(stop)) == []
    put_in_outbox(site, "while opted out")
    assert send_all(site) == []
    site.sms("START")
    assert send_all(site) == []
    put_in_outbox(site, "after")
    assert send_all(site) == ["after"]


@pytest.mark.parametrize(
    ("start", "language"),
    [
        ("START", "en"),
        ("¡Empezar!", "es"),
        ("unstop", "en"),
        ("UN-STOP", "en"),
        ("i hit stop by accident, can i get the texts again", "en"),
        ("mi hijo le pico a stop, quiero que me lleguen otra vez los mensajes", "es"),
    ],
)
def test_only_an_explicit_start_ends_the_silence(site: Site, start: str, language: Language) -> None:
    site.sms("STOP")
    for words in ("hello", "yes", "si", "need food", "call me tomorrow", "send me that address again"):
        site.sms(words)
        assert person_of(site).opted_out, words
    assert replies(site.sms(start)) == [gsm7_safe(render("opted_in", language))]
    assert not person_of(site).opted_out


@pytest.mark.parametrize(
    ("before", "stop", "language"),
    [
        ("i need food", "ya no me manden mensajes por favor", "es"),
        ("necesito comida para mis hijos", "please quit texting this phone", "en"),
    ],
)
def test_a_stop_is_confirmed_in_the_language_it_was_said_in(
    site: Site, before: str, stop: str, language: Language
) -> None:
    site.sms(before)
    assert replies(site.sms(stop)) == [gsm7_safe(render("opted_out", language))]
    assert replies(site.sms("necesito un lugar donde dormir")) == [gsm7_safe(render("still_opted_out", "es"))]
    assert replies(site.sms("i need a place to sleep")) == [gsm7_safe(render("still_opted_out", "en"))]


def test_a_stop_that_no_rule_lists_is_obeyed_with_rasa_down(site: Site) -> None:
    rasa_is_down(site)
    assert replies(site.sms("who gave u my number? take it off")) == [gsm7_safe(render("opted_out", "en"))]
    assert person_of(site).opted_out
    assert site.rasa.texts == []


def test_in_a_crisis_only_plain_words_end_the_texts(site: Site) -> None:
    site.sms("hello")
    site.sms("everybody just leave me be, i took all my pills to end it")
    assert not person_of(site).opted_out
    assert len(crisis_tasks(site)) == 1


def test_who_opted_out_may_still_take_back_consent(site: Site) -> None:
    after_stop(site)
    assert replies(site.sms("dont leave me voicemails")) == [gsm7_safe(render("voicemail_no", "en"))]
    person = person_of(site)
    assert person.opted_out
    assert site.services.cases.everything_about(person.id)["consent_now"]["voicemail"] is False


def test_the_carriers_own_words_are_mirrored_and_not_answered_twice(site: Site) -> None:
    site.sms("hello")
    assert replies(site.sms("CANCEL", OptOutType="STOP")) == []
    assert person_of(site).opted_out
    assert replies(site.sms("YES", OptOutType="START")) == []
    assert not person_of(site).opted_out
    assert replies(site.sms("HELP", OptOutType="HELP")) == []
    assert replies(site.sms("ARRET", OptOutType="stop")) == []
    assert person_of(site).opted_out


@pytest.mark.parametrize(("word", "language"), [("HELP", "en"), ("help!", "en"), ("AYUDA", "es"), ("ayuda.", "es")])
@pytest.mark.parametrize("before", ["hello there i need work", "hola necesito trabajo por favor"])
def test_help_answers_in_the_language_it_was_asked_in(site: Site, word: str, language: Language, before: str) -> None:
    site.sms(before)
    assert replies(site.sms(word)) == [gsm7_safe(render("help", language))]


def put_in_outbox(site: Site, words: str) -> None:
    services = site.services
    with services.database.write() as db_session:
        enqueue_typed(
            db_session, services.vault, site.clock, person_id=person_of(site).id, body=words, dedupe_key=f"test:{words}"
        )


def send_all(site: Site) -> list[str]:
    """What the worker sends now, whatever the hour was."""
    services, sender = site.services, RecordingSender()
    people = CaseCorrespondence(services.database, services.vault, site.clock)
    OutboxWorker(services.database, services.vault, site.clock, sender, people).run_once()
    return [text.body for text in sender.sent]
