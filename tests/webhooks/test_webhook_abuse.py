"""Whatever is thrown at the webhooks is refused with a reason, costs little, and leaves no row."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

from bot.db import Base
from tests.live import twilio_form
from tests.webhooks.conftest import Site
from webhooks.guards import TWILIO_BYTES_LIMIT

FORM = "application/x-www-form-urlencoded"
BOUNDARY = "multipart/form-data; boundary=x"
PATHS = ("/twilio/sms", "/twilio/status/00000000-0000-4000-8000-000000000000")
DEEP = b"--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" * 5_000


def every_row(site: Site) -> int:
    with site.services.database.read() as db_session:
        return sum(
            db_session.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables
        )


def signature(site: Site, path: str, form: Any) -> str:
    url = f"{site.settings.public_base_url}{path}"
    return RequestValidator(site.settings.twilio_auth_token).compute_signature(url, form)


ABUSES = {
    "no signature": ({"data": twilio_form("+13235550100", "canary")}, 403, "signature"),
    "forged": (
        {"data": twilio_form("+13235550100", "canary"), "headers": {"X-Twilio-Signature": "A" * 28}},
        403,
        "signature",
    ),
    "signature of a megabyte": (
        {"data": {"Body": "canary"}, "headers": {"X-Twilio-Signature": "A" * 60_000}},
        403,
        "signature",
    ),
    "too large": ({"data": {"Body": "canary" * 20_000}}, 413, "too_large"),
    "far too large": ({"data": b"Body=" + b"x" * 3_000_000, "content_type": FORM}, 413, "too_large"),
    "ten thousand parameters": (
        {"data": {f"p{number}": "1" for number in range(10_000)}},
        413,
        "too_many_parameters",
    ),
    "ten thousand of one parameter": (
        {"data": b"&".join([b"Body=x"] * 10_000), "content_type": FORM},
        413,
        "too_many_parameters",
    ),
    "not UTF-8": ({"data": b"Body=%ff%fe%fd&From=%80&MessageSid=SM1", "content_type": FORM}, 403, "signature"),
    "raw bytes": ({"data": b"Body=\xff\xfe\x00&From=\x80", "content_type": FORM}, 403, "signature"),
    "half a surrogate": ({"data": b"Body=%ED%A0%80&MessageSid=SM1", "content_type": FORM}, 403, "signature"),
    "multipart": ({"data": b"--x--", "content_type": BOUNDARY}, 415, "content_type"),
    "multipart, deep": ({"data": DEEP, "content_type": BOUNDARY}, 415, "content_type"),
    "JSON": ({"json": {"Body": "canary"}}, 415, "content_type"),
    "JSON, deep": ({"data": b"[" * 50_000, "content_type": "application/json"}, 415, "content_type"),
    "XML": ({"data": b"<!DOCTYPE x>", "content_type": "text/xml"}, 415, "content_type"),
    "no type": ({"data": b"Body=canary", "content_type": ""}, 415, "content_type"),
    "nothing": ({}, 403, "signature"),
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("abuse", ABUSES.values(), ids=ABUSES.keys())
def test_it_is_refused_with_a_reason_and_leaves_no_row(
    sqlite_site: Site, path: str, abuse: tuple[dict[str, Any], int, str], capsys: pytest.CaptureFixture[str]
) -> None:
    sent, status, reason = abuse
    before, began = every_row(sqlite_site), time.process_time()
    answer = sqlite_site.client.post(path, **sent)
    assert (answer.status_code, answer.json) == (status, {"error": reason})
    assert time.process_time() - began < 1
    assert every_row(sqlite_site) == before
    assert sqlite_site.rasa.texts == []
    assert "canary" not in capsys.readouterr().err


def test_the_same_abuse_from_many_at_once_changes_nothing_either(sqlite_site: Site) -> None:
    before = every_row(sqlite_site)

    def send(number: int) -> bool:
        sent, status, _ = list(ABUSES.values())[number % len(ABUSES)]
        return sqlite_site.client.application.test_client().post(PATHS[0], **sent).status_code == status

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(send, range(120)))
    assert every_row(sqlite_site) == before


def test_a_replay_gets_the_stored_reply_and_writes_nothing_even_from_many_at_once(site: Site) -> None:
    form = twilio_form("+13235550100", "hello", "SM1")
    first = site.post("/twilio/sms", form).text
    before = every_row(site)
    with ThreadPoolExecutor(12) as pool:
        again = set(pool.map(lambda _: site.post("/twilio/sms", form).text, range(24)))
    assert again == {first}
    assert every_row(site) == before
    assert site.rasa.texts == ["hello"]


def test_a_signature_is_good_for_its_own_words_sender_and_path_only(site: Site) -> None:
    form = twilio_form("+13235550100", "hello", "SM1")
    signed = {"X-Twilio-Signature": signature(site, "/twilio/sms", form)}
    before = every_row(site)
    for path, changed in (
        ("/twilio/sms", {**form, "MessageSid": "SM2"}),
        ("/twilio/sms", {**form, "From": "+13235550101"}),
        ("/twilio/sms?x=1", form),
        (PATHS[1], form),
    ):
        assert site.client.post(path, data=changed, headers=signed).status_code == 403
    assert every_row(site) == before


def test_the_longest_text_that_twilio_sends_is_within_the_limit(site: Site) -> None:
    form = twilio_form("+13235550100", "🙏" * 1600)
    assert site.post("/twilio/sms", form).status_code == 200
    assert 1600 * len("%F0%9F%99%8F") + 2_000 < TWILIO_BYTES_LIMIT


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_other_methods_are_not_taken(site: Site, method: str) -> None:
    before = every_row(site)
    assert getattr(site.client, method)("/twilio/sms").status_code in (403, 405)
    assert every_row(site) == before
