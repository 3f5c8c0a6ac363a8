"""Whole conversations leave no number, name or word in any file, log, page or export; after erasure no id either."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from bot.cases.models import Message, Person
from bot.settings import PROJECT_ROOT
from tests.canaries import found_in, found_under
from tests.live import Puente, running_puente

pytestmark = [pytest.mark.dialogue, pytest.mark.timeout(1200)]  # the first of them may train the model

PHONE, WHATSAPP = "+13235557391", "+13235557392"
CANARIES = (
    PHONE[1:], PHONE[2:], "323-555-7391", WHATSAPP[1:], WHATSAPP[2:], "Zalandriel", "Yolixtli", "zorbulax", "quimbarote",
    "notawordzz", "sufrizendo",
)  # fmt: skip
TALK = (
    (PHONE, "hi im zorbulax and i need food"),
    (PHONE, "90011"),
    (PHONE, "my number is 323-555-7391"),
    (PHONE, "call me"),
    (PHONE, "Zalandriel"),
    (PHONE, "tomorrow at 3"),
    (PHONE, "yes"),
    (PHONE, "i want to kill myself, zorbulax knows"),
    (PHONE, "what do you know about me"),
    (PHONE, "notawordzz notawordzz"),
    (f"whatsapp:{WHATSAPP}", "hola necesito comida, digale a quimbarote"),
    (f"whatsapp:{WHATSAPP}", "90022"),
    (f"whatsapp:{WHATSAPP}", "llamenme"),
    (f"whatsapp:{WHATSAPP}", "Yolixtli"),
    (f"whatsapp:{WHATSAPP}", "mañana a las 10"),
    (f"whatsapp:{WHATSAPP}", "si"),
    (f"whatsapp:{WHATSAPP}", "sufrizendo ya no me escriban"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("canaries")


@pytest.fixture(scope="module")
def told(folder: Path) -> Iterator[Puente]:
    """A Puente of its own that was told everything in TALK."""
    with running_puente(folder) as puente:
        for phone, words in TALK:
            puente.text(phone, words)
        task = puente.services.tasks.queue()[0]
        account = puente.services.accounts.add("chw@example.org", "a long enough pass phrase", "admin")
        claimed = puente.services.casework.claim(task.id, account.id, task.version)
        puente.services.attempts.record(
            task.id, account.id, "no_answer", "zorbulax said Zalandriel moved", claimed.version
        )
        yield puente


def command(folder: Path, *arguments: str) -> bytes:
    """What a `puente` command prints on this instance."""
    done = subprocess.run(
        [sys.executable, "-m", "webhooks.cli", *arguments],
        env={**os.environ, "PUENTE_INSTANCE": str(folder)}, cwd=PROJECT_ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-800:]
    return done.stdout + done.stderr


def test_no_file_holds_a_number_a_name_or_a_word(told: Puente, folder: Path) -> None:
    with told.services.database.read() as db_session:
        ids = list(db_session.scalars(select(Person.id)))
    assert len(ids) == 2
    assert len({line.partition(":")[0] for line in found_under(folder, ids)}) >= 1, "their rows are in these bytes"
    pseudonyms = told.services.trackers.conversations()
    assert any("trackers" in line for line in found_under(folder, pseudonyms)), "and their conversations"
    assert found_under(folder, CANARIES) == []


def test_no_page_that_is_open_and_no_export_holds_one(told: Puente, folder: Path, tmp_path: Path) -> None:
    for path in ("/prometheus", "/health/ready", "/chat/", "/nowhere", "/twilio/sms", "/console/login"):
        assert found_in(httpx.get(f"{told.url}{path}").content, CANARIES) == []
    assert found_in(told.post("not a phone zorbulax", "Zalandriel").content, CANARIES) == []
    for arguments in (("metrics", "report", "--json"), ("callbacks", "list", "--json"), ("keys", "status")):
        assert found_in(command(folder, *arguments), CANARIES) == []
    command(folder, "directory", "export", str(tmp_path / "export"))
    assert found_under(tmp_path, CANARIES) == []


def test_the_case_itself_is_shown_in_clear_where_that_is_asked_for(told: Puente, folder: Path) -> None:
    shown = command(folder, "case", "show", PHONE, "--json")
    assert set(found_in(shown, CANARIES)) >= {PHONE[1:], "Zalandriel", "zorbulax", "notawordzz"}


def test_after_erasure_nothing_of_the_person_is_in_any_file(told: Puente, folder: Path) -> None:
    with told.services.database.read() as db_session:
        gone = [one for one in db_session.scalars(select(Person)) if one.channel == "sms"]
        (person,) = gone
        messages = list(db_session.scalars(select(Message).where(Message.person_id == person.id)))
    traces = [person.pseudonym, person.address_hash, *(row.id for row in messages)]
    traces += [row.provider_sid for row in messages if row.provider_sid]
    assert found_under(folder, traces) != []

    said = command(folder, "case", "erase", PHONE)

    assert found_in(said, CANARIES) == []
    assert found_under(folder, [*traces, *CANARIES]) == []
    assert told.services.people.find("sms", PHONE) is None
    assert told.services.people.find("whatsapp", WHATSAPP) is not None, "and nobody else is touched"
    with told.services.database.read() as db_session:
        suppressed = db_session.scalar(select(Person.opted_out_at).where(Person.channel == "whatsapp"))
    assert suppressed is not None


def test_after_erasure_of_somebody_who_opted_out_only_the_keyed_hash_is_left(told: Puente, folder: Path) -> None:
    with told.services.database.read() as db_session:
        (person,) = db_session.scalars(select(Person).where(Person.channel == "whatsapp"))
    command(folder, "case", "erase", WHATSAPP)
    assert found_under(folder, [person.pseudonym, *CANARIES]) == []
    kept = {line.partition(":")[0] for line in found_under(folder, [person.address_hash])}
    assert kept <= {"puente.sqlite3", "puente.sqlite3-wal"}
    assert kept
    told.text(f"whatsapp:{WHATSAPP}", "hola otra vez")
    again = told.services.people.find("whatsapp", WHATSAPP)
    assert again is not None and again.opted_out
