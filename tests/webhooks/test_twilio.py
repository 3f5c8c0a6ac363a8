"""Twilio's webhook: one answer per text, whatever is thrown at it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from xml.etree import ElementTree

import httpx
import pytest
from sqlalchemy import func, select

from bot.callbacks.staff_models import RegisteredPhone
from bot.cases.models import Message, Person, Task
from bot.i18n import render
from bot.messaging.segments import gsm7_safe
from tests.live import twilio_form
from tests.webhooks.conftest import Site


def replies(answer: object) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(answer.text).iter("Message")]  # type: ignore[attr-defined]


def rows(site: Site, table: type) -> int:
    with site.services.database.read() as db_session:
        return db_session.scalar(select(func.count()).select_from(table)) or 0


def test_a_text_is_answered_in_twiml_after_we_say_who_we_are(site: Site) -> None:
    answer = site.sms("hello")
    assert answer.status_code == 200
    assert answer.mimetype == "text/xml"
    assert replies(answer) == [render("first_contact", "en"), "answer to hello"]
    assert replies(site.sms("hello again")) == ["answer to hello again"], "and only once"


def test_a_repeated_webhook_gets_the_stored_reply_and_changes_nothing(site: Site) -> None:
    first = site.sms("hello", sid="SM1")
    again = site.sms("hello", sid="SM1")
    assert again.text == first.text
    assert site.rasa.texts == ["hello"]
    assert rows(site, Message) == 1


def test_twenty_deliveries_at_once_are_answered_once_and_alike(site: Site) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: site.sms("hello", sid="SM1").text, range(20)))
    assert len(set(answers)) == 1
    assert site.rasa.texts == ["hello"]
    assert rows(site, Message) == 1
    assert rows(site, Person) == 1


@pytest.mark.parametrize("signature", ["", "forged", "RSOYDt4T1cUTdK1PDd93/VVr8B8="])
def test_a_forged_signature_is_refused_and_leaves_no_row(site: Site, signature: str) -> None:
    answer = site.client.post(
        "/twilio/sms", data=twilio_form("+13235550100", "hello"), headers={"X-Twilio-Signature": signature}
    )
    assert answer.status_code == 403
    assert rows(site, Message) == rows(site, Person) == 0
    assert site.rasa.texts == []


def test_a_signature_over_other_words_is_refused(site: Site) -> None:
    from twilio.request_validator import RequestValidator

    form = twilio_form("+13235550100", "hello", "SM1")
    signed = RequestValidator(site.settings.twilio_auth_token).compute_signature(
        "https://puente.example.org/twilio/sms", form
    )
    changed = {**form, "Body": "something else"}
    assert site.client.post("/twilio/sms", data=changed, headers={"X-Twilio-Signature": signed}).status_code == 403
    assert rows(site, Message) == 0


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"From": "+13235550100", "Body": "hi"}, 400),
        ({"MessageSid": "SM1", "Body": "hi"}, 400),
        ({"MessageSid": "SM1", "From": "not a phone", "Body": "hi"}, 400),
        ({"MessageSid": "S" * 65, "From": "+13235550100", "Body": "hi"}, 400),
    ],
)
def test_a_malformed_webhook_gets_a_clear_error_and_leaves_no_row(
    site: Site, form: dict[str, str], status: int
) -> None:
    answer = site.post("/twilio/sms", form)
    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["error"]
    assert rows(site, Message) == 0


def test_what_is_too_large_or_not_text_is_refused(site: Site) -> None:
    assert site.client.post("/twilio/sms", data={"Body": "x" * 2_000_000}).status_code == 413
    many = {f"p{number}": "1" for number in range(10_000)}
    assert site.client.post("/twilio/sms", data=many).status_code == 413
    raw = site.client.post(
        "/twilio/sms", data=b"Body=%ff%fe%fd&From=%80", content_type="application/x-www-form-urlencoded"
    )
    assert raw.status_code in (400, 403)
    assert rows(site, Message) == 0


def test_a_very_long_text_is_read_to_the_limit_and_answered(site: Site) -> None:
    answer = site.sms("food " * 2000)
    assert answer.status_code == 200
    assert len(site.rasa.texts[0]) <= 1600


@pytest.mark.parametrize("failure", ["refused", "slow", "error", "silent", "nonsense"])
def test_with_rasa_down_the_bilingual_menu_answers_and_a_person_will_follow_up(site: Site, failure: str) -> None:
    def fail(body: dict[str, object]) -> httpx.Response:
        if failure == "refused":
            raise httpx.ConnectError("refused")
        if failure == "slow":
            raise httpx.ReadTimeout("slow")
        if failure == "error":
            return httpx.Response(500, text="no")
        if failure == "silent":
            return httpx.Response(200, json={"replies": [], "reading": {}})
        return httpx.Response(200, text="<html>")

    site.rasa.answer = fail
    said = "\n".join(replies(site.sms("necesito comida")))
    assert "211" in said
    assert "988" in said
    for language in ("en", "es"):
        assert gsm7_safe(render("fallback_menu", language)) in said  # type: ignore[arg-type]
    with site.services.database.read() as db_session:
        assert db_session.scalars(select(Message.state)).all() == ["deferred"]
        (task,) = db_session.scalars(select(Task)).all()
        assert (task.kind, task.reason, task.language) == ("follow_up", "rasa_down", "es")


def test_rasas_answer_to_a_deferred_text_is_not_asked_again_on_a_repeat(site: Site) -> None:
    def refuse(body: dict[str, object]) -> httpx.Response:
        raise httpx.ConnectError("refused")

    site.rasa.answer = refuse
    first = site.sms("hello", sid="SM1")
    site.rasa.answer = None
    assert site.sms("hello", sid="SM1").text == first.text
    assert rows(site, Task) == 1


def test_stop_is_honoured_once_and_start_brings_the_person_back(site: Site) -> None:
    assert replies(site.sms("STOP")) == [render("opted_out", "en")]
    assert replies(site.sms("stop")) == []
    assert site.rasa.texts == []
    assert "START" in replies(site.sms("need food"))[0]
    assert replies(site.sms("START")) == [render("opted_in", "en")]
    assert replies(site.sms("need food"))[-1] == "answer to need food"


def test_alto_and_ayuda_answer_in_spanish(site: Site) -> None:
    assert replies(site.sms("ALTO")) == [gsm7_safe(render("opted_out", "es"))]
    assert replies(site.sms("AYUDA", phone="+13235550101")) == [gsm7_safe(render("help", "es"))]
    assert replies(site.sms("help", phone="+13235550101")) == [gsm7_safe(render("help", "en"))]


def test_the_carriers_own_stop_is_mirrored_without_a_second_confirmation(site: Site) -> None:
    assert replies(site.sms("STOP", OptOutType="STOP")) == []
    person = site.services.people.find("sms", "+13235550100")
    assert person is not None
    assert person.opted_out


def test_a_crisis_is_answered_before_anything_else_and_a_person_is_told(site: Site) -> None:
    (said,) = replies(site.sms("i want to kill myself"))
    assert "988" in said
    assert site.rasa.texts == []
    with site.services.database.read() as db_session:
        (task,) = db_session.scalars(select(Task)).all()
    assert (task.kind, task.priority, task.reason) == ("crisis", "stat", "suicide")


def test_an_sms_reply_stays_in_the_cheap_alphabet_and_whatsapp_keeps_its_accents(site: Site) -> None:
    def spanish(body: dict[str, object]) -> httpx.Response:
        reading = {"intent": "greet", "confidence": 0.9}
        return httpx.Response(200, json={"replies": [{"text": "¿Mañana está bien? Sí, señor"}], "reading": reading})

    site.rasa.answer = spanish
    assert replies(site.sms("hola"))[-1] == "¿Mañana esta bien? Si, señor"
    assert replies(site.sms("hola", phone="whatsapp:+13235550111"))[-1] == "¿Mañana está bien? Sí, señor"


def test_a_delivery_status_moves_forward_only_and_must_be_known(site: Site) -> None:
    assert site.post("/twilio/status/unknown", {"MessageStatus": "sent", "MessageSid": "SM1"}).status_code == 404


def test_nothing_a_person_wrote_or_their_number_reaches_the_log(capsys: pytest.CaptureFixture[str], site: Site) -> None:
    site.sms("canary words 90011", phone="+13235550177")
    logged = capsys.readouterr()
    assert "turn.answered" in logged.err
    assert "canary" not in logged.err + logged.out
    assert "5550177" not in logged.err + logged.out


def test_reports_of_texts_to_chws_are_taken_too(site: Site) -> None:
    rosa = site.services.accounts.add("rosa@example.org", "a long enough password", "chw").id
    site.services.registered_phones.register(rosa, "+13235550177")
    with site.services.database.read() as db_session:
        text_id = db_session.get_one(RegisteredPhone, rosa).code_text_id
    report = {"MessageStatus": "undelivered", "MessageSid": "SM1", "ErrorCode": "30005"}
    for _ in range(2):
        assert site.post(f"/twilio/status/{text_id}", report).status_code == 204
    phone = site.services.registered_phones.of(rosa)
    assert phone is not None and phone.code_lost


def test_what_rasa_was_not_there_to_read_is_answered_with_the_next_text(site: Site) -> None:
    def down(body: dict[str, object]) -> httpx.Response:
        raise httpx.ConnectError("refused")

    site.rasa.answer = down
    site.sms("necesito comida 90011")
    site.rasa.answer = None
    site.clock.instant += timedelta(minutes=5)
    site.sms("hola?")
    site.clock.instant += timedelta(minutes=5)
    site.sms("gracias")
    assert site.rasa.texts[-2:] == ["necesito comida 90011\nhola?", "gracias"]
