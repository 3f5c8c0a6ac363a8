"""One id leads from the webhook through Rasa to the answer, and to the text that is sent later."""

from __future__ import annotations

import re

import httpx
import pytest
from sqlalchemy import select

from bot import correlation
from bot.messaging.models import OutboxMessage
from bot.messaging.outbox import enqueue_typed
from tests.webhooks.conftest import Site
from webhooks.sending import make_outbox_worker

LINE = re.compile(
    r"^(?P<at>\S+) \[(?P<level>\w+)\s*\] (?P<event>\S+) .*?\brequest=(?P<request>[0-9a-f]{16})\b", re.MULTILINE
)


def requests_in(logged: str, event: str) -> list[str]:
    return [match["request"] for match in LINE.finditer(logged) if match["event"] == event]


def test_the_answer_the_log_and_rasa_name_one_id(sqlite_site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[dict[str, object]] = []

    def answer(body: dict[str, object]) -> httpx.Response:
        asked.append(body)
        reading = {"intent": "greet", "confidence": 0.9, "needs": [], "urgent": False}
        return httpx.Response(200, json={"replies": [{"text": "hi"}], "reading": reading})

    sqlite_site.rasa.answer = answer
    one, other = sqlite_site.sms("hello"), sqlite_site.sms("hello again")
    given = one.headers[correlation.HEADER]
    assert re.fullmatch(r"[0-9a-f]{16}", given)
    assert given != other.headers[correlation.HEADER]
    assert asked[0]["metadata"]["request"] == given  # type: ignore[index]
    assert requests_in(capsys.readouterr().err, "turn.answered") == [given, other.headers[correlation.HEADER]]


def test_rasas_own_calls_go_on_under_the_id_of_the_text(sqlite_site: Site) -> None:
    call = {
        "response": "utter_greet",
        "arguments": {},
        "tracker": {"latest_message": {"metadata": {"request": "ab" * 8}}},
    }
    headers = {"Authorization": f"Bearer {sqlite_site.settings.rasa_token}"}
    answer = sqlite_site.client.post("/rasa/nlg", json=call, headers=headers)
    assert answer.headers[correlation.HEADER] == "ab" * 8


@pytest.mark.parametrize("given", ["+13235550142", "zorbulax", "", "AB" * 8, "ab" * 40, "\u0661" * 16])
def test_an_id_that_is_none_of_ours_is_not_taken_over(given: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", correlation.begin(given))
    assert correlation.current() != given


def test_from_outside_nobody_hands_us_an_id(sqlite_site: Site) -> None:
    answer = sqlite_site.client.get("/health/live", headers={correlation.HEADER: "ab" * 8})
    assert answer.headers[correlation.HEADER] != "ab" * 8


def test_a_text_sent_later_is_logged_under_what_caused_it(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    services = site.services
    person = services.people.get_or_create("sms", "+13235550142", "en")
    cause = correlation.begin()
    with services.database.write() as db_session:
        enqueue_typed(
            db_session, services.vault, services.clock, person_id=person.id, body="see you", dedupe_key="text:1"
        )
    correlation.begin()
    assert make_outbox_worker(site.settings, services.database, services.vault, services.clock).run_once() == 1
    assert requests_in(capsys.readouterr().err, "outbox.closed") == [cause]
    with services.database.read() as db_session:
        assert db_session.scalar(select(OutboxMessage.caused_by)) == cause
